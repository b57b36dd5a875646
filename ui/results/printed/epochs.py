"""How the training went, drawn for paper: both parts of the photos, one line dashed."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from core.runs import EpochResult
from ui import curves
from ui.results.printed.pictures import BLUE, INK, drawing

_ORANGE = "#c2500b"
_WIDTH, _HEIGHT, _LEFT, _TOP = 360, 170, 46, 30


def training_curves(history: Sequence[EpochResult], best_epoch: int) -> str:
    """Accuracy and loss by epoch, side by side; nothing where no epoch has ended."""
    if not history:
        return ""
    accuracy = curves.accuracy_curve(history, len(history), best_epoch)
    loss = curves.loss_curve(history, len(history), best_epoch)
    most = max(1, ceil(max(max(e.loss, e.val_loss) for e in history)))
    return (
        '<div class="beside">'
        + _curve("Accuracy", [e.accuracy for e in history], [e.val_accuracy for e in history],
                 1.0, ("0 %", "50 %", "100 %"), best_epoch, accuracy.alt)
        + _curve("Loss", [e.loss for e in history], [e.val_loss for e in history],
                 float(most), ("0", f"{most / 2:g}", f"{most}"), best_epoch, loss.alt)
        + "</div>"
    )  # fmt: skip


def _curve(
    title: str, training: Sequence[float], aside: Sequence[float], most: float,
    marks: Sequence[str], best_epoch: int, told: str,
) -> str:  # fmt: skip
    lines = _line(training, most, BLUE, dashed=True) + _line(aside, most, _ORANGE, dashed=False)
    ring = ""
    if 1 <= best_epoch <= len(aside):
        x, y = _x(best_epoch, len(aside)), _y(aside[best_epoch - 1] / most)
        ring = (
            f'<circle cx="{x}" cy="{y}" r="6" fill="none" stroke="{_ORANGE}" stroke-width="2.5"/>'
        )
    body = _frame(title, marks, len(aside)) + lines + ring + _legend()
    return drawing(_LEFT + _WIDTH + 16, _TOP + _HEIGHT + 66, told, body)


def _line(values: Sequence[float], most: float, colour: str, *, dashed: bool) -> str:
    places = [(_x(n, len(values)), _y(v / most)) for n, v in enumerate(values, start=1)]
    # A single epoch is a point, which a line would not show.
    dots = f'<circle cx="{places[0][0]}" cy="{places[0][1]}" r="3" fill="{colour}"/>'
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    line = " ".join(f"{x},{y}" for x, y in places)
    return f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2.5"{dash}/>' + (
        dots if len(places) == 1 else ""
    )


def _frame(title: str, marks: Sequence[str], epochs: int) -> str:
    y_marks = "".join(
        f'<text x="{_LEFT - 6}" y="{_y(at) + 4}" font-size="12" text-anchor="end">{mark}</text>'
        for at, mark in zip((0, 0.5, 1), marks, strict=True)
    )
    below = _TOP + _HEIGHT + 18
    ends = ((1, "start"), (epochs, "end")) if epochs > 1 else ((1, "middle"),)
    x_marks = "".join(
        f'<text x="{_x(epoch, epochs)}" y="{below}" font-size="12" text-anchor="{anchor}">{epoch}</text>'
        for epoch, anchor in ends
    )
    return (
        f'<text x="{_LEFT}" y="18" font-size="14" font-weight="600">{title}</text>'
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_WIDTH}" height="{_HEIGHT}" fill="none" '
        f'stroke="{INK}" opacity="0.3"/>{y_marks}{x_marks}'
        f'<text x="{_LEFT + _WIDTH / 2}" y="{below + 16}" font-size="12" text-anchor="middle">Epoch</text>'
    )


def _legend() -> str:
    y = _TOP + _HEIGHT + 56
    parts = ((_LEFT, BLUE, ' stroke-dasharray="6 4"', curves.TRAINING),
             (_LEFT + 180, _ORANGE, "", curves.KEPT_ASIDE))  # fmt: skip
    return "".join(
        f'<line x1="{x}" x2="{x + 30}" y1="{y - 4}" y2="{y - 4}" stroke="{colour}" '
        f'stroke-width="2.5"{dash}/><text x="{x + 36}" y="{y}" font-size="12">{name}</text>'
        for x, colour, dash, name in parts
    )


def _x(epoch: int, epochs: int) -> float:
    share = (epoch - 1) / (epochs - 1) if epochs > 1 else 0.5
    return round(_LEFT + _WIDTH * share, 1)


def _y(share: float) -> float:
    return round(_TOP + _HEIGHT * (1 - share), 1)
