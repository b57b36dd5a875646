"""Adding photos to one class: from files, or straight from the camera."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.intake.edit import EMPTY, add_photos
from core.intake.names import MAX_CLASS_NAME_LENGTH, tidy_class_name
from core.messages import describe_code
from core.store.projects import Project
from core.types import Dataset, Origin, Skipped
from ui import resources, words
from ui.burst import burst_field
from ui.data.editing import change
from ui.page import Page
from ui.trial.camera import is_allowed

_TYPES = ("jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff", "avif", "heic", "heif")
_AT_A_TIME = 8
_REASONS_SHOWN = 5
_OUTCOME, _PICKED = "by-hand-outcome", "picked-class"

File = tuple[str, bytes]


def class_by_hand(page: Page, project: Project, dataset: Dataset, *, camera: bool) -> None:
    """The person names a class, or picks one that is there, and gives it photos."""
    # A place of its own, so that the camera below it is not drawn anew.
    with st.container():
        _show_outcome(project)
    name = _class_name(dataset)
    if not name:
        st.caption("First say what the photos show; then add them here.")
    elif camera:
        _camera(page, project, name[:MAX_CLASS_NAME_LENGTH])
    else:
        _files(page, project, name[:MAX_CLASS_NAME_LENGTH])


def _class_name(dataset: Dataset) -> str:
    """The class that the photos are for, "" before the person has said it."""
    meaning = "What these photos show. The model will answer with this name."
    if not dataset.classes:
        return (
            st.text_input("Class", placeholder="For example: cats", help=meaning, key="first-class")
            or ""
        )
    return (
        st.selectbox(
            "Class",
            dataset.classes,
            index=None,
            accept_new_options=True,
            placeholder="Pick a class, or type the name of a new one",
            help=meaning,
            key=_PICKED,
        )
        or ""
    )


def _files(page: Page, project: Project, name: str) -> None:
    number = st.session_state.setdefault("by-hand-number", 0)
    with st.form("by-hand", border=False):
        files = st.file_uploader(
            f"Photos of {words.plain(name)}",
            type=list(_TYPES),
            accept_multiple_files=True,
            key=f"by-hand-{number}",
        )
        if st.form_submit_button("Add these photos", type="primary") and files:
            # A field with a new key is empty, and the memory of the old one is given back.
            st.session_state["by-hand-number"] = number + 1
            _add(page, project, name, [(file.name, file.getvalue()) for file in files], "added")


def _camera(page: Page, project: Project, name: str) -> None:
    if not is_allowed(st.context.url or ""):
        st.info(
            "Browsers give a page the camera only when its address begins with https, or when the "
            "app runs on the same computer.\n\n**What to do:** choose “One class at a time”; on a "
            "phone, the button there offers the camera as well.",
            title="The camera cannot be used here",
            icon=":material/no_photography:",
        )
        return
    shots = burst_field("burst")
    st.caption(
        "The photos are added at once. Turn the thing, come closer and change the background "
        "meanwhile, so that no two photos look the same."
    )
    if shots:
        taken = _from_camera(project.workspace.dataset() or EMPTY)
        files = [(f"camera {taken + n}.jpg", shot) for n, shot in enumerate(shots, 1)]
        _add(page, project, name, files, "camera")


def _from_camera(dataset: Dataset) -> int:
    return sum(photo.origin == "camera" for photo in (*dataset.photos, *dataset.excluded))


def _add(page: Page, project: Project, name: str, files: Sequence[File], origin: Origin) -> None:
    """The photos are in the class, and the page is drawn anew with them."""
    before = after = project.workspace.dataset() or EMPTY
    bar = st.progress(0.0, text=f"Reading {words.count(len(files), 'photo')} …")
    for start in range(0, len(files), _AT_A_TIME):
        part = files[start : start + _AT_A_TIME]
        after = add_photos(after, name, part, project.workspace.photos, origin)
        bar.progress(min(1.0, (start + len(part)) / len(files)))
    added = len(after.photos) - len(before.photos)
    change(page, project, lambda _: after, "added", photos=added, name=tidy_class_name(name))
    if not before.classes:
        # From now on a class is picked; the one just made is the first choice.
        st.session_state[_PICKED] = after.classes[0]
    left_out = after.skipped[len(before.skipped) :]
    st.session_state[_OUTCOME] = (after.key, name, added, left_out)
    st.rerun()


def _show_outcome(project: Project) -> None:
    """What became of the photos that were added last, until the data set changes again.

    Told once would be too short: a job that ends in the background draws the page anew.
    """
    if _OUTCOME not in st.session_state:
        return
    key, name, added, left_out = st.session_state[_OUTCOME]
    if key != resources.dataset_key(project):
        del st.session_state[_OUTCOME]
        return
    if added:
        st.success(
            f"{words.count(added, 'photo')} added to {words.plain(name)}.",
            icon=":material/check_circle:",
        )
    if left_out:
        st.warning(_reasons(left_out), icon=":material/block:")


def _reasons(left_out: Sequence[Skipped]) -> str:
    lines = [f"{words.count(len(left_out), 'file was', 'files were')} left out:"]
    for file in left_out[:_REASONS_SHOWN]:
        title = describe_code(file.code, file.facts).title
        lines.append(f"- {words.plain(file.name)}: {words.plain(title)}")
    if len(left_out) > _REASONS_SHOWN:
        lines.append("- and others; all of them stand under the classes.")
    return "\n".join(lines)
