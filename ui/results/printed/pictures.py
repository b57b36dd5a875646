"""The charts of the Results page as drawings within the file."""

from __future__ import annotations

import html
from collections.abc import Sequence

from core.evaluation.types import Calibration, CurvePoint
from ui import words
from ui.results import study_charts

INK, BLUE = "#24302e", "#0072b2"
_BAND = "#9cc7e0"
_SIDE, _LEFT, _BOTTOM = 260, 46, 40


def interval(share: float, low: float, high: float) -> str:
    """The number as a dot on a line from 0 to 100 %, its range as a band."""
    ticks = "".join(
        f'<text x="{_along(at)}" y="44" font-size="12" text-anchor="middle">{at:.0%}</text>'
        for at in (0, 0.25, 0.5, 0.75, 1)
    )
    body = (
        f'<line x1="{_along(0)}" x2="{_along(1)}" y1="16" y2="16" stroke="{INK}" opacity="0.4"/>'
        f'<rect x="{_along(low)}" y="8" width="{_along(high) - _along(low)}" height="16" rx="8" '
        f'fill="{_BAND}"/><circle cx="{_along(share)}" cy="16" r="6" fill="{BLUE}"/>{ticks}'
    )
    told = f"{words.percent(share)}, between {words.percent(low)} and {words.percent(high)}"
    return drawing(480, 52, told, body)


def reliability(calibration: Calibration) -> str:
    """How often answers were right by how sure they were, against the line of honesty."""
    known = [found for found in calibration.bins if found.photos]
    most = max((found.photos for found in known), default=1)
    dots = "".join(
        f'<line x1="{_x(b.confidence)}" x2="{_x(b.confidence)}" y1="{_y(b.confidence)}" '
        f'y2="{_y(b.accuracy)}" stroke="{BLUE}" opacity="0.5"/>'
        f'<circle cx="{_x(b.confidence)}" cy="{_y(b.accuracy)}" '
        f'r="{3 + 8 * (b.photos / most) ** 0.5:.1f}" fill="{BLUE}" opacity="0.85"/>'
        for b in known
    )
    line = (
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="{INK}" '
        'stroke-dasharray="5 4"/>'
    )
    frame = _frame("How sure it said it was", "How often it was right", ("0 %", "50 %", "100 %"))
    return drawing(
        _LEFT + _SIDE + 16, _SIDE + _BOTTOM + 12, study_charts.reliability(calibration).alt,
        frame + line + dots,
    )  # fmt: skip


def learning_curve(points: Sequence[CurvePoint], name: str) -> str:
    """Share recognised by number of photos learned from, with its doubt as a band."""
    most = max(point.photos for point in points) or 1
    along = [point.photos / most for point in points]
    upper = [f"{_x(a)},{_y(p.high)}" for a, p in zip(along, points, strict=True)]
    lower = [f"{_x(a)},{_y(p.low)}" for a, p in zip(along, points, strict=True)]
    line = " ".join(f"{_x(a)},{_y(p.recognised)}" for a, p in zip(along, points, strict=True))
    labels = "".join(
        f'<circle cx="{_x(a)}" cy="{_y(p.recognised)}" r="4" fill="{BLUE}"/>'
        f'<text x="{_x(a)}" y="{_y(p.recognised) + 20}" font-size="12" text-anchor="middle">'
        f"{words.percent(p.recognised)}</text>"
        for a, p in zip(along, points, strict=True)
    )
    body = (
        f'<polygon points="{" ".join(upper + lower[::-1])}" fill="{_BAND}" opacity="0.6"/>'
        f'<polyline points="{line}" fill="none" stroke="{BLUE}" stroke-width="2.5"/>{labels}'
    )
    frame = _frame(
        "Photos that it learned from", "Recognised", ("0", f"{most // 2:,}", f"{most:,}")
    )
    told = study_charts.learning_curve(points, name).alt
    return drawing(_LEFT + _SIDE + 24, _SIDE + _BOTTOM + 12, told, frame + body)


def drawing(width: int, height: int, told: str, body: str) -> str:
    """A picture within the page.

    Args:
        width: in pixels.
        height: in pixels.
        told: its message in words.
        body: SVG.
    """
    return (
        f'<svg role="img" aria-label="{html.escape(told)}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" fill="{INK}" font-family="system-ui, sans-serif">{body}</svg>'
    )


def _frame(x_title: str, y_title: str, x_labels: Sequence[str]) -> str:
    x_marks = "".join(
        f'<text x="{_x(at)}" y="{_SIDE + 24}" font-size="12" text-anchor="{anchor}">{label}</text>'
        for at, label, anchor in zip((0, 0.5, 1), x_labels, ("start", "middle", "end"), strict=True)
    )
    y_marks = "".join(
        f'<text x="{_LEFT - 6}" y="{_y(at) + 4}" font-size="12" text-anchor="end">{at:.0%}</text>'
        for at in (0, 0.5, 1)
    )
    box = (
        f'<rect x="{_LEFT}" y="8" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="{INK}" '
        'opacity="0.3"/>'
    )
    titles = (
        f'<text x="{_x(0.5)}" y="{_SIDE + 44}" font-size="12" text-anchor="middle">{x_title}</text>'
        f'<text transform="translate(12 {_y(0.5)}) rotate(-90)" font-size="12" '
        f'text-anchor="middle">{y_title}</text>'
    )
    return box + x_marks + y_marks + titles


def _along(share: float) -> float:
    return round(24 + 432 * share, 1)


def _x(share: float) -> float:
    return round(_LEFT + _SIDE * share, 1)


def _y(share: float) -> float:
    return round(8 + _SIDE * (1 - share), 1)
