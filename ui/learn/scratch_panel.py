"""Training from scratch beside transfer learning, on the same photos, run when the person asks."""

from __future__ import annotations

import time

import streamlit as st

from core.backbones.registry import BackboneSpec, get
from core.errors import UserError
from core.intake.images import model_input
from core.jobs import Job
from core.runs import Run
from core.scratch_result import Scratch, scratch_from_plain
from core.store.projects import Project
from ui import job_view, resources, words
from ui.learn.chosen_photo import ChosenPhoto
from ui.page import Page
from ui.train.live import live_curves

KIND = "scratch"
_LOOKS = 12


def photos_per_second(photo: ChosenPhoto, run: Run | None, network: BackboneSpec) -> None:
    """How quickly the frozen part looks, measured when asked, and how quickly the small layers learn."""
    if st.button("Measure it on this computer", icon=":material/speed:", key="learn.measure"):
        st.session_state["learn.measured"] = True
    if not st.session_state.get("learn.measured"):
        return
    try:
        rate = _looks_per_second(photo.id, network.id, photo.jpeg)
    except (UserError, OSError):
        st.caption(
            "The network's weights are not on this computer, so there is nothing to measure."
        )
        return
    told = (
        f"{network.title} looked at the photo above {_LOOKS} times, on one core: that is "
        f"**{rate:.0f} photos a second**."
    )
    learned = _learned_per_second(run) if run is not None else 0.0
    if learned:
        told += (
            " Your own layers, which only see the remembered features, learned from "
            f"**{words.large_number(round(learned))} photos a second**: about "
            f"{words.large_number(round(learned / rate))} times as many."
        )
    st.markdown(told)


def from_scratch(page: Page, run: Run | None) -> None:
    """A small network that begins with nothing, trained on the same photos beside the person's model."""
    st.markdown(
        "**And without borrowed eyes?** Try it: a small network with three convolutional layers, which "
        "starts from random numbers, gets the very photos that your model learned from, and is asked "
        "the very photos that your model is judged by. It may take a minute at most."
    )
    if page.project is None or run is None:
        st.caption("This needs a project with a trained model.")
        return
    job = _job(page, page.project, run)
    if job is None or not job.is_active:
        label = "Train it again" if job and job.result else "Train a network from nothing"
        if st.button(label, icon=":material/play_arrow:", key="learn.scratch"):
            job = page.engine.submit(KIND, page.project.id, {"run": run.id}, key=f"{KIND} {run.id}")
    if job is None:
        return
    job_view.watch(page.engine, job, draw=live_curves, key="learn-scratch")
    result = scratch_from_plain(job.result) if job.result else None
    if result is not None and not job.is_active:
        _beside(result, run)
    else:
        job_view.show_end(job, nothing_kept="Stopped before it had seen all photos once.")


def _job(page: Page, project: Project, run: Run) -> Job | None:
    latest = page.engine.latest(project.id, KIND)
    return latest if latest is not None and latest.key == f"{KIND} {run.id}" else None


def _beside(result: Scratch, run: Run) -> None:
    report, manifest = run.report, run.manifest
    rows = {
        "Photos named rightly": (
            f"{report.right:,} of {report.photos:,} ({words.percent(report.right / max(1, report.photos))})",
            f"{result.right:,} of {result.aside:,} ({words.percent(result.right / result.aside)})",
        ),
        "Numbers to find": (f"{manifest.trained_parameters:,}", f"{result.parameters:,}"),
        "Numbers it was given": (f"{manifest.frozen_parameters:,}", "0"),
        "Learned for": (
            words.duration(manifest.seconds.get("training", 0.0)), words.duration(result.training_s)
        ),
        "Epochs": (f"{len(run.history):,}", f"{result.epochs:,}"),
    }  # fmt: skip
    st.table(
        {
            "": list(rows),
            "Your model, with borrowed eyes": [borrowed for borrowed, _ in rows.values()],
            "From nothing": [nothing for _, nothing in rows.values()],
        },
        hide_index=True,
        alt="Your model beside a network trained from nothing on the same photos",
    )
    st.markdown(_verdict(result, run))


def _verdict(result: Scratch, run: Run) -> str:
    mine, other = run.report.right / max(1, run.report.photos), result.right / result.aside
    photos = words.count(result.photos, "photo")
    if other < mine - 0.02:
        told = (
            f"From {photos} alone, it had to find out what edges, fur or leaves look like **and** what "
            "your classes are. With many more photos and much more time it would come closer."
        )
    else:
        told = (
            "On your photos it does about as well: your classes can be told apart by something simple, "
            "such as colours. With classes that look alike the borrowed eyes show what they are worth."
        )
    return told + (" You stopped it early." if result.stopped else "")


def _learned_per_second(run: Run) -> float:
    """Photos that went through the layers that learn per second of training; 0 where unknown."""
    seconds = run.manifest.seconds.get("training", 0.0)
    return run.manifest.photos_used * len(run.history) / seconds if seconds > 0 else 0.0


@st.cache_data(max_entries=4, show_spinner="Measuring …")
def _looks_per_second(own_id: str, backbone_id: str, _jpeg: bytes) -> float:
    from core.backbones.extractor import Extractor
    from core.backbones.onnx_export import ensure_onnx

    spec = get(backbone_id)
    extractor = Extractor(ensure_onnx(spec, resources.home().networks), threads=1)
    photo = model_input(_jpeg, spec.input_size)[None]
    extractor.features(photo)
    began = time.perf_counter()
    for _ in range(_LOOKS):
        extractor.features(photo)
    return _LOOKS / (time.perf_counter() - began)
