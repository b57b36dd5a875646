"""Charts of what is found out about a finished model: sureness, thresholds, more photos."""

from __future__ import annotations

from collections.abc import Sequence

from core.evaluation.types import Calibration, CurvePoint, Threshold
from ui import words
from ui.charts import AUTOSIZE, INK, Chart, Columns, Spec

ANSWERED, RIGHT = "answered at all", "right, of those answered"
_SHARE_AXIS = {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]}
# The size of a dot, and what is told of it under the pointer.
_GROUP: Spec = {
    "size": {
        "field": "photos",
        "type": "quantitative",
        "legend": None,
        "scale": {"type": "sqrt", "range": [50, 500]},
    },
    "tooltip": [
        {"field": "label", "type": "nominal", "title": "Group of"},
        {"field": "sure", "type": "quantitative", "format": ".0%", "title": "Sure"},
        {"field": "right", "type": "quantitative", "format": ".0%", "title": "Right"},
    ],
}


def reliability(calibration: Calibration) -> Chart:
    """A dot per group of equally sure answers, against the line on which sureness is honest."""
    known = [found for found in calibration.bins if found.photos]
    columns: Columns = {
        "sure": [found.confidence for found in known],
        "right": [found.accuracy for found in known],
        "photos": [found.photos for found in known],
        "label": [words.count(found.photos, "photo") for found in known],
    }
    spoken = "; ".join(
        f"{words.percent(found.confidence)} sure, {words.percent(found.accuracy)} right"
        for found in known
    )
    return Chart(
        _reliability_spec(), columns, f"How sure the answers were, and how often right: {spoken}."
    )


def threshold_curve(thresholds: Sequence[Threshold], photos: int, chosen: float) -> Chart:
    """How many photos are answered and how many of those rightly, by how sure it must be.

    Args:
        thresholds: the least sure first.
        photos: how many were asked.
        chosen: the sureness to mark, 0 to 1.
    """
    # Where next to nothing is answered, the share of right answers jumps about and says nothing.
    few = max(1, round(0.01 * photos))
    rows = [(t.confidence, ANSWERED, t.answered / max(1, photos)) for t in thresholds]
    rows += [(t.confidence, RIGHT, t.right / t.answered) for t in thresholds if t.answered >= few]
    columns: Columns = {
        "sure": [row[0] for row in rows],
        "part": [row[1] for row in rows],
        "share": [row[2] for row in rows],
        "last": [n + 1 == len(rows) or rows[n + 1][1] != row[1] for n, row in enumerate(rows)],
        "chosen": [abs(row[0] - chosen) < 0.005 for row in rows],
    }
    at = min(thresholds, key=lambda t: abs(t.confidence - chosen))
    alt = (
        "The surer it must be, the fewer photos are answered and the more of those are right. "
        f"At {words.percent(chosen)}: {at.answered} of {photos} answered, {at.right} of those right."
    )
    return Chart(_threshold_spec(), columns, alt)


def learning_curve(points: Sequence[CurvePoint], name: str) -> Chart:
    """Share of photos recognised by number of photos learned from, with its doubt as a band.

    Args:
        points: the fewest photos first.
        name: whose photos, for the words.
    """
    columns: Columns = {
        "photos": [point.photos for point in points],
        "recognised": [point.recognised for point in points],
        "low": [point.low for point in points],
        "high": [point.high for point in points],
        "label": [words.percent(point.recognised) for point in points],
    }
    spoken = "; ".join(f"{p.photos:,} photos: {words.percent(p.recognised)}" for p in points)
    return Chart(_learning_spec(), columns, f"Recognised of {name} after learning from {spoken}.")


def _reliability_spec() -> Spec:
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {**_SHARE_AXIS, "title": "How sure it said it was"},
    }
    y = {
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {**_SHARE_AXIS, "title": "How often it was right"},
    }
    ends = [{"sure": 0, "right": 0}, {"sure": 1, "right": 1}]
    place = {"x": {**x, "field": "sure"}, "y": {**y, "field": "right"}}
    return {
        "autosize": AUTOSIZE,
        "height": 260,
        "layer": [
            {
                "data": {"values": ends},
                "mark": {"type": "line", "strokeDash": [5, 4], "color": INK, "opacity": 0.7},
                "encoding": place,
            },
            {
                "mark": {"type": "rule", "strokeWidth": 2, "color": INK, "opacity": 0.5},
                "encoding": {**place, "y2": {"field": "sure"}},
            },
            {
                "mark": {"type": "point", "filled": True, "opacity": 0.9},
                "encoding": {**place, **_GROUP},
            },
        ],
    }


def _threshold_spec() -> Spec:
    parts = {"field": "part", "type": "nominal", "legend": None}
    domain = [RIGHT, ANSWERED]
    return {
        "autosize": AUTOSIZE,
        "height": 200,
        "encoding": {
            "x": {
                "field": "sure",
                "type": "quantitative",
                "scale": {"domain": [0, 1]},
                "axis": {**_SHARE_AXIS, "title": "At least this sure"},
            },
            "y": {
                "field": "share",
                "type": "quantitative",
                "scale": {"domain": [0, 1.12]},
                "axis": {**_SHARE_AXIS, "title": None},
            },
            "color": {**parts, "scale": {"domain": domain}},
        },
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {
                    "strokeDash": {**parts, "scale": {"domain": domain, "range": [[1, 0], [5, 4]]}}
                },
            },
            {
                "transform": [{"filter": "datum.chosen"}],
                "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
            },
            _line_name(RIGHT, below_px=-12),
            _line_name(ANSWERED, below_px=16),
        ],
    }


def _line_name(part: str, *, below_px: int) -> Spec:
    """The name of a line at its end."""
    mark = {"type": "text", "align": "right", "fontWeight": "bold", "fontSize": 12, "dy": below_px}
    return {
        "transform": [{"filter": f"datum.last && datum.part == '{part}'"}],
        "mark": mark,
        "encoding": {"text": {"field": "part"}},
    }


def _learning_spec() -> Spec:
    y = {"type": "quantitative", "scale": {"domain": [0, 1]}}
    axis = {**_SHARE_AXIS, "title": "Recognised"}
    return {
        "autosize": AUTOSIZE,
        "height": 240,
        "encoding": {
            "x": {
                "field": "photos",
                "type": "quantitative",
                "scale": {"zero": True, "nice": True},
                "axis": {"title": "Photos that it learned from", "tickMinStep": 1},
            }
        },
        "layer": [
            {
                "mark": {"type": "area", "opacity": 0.25},
                "encoding": {
                    "y": {**y, "field": "low", "axis": axis},
                    "y2": {"field": "high"},
                },
            },
            {
                "mark": {"type": "line", "strokeWidth": 2.5, "point": {"size": 60}},
                "encoding": {"y": {**y, "field": "recognised", "axis": axis}},
            },
            {
                "mark": {"type": "text", "dy": -14, "fontSize": 12, "color": INK},
                "encoding": {
                    "y": {**y, "field": "recognised", "axis": axis},
                    "text": {"field": "label"},
                },
            },
        ],
    }
