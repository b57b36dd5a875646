"""The app's charts as plain Vega-Lite: what to draw, with which data, and what it says in words.

Plain specs and not Altair, because live curves are drawn every second: 3 ms against 95 ms. Colours
come from the theme; whatever colour says is said by a dash, a label or a number as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.evaluation.report import ClassResult, Report
from core.types import Ranked
from ui import words

Spec = dict[str, Any]
Columns = Mapping[str, Sequence[Any]]

# Vega knows the colour that the chart stands on; text marks take none from Streamlit's theme.
INK = {"expr": "luminance(background) < 0.5 ? '#eceae4' : '#24302e'"}
# The height says how high the plot is, whatever its axes and titles need besides.
AUTOSIZE = {"type": "fit-x", "contains": "padding"}
CELL = "cell"
_BAR_HEIGHT_PX, _BAR_GAP_PX = 22, 12
_MAX_COUNTED_CLASSES = 25
_SMALL_NUMBERS_FROM = 12


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart, ready for `show`.

    Attributes:
        spec: a Vega-Lite specification without its data, so that new data alone moves the picture.
        columns: the data, column by column.
        alt: the picture's message in words.
    """

    spec: Spec
    columns: Columns
    alt: str


def show(chart: Chart, *, key: str | None = None) -> None:
    """The chart stands on the page, as wide as its place."""
    st.vega_lite_chart(dict(chart.columns), chart.spec, width="stretch", alt=chart.alt, key=key)


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
    return Chart(_confusion_spec(names), columns, _confusion_in_words(report))


def class_bars(results: Sequence[ClassResult]) -> Chart:
    """The share of each class that was recognised, the weakest first; only classes with photos."""
    known = sorted((r for r in results if r.photos), key=lambda r: (r.right / r.photos, r.name))
    columns: Columns = {
        "name": [r.name for r in known],
        "share": [r.right / r.photos for r in known],
        "label": [f"{r.right} of {r.photos}" for r in known],
    }
    spoken = "; ".join(f"{r.name} {r.right} of {r.photos}" for r in known)
    return Chart(
        _bars_spec(len(known), "Recognised"), columns, f"Photos recognised by class: {spoken}."
    )


def ranked_bars(ranked: Sequence[Ranked]) -> Chart:
    """How sure the model is of each class, in the order given."""
    columns: Columns = {
        "name": [r.name for r in ranked],
        "share": [r.confidence for r in ranked],
        "label": [_share(r.confidence) for r in ranked],
    }
    spoken = ", ".join(f"{r.name} {_share(r.confidence)}" for r in ranked)
    return Chart(_bars_spec(len(ranked), None), columns, f"The model's answer: {spoken}.")


def interval_picture(share: float, low: float, high: float) -> Chart:
    """The share of right answers as a dot on a line from 0 to 100 %, its range as a band.

    Args:
        share: 0 to 1.
        low: where its range begins, 0 to 1.
        high: where it ends.
    """
    columns = {"low": [low], "high": [high], "accuracy": [share]}
    axis = {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1], "title": None, "labelFlush": True}
    x = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": axis}
    spec = {
        "autosize": AUTOSIZE,
        "height": 24,
        "layer": [
            {
                "mark": {"type": "bar", "height": 14, "opacity": 0.35, "cornerRadius": 7},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 160, "opacity": 1},
                "encoding": {"x": {**x, "field": "accuracy"}},
            },
        ],
    }
    alt = (
        f"A line from 0 to 100 %: a dot at {words.percent(share)}, and a band "
        f"from {words.percent(low)} to {words.percent(high)}."
    )
    return Chart(spec, columns, alt)


def _confusion_spec(names: Sequence[str]) -> Spec:
    side = {"type": "nominal", "sort": None, "scale": {"paddingInner": 0.06}}
    axis = {"labelLimit": 130, "labelOverlap": False, "titlePadding": 8, "labelPadding": 6}
    crowded = len(names) > 5
    layers: list[Spec] = [
        {
            "params": [
                {
                    "name": CELL,
                    "select": {"type": "point", "fields": ["true", "answered"], "toggle": False},
                }
            ],
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
        },
        {
            "transform": [{"filter": "datum.chosen"}],
            "mark": {
                "type": "rect",
                "cornerRadius": 3,
                "filled": False,
                "stroke": INK,
                "strokeWidth": 2.5,
            },
        },
    ]
    if len(names) <= _MAX_COUNTED_CLASSES:
        weight = {"expr": "datum.right ? 'bold' : 'normal'"}
        layers.append(
            {
                "transform": [{"filter": "datum.photos > 0"}],
                "mark": {
                    "type": "text",
                    "fontSize": 13 if len(names) < _SMALL_NUMBERS_FROM else 10,
                    "fontWeight": weight,
                    "color": INK,
                    "cursor": "pointer",
                },
                "encoding": {"text": {"field": "photos", "type": "quantitative"}},
            }
        )
    return {
        "autosize": AUTOSIZE,
        "height": max(120, min(38 * len(names), 760)),
        "encoding": {
            "y": {**side, "field": "true", "axis": {**axis, "title": "What the photo shows"}},
            "x": {
                **side,
                "field": "answered",
                "axis": {
                    **axis,
                    "title": "What the model answered",
                    "orient": "top",
                    # Names that lean must begin above their column, not within its first cell.
                    **(
                        {"labelAngle": -60, "labelAlign": "left", "labelBaseline": "middle"}
                        if crowded
                        else {"labelAngle": 0}
                    ),
                },
            },
            "tooltip": [
                {"field": "true", "type": "nominal", "title": "Shows"},
                {"field": "answered", "type": "nominal", "title": "Answered"},
                {"field": "photos", "type": "quantitative", "title": "Photos"},
            ],
        },
        "layer": layers,
    }


def _bars_spec(bars: int, title: str | None) -> Spec:
    x = {
        "field": "share",
        "type": "quantitative",
        # Room to the right of a full bar for its label.
        "scale": {"domain": [0, 1.2]},
        "axis": {"format": ".0%", "values": [0, 0.5, 1], "title": title} if title else None,
    }
    y = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "labelLimit": 150, "domain": False, "ticks": False},
    }
    return {
        "autosize": AUTOSIZE,
        "height": bars * (_BAR_HEIGHT_PX + _BAR_GAP_PX),
        "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": {"type": "bar", "height": _BAR_HEIGHT_PX, "cornerRadiusEnd": 4}},
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dx": 6,
                    "fontSize": 13,
                    "color": INK,
                },
                "encoding": {"text": {"field": "label"}},
            },
        ],
    }


def _share(share: float) -> str:
    """A share in percent; several tiny ones must not look as if they came to more than they do."""
    return "under 1\u00a0%" if 0 < share < 0.005 else words.percent(share)


def _confusion_in_words(report: Report) -> str:
    text = f"Table of answers: {report.right} of {words.count(report.photos, 'photo')} are right."
    if report.most_confused is None:
        return text
    true, answered, count = report.most_confused
    photos = words.count(count, "photo")
    return f"{text} The commonest mistake: {true} taken for {answered}, {photos}."
