"""The charts of the Learn page: every number in them is computed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.types import Ranked
from ui.charts import AUTOSIZE, INK, Chart, Spec

_CELL_PX = 27
_SQUARE_PX = 24
_ON_GREY = {"expr": "datum.value > 5 ? '#000' : '#fff'"}


def pixel_grid(numbers: NDArray, marked: tuple[int, int, int]) -> Chart:
    """A picture as a table of grey squares with their numbers (0 black, 9 white).

    Args:
        numbers: integers, shape `(rows, columns)`.
        marked: row, column and side of a frame around some cells.
    """
    shade = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, 9], "range": ["#111", "#fff"]},
        "legend": None,
    }
    fill = {"mark": {"type": "rect"}, "encoding": {"color": shade}}
    return _grid(numbers, marked, fill, _ON_GREY, "A picture as a table of numbers")


def sums_grid(numbers: NDArray, marked: tuple[int, int, int], alt: str) -> Chart:
    """A table of positive and negative numbers, tinted by sign and size; see `pixel_grid`."""
    strongest = max(1, int(np.abs(numbers).max()))
    sign = {
        "condition": {"test": "datum.value < 0", "value": "#d45a3c"},
        "value": "#2b8cbe",
    }
    strength = {
        "field": "size",
        "type": "quantitative",
        "scale": {"domain": [0, strongest], "range": [0, 0.75]},
        "legend": None,
    }
    fill = {"mark": {"type": "rect"}, "encoding": {"color": sign, "opacity": strength}}
    return _grid(numbers, marked, fill, INK, alt)


def as_picture(numbers: NDArray) -> bytes:
    """The table as a grey picture (PNG), a square per number: 0 black, the largest white.

    Args:
        numbers: not negative, shape `(rows, columns)`.
    """
    shades = numbers / max(1, int(numbers.max())) * 255
    squares = Image.fromarray(shades.astype(np.uint8))
    size = (squares.width * _SQUARE_PX, squares.height * _SQUARE_PX)
    file = io.BytesIO()
    squares.resize(size, Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()


def relu() -> Chart:
    """The curve of a ReLU: nothing below zero, the number itself above."""
    inputs = np.arange(-4, 5)
    spec: Spec = {
        "autosize": AUTOSIZE,
        "height": 150,
        "mark": {"type": "line", "strokeWidth": 3},
        "encoding": {
            "x": {"field": "in", "type": "quantitative", "title": "goes in"},
            "y": {"field": "out", "type": "quantitative", "title": "comes out"},
        },
    }
    columns = {"in": inputs.tolist(), "out": np.maximum(inputs, 0).tolist()}
    return Chart(spec, columns, "ReLU: below zero nothing is handed on, above zero the sum itself.")


def softmax(votes: Sequence[float], names: Sequence[str]) -> list[Ranked]:
    """The shares that softmax makes of votes, the largest first."""
    powers = np.exp(np.asarray(votes) - max(votes))
    shares = powers / powers.sum()
    ranked = [Ranked(name, float(share)) for name, share in zip(names, shares, strict=True)]
    return sorted(ranked, key=lambda r: r.confidence, reverse=True)


def fits() -> dict[str, tuple[Chart, float, float]]:
    """Three curves through the same dots: too simple, right, and learned by heart.

    Each with its mean error on the dots it learned from and on as many that were kept aside. The
    dots lie around half a wave, with seeded noise; the curves are least-squares polynomials.
    """
    random = np.random.default_rng(4)
    x = np.linspace(0.02, 0.98, 24)
    y = np.sin(np.pi * x) + random.normal(0, 0.13, x.size)
    learn, aside = slice(0, None, 2), slice(1, None, 2)
    found = {}
    for name, degree in (("Too simple", 1), ("About right", 2), ("Learned by heart", 11)):
        curve = np.polynomial.Polynomial.fit(x[learn], y[learn], degree)
        errors = np.abs(curve(x) - y)
        chart = _fit(name, x, y, curve)
        found[name] = (chart, float(errors[learn].mean()), float(errors[aside].mean()))
    return found


def _fit(name: str, x: NDArray, y: NDArray, curve: np.polynomial.Polynomial) -> Chart:
    line = np.linspace(float(x[0]), float(x[-2]), 160)
    part = ["learned from" if place % 2 == 0 else "kept aside" for place in range(x.size)]
    columns: dict[str, list[Any]] = {
        "x": [*x.tolist(), *line.tolist()],
        "y": [*y.tolist(), *np.clip(curve(line), -0.5, 1.7).tolist()],
        "part": [*part, *["curve"] * line.size],
    }
    axis = {"labels": False, "title": None, "grid": False}
    y_scale = {"domain": [-0.5, 1.7]}
    spec: Spec = {
        "autosize": AUTOSIZE,
        "height": 140,
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "axis": axis, "scale": {"domain": [0, 1]}},
            "y": {"field": "y", "type": "quantitative", "axis": axis, "scale": y_scale},
        },
        "layer": [
            {
                "transform": [{"filter": "datum.part == 'curve'"}],
                "mark": {"type": "line", "strokeWidth": 2.5, "clip": True},
            },
            {
                "transform": [{"filter": "datum.part != 'curve'"}],
                "mark": {"type": "point", "size": 55, "strokeWidth": 2, "opacity": 1},
                "encoding": {
                    "shape": {
                        "field": "part",
                        "type": "nominal",
                        "scale": {
                            "domain": ["learned from", "kept aside"],
                            "range": ["circle", "cross"],
                        },
                        "legend": {"orient": "bottom", "title": None},
                    },
                    "color": {
                        "field": "part",
                        "type": "nominal",
                        "scale": {"domain": ["learned from", "kept aside"]},
                        "legend": {"orient": "bottom", "title": None},
                    },
                },
            },
        ],
    }
    return Chart(spec, columns, f"{name}: a curve through dots.")


def _grid(numbers: NDArray, marked: tuple[int, int, int], fill: Spec, ink: Spec, alt: str) -> Chart:
    rows, columns = numbers.shape
    top, left, side = marked
    cells = [
        {
            "row": row,
            "column": column,
            "value": int(numbers[row, column]),
            "size": abs(int(numbers[row, column])),
            "marked": top <= row < top + side and left <= column < left + side,
        }
        for row in range(rows)
        for column in range(columns)
    ]
    spec: Spec = {
        "width": columns * _CELL_PX,
        "height": rows * _CELL_PX,
        "encoding": {
            "x": {"field": "column", "type": "ordinal", "axis": None},
            "y": {"field": "row", "type": "ordinal", "axis": None},
        },
        "layer": [
            fill,
            {
                "transform": [{"filter": "datum.marked"}],
                "mark": {
                    "type": "rect",
                    "filled": False,
                    "strokeWidth": 3,
                    "stroke": "#f59e42",
                },
            },
            {
                "mark": {"type": "text", "fontSize": 12, "color": ink},
                "encoding": {"text": {"field": "value", "type": "quantitative"}},
            },
        ],
    }
    names = ("row", "column", "value", "size", "marked")
    return Chart(spec, {name: [cell[name] for cell in cells] for name in names}, alt)


def errors_in_words(learned: float, aside: float) -> str:
    """The two errors of a fit, in a sentence."""
    return f"Off by {learned:.2f} on the dots it learned from, by {aside:.2f} on the others."
