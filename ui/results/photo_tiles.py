"""Photos with what they show and what was answered, each with buttons that repair it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from core.evaluation.report import Mistake
from core.intake.edit import exclude_photos, move_photos
from core.store.projects import Project
from core.types import Dataset
from ui import words
from ui.data.editing import change
from ui.page import Page
from ui.photos import thumbnail

PER_PAGE = 12
_SIDE_PX, _NAME_LENGTH = 168, 18

Places = Mapping[str, str | None]
"""The class that each photo has now, by its id; None for one that was put aside."""


def places(dataset: Dataset | None) -> Places:
    """Where each photo is now; those that were deleted are missing."""
    if dataset is None:
        return {}
    now: dict[str, str | None] = {p.id: dataset.classes[p.label] for p in dataset.photos}
    return {**now, **{photo.id: None for photo in dataset.excluded}}


def photo_tiles(
    page: Page, project: Project, answers: Sequence[Mistake], now: Places, *, key: str
) -> None:
    """The photos, twelve at a time, so that only those in sight cost time.

    Args:
        page: the open page.
        project: whose photos.
        answers: with what was answered.
        now: where the photos are now.
        key: unique on the page; another one begins with the first twelve again.
    """
    pages = -(-len(answers) // PER_PAGE)
    number = min(st.pagination(pages, key=f"{key}-page"), pages) if pages > 1 else 1
    with st.grid("auto", min_column_width=_SIDE_PX - 10):
        for answer in answers[(number - 1) * PER_PAGE : number * PER_PAGE]:
            with st.container(border=True, gap="xsmall", height="stretch"):
                _tile(page, project, answer, now, key)


def _tile(page: Page, project: Project, answer: Mistake, now: Places, key: str) -> None:
    if answer.photo_id in now or project.workspace.photos.has(answer.photo_id):
        address = thumbnail(project.workspace.photos, answer.photo_id, _SIDE_PX)
        st.image(address, width="stretch", alt=in_words(answer))
    st.markdown(caption(answer))
    if answer.photo_id not in now:
        st.caption(":material/hide_image: Deleted since.")
    elif (place := now[answer.photo_id]) is None:
        st.caption(":material/visibility_off: Put aside since.")
    elif place != answer.true_class:
        st.caption(f":material/check: Now in **{words.plain(place)}**.")
    else:
        _buttons(page, project, answer, key)


def _buttons(page: Page, project: Project, answer: Mistake, key: str) -> None:
    chosen, target = {answer.photo_id}, answer.answered_class
    st.space("stretch")
    if target != answer.true_class and st.button(
        f"Move to {words.plain(_short(target))}",
        key=f"{key}-move-{answer.photo_id}",
        icon=":material/drive_file_move:",
        width="stretch",
        help=f"If it shows {words.plain(target)} after all: the photo goes to that class.",
    ):
        change(
            page, project, lambda dataset: move_photos(dataset, chosen, target),
            "moved", photos=1, to=target,
        )  # fmt: skip
        st.rerun()
    if st.button(
        "Put aside",
        key=f"{key}-aside-{answer.photo_id}",
        icon=":material/visibility_off:",
        type="tertiary",
        width="stretch",
        help="No model learns from it any more. On the Data page it can be used again.",
    ):
        change(page, project, lambda dataset: exclude_photos(dataset, chosen), "excluded", photos=1)
        st.rerun()


def caption(answer: Mistake) -> str:
    """What a photo shows and what was answered; Markdown."""
    true, given = words.plain(answer.true_class), words.plain(answer.answered_class)
    sure = f"{words.percent(answer.confidence)} sure"
    if answer.true_class == answer.answered_class:
        return f"**{true}**, and so answered  \n:small[{sure}]"
    return f"In **{true}**  \ntaken for **{given}**  \n:small[{sure}]"


def in_words(answer: Mistake) -> str:
    """A photo for those who cannot see it."""
    return (
        f"{answer.name}: in the class {answer.true_class}, the model answered "
        f"{answer.answered_class} and was {words.percent(answer.confidence)} sure"
    )


def _short(name: str) -> str:
    return name if len(name) <= _NAME_LENGTH else f"{name[: _NAME_LENGTH - 1]}…"
