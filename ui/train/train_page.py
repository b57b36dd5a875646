"""The Train page from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core import settings as train_settings
from core.errors import UserError
from core.intake.check import require_trainable
from core.jobs.job import Job
from core.messages import Message, describe
from core.runs import Run
from core.settings import TrainSettings
from core.store.last_settings import load_settings, reset_settings, save_settings
from core.store.projects import Project
from core.types import Dataset
from ui import job_view, resources, words, work
from ui.errors import show_error
from ui.page import Page
from ui.train import settings_form
from ui.train.fine_tuning_panel import fine_tuning_panel, running_fine_tuning
from ui.train.live import live_curves
from ui.train.model_picture import model_picture
from ui.train.outcome import outcome
from ui.train.parts import parts_in_words
from ui.train.run_list import run_list
from ui.train.search_panel import running_search, search_panel


def train_page(page: Page) -> None:
    """Settings and picture before a training, progress during one, the result after it."""
    st.title("Train your model", anchor=False)
    project, dataset = page.require_dataset()
    runs = resources.runs(project)
    # Without gaps, as those of jobs that have ended would add up.
    with st.container(gap=None):
        running = _running(page, project)
    if running is not None:
        _while_it_works(running, dataset)
    else:
        newest = work.latest_training(page, project)
        outcome(page, project, newest, runs, _scope(project))
        _prepare(page, project, dataset, runs, told=newest.kind if newest else "")
    if runs:
        run_list(page, project, runs)


def _running(page: Page, project: Project) -> Job | None:
    """The training, search or fine-tuning that is under way, with its progress."""
    job = page.engine.latest(project.id, "train")
    if job is not None:
        job_view.watch(page.engine, job, draw=live_curves, key="train")
    training = job if job is not None and job.is_active else None
    search, tuning = running_search(page, project), running_fine_tuning(page, project)
    return training or search or tuning


def _while_it_works(job: Job, dataset: Dataset) -> None:
    st.caption(
        "You may close this page or go to another one: the work goes on, and this page finds it "
        "again."
    )
    if job.kind != "train":
        return
    with st.expander("The model that is being trained", icon=":material/account_tree:"):
        model_picture(train_settings.from_dict(job.request["settings"]), len(dataset.classes))


def _prepare(
    page: Page, project: Project, dataset: Dataset, runs: Sequence[Run], *, told: str
) -> None:
    """The settings, what they would give, and Train.

    Args:
        page: the open page.
        project: the open project.
        dataset: its photos.
        runs: its trainings, the newest first.
        told: kind of the job whose end stands above.
    """
    try:
        require_trainable(dataset)
    except UserError as error:
        _not_yet(page, describe(error))
        return
    saved = _saved(project)
    if saved is None:
        return
    if runs:
        st.subheader("Train again", anchor=False)
    left, right = st.columns([6, 5], gap="large")
    with left:
        settings = settings_form.draw(_scope(project), saved)
        if settings != saved:
            save_settings(project.workspace, settings)
        parts_in_words(project, dataset, settings)
        pressed = st.button(
            "Train", type="primary", icon=":material/play_arrow:", width="stretch", key="train.go"
        )
    with right:
        st.markdown("**What your model will look like**")
        model_picture(settings, len(dataset.classes))
        page.link("learn", "What these words mean")
    search_panel(page, project, settings, _scope(project), is_told=told == "search")
    fine_tuning_panel(page, project, runs, is_told=told == "fine_tune")
    if pressed:
        work.start_training(page, project, settings)
        st.rerun()


def _not_yet(page: Page, message: Message) -> None:
    """What is missing before a model can be trained, without alarm."""
    with st.container(border=True):
        st.subheader(words.plain(message.title), anchor=False)
        st.markdown(f"{words.plain(message.detail)} {words.plain(message.fix)}")
        page.go_button("data", "Go to your photos")


def _saved(project: Project) -> TrainSettings | None:
    """The settings chosen last; None after saying that their file is damaged."""
    try:
        return load_settings(project.workspace)
    except UserError as error:
        show_error(error)
        st.button(
            "Reset to the suggested settings",
            type="primary",
            icon=":material/restart_alt:",
            on_click=_reset,
            args=(project,),
        )
        return None


def _reset(project: Project) -> None:
    reset_settings(project.workspace)
    settings_form.forget(_scope(project))


def _scope(project: Project) -> str:
    return f"train.settings.{project.id}"
