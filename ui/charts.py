"""The app's charts as plain Vega-Lite: what to draw, with which data, and what it says in words.

Plain specs and not Altair, because live curves are drawn every second: 3 ms against 95 ms. Colours
come from the theme; whatever colour says is said by a dash, a label or a number as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.evaluation.report import ClassResult
from core.types import Ranked
from ui import words

Spec = dict[str, Any]
Columns = Mapping[str, Sequence[Any]]

# Vega knows the colour that the chart stands on; text marks take none from Streamlit's theme.
INK = {"expr": "luminance(background) < 0.5 ? '#eceae4' : '#24302e'"}
# The height says how high the plot is, whatever its axes and titles need besides.
AUTOSIZE = {"type": "fit-x", "contains": "padding"}
_BAR_HEIGHT_PX, _BAR_GAP_PX = 22, 12
_LABEL_GAP_PX, _LETTER_PX = 6, 7


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
        _bars_spec(columns["label"], "Recognised"),
        columns,
        f"Photos recognised by class: {spoken}.",
    )


def ranked_bars(ranked: Sequence[Ranked]) -> Chart:
    """How sure the model is of each class, in the order given."""
    columns: Columns = {
        "name": [r.name for r in ranked],
        "share": [r.confidence for r in ranked],
        "label": [_share(r.confidence) for r in ranked],
    }
    spoken = ", ".join(f"{r.name} {_share(r.confidence)}" for r in ranked)
    return Chart(_bars_spec(columns["label"], None), columns, f"The model's answer: {spoken}.")


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


def _bars_spec(labels: Sequence[str], title: str | None) -> Spec:
    # Room to the right of a full bar for its label, on a phone as well.
    room_px = _LABEL_GAP_PX + _LETTER_PX * max(map(len, labels), default=0)
    x = {
        "field": "share",
        "type": "quantitative",
        "scale": {
            "domainMin": 0,
            "domainMax": {"expr": f"1 / (1 - {room_px} / max(width, {2 * room_px}))"},
            "nice": False,
        },
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
        "height": len(labels) * (_BAR_HEIGHT_PX + _BAR_GAP_PX),
        "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": {"type": "bar", "height": _BAR_HEIGHT_PX, "cornerRadiusEnd": 4}},
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dx": _LABEL_GAP_PX,
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
