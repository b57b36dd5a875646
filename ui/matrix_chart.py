"""The table of answers (confusion matrix): what was taken for what, for any number and length of names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from core.evaluation.report import Report
from ui import words
from ui.charts import AUTOSIZE, INK, Chart, Spec
from ui.short_names import short_names

CELL = "cell"
_MAX_COUNTED_CLASSES = 25
_SMALL_NUMBERS_FROM = 12
# More names, or more letters side by side, and they would run into one another.
_MAX_LEVEL_NAMES, _MAX_LEVEL_LETTERS = 5, 30


def confusion_matrix(report: Report, chosen: tuple[str, str] | None = None) -> Chart:
    """One row per true class, one column per answer, with the number of photos in each cell.

    A click on a cell is the selection `CELL` with its `true` and `answered` class.

    Args:
        report: at least one photo and one class.
        chosen: the true and the answered class of the cell to be framed.
    """
    names = list(report.classes)
    cells = [
        (true, answered, count, count / (sum(row) or 1), true == answered)
        for true, row in zip(names, report.confusion, strict=True)
        for answered, count in zip(names, row, strict=True)
    ]
    columns: dict[str, Sequence[Any]] = dict(
        zip(("true", "answered", "photos", "share", "right"), zip(*cells, strict=True), strict=True)
    )
    columns["chosen"] = [(true, answered) == chosen for true, answered, *_ in cells]
    return Chart(_spec(names), columns, _in_words(report))


def how_to_read(classes: int, *, has_photos: bool) -> str:
    """What rows, columns and colours mean.

    Args:
        classes: how many; the cells of many have no numbers.
        has_photos: whether the photos of a cell can be looked at below.
    """
    if classes <= _MAX_COUNTED_CLASSES:
        right = "Bold numbers are right, all others are mix-ups."
        looking = " Click a cell to see its photos below."
    else:
        right = (
            "The line from top left to bottom right is right. Every other coloured cell is a mix-up: "
            "the stronger the colour, the more photos."
        )
        looking = " Choose two classes below to see their photos."
    told = f"Rows: the class that the photo is in. Columns: what the model answered. {right}"
    return told + (looking if has_photos else "")


def _spec(names: Sequence[str]) -> Spec:
    counted = [_numbers(len(names))] if len(names) <= _MAX_COUNTED_CLASSES else []
    return {
        "autosize": AUTOSIZE,
        "height": max(120, min(38 * len(names), 760)),
        "encoding": {
            **_sides(names),
            "tooltip": [
                {"field": "true", "type": "nominal", "title": "Shows"},
                {"field": "answered", "type": "nominal", "title": "Answered"},
                {"field": "photos", "type": "quantitative", "title": "Photos"},
            ],
        },
        "layer": [_cells(), _frame(), *counted],
    }


def _sides(names: Sequence[str]) -> Spec:
    """Both axes: names that lean where they would not fit side by side."""
    labels = short_names(names)
    side = {"type": "nominal", "sort": None, "scale": {"paddingInner": 0.06}}
    axis: Spec = {"labelLimit": 150, "labelOverlap": False, "titlePadding": 8, "labelPadding": 6}
    if labels != list(names):
        shown = json.dumps(dict(zip(names, labels, strict=True)))
        axis["labelExpr"] = f"({shown})[datum.value]"
    letters = len(names) * max(map(len, labels))
    is_crowded = len(names) > _MAX_LEVEL_NAMES or letters > _MAX_LEVEL_LETTERS
    # Names that lean must begin above their column, not within its first cell.
    leaning: Spec = {"labelAngle": -60, "labelAlign": "left", "labelBaseline": "middle"}
    above: Spec = {"title": "What the model answered", "orient": "top"}
    above |= leaning if is_crowded else {"labelAngle": 0}
    return {
        "y": {**side, "field": "true", "axis": {**axis, "title": "What the photo shows"}},
        "x": {**side, "field": "answered", "axis": {**axis, **above}},
    }


def _cells() -> Spec:
    select = {"type": "point", "fields": ["true", "answered"], "toggle": False}
    return {
        "params": [{"name": CELL, "select": select}],
        "mark": {"type": "rect", "cornerRadius": 3, "cursor": "pointer"},
        "encoding": {
            "color": {
                "field": "right",
                "type": "nominal",
                "scale": {"domain": [True, False]},
                "legend": None,
            },
            # Never so strong that the number within could not be read, on light or dark.
            "opacity": {
                "field": "share",
                "type": "quantitative",
                "scale": {"type": "sqrt", "domain": [0, 1], "range": [0.03, 0.5]},
                "legend": None,
            },
        },
    }


def _frame() -> Spec:
    """A line around the chosen cell."""
    mark = {"type": "rect", "cornerRadius": 3, "filled": False, "stroke": INK, "strokeWidth": 2.5}
    return {"transform": [{"filter": "datum.chosen"}], "mark": mark}


def _numbers(classes: int) -> Spec:
    return {
        "transform": [{"filter": "datum.photos > 0"}],
        "mark": {
            "type": "text",
            "fontSize": 13 if classes < _SMALL_NUMBERS_FROM else 10,
            "fontWeight": {"expr": "datum.right ? 'bold' : 'normal'"},
            "color": INK,
            "cursor": "pointer",
        },
        "encoding": {"text": {"field": "photos", "type": "quantitative"}},
    }


def _in_words(report: Report) -> str:
    text = f"Table of answers: {report.right} of {words.count(report.photos, 'photo')} are right."
    if report.most_confused is None:
        return text
    true, answered, count = report.most_confused
    photos = words.count(count, "photo")
    return f"{text} The commonest mistake: {true} taken for {answered}, {photos}."
