"""A job as a person watches it: what it does, how far it is, how long it takes, and Stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.jobs.engine import Engine
from core.jobs.job import Job
from core.messages import describe_code
from core.runs import EpochResult
from core.types import Event
from ui import errors, resources, words
from ui.ended_meanwhile import note_if_ended_meanwhile

_EVERY_S = {"queued": 0.5, "running": 1.0, "stopping": 0.5}

STAGES = {
    "downloading": "Downloading",
    "unpacking": "Unpacking what was downloaded",
    "reading": "Reading your photos",
    "network": "Preparing the ready-made network, once on this computer",
    "features": "The ready-made network looks at each photo",
    "twins": "Looking for photos that are nearly the same",
    "views": "The ready-made network looks at other views of your photos",
    "doctor": "Looking for mistakes in the photos",
    "maps": "The part of the network that stays as it is looks at each photo",
    "training": "Your layers learn",
    "tuning": "The end of the network learns, together with your layers",
    "fine_tuning": "Fine-tuning",
    "saving": "Saving the model",
    "folds": "Asking each photo, by a model that never saw it",
    "learning_curve": "Learning again with fewer photos",
    "conditions": "Making the photos worse and asking again",
    "classify": "The model looks at each photo",
    "calibration": "Finding out how sure it may be",
    "refit": "Learning once more, from all photos",
    "search": "Trying other settings",
    "packing": "Putting the project into one file",
    "opening": "Opening the file",
    "rebuilding": "Building the models anew",
    "building": "Building the file",
    "checking": "Opening it again and comparing",
}

IN_EPOCHS = ("training", "tuning")
"""The stages that go from epoch to epoch."""

_UNITS = {
    "training": "Epoch {} of {}",
    "tuning": "Epoch {} of {}",
    "downloading": "{} of {} MB",
    "doctor": "{} % done",
    "twins": "{} of {}",
    "views": "{} of {} views",
    "conditions": "{} of {} pictures",
    "folds": "Round {} of {}",
    "learning_curve": "Round {} of {}",
    "calibration": "Round {} of {}",
    "search": "{} of {} seconds of trying",
    "packing": "{} of {} files",
    "opening": "{} of {} files",
    "rebuilding": "{} of {} done",
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A job and its story at one moment.

    Attributes:
        job: as the list has it.
        events: the story so far.
        position: place in the queue, 0 when it does not wait.
        now: seconds since 1970.
    """

    job: Job
    events: tuple[Event, ...] = ()
    position: int = 0
    now: float = 0.0

    @property
    def stage(self) -> str:
        """Name of the present stage, "" before the first."""
        return next((e.stage for e in reversed(self.events) if e.kind != "note"), "")

    @property
    def history(self) -> tuple[EpochResult, ...]:
        """The epochs that have ended."""
        return tuple(
            EpochResult(
                e.done,
                *(e.metrics[name] for name in ("loss", "accuracy", "val_loss", "val_accuracy")),
            )
            for e in self.events
            if e.kind == "epoch"
        )

    @property
    def epochs(self) -> int:
        """How many epochs there may be; 0 before they began."""
        return next((e.total for e in reversed(self.events) if e.stage in IN_EPOCHS), 0)

    @property
    def best_epoch(self) -> int:
        """The epoch with the lowest loss on the photos kept aside, 0 before the first."""
        return min(self.history, key=lambda e: e.val_loss).epoch if self.history else 0

    @property
    def progress(self) -> tuple[int, int]:
        """How many of how many in the present stage; `(0, 0)` while unknown."""
        counted = [e for e in self._of_stage() if e.total]
        return (counted[-1].done, counted[-1].total) if counted else (0, 0)

    @property
    def elapsed_s(self) -> float:
        """Seconds since this attempt began."""
        began = self.job.started_at
        return max(0.0, (self.job.ended_at or self.now) - began) if began else 0.0

    @property
    def time_left_s(self) -> float | None:
        """Seconds that the present stage may still take at its speed so far; None while unknown."""
        counted = [e for e in self._of_stage() if e.total]
        if not counted:
            return None
        first, last = counted[0], counted[-1]
        gained, took = last.done - first.done, last.elapsed_s - first.elapsed_s
        if gained <= 0 or took < 1:
            return None
        since = max(0.0, self.elapsed_s - last.elapsed_s)
        return max(0.0, (last.total - last.done) * took / gained - since)

    def _of_stage(self) -> list[Event]:
        return [e for e in self.events if e.stage == self.stage and e.kind != "note"]


def snapshot(engine: Engine, job: Job) -> Snapshot:
    """The job as it stands now."""
    now = engine.get(job.id) or job
    events = tuple(engine.events(job.id))
    return Snapshot(now, events, engine.position(job.id), time.time())


def watch(
    engine: Engine, job: Job, *, draw: Callable[[Snapshot], None] | None = None, key: str
) -> None:
    """The job with its progress while it is active, and one more run of the page when it has ended.

    To be called whenever there is a job, active or not: a polled fragment must not vanish.

    Args:
        engine: that runs the job.
        job: as it stood when the page was drawn.
        draw: draws more beneath the progress bar, such as curves.
        key: unique on the page.
    """
    # A place of its own, with work or without: what stands below it must not be drawn anew by this.
    with st.container():
        follow(engine, job, lambda now: _draw(engine, now, draw, key))


def follow(engine: Engine, job: Job, draw: Callable[[Snapshot], object]) -> None:
    """What `draw` draws, again and again while the job is active; one more run when it has ended.

    Args:
        engine: that runs the job.
        job: as it stood when the page was drawn.
        draw: draws the job as it stands at that moment.
    """
    # As it stands now: a job that has begun since is no cause to draw the page anew.
    begun = snapshot(engine, job)
    note_if_ended_meanwhile(job, begun.job)
    is_first = True

    @st.fragment(run_every=_EVERY_S.get(begun.job.state))
    def live() -> None:
        nonlocal is_first
        # A fragment that polls runs outside the page's own error boundary.
        with errors.error_boundary(resources.home()):
            now, is_first = (begun if is_first else snapshot(engine, job)), False
            if now.job.is_active:
                draw(now)
            # Never within a run of the page: what was pressed below would not be heard.
            if now.job.state != begun.job.state:
                st.rerun()

    live()


def show_end(job: Job, *, nothing_kept: str) -> None:
    """Why a job ended without a result, in words; nothing for one that is done or active.

    Args:
        job: an ended job.
        nothing_kept: what to say of a job that the person stopped and that left nothing.
    """
    if job.state == "failed" and job.error is not None:
        errors.show_message(describe_code(*job.error))
    elif job.state == "stopped" and not job.result:
        st.info(nothing_kept, icon=":material/stop_circle:")


def headline(now: Snapshot) -> str:
    """What the job is doing, in words."""
    if now.job.state == "stopping":
        return "Stopping…"
    if now.job.state == "queued":
        others = now.position - 1
        if others > 0:
            return f"Waiting: {words.count(others, 'other task')} before this one"
        return "Starting…"
    return STAGES.get(now.stage, "Starting…" if not now.stage else "Working")


def progress_text(now: Snapshot) -> str:
    """How far it is and how long it takes, in words."""
    done, total = now.progress
    parts = []
    if not now.stage:
        parts.append("The first time after the app was started, this takes about ten seconds")
    if total and not (now.stage in IN_EPOCHS and not done):
        unit = _UNITS.get(now.stage, "{} of {} photos")
        parts.append(unit.format(f"{done:,}", f"{total:,}"))
    # What the search has taken is told already, less the time before it.
    if now.elapsed_s >= 1 and now.stage != "search":
        parts.append(f"{words.duration(now.elapsed_s)} so far")
    left_s = now.time_left_s
    if left_s is not None and now.job.state == "running":
        at_most = "at most " if now.stage in IN_EPOCHS else ""
        parts.append(f"{at_most}about {words.duration(max(1.0, left_s))} left")
    return " · ".join(parts)


def _draw(engine: Engine, now: Snapshot, draw: Callable[[Snapshot], None] | None, key: str) -> None:
    done, total = now.progress
    with st.container(border=True):
        row = st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        )
        row.markdown(f"**{headline(now)}**", width="content")
        row.button(
            "Stop",
            icon=":material/stop:",
            key=f"{key}-stop",
            disabled=now.job.state == "stopping",
            on_click=engine.cancel,
            args=(now.job.id,),
        )
        share = done / total if total else float(now.stage == "saving")
        st.progress(min(1.0, share), text=progress_text(now) or None)
        if draw is not None:
            draw(now)
