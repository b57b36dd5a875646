"""Class by class: how many were recognised, and how far the answer can be believed."""

from __future__ import annotations

import streamlit as st

from core.evaluation.report import ClassResult, Report
from ui import charts, result_words, words
from ui.standing import Standing

_LEVELS = (
    (0.95, "hardly ever missed", "hardly ever said wrongly"),
    (0.85, "seldom missed", "seldom said wrongly"),
    (0.7, "sometimes missed", "sometimes said wrongly"),
    (0.0, "often missed", "often said wrongly"),
)
_FEW = 10


def each_class(found: Standing) -> None:
    """Bars and a table of the classes, the weakest first."""
    report = found.report
    st.markdown(result_words.best_and_worst(report))
    charts.show(charts.class_bars(report.per_class), key="classes")
    st.caption("Of the photos of each class that were asked, how many were recognised.")
    st.subheader("In words and numbers", anchor=False)
    st.table(table(report), border="horizontal", hide_index=True, alt="Each class in numbers")
    st.caption(
        "**Recognised** (recall): of the photos of a class, how many were found. **Right when said** "
        "(precision): of all answers with this name, how many were right. **F1** is both in one "
        "number: 1 is perfect, and it is low as soon as one of the two is."
    )


def table(report: Report) -> dict[str, list[str]]:
    """The classes that were asked, column by column, the weakest first; Markdown."""
    known = sorted((r for r in report.per_class if r.photos), key=lambda r: (f1(r), r.name))
    return {
        "Class": [f"**{words.plain(r.name)}**" for r in known],
        "Recognised": [f"{r.right:,} of {r.photos:,}" for r in known],
        "Right when said": [f"{r.right:,} of {r.answered:,}" for r in known],
        "F1": [f"{f1(r):.2f}" for r in known],
        "In words": [in_words(r) for r in known],
    }


def f1(result: ClassResult) -> float:
    """The harmonic mean of precision and recall, 0 to 1; 0 where nothing was right."""
    asked = result.photos + result.answered
    return 2 * result.right / asked if asked else 0.0


def in_words(result: ClassResult) -> str:
    """What the two shares mean."""
    if result.photos < _FEW:
        return f"only {words.count(result.photos, 'photo')}: too few to say"
    missed = next(text for least, text, _ in _LEVELS if (result.recall or 0) >= least)
    if result.precision is None:
        return f"{missed}, and never answered"
    said = next(text for least, _, text in _LEVELS if result.precision >= least)
    return f"{missed}, {said}"
