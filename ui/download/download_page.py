"""The Download page from top to bottom."""

from __future__ import annotations

import streamlit as st

from core.backbones.registry import get
from core.errors import UserError
from core.export.bundle import download_zip
from core.export.example import example_script
from core.export.formats import FORMATS
from core.runs import HEAD, LABELS, MANIFEST, MODEL, Run
from core.store.projects import Project
from ui import result_words, words
from ui.download.file_names import file_name
from ui.download.format_card import format_card
from ui.page import Page
from ui.standing import standing

_FILES = {
    MODEL: "the whole model, ready-made part and your layers in one. It needs nothing of "
    "Foldersight: Keras 3.4 and later open it.",
    "README.md": "a page about the model: what it can tell apart, how well, and what it must not "
    "be used for.",
    LABELS: "the names of your classes, one per line, in the order of the model's answers.",
    "predict.py": "a short Python program that names what is on a photo.",
    "selftest.py": "a program that proves on another computer that the answers are the same, or "
    "says what is likely wrong.",
    MANIFEST: "a description for programs: classes, photo size, every setting, when it was made.",
    HEAD: "your layers alone, as plain numbers. With it and with `history.json`, `report.json` and "
    "`familiarity.npz`, Foldersight opens this zip again on its home page.",
    "reference/": "five pictures, and the answers that are expected for them.",
}
_FIRST = "keras"
_COLUMNS = 2


def download_page(page: Page) -> None:
    """What the person takes home, the button, how to use it, and the other forms."""
    st.title("Take your model with you", anchor=False)
    project, run = page.require_run()
    if not (run.folder / MODEL).is_file():
        raise UserError("projects.model_file_missing", backbone=get(run.manifest.backbone).title)
    st.markdown(
        "The model is yours. It works on any computer, without Foldersight and without the "
        "internet. Your photos are not in it, unless you say so here."
    )
    consent = st.checkbox(
        "Put up to four of my photos into the zip, as pictures with known answers",
        key="download.consent",
        help="Every zip holds five pictures with the answers that are expected, so that the model "
        "can be checked elsewhere. Without a tick the app draws them. With one, four are photos "
        "of this project: whoever gets the zip sees them. Place, time and camera are taken out.",
    )
    left, right = st.columns([6, 5], gap="large")
    with left:
        _contents(page, project, run, consent)
    with right:
        _how_to()
    _other_forms(page, project, run, consent)
    with st.expander("The example program, `predict.py`", icon=":material/code:"):
        st.code(example_script(), language="python")


def _contents(page: Page, project: Project, run: Run, consent: bool) -> None:
    networks, workspace = page.home.networks, project.workspace
    with st.container(border=True):
        st.subheader("In the zip", anchor=False)
        st.markdown("\n".join(f"- `{name}`: {what}" for name, what in _FILES.items()))
        st.caption(f"{result_words.headline(standing(run))} {result_words.which_epoch(run)}")
        st.download_button(
            f"Download the zip ({words.megabytes(_size_bytes(run))})",
            data=lambda: download_zip(run, networks, workspace, consent=consent),
            file_name=file_name(project, run),
            mime="application/zip",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
            key="download.zip",
        )


def _how_to() -> None:
    st.subheader("How to use it", anchor=False)
    st.markdown(
        "1. Unpack the zip into a folder, and put a photo beside the files.\n"
        "2. Open a terminal in that folder. You need Python 3.11 or newer.\n"
        "3. Once on that computer:"
    )
    st.code(
        f"pip install {FORMATS[_FIRST].runtime} numpy pillow", language="shell", wrap_lines=True
    )
    st.markdown("4. Does it work there as it does here?")
    st.code("python selftest.py", language="shell")
    st.markdown("5. For each photo:")
    st.code("python predict.py my_photo.jpg", language="shell")
    st.caption("It prints each class with the share that the model gives it, the likeliest first.")


def _other_forms(page: Page, project: Project, run: Run, consent: bool) -> None:
    st.subheader("Other forms of the same model", anchor=False)
    st.markdown(
        "Phones, web pages and other languages want other files. Each is built when you ask for it, "
        "then opened again and compared with the app. One that answers differently is not offered."
    )
    others = [format_ for format_ in FORMATS.values() if format_.id != _FIRST]
    for start in range(0, len(others), _COLUMNS):
        columns = st.columns(_COLUMNS)
        for column, format_ in zip(columns, others[start : start + _COLUMNS], strict=False):
            with column:
                format_card(page, project, run, format_, consent=consent)


def _size_bytes(run: Run) -> int:
    """Size of the zip, but for some kilobytes: the model is stored as it is."""
    paths = [run.folder / name for name in (MODEL, HEAD, LABELS, MANIFEST)]
    return sum(path.stat().st_size for path in paths if path.is_file())
