"""Telling the model that it was right, or what the photo really shows."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from core.corrections import is_same_class, taught_class, teach, withdraw
from core.errors import UserError
from core.intake.images import photo_id
from core.messages import describe
from core.store.projects import Project
from core.types import Dataset, Origin, Prediction
from ui import resources, words
from ui.errors import show_message

_OTHER = "Something else …"


def teaching(project: Project, name: str, data: bytes, prediction: Prediction, *, key: str) -> None:
    """Buttons that put the photo into the project's data, or where it stands there already.

    Args:
        project: whose data.
        name: what the person calls the photo.
        data: its file, which can be read.
        prediction: what the model answered.
        key: unique on the page.
    """
    dataset, own_id = resources.dataset(project), photo_id(data)
    known = taught_class(dataset, own_id)
    if known is None:
        _ask(project, name, data, prediction, key)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if _origin(dataset, own_id) == "correction":
            st.markdown(
                f":material/school: In your data as **{words.plain(known)}**, marked as a "
                "correction.",
                width="content",
            )
            if st.button(
                "Take it back", key=f"{key}-back", icon=":material/undo:", type="tertiary"
            ):
                withdraw(project.workspace, own_id)
                st.rerun()
        else:
            st.markdown(
                f":material/inventory_2: This photo is one of your data, as **{words.plain(known)}**: "
                "what the model says of it proves little.",
                width="content",
            )
        _wrong(project, name, data, {known}, key, "It is something else")


def _ask(project: Project, name: str, data: bytes, prediction: Prediction, key: str) -> None:
    """The question that fits the answer, with a button for each class that it may be."""
    best, verdict = prediction.best.name, prediction.verdict
    question, likely, other = "Is it right?", {best: f"Yes, {words.plain(best)}"}, "No, it is …"
    if verdict == "between":
        both = [ranked.name for ranked in prediction.ranked[:2]]
        question, other = "Which is it?", "Neither: it is …"
        likely = {each: words.plain(each) for each in both}
    elif verdict == "unfamiliar":
        question, likely, other = "Do you know it?", {}, "It is …"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{question}**", width="content")
        for class_name, label in likely.items():
            if st.button(
                label,
                key=f"{key}-is-{class_name}",
                icon=":material/check:",
                help="The photo joins your data in this class; the next training learns from it.",
            ):
                _teach(project, name, data, class_name)
        _wrong(project, name, data, set(likely), key, other)


def _wrong(
    project: Project, name: str, data: bytes, not_these: Collection[str], key: str, label: str
) -> None:
    """A list of the other classes, and a field for a new one."""
    dataset = resources.dataset(project)
    others = [
        class_name
        for class_name in (dataset.classes if dataset else ())
        if not any(is_same_class(class_name, each) for each in not_these)
    ]
    with st.popover(label, key=f"{key}-wrong-{len(others)}-{label}", icon=":material/edit:"):
        chosen = st.selectbox(
            "What does it show?", [*others, _OTHER], index=None, placeholder="Choose a class",
            key=f"{key}-class",
        )  # fmt: skip
        wanted = chosen
        if chosen == _OTHER:
            wanted = st.text_input("A new class", key=f"{key}-new", max_chars=60)
            st.caption("A class needs a few photos before a model can learn it.")
        if st.button("Save", key=f"{key}-save", type="primary", disabled=not wanted):
            _teach(project, name, data, str(wanted))


def _teach(project: Project, name: str, data: bytes, class_name: str) -> None:
    try:
        teach(project.workspace, name, data, class_name)
    except UserError as error:
        show_message(describe(error))
        return
    st.rerun()


def _origin(dataset: Dataset | None, own_id: str) -> Origin:
    photos = (*dataset.photos, *dataset.excluded) if dataset else ()
    return next((photo.origin for photo in photos if photo.id == own_id), "")
