"""All photos of a class, a part at a time: choosing some to move, put aside, use again or delete."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NoReturn

import streamlit as st

from core.intake.edit import exclude_photos, move_photos, restore_photos
from core.intake.names import MAX_CLASS_NAME_LENGTH, tidy_class_name
from core.store.projects import Project
from core.types import Dataset, Photo
from ui import resources, words
from ui.data.changes import undo_bar
from ui.data.choosing import choose_all, chosen_ids, forget_choice, tick
from ui.data.editing import change, delete_for_good
from ui.errors import error_boundary
from ui.open_dialog import close_dialog, forget_dialog, open_dialog
from ui.page import Page
from ui.photos import thumbnail

PER_PAGE = 30
_PARAM = "class"
_VIEWS = {"used": "In use", "aside": "Put aside"}
_NAME_LENGTH, _TALL_FROM = 18, 8
_ASIDE = "They stay here and can be used again, but no model learns from them."


def open_album(name: str) -> None:
    """The page shows the photos of that class from now on."""
    forget_choice()
    st.query_params[_PARAM] = name
    st.rerun()


def album(page: Page, project: Project, dataset: Dataset) -> bool:
    """Whether the address names a class; then its photos are all that the page shows."""
    name = str(st.query_params.get(_PARAM, ""))
    if name not in dataset.classes:
        st.query_params.pop(_PARAM, None)
        return False
    if st.button("All classes", key="album-close", type="tertiary", icon=":material/arrow_back:"):
        st.query_params.pop(_PARAM, None)
        forget_choice()
        st.rerun()
    st.title(words.plain(name), anchor=False)
    with st.container():
        undo_bar(page, project)
    _photos(page, project, name)
    return True


@st.fragment
def _photos(page: Page, project: Project, name: str) -> None:
    # A fragment runs outside the page's own error boundary; ticking must not draw the whole page.
    with error_boundary(page.home):
        dataset = resources.dataset(project)
        if dataset is None or name not in dataset.classes:
            st.rerun()
        label = dataset.classes.index(name)
        used = dataset.of_class(label)
        aside = tuple(photo for photo in dataset.excluded if photo.label == label)
        view = _view(len(used), len(aside))
        photos = used if view == "used" else aside
        if not photos:
            st.markdown("No photo of this class is in use: they were moved, put aside or deleted.")
            return
        place = st.container()
        shown = _turned_to(photos, view)
        with place:
            _actions(page, project, dataset, photos, shown, view)
            _tiles(project, shown)
            if len(shown) > _TALL_FROM and chosen_ids(photo.id for photo in photos):
                # On a phone the first ones are far above by now.
                _actions(page, project, dataset, photos, shown, view, place="below")


def _turned_to(photos: Sequence[Photo], view: str) -> Sequence[Photo]:
    """The photos of the part that the person has turned to."""
    pages = -(-len(photos) // PER_PAGE)
    number = min(st.pagination(pages, key=f"album-page-{view}"), pages) if pages > 1 else 1
    return photos[(number - 1) * PER_PAGE : number * PER_PAGE]


def _view(used: int, aside: int) -> str:
    """Which photos are shown: those in use, or those put aside where there are any."""
    if not aside:
        st.caption(f"{words.count(used, 'photo')}. Tick those that you want to do something with.")
        return "used"
    counts = {"used": used, "aside": aside}
    view = st.segmented_control(
        "Which photos",
        tuple(_VIEWS),
        default="used" if used else "aside",
        required=True,
        format_func=lambda one: f"{_VIEWS[one]} · {counts[one]:,}",
        label_visibility="collapsed",
        key="album-view",
        on_change=forget_choice,
    )
    if view == "aside":
        st.caption("These photos stay here, and no model learns from them.")
    return str(view)


def _actions(
    page: Page,
    project: Project,
    dataset: Dataset,
    photos: Sequence[Photo],
    shown: Sequence[Photo],
    view: str,
    place: str = "above",
) -> None:
    """What can be done with the ticked photos; asleep while none is ticked."""
    chosen = chosen_ids(photo.id for photo in photos)
    none = not chosen
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{len(chosen):,} chosen**", width="content")
        if view == "used":
            _move(page, project, dataset, chosen, photos[0].label, place)
            if st.button(
                "Put aside", icon=":material/visibility_off:", disabled=none, help=_ASIDE,
                key=f"aside-{place}",
            ):  # fmt: skip
                _do(page, project, chosen, "excluded")
        elif st.button("Use again", icon=":material/undo:", disabled=none, key=f"use-{place}"):
            _do(page, project, chosen, "restored")
        if st.button("Delete", icon=":material/delete:", disabled=none, key=f"delete-{place}"):
            open_dialog(page.step, ask_delete, page, project, chosen)
            st.rerun()
        st.space("stretch")
        if len(chosen) < len(photos):
            st.button(
                "Choose all shown", type="tertiary", icon=":material/select_all:",
                on_click=choose_all, args=([photo.id for photo in shown],), key=f"all-{place}",
            )  # fmt: skip
        if chosen:
            st.button("Choose none", type="tertiary", on_click=forget_choice, key=f"none-{place}")


def _move(
    page: Page,
    project: Project,
    dataset: Dataset,
    chosen: Collection[str],
    label: int,
    place: str,
) -> None:
    others = [name for number, name in enumerate(dataset.classes) if number != label]
    move = st.popover(
        "Move", icon=":material/drive_file_move:", disabled=not chosen, key=f"popover-{place}"
    )
    with move, st.form(f"move-{place}", border=False):
        into = st.selectbox(
            "Move to the class",
            others,
            index=0 if others else None,
            accept_new_options=True,
            placeholder="Pick a class, or type the name of a new one",
            key=f"move-to-{label}-{place}",
        )
        if st.form_submit_button("Move", type="primary") and into and chosen:
            name = tidy_class_name(into[:MAX_CLASS_NAME_LENGTH])
            change(
                page, project, lambda dataset: move_photos(dataset, chosen, name),
                "moved", photos=len(chosen), to=name,
            )  # fmt: skip
            _done()


def _do(page: Page, project: Project, chosen: Collection[str], kind: str) -> None:
    edit = exclude_photos if kind == "excluded" else restore_photos
    change(page, project, lambda dataset: edit(dataset, chosen), kind, photos=len(chosen))
    _done()


@st.dialog("Delete for good?", icon=":material/delete:", on_dismiss=forget_dialog)
def ask_delete(page: Page, project: Project, chosen: Collection[str]) -> None:
    """The photos are gone for good, if the person says so."""
    with error_boundary(page.home):
        st.markdown(
            f"{words.count(len(chosen), 'photo')} will be gone from this computer's copy, and "
            "**this cannot be undone**. The files that you uploaded from are not touched, and "
            "models that are trained stay as they are."
        )
        with st.container(horizontal=True, horizontal_alignment="right"):
            if st.button("Keep"):
                close_dialog()
            if st.button("Delete for good", type="primary", icon=":material/delete:"):
                delete_for_good(page, project, chosen)
                _done()


def _done() -> NoReturn:
    forget_choice()
    close_dialog()


def _tiles(project: Project, photos: Sequence[Photo]) -> None:
    with st.grid("auto", min_column_width=130):
        for photo in photos:
            with st.container(gap="xsmall"):
                address = thumbnail(project.workspace.photos, photo.id, 150)
                st.image(address, width="stretch", alt=photo.name)
                tick(photo.id, words.plain(_short(photo.name)))


def _short(name: str) -> str:
    """A file name that fits beneath a small photo; its end says more than its middle."""
    if len(name) <= _NAME_LENGTH:
        return name
    return f"{name[: _NAME_LENGTH - 8]}…{name[-7:]}"
