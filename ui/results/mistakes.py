"""What was taken for what: the table, and the photos of any of its cells."""

from __future__ import annotations

import streamlit as st

from core.evaluation.report import Report
from core.runs import Run
from core.store.projects import Project
from ui import matrix_chart, resources, result_words, words
from ui.data.changes import undo_bar
from ui.errors import error_boundary
from ui.page import Page
from ui.received import is_without_photos
from ui.results import study_words
from ui.results.answered import Cell, confused_pairs, lists_mistakes, photos_in, report_of
from ui.results.photo_tiles import photo_tiles, present
from ui.short_names import MAX_LENGTH, short_names
from ui.standing import Standing, standing

_PAIRS_SHOWN, _BESIDE_UP_TO, _LETTERS_IN_LINE = 5, 10, 20
_ANY = ""
_PARTS = {True: "The test part", False: "All other photos"}


@st.fragment
def mistakes(page: Page, project: Project, run: Run) -> None:
    """The table of answers, the pairs most confused, and the photos of the chosen cell.

    Args:
        page: the open page.
        project: whose photos.
        run: whose answers.
    """
    # A fragment runs outside the page's own error boundary; looking at a cell draws only this part.
    with error_boundary(page.home):
        found = standing(run)
        tested = _part(found)
        report = report_of(found, tested=tested)
        has_photos = not is_without_photos(project) and lists_mistakes(report)
        # A large table needs the whole width, and so do long names.
        longest = max(map(len, report.classes), default=0)
        is_large = len(report.classes) > _BESIDE_UP_TO or longest > MAX_LENGTH
        left, right = st.columns(1 if is_large else [3, 2], gap="large") * (2 if is_large else 1)
        with left:
            st.subheader("What was taken for what", anchor=False)
            _matrix(report, run.id, has_photos=has_photos)
        with right:
            st.subheader("Most often mixed up", anchor=False)
            _pairs(report, run.id, has_photos=has_photos)
        if not has_photos:
            st.markdown(_without_photos(report))
            return
        _photos(page, project, found, report, run.id, tested)


def _without_photos(report: Report) -> str:
    if report.right < report.photos:
        return result_words.not_here(report.photos - report.right)
    return "The photos stayed with whoever sent the model."


def _part(found: Standing) -> bool:
    """Whether it is about the test part; the person chooses where there are two parts."""
    evaluation = found.evaluation
    if evaluation is None or evaluation.test_report is None:
        return False
    if not evaluation.report.photos:
        return True
    chosen = st.segmented_control(
        "Which photos",
        tuple(_PARTS),
        default=True,
        required=True,
        format_func=_PARTS.__getitem__,
        key="mistakes-part",
        help="All other photos were each answered by a model that had not seen them.",
    )
    return bool(chosen)


def _matrix(report: Report, run_id: str, *, has_photos: bool) -> None:
    cell = _cell(report, run_id)
    chosen = (cell.true, cell.answered) if cell.true and cell.answered else None
    chart = matrix_chart.confusion_matrix(report, chosen)
    # Another key after a choice by hand: else a click on the cell of before would be no change.
    key = f"confusion-{run_id}-{st.session_state.get('confusion-turn', 0)}"
    st.vega_lite_chart(
        dict(chart.columns), chart.spec, width="stretch", alt=chart.alt, key=key,
        on_select=lambda: _clicked(key, run_id), selection_mode=matrix_chart.CELL,
    )  # fmt: skip
    st.caption(matrix_chart.how_to_read(len(report.classes), has_photos=has_photos))


def _clicked(key: str, run_id: str) -> None:
    state = st.session_state.get(key)
    selection = state.get("selection", {}) if isinstance(state, dict) else {}
    points = selection.get(matrix_chart.CELL) or [{}]
    _choose(run_id, Cell(points[0].get("true"), points[0].get("answered")))


def _pairs(report: Report, run_id: str, *, has_photos: bool) -> None:
    pairs = confused_pairs(report)
    if not pairs:
        st.markdown(":material/check_circle: Nothing was mixed up.")
        return
    short = dict(zip(report.classes, short_names(report.classes), strict=True))
    for place, (cell, count) in enumerate(pairs[:_PAIRS_SHOWN]):
        true, answered = str(cell.true), str(cell.answered)
        told = study_words.pair(true, answered, count)
        if not has_photos:
            st.markdown(told)
            continue
        # A button cuts off what does not fit in a line.
        is_long = len(short[true] + short[answered]) > _LETTERS_IN_LINE
        st.button(
            study_words.pair(short[true], short[answered], count, lines=2 if is_long else 1),
            key=f"pair-{place}",
            type="tertiary",
            icon=":material/photo_library:",
            help=told if (short[true], short[answered]) != (true, answered) else None,
            on_click=_choose_by_hand,
            args=(run_id, cell),
        )
    if len(pairs) > _PAIRS_SHOWN:
        st.caption(f"And {words.count(len(pairs) - _PAIRS_SHOWN, 'rarer mix-up')}.")


def _photos(
    page: Page, project: Project, found: Standing, report: Report, run_id: str, tested: bool
) -> None:
    """The photos of the chosen cell, with two lists to choose it without a mouse."""
    st.subheader("The photos", anchor=False, width="content")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _list("In the class", report, "any class", f"true-{run_id}")
        _list("Answered", report, "anything wrong", f"answered-{run_id}")
    cell = _cell(report, run_id)
    photos = photos_in(found, cell, tested=tested)
    st.markdown(_told(cell, report, len(photos), is_known=found.evaluation is not None))
    with st.container():
        undo_bar(page, project)
    now = present(resources.dataset(project))
    key = f"tiles-{run_id}-{tested}-{cell.true}-{cell.answered}"
    photo_tiles(page, project, photos, now, key=key)


def _list(label: str, report: Report, anything: str, key: str) -> None:
    options = (_ANY, *report.classes)
    st.selectbox(
        label,
        options,
        format_func=lambda name: name or anything,
        key=key,
        on_change=_turn,
        width=230,
    )


def _told(cell: Cell, report: Report, count: int, *, is_known: bool) -> str:
    if cell.is_right and not is_known:
        return "Which photos were right is known once each photo has been asked."
    if cell.is_right:
        counted = words.count(count, "photo")
        return f"{counted} answered rightly, the least sure first."
    if report.right == report.photos:
        all_of_them = words.count(report.photos, "photo")
        return f":material/check_circle: None: all {all_of_them} were answered rightly."
    if not count:
        return ":material/check_circle: None."
    order = ", the surest first" if count > 1 else ""
    return (
        f"{words.count(count, 'wrong answer')}{order}. Look closely: sometimes a photo lies in the "
        "wrong class, shows two things at once, or is hard for people, too. Move it only if it "
        "really shows the other class, and put aside what nobody could tell."
    )


def _cell(report: Report, run_id: str) -> Cell:
    true, answered = (st.session_state.get(f"{side}-{run_id}") for side in ("true", "answered"))
    return Cell(*(name if name in report.classes else None for name in (true, answered)))


def _choose_by_hand(run_id: str, cell: Cell) -> None:
    _choose(run_id, cell)
    _turn()


def _choose(run_id: str, cell: Cell) -> None:
    st.session_state[f"true-{run_id}"] = cell.true or _ANY
    st.session_state[f"answered-{run_id}"] = cell.answered or _ANY


def _turn() -> None:
    st.session_state["confusion-turn"] = st.session_state.get("confusion-turn", 0) + 1
