"""Photos with what they show and what was answered, each with buttons that repair it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from core.evaluation.report import Mistake
from core.intake.edit import exclude_photos, move_photos
from core.intake.names import same_name_key
from core.store.projects import Project
from core.types import Dataset
from ui import words
from ui.data.editing import change
from ui.page import Page
from ui.photos import thumbnail
from ui.short_names import short_names

PER_PAGE = 12
_SIDE_PX = 168


@dataclass(frozen=True, slots=True)
class Present:
    """Where the photos are now, which may not be what a model was told when it learned.

    Attributes:
        classes: names of the classes that there are.
        places: the class of each photo by its id; None for one that was put aside. Those that were
            deleted are missing.
        short: the names of the classes for buttons, by the whole names.
    """

    classes: tuple[str, ...]
    places: Mapping[str, str | None]
    short: Mapping[str, str]

    def name_of(self, class_name: str) -> str | None:
        """What the class that a model knows by this name is called now; None where there is none."""
        key = same_name_key(class_name)
        return next((name for name in self.classes if same_name_key(name) == key), None)


def present(dataset: Dataset | None) -> Present:
    """Where each photo of a data set is."""
    if dataset is None:
        return Present((), {}, {})
    now: dict[str, str | None] = {p.id: dataset.classes[p.label] for p in dataset.photos}
    places = {**now, **{photo.id: None for photo in dataset.excluded}}
    short = dict(zip(dataset.classes, short_names(dataset.classes), strict=True))
    return Present(dataset.classes, places, short)


def photo_tiles(
    page: Page, project: Project, answers: Sequence[Mistake], now: Present, *, key: str
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


def _tile(page: Page, project: Project, answer: Mistake, now: Present, key: str) -> None:
    if answer.photo_id in now.places or project.workspace.photos.has(answer.photo_id):
        address = thumbnail(project.workspace.photos, answer.photo_id, _SIDE_PX)
        st.image(address, width="stretch", alt=in_words(answer))
    st.markdown(caption(answer))
    if answer.photo_id not in now.places:
        st.caption(":material/hide_image: Deleted since.")
        return
    place, known = now.places[answer.photo_id], now.name_of(answer.true_class)
    if place is None:
        st.caption(":material/visibility_off: Put aside since.")
    elif known not in (None, place):
        st.caption(f":material/check: Now in **{words.plain(place)}**.")
    else:
        if known is None:
            st.caption(f"Its class is called **{words.plain(place)}** now.")
        _buttons(page, project, answer, now, key)


def _buttons(page: Page, project: Project, answer: Mistake, now: Present, key: str) -> None:
    chosen = {answer.photo_id}
    st.space("stretch")
    if answer.answered_class != answer.true_class:
        _move(page, project, answer, now, key)
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


def _move(page: Page, project: Project, answer: Mistake, now: Present, key: str) -> None:
    """The button that moves the photo to the class that was answered, where that is another one still."""
    target = now.name_of(answer.answered_class)
    if target is None:
        gone = words.plain(answer.answered_class)
        st.caption(f"There is no class **{gone}** any more; move the photo on the Data page.")
        return
    if target == now.places[answer.photo_id]:
        return
    if st.button(
        f"Move to {words.plain(now.short[target])}",
        key=f"{key}-move-{answer.photo_id}",
        icon=":material/drive_file_move:",
        width="stretch",
        help=f"If it shows {words.plain(target)} after all: the photo goes to that class.",
    ):
        chosen = {answer.photo_id}
        change(
            page, project, lambda dataset: move_photos(dataset, chosen, target),
            "moved", photos=1, to=target,
        )  # fmt: skip
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
