"""How much there is, what could be better, and the next step."""

from __future__ import annotations

import streamlit as st

from core.errors import UserError
from core.intake.check import advice, require_trainable
from core.messages import describe, describe_code
from core.store.projects import Project
from core.types import Dataset
from ui import words
from ui.data.class_dialogs import ask_remove_all
from ui.open_dialog import open_dialog
from ui.page import Page


def overview(
    page: Page, project: Project, dataset: Dataset, *, is_checked: bool, is_ill: bool
) -> None:
    """Counts with the button Train, or what is missing before the photos can be learned from.

    Args:
        page: the open page.
        project: whose photos they are.
        dataset: with classes.
        is_checked: whether the doctor has seen these photos; then the advice is given there.
        is_ill: whether the doctor found something that ought to be repaired before training.
    """
    with st.container(border=True):
        photos = words.count(len(dataset.photos), "photo")
        number = words.count(len(dataset.classes), "class", "classes")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(f"{photos} in {number}", anchor=False)
            _menu(page, project)
        try:
            require_trainable(dataset)
        except UserError as error:
            missing = describe(error)
            st.markdown(f":material/info: **{words.plain(missing.title)}.**")
            st.markdown(words.plain(f"{missing.detail} {missing.fix}"))
            return
        st.markdown(":material/check_circle: That is enough to train a model.")
        if is_ill:
            st.markdown(":material/stethoscope: Better look at what the photo doctor found first.")
        page.go_button("train", "Train", primary=not is_ill)
        if not is_checked:
            _advice(dataset)


def _advice(dataset: Dataset) -> None:
    for code, facts in advice(dataset):
        hint = describe_code(code, facts)
        title, rest = words.plain(hint.title), words.plain(f"{hint.detail} {hint.fix}".strip())
        st.markdown(f":material/lightbulb: **{title}.** {rest}")


def _menu(page: Page, project: Project) -> None:
    title = ":material/delete: Remove all photos"
    if st.menu_button("More", (title,), key="photos-menu", type="tertiary"):
        open_dialog(page.step, ask_remove_all, page, project)
