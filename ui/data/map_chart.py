"""The map of all photos as plain Vega-Lite: a dot per photo, coloured and shaped by class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.types import Dataset
from ui import words
from ui.charts import Chart, Columns, Spec

SHAPES = (
    "circle", "square", "triangle-up", "cross", "diamond", "triangle-down", "triangle-right",
    "triangle-left",
)  # fmt: skip
COLOURS = 8
"""How many colours the theme has for classes; after them they begin anew with other shapes."""
PICKED = "picked"
_HEIGHT_PX = 460
_MAX_LEGEND = 16


def map_chart(
    dataset: Dataset, places: Mapping[str, tuple[float, float]], pictures: Mapping[str, str]
) -> Chart:
    """All photos that have a place.

    Args:
        dataset: the photos.
        places: x and y of each photo by its id, from 0 to 1.
        pictures: addresses of small pictures by photo id, for the pointer to show; may be of
            some photos only.
    """
    shown = [photo for photo in dataset.photos if photo.id in places]
    columns: Columns = {
        "id": [photo.id for photo in shown],
        "x": [places[photo.id][0] for photo in shown],
        "y": [places[photo.id][1] for photo in shown],
        "Class": [dataset.classes[photo.label] for photo in shown],
        "Photo": [photo.name for photo in shown],
        "image": [pictures.get(photo.id, "") for photo in shown],
    }
    alt = (
        f"A map of {words.count(len(shown), 'photo')}, each a dot of its class's colour and shape; photos that "
        f"look alike to the network lie near each other. Classes: {', '.join(dataset.classes)}."
    )
    return Chart(_spec(dataset.classes, bool(pictures)), columns, alt)


def _spec(classes: Sequence[str], has_pictures: bool) -> Spec:
    shapes = [SHAPES[(place + place // COLOURS) % len(SHAPES)] for place in range(len(classes))]
    legend = {"title": None, "orient": "top", "columns": 4, "symbolLimit": _MAX_LEGEND}
    axis = {"axis": None, "scale": {"domain": [-0.02, 1.02]}}
    by_class = {"field": "Class", "type": "nominal", "sort": None, "legend": legend}
    tooltip = [{"field": "Class", "type": "nominal"}, {"field": "Photo", "type": "nominal"}]
    if has_pictures:
        tooltip.insert(0, {"field": "image", "type": "nominal"})
    return {
        "height": _HEIGHT_PX,
        "autosize": {"type": "fit", "contains": "padding"},
        "params": [
            {"name": PICKED, "select": {"type": "point", "fields": ["id"], "toggle": False}},
        ],
        "mark": {"type": "point", "filled": True, "opacity": 0.85, "cursor": "pointer"},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", **axis},
            "y": {"field": "y", "type": "quantitative", **axis},
            "color": {**by_class, "scale": {"domain": list(classes)}},
            "shape": {**by_class, "scale": {"domain": list(classes), "range": shapes}},
            "size": {"condition": {"param": PICKED, "empty": False, "value": 400}, "value": 70},
            "tooltip": tooltip,
        },
        "view": {"stroke": None},
    }
