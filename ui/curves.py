"""How a training goes: accuracy and loss, epoch by epoch, on both parts of the photos."""

from __future__ import annotations

from collections.abc import Sequence

from core.runs import EpochResult
from ui import words
from ui.charts import AUTOSIZE, Chart, Spec

_NAME_PX = 24
TRAINING, KEPT_ASIDE = "training photos", "kept aside"


def accuracy_curve(history: Sequence[EpochResult], epochs: int, best_epoch: int) -> Chart:
    """Accuracy of both parts.

    Args:
        history: the epochs that have ended, from the first; may be empty.
        epochs: how many there may be; fixes the width, so that the picture grows without jumping.
        best_epoch: the epoch to mark, 0 for none.
    """
    training, kept_aside = [e.accuracy for e in history], [e.val_accuracy for e in history]
    alt = "Accuracy by epoch."
    if history:
        alt = (
            f"Accuracy by epoch. After epoch {len(history)}: right on "
            f"{words.percent(training[-1])} of the training photos and on "
            f"{words.percent(kept_aside[-1])} of those kept aside.{_best_in_words(best_epoch)}"
        )
    y = {"scale": {"domain": [0, 1]}, "axis": {"format": ".0%", "tickCount": 5}}
    return _curve(training, kept_aside, epochs, best_epoch, "Accuracy", y, alt)


def loss_curve(history: Sequence[EpochResult], epochs: int, best_epoch: int) -> Chart:
    """Loss of both parts; arguments as for `accuracy_curve`."""
    training, kept_aside = [e.loss for e in history], [e.val_loss for e in history]
    alt = "Loss by epoch."
    if history:
        alt = (
            f"Loss by epoch, lower is better. After epoch {len(history)}: {training[-1]:.2f} on "
            f"the training photos and {kept_aside[-1]:.2f} on those kept aside."
            f"{_best_in_words(best_epoch)}"
        )
    y = {"scale": {"zero": True, "nice": True}, "axis": {"format": ".2~r", "tickCount": 5}}
    return _curve(training, kept_aside, epochs, best_epoch, "Loss", y, alt)


def _curve(
    training: Sequence[float],
    kept_aside: Sequence[float],
    epochs: int,
    best_epoch: int,
    title: str,
    y: Spec,
    alt: str,
) -> Chart:
    """Two lines, one dashed, each named at its end, and a dot on the epoch that is kept."""
    rows = [
        {
            "epoch": epoch,
            "part": part,
            "value": value,
            "last": epoch == len(values),
            "best": part == KEPT_ASIDE and epoch == best_epoch,
            "other": other[-1],
            "above": values[-1] > other[-1] or (values[-1] == other[-1] and part == TRAINING),
        }
        for part, values, other in (
            (TRAINING, training, kept_aside),
            (KEPT_ASIDE, kept_aside, training),
        )
        for epoch, value in enumerate(values, start=1)
    ]
    names = ("epoch", "part", "value", "last", "best", "other", "above")
    columns = {name: [row[name] for row in rows] for name in names}
    return Chart(_curve_spec(max(epochs, 2), title, y), columns, alt)


def _curve_spec(epochs: int, title: str, y: Spec) -> Spec:
    parts = {"field": "part", "scale": {"domain": [TRAINING, KEPT_ASIDE]}, "legend": None}
    dashes = {"domain": [TRAINING, KEPT_ASIDE], "range": [[5, 4], [1, 0]]}
    x = {"title": "Epoch", "tickMinStep": 1, "format": "d", "grid": False}
    return {
        "title": {"text": title, "offset": 12},
        "autosize": AUTOSIZE,
        "height": 180,
        "encoding": {
            "x": {
                "field": "epoch",
                "type": "quantitative",
                "scale": {"domain": [1, epochs]},
                "axis": x,
            },
            "y": {
                "field": "value",
                "type": "quantitative",
                "scale": y["scale"],
                "axis": {"title": None, **y["axis"]},
            },
            "color": {**parts, "type": "nominal"},
        },
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 2.5, "clip": True},
                "encoding": {"strokeDash": {**parts, "type": "nominal", "scale": dashes}},
            },
            _dot("datum.last", {"filled": True, "size": 45}),
            _dot("datum.best", {"size": 150, "strokeWidth": 2.5}),
            *_names(epochs),
        ],
    }


def _dot(which: str, look: Spec) -> Spec:
    return {
        "transform": [{"filter": which}],
        "mark": {"type": "point", "opacity": 1, **look},
    }


def _names(epochs: int) -> list[Spec]:
    """Each line's name at its end, one above and one below."""
    # A name is written towards the middle of the picture, so that none is cut off.
    side = {"expr": f"datum.epoch > {0.4 * epochs} ? 'right' : 'left'"}
    label = {"type": "text", "fontSize": 12, "fontWeight": "bold", "align": side}
    # Below a line that lies on the axis there is no room: then both stand above the upper line, or
    # each above its own where the lines are far apart.
    y, other = "scale('y', datum.value)", "scale('y', datum.other)"
    is_low, are_close = f"{{}} > height - {_NAME_PX}", f"abs({y} - {other}) < {2 * _NAME_PX}"
    above = {"expr": f"{is_low.format(other)} && {are_close} ? -34 : -16"}
    below = {"expr": f"{is_low.format(y)} ? ({are_close} ? {other} - {y} : 0) - 16 : 14"}
    return [
        {
            "transform": [{"filter": f"datum.last && {which}"}],
            "mark": {**label, "dy": away_px},
            "encoding": {"text": {"field": "part"}},
        }
        for which, away_px in (("datum.above", above), ("!datum.above", below))
    ]


def _best_in_words(best_epoch: int) -> str:
    return f" The best epoch so far is number {best_epoch}." if best_epoch else ""
