"""The Learn page from top to bottom."""

from __future__ import annotations

import streamlit as st

from core.errors import UserError
from core.runs import Run
from core.settings import TrainSettings
from core.store.last_settings import load_settings
from core.store.projects import Project
from core.types import Dataset
from ui import resources
from ui.learn import learning, pooled, seeing, transfer
from ui.learn.chosen_photo import choose_photo
from ui.learn.climb import classes_by_depth
from ui.learn.depths import layers_at_work
from ui.learn.glossary import glossary
from ui.learn.network import network_to_build
from ui.learn.scratch_panel import from_scratch, photos_per_second
from ui.page import Page

# Lines longer than this are hard to read.
_WIDTH_PX = 820
_ARTICLE = "https://towardsdatascience.com/keras-transfer-learning-for-beginners-6c9b8b7143e"


def learn_page(page: Page) -> None:
    """How a computer learns to see, told with this project's own photos where there are any."""
    project = page.project
    dataset, run = _own(project)
    network = pooled.network_to_look_into(run)
    with (
        st.container(horizontal_alignment="center"),
        st.container(width=_WIDTH_PX, gap="medium"),
    ):
        _opening(project, dataset)
        seeing.photo_is_numbers()
        with st.container():  # what follows keeps its place, whatever is asked for here
            photo = choose_photo(project, dataset)
        seeing.filter_at_work(photo)
        seeing.first_layer_sees(photo)
        seeing.layers_build_up()
        layers_at_work(photo, project, dataset, run, network)
        transfer.why_it_transfers()
        classes_by_depth(page, dataset, network)
        transfer.features_are_descriptions(project, dataset, run)
        learning.layers_that_learn()
        network_to_build(_settings(project, run), dataset)
        learning.how_it_learns(run)
        learning.learning_by_heart()
        learning.honest_number(run)
        transfer.why_little_is_enough(dataset, run)
        photos_per_second(photo, run, network)
        from_scratch(page, run)
        glossary()
        _closing(page, run)


def _own(project: Project | None) -> tuple[Dataset | None, Run | None]:
    """What there is of the open project; damaged files are the business of other pages."""
    if project is None:
        return None, None
    try:
        dataset = resources.dataset(project)
    except UserError:
        dataset = None
    return dataset, next(iter(resources.runs(project)), None)


def _settings(project: Project | None, run: Run | None) -> TrainSettings:
    if run is not None:
        return run.settings
    try:
        return load_settings(project.workspace) if project else TrainSettings()
    except UserError:
        return TrainSettings()


def _opening(project: Project | None, dataset: Dataset | None) -> None:
    st.title("How your computer learns to see", anchor=False)
    own = (
        " The figures are computed from your own project while you read."
        if project is not None and dataset is not None and dataset.photos
        else " Once you have photos, the figures here are computed from yours."
    )
    st.markdown(
        "Why are a few dozen photos and a minute enough to teach a computer cats and horses, when "
        "a network that starts from nothing needs a million photos and days of computing? Because "
        f"it borrows somebody else's eyes. This takes about ten minutes to read.{own}"
    )


def _closing(page: Page, run: Run | None) -> None:
    st.divider()
    with st.container(horizontal=True):
        if page.project is None:
            page.go_button("home", "Try it with a sample")
        elif run is None:
            page.go_button("train", "Train a model of your own")
        else:
            page.go_button("results", "See what your model gets wrong", run_id=run.id)
    st.caption(
        "This page tells in its own words, and with its own figures, what the article "
        f"[Keras transfer learning for beginners]({_ARTICLE}) is about: a network trained on "
        "ImageNet without its last layer, a few dense layers on top, class folders as data."
    )
