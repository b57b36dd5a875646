"""The jobs that pages start: reading photos, looking them over, training."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core import settings as train_settings
from core.backbones.availability import is_available
from core.backbones.registry import DEFAULT_BACKBONE
from core.fine_tuning.tuning_settings import TuningSettings, tuning_to_dict
from core.jobs import Job
from core.runs import Run
from core.settings import TrainSettings
from core.store.projects import Project
from ui import resources
from ui.page import Page

# They look at the photos ahead of a training, or at an earlier model, and make way for it.
_AHEAD = ("features", "doctor", "evaluate", "learning_curve", "conditions", "scratch")
# What they make way for, and what a page calls it.
_TRAININGS: Mapping[str, str] = {
    "train": "your training",
    "search": "your search for good settings",
    "fine_tune": "your fine-tuning",
}
_TO_STOP_S = 5.0


def start_intake(
    page: Page,
    project: Project,
    *,
    source: Path | None = None,
    name: str = "",
    sample: str = "",
    choice: Mapping[str, str] | None = None,
) -> Job:
    """The job that adds photos to those of the project.

    Args:
        page: the open page.
        project: where the photos go.
        source: an uploaded zip, or None for a sample; the job deletes it.
        name: what the person calls the upload, for messages.
        sample: id of a sample, or "".
        choice: what the person answered to questions about the upload, by their kind.
    """
    request: dict[str, Any] = {"source": str(source or ""), "name": name, "sample": sample}
    if choice:
        request["choice"] = dict(choice)
    return page.engine.submit(
        "intake", project.id, request, key=f"intake {project.id} {source or sample}"
    )


def start_saving(page: Page, project: Project) -> Job:
    """The job that puts the project into one file."""
    return page.engine.submit("save_project", project.id, {}, key=f"save {project.id}")


def start_opening(page: Page, source: Path, name: str, kind: str) -> Job:
    """The job that makes a new project of a file.

    Args:
        page: the open page.
        source: a finished upload; the job deletes it.
        name: what the person calls it.
        kind: `"project"` or `"model"`, see `core.projects_io.recognise`.
    """
    request = {"source": str(source), "name": name, "kind": kind}
    return page.engine.submit("open_file", "", request, key=f"open {source}")


def start_doctor(page: Page, project: Project, backbone: str = DEFAULT_BACKBONE) -> Job | None:
    """The job that looks the photos over, also ahead of a training; None where it cannot be done.

    It may be called at every run of a page: for the same photos it starts once. A look at photos
    that have changed since is broken off for one at those that there are now.
    """
    dataset = resources.dataset(project)
    if dataset is None or not dataset.photos or not is_available(backbone):
        return None
    key = f"doctor {project.id} {backbone} {resources.dataset_key(project)}"
    latest = page.engine.latest(project.id, "doctor")
    if latest is not None and latest.key == key and not _made_way_for(page, latest):
        return latest
    if running_training(page, project) is not None:
        return None
    if latest is not None and latest.is_active:
        page.engine.cancel(latest.id)
    return page.engine.submit("doctor", project.id, {"backbone": backbone}, key=key)


def check_again(page: Page, project: Project, backbone: str = DEFAULT_BACKBONE) -> Job:
    """The job that looks the photos over once more, after one that ended early."""
    key = f"doctor {project.id} {backbone} {resources.dataset_key(project)}"
    return page.engine.submit("doctor", project.id, {"backbone": backbone}, key=key)


def start_training(page: Page, project: Project, settings: TrainSettings) -> Job:
    """The job that trains a model; looking ahead makes way for it, and what it has done is kept."""
    _make_way(page, project)
    request = {"settings": train_settings.to_dict(settings)}
    return page.engine.submit("train", project.id, request, key=f"train {project.id}")


def start_fine_tuning(page: Page, project: Project, run: Run, tuning: TuningSettings) -> Job:
    """The job that trains the network of a run, too; looking ahead makes way for it."""
    _make_way(page, project)
    request = {"run": run.id, "settings": tuning_to_dict(tuning)}
    return page.engine.submit("fine_tune", project.id, request, key=f"fine_tune {project.id}")


def start_search(page: Page, project: Project, settings: TrainSettings, budget_s: float) -> Job:
    """The job that looks for better settings and trains a model with them; others make way for it."""
    _make_way(page, project)
    request = {"settings": train_settings.to_dict(settings), "budget_s": budget_s}
    return page.engine.submit("search", project.id, request, key=f"search {project.id}")


def start_evaluation(
    page: Page, project: Project, run: Run, *, for_strangers: bool = False
) -> Job | None:
    """The job that asks every photo of a run; None where that is done or a training comes first.

    It may be called at every run of a page: one that failed or was stopped is not begun anew. Where
    the photo doctor made way, it goes first: its findings tell which photos must stay together. An
    evaluation of an earlier version is made again: it may not have known of near copies.

    Args:
        page: the open page.
        project: of the run.
        run: whose photos are asked.
        for_strangers: it is not done either before the model knows what is strange to it; a run of
            an earlier version was asked without that.
    """
    _resume_doctor(page, project)
    lacks = _knows_no_twins(run) or (for_strangers and _lacks_familiarity(run))
    if _has_no_photos(project) or (resources.evaluation(run) is not None and not lacks):
        return None
    latest = study(page, project, run, "evaluate")
    is_done = latest is not None and latest.state == "done"
    if latest is not None and not _made_way_for(page, latest) and not (lacks and is_done):
        return latest
    if running_training(page, project) is not None:
        return None
    return start_study(page, project, run, "evaluate")


def _knows_no_twins(run: Run) -> bool:
    """Whether a run was evaluated by an earlier version, which kept no numbers of near copies."""
    found = resources.evaluation(run)
    return found is not None and bool(found.photo_ids) and not found.twins


def _lacks_familiarity(run: Run) -> bool:
    """Whether a run was evaluated, and yet its model cannot tell what is strange to it but could."""
    from core.familiarity import FAMILIARITY

    found = resources.evaluation(run)
    was_asked = found is not None and found.report.photos > 0
    return was_asked and not (run.folder / FAMILIARITY).is_file()


def start_study(page: Page, project: Project, run: Run, kind: str) -> Job:
    """The job that finds out more about a run: `evaluate`, `learning_curve` or `conditions`."""
    return page.engine.submit(kind, project.id, {"run": run.id}, key=f"{kind} {run.id}")


def study(page: Page, project: Project, run: Run, kind: str) -> Job | None:
    """The newest job of that kind in the project, where it is about this run."""
    latest = page.engine.latest(project.id, kind)
    return latest if latest is not None and latest.key == f"{kind} {run.id}" else None


def latest_training(page: Page, project: Project) -> Job | None:
    """The newest training, search or fine-tuning of a project, active or ended."""
    latest = (page.engine.latest(project.id, kind) for kind in _TRAININGS)
    return max((job for job in latest if job), key=lambda job: job.created_at, default=None)


def running_training(page: Page, project: Project) -> Job | None:
    """The training, search or fine-tuning that waits or runs; None where there is none."""
    active = page.engine.active(project.id)
    return next((job for job in active if job.kind in _TRAININGS), None)


def why_stopped(page: Page, job: Job, without_it: str) -> str:
    """Why a job that looks ahead or back was stopped: for a training, or by the person.

    Args:
        page: the open page.
        job: a stopped one.
        without_it: what that means, such as `"nothing is known about more photos"`.
    """
    cause = _made_way_for(page, job)
    if cause is not None:
        return f"**It made way for {_TRAININGS[cause.kind]}.** Press the button to begin it again."
    latest = (page.engine.latest(job.project_id, kind) for kind in _TRAININGS)
    # An earlier training than the latest may have been the cause; nobody remembers that.
    is_long_ago = any(one.created_at > (job.ended_at or job.created_at) for one in latest if one)
    return f"{'It was stopped' if is_long_ago else 'You stopped it'}, so {without_it}."


def _resume_doctor(page: Page, project: Project) -> None:
    """The photo doctor looks again, where it was broken off for a training that has ended."""
    latest = page.engine.latest(project.id, "doctor")
    if latest is not None and _made_way_for(page, latest):
        start_doctor(page, project)


def _has_no_photos(project: Project) -> bool:
    """Whether there is nobody to ask, as in a project of a model that somebody sent."""
    dataset = resources.dataset(project)
    return dataset is None or not dataset.photos


def _make_way(page: Page, project: Project) -> None:
    """Nothing that only looks ahead or back keeps the project's next job waiting."""
    for job in page.engine.active(project.id):
        if job.kind in _AHEAD:
            page.engine.cancel(job.id)


def _made_way_for(page: Page, job: Job) -> Job | None:
    """The training, search or fine-tuning that a job was broken off for; None where it was not."""
    if job.state != "stopped" or job.ended_at is None:
        return None
    latest = (page.engine.latest(job.project_id, kind) for kind in _TRAININGS)
    # What runs is asked to stop before the training is begun, and may end after that.
    begun = (job.created_at, job.ended_at + _TO_STOP_S)
    return next((one for one in latest if one and begun[0] <= one.created_at <= begun[1]), None)
