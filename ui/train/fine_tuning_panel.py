"""Fine-tuning: what it is, its few settings, the button, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.backbones.tuned import MOST_BLOCKS
from core.fine_tuning.checkpoint import epochs_done
from core.fine_tuning.places import can_be_tuned, checkpoint_path, purpose_of
from core.fine_tuning.tuning_settings import (
    LEARNING_RATES,
    MOST_EPOCHS,
    TuningSettings,
    tuning_from_dict,
)
from core.jobs.job import Job
from core.runs import Run
from core.settings import in_words as setting_in_words
from core.store.projects import Project
from ui import job_view, result_words, words, work
from ui.page import Page
from ui.train.live import live_curves

_RATE_WORDS = dict(zip(LEARNING_RATES, ("tiny", "very small", "small", "medium"), strict=True))
_NOTHING_KEPT = "You stopped the fine-tuning before the network had seen all photos once more. Your model is as it was."


def running_fine_tuning(page: Page, project: Project) -> Job | None:
    """The fine-tuning that is under way, with its curves; None when there is none."""
    job = page.engine.latest(project.id, "fine_tune")
    if job is None:
        return None
    job_view.watch(page.engine, job, draw=live_curves, key="tuning")
    return job if job.is_active else None


def fine_tuning_end(page: Page, job: Job) -> None:
    """What the latest fine-tuning gave, or why it gave nothing, with a link to its model."""
    job_view.show_end(job, nothing_kept=_NOTHING_KEPT)
    if not job.result:
        return
    st.markdown(in_words(job.result))
    if run_id := str(job.result.get("run") or ""):
        page.results_link("Results of the fine-tuned model", run_id)


def fine_tuning_panel(page: Page, project: Project, runs: Sequence[Run], *, is_told: bool) -> None:
    """What the latest fine-tuning gave, and the button for one more; nothing without a model for it.

    Args:
        page: the open page.
        project: the open project.
        runs: its trainings, the newest first.
        is_told: what the fine-tuning gave stands elsewhere on the page.
    """
    possible = [run for run in runs if can_be_tuned(run)]
    if not possible:
        return
    job = page.engine.latest(project.id, "fine_tune")
    with st.expander(
        "Fine-tune the network (advanced)",
        icon=":material/precision_manufacturing:",
        expanded=is_told or bool(job and job.result and job.result.get("stopped")),
    ):
        st.markdown(
            "So far only your own layers have learned, and the ready-made network has stayed as it "
            "came. Fine-tuning lets the last part of the network learn from your photos as well, in very "
            "small steps. It takes minutes instead of seconds. It can help when you have hundreds of "
            "photos, or photos unlike those of everyday things; with few photos it seldom does. "
            "Whatever comes out is compared on the photos that were kept aside, and **only a better "
            "model is kept**."
        )
        run = _chosen(possible, runs, job)
        tuning = _settings(job)
        _buttons(page, project, run, tuning)
        if job is not None and not is_told:
            st.divider()
            fine_tuning_end(page, job)


def in_words(result: Mapping[str, Any]) -> str:
    """What came of a fine-tuning, from what its job gave."""
    photos, before, after = (int(result[name]) for name in ("photos", "before", "after"))
    asked = f"Of {words.count(photos, 'photo')} kept aside, {before:,} were right before"
    if result.get("stopped"):
        return (
            f"**You stopped the fine-tuning early; you can go on with it.** {asked} and {after:,} with what "
            "it has learned so far. If you have waited long enough, set “Most epochs” to what is done and "
            "go on: the better model is kept then."
        )
    if not result.get("run"):
        return (
            f"**Fine-tuning did not help, so your model stays as it was.** {asked} and "
            f"{'as many' if after == before else f'{after:,}'} after it, and its answers were not "
            "surely better."
        )
    if after > before:
        return (
            f"**Fine-tuning helped.** {asked} and {after:,} after it. The better model is kept, beside "
            "the first one."
        )
    return (
        f"**Fine-tuning helped a little.** {asked} and as many after it, but the right answers are "
        f"surer now. The new model is kept, beside the first one."
    )


def _chosen(possible: Sequence[Run], runs: Sequence[Run], job: Job | None) -> Run:
    """The one that the last fine-tuning began with; the newest after one that gave a new model."""
    gave_one = job is not None and bool(job.result and job.result.get("run"))
    begun = job.request["run"] if job is not None and not gave_one else ""
    places = [place for place, run in enumerate(possible) if run.id == begun]
    return st.selectbox(
        "Model to begin with",
        possible,
        index=places[0] if places else 0,
        format_func=lambda run: result_words.run_title(run, result_words.number(runs, run)),
        width=460,
        key=f"tuning.run.{len(runs)}",
    )


def _settings(job: Job | None) -> TuningSettings:
    """What is chosen; at first what the last fine-tuning was begun with, else what is usual."""
    usual = tuning_from_dict(job.request["settings"]) if job is not None else TuningSettings()
    left, middle, right = st.columns(3, gap="medium")
    with left:
        epochs = st.slider(
            "Most epochs", 1, MOST_EPOCHS, usual.epochs, key="tuning.epochs",
            help="How often it goes through all photos. It ends by itself when nothing improves any more.",
        )  # fmt: skip
    with middle:
        blocks = st.slider(
            "Blocks of the network", 1, MOST_BLOCKS, usual.blocks, key="tuning.blocks",
            help="A network is built of blocks, one behind the other. So many of the last ones learn; "
            "more of them take longer and easily learn your photos by heart.",
        )  # fmt: skip
    least, most = (setting_in_words("learning_rate", LEARNING_RATES[n]) for n in (0, -1))
    with right:
        rate = st.select_slider(
            "Size of the steps", LEARNING_RATES, usual.learning_rate,
            format_func=_RATE_WORDS.__getitem__, key="tuning.rate",
            help="How far each look at photos may move the network (the learning rate, from "
            f"{least} to {most}). With large steps it forgets what it knew before it has learned "
            "anything new.",
        )  # fmt: skip
    return TuningSettings(epochs=epochs, blocks=blocks, learning_rate=rate)


def _buttons(page: Page, project: Project, run: Run, tuning: TuningSettings) -> None:
    path = checkpoint_path(project.workspace, run)
    begun = epochs_done(path, purpose_of(run, tuning))
    with st.container(horizontal=True, vertical_alignment="center"):
        if begun is None:
            if st.button("Fine-tune", icon=":material/tune:", key="tuning.go"):
                work.start_fine_tuning(page, project, run, tuning)
                st.rerun()
            return
        if st.button("Go on fine-tuning", icon=":material/play_arrow:", key="tuning.go"):
            work.start_fine_tuning(page, project, run, tuning)
            st.rerun()
        if st.button("Start over", icon=":material/restart_alt:", key="tuning.over"):
            path.unlink(missing_ok=True)
            work.start_fine_tuning(page, project, run, tuning)
            st.rerun()
        st.caption(f"It was stopped after {words.count(begun, 'epoch')}.", width="content")
