"""A chapter that shows why it transfers: the project's photos at every depth, and a curve that climbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st

from core.backbones.registry import BackboneSpec, get
from core.errors import UserError
from core.store.projects import Project
from core.types import Dataset, FloatArray
from ui import charts, resources, words
from ui.data.map_chart import COLOURS, SHAPES
from ui.learn import pooled
from ui.learn.separation import plane, told_apart
from ui.page import Page

STEPS = ("Bare dots", "Depth 1", "Depth 2", "Depth 3", "Depth 4", "Depth 5")
_PLACED = {"Early (depth 1)": 0, "Middle (depth 3)": 2, "Last (depth 5)": 4}
_FEWEST_PER_CLASS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Climb:
    """How well the classes can be told apart at each step.

    Attributes:
        dataset: the photos that were looked at.
        right: photos named rightly at each of `STEPS`.
        asked: how many were asked.
        places: float32 `(photos, 2)` for each of `_PLACED`.
    """

    dataset: Dataset
    right: tuple[int, ...]
    asked: int
    places: tuple[FloatArray, ...]

    @property
    def guessing(self) -> float:
        """The share that is right if the largest class is answered always."""
        return max(self.dataset.counts) / max(1, len(self.dataset.photos))


def classes_by_depth(page: Page, dataset: Dataset | None, network: BackboneSpec) -> None:
    """The project's photos placed by early, middle and last features, once the person asks."""
    st.markdown("**See it on your own photos.** " + _INTRODUCTION)
    project = page.project
    if project is None or dataset is None or not _is_enough(dataset):
        st.caption(
            "This needs a project with at least two classes of "
            f"{_FEWEST_PER_CLASS} photos each; the samples on the home page will do."
        )
        return
    if not pooled.was_asked(project):
        count = len(pooled.sample(dataset))
        st.button(
            "Look at my photos at every depth", icon=":material/stacked_line_chart:",
            on_click=pooled.ask, args=(project,), key="learn.climb",
        )  # fmt: skip
        st.caption(f"{words.count(count, 'photo')}; takes {words.duration(2 + count / 15)} or so.")
        return
    try:
        found = _climb(
            str(project.workspace.folder), resources.dataset_key(project) or "", network.id,
            project, dataset,
        )  # fmt: skip
    except (UserError, OSError):
        st.caption("A photo or the network's weights are not on this computer any more.")
        return
    _show(found)


_INTRODUCTION = (
    "The network looks at some of your photos, and we stop it at each depth and ask: how well can "
    "a *very simple* classifier, one that only weighs and adds up, tell your classes apart by what "
    "is known so far? Photos that are asked are never those it learned from."
)


def curve(found: Climb) -> charts.Chart:
    """The share told apart at each step, with what guessing gives."""
    shares = [right / found.asked for right in found.right]
    columns: dict[str, Sequence[Any]] = {
        "step": list(STEPS),
        "share": shares,
        "label": [words.percent(share) for share in shares],
        "guessing": [found.guessing] * len(STEPS),
    }
    x = {"field": "step", "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": 0}}
    y_axis = {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]}
    y = {
        "field": "share", "type": "quantitative", "scale": {"domain": [0, 1.08]},
        "title": "Photos named rightly", "axis": y_axis,
    }  # fmt: skip
    spec: charts.Spec = {
        "autosize": charts.AUTOSIZE,
        "height": 240,
        "encoding": {"x": x},
        "layer": [
            {
                "mark": {"type": "line", "point": {"size": 80}, "strokeWidth": 3},
                "encoding": {"y": y},
            },
            {
                "mark": {"type": "text", "dy": -14, "color": charts.INK, "fontSize": 13},
                "encoding": {"y": y, "text": {"field": "label"}},
            },
            {
                "mark": {"type": "line", "strokeDash": [5, 5], "color": charts.INK, "opacity": 0.6},
                "encoding": {"y": {"field": "guessing", "type": "quantitative"}},
            },
        ],
    }
    spoken = ", ".join(
        f"{step} {words.percent(share)}" for step, share in zip(STEPS, shares, strict=True)
    )
    alt = (
        f"Photos named rightly at each depth: {spoken}. Guessing: {words.percent(found.guessing)}."
    )
    return charts.Chart(spec, columns, alt)


def places_chart(name: str, places: FloatArray, dataset: Dataset) -> charts.Chart:
    """A dot per photo, told apart by shape and colour."""
    names = list(dataset.classes)
    shapes = [SHAPES[(place + place // COLOURS) % len(SHAPES)] for place in range(len(names))]
    columns = {
        "x": places[:, 0].tolist(),
        "y": places[:, 1].tolist(),
        "Class": [names[photo.label] for photo in dataset.photos],
    }
    axis = {"axis": None, "scale": {"domain": [-0.04, 1.04]}}
    by_class = {
        "field": "Class", "type": "nominal", "sort": None,
        "legend": {"orient": "bottom", "title": None, "columns": 3, "symbolLimit": 12},
    }  # fmt: skip
    spec: charts.Spec = {
        "autosize": charts.AUTOSIZE,
        "height": 220,
        "mark": {"type": "point", "filled": True, "opacity": 0.85, "size": 45},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", **axis},
            "y": {"field": "y", "type": "quantitative", **axis},
            "color": {**by_class, "scale": {"domain": names}},
            "shape": {**by_class, "scale": {"domain": names, "range": shapes}},
        },
    }
    alt = f"{name}: {words.count(len(places), 'photo')} as dots; photos with similar features lie together."
    return charts.Chart(spec, columns, alt)


def in_words(found: Climb) -> str:
    """What the curve says; also where it does not climb."""
    first, last = found.right[1] / found.asked, found.right[-1] / found.asked
    told = (
        f"Of {found.asked:,} photos of yours, the first layers' features name "
        f"**{words.percent(first)}** rightly and the last layers' **{words.percent(last)}**; who "
        f"always says the largest class is right on {words.percent(found.guessing)}. "
    )
    if last > first + 0.02:
        return told + (
            "Nobody has told the network what your classes are: the same photos, only described "
            "better and better. That is what you borrow, and why a few small layers on top suffice."
        )
    return told + (
        "With your photos the first layers do nearly as well: your classes differ by colour or "
        "simple patterns, and there is little left to climb."
    )


def _show(found: Climb) -> None:
    st.markdown(
        "Each dot is a photo. At each depth the network has hundreds of numbers about it; the dots are "
        "placed by the two mixtures of these numbers that differ most from photo to photo "
        "(*principal components*). Watch whether the classes come together:"
    )
    with st.grid(3, min_column_width=220):
        for name, places in zip(_PLACED, found.places, strict=True):
            with st.container(gap="xsmall"):
                st.markdown(f"**{name}**")
                charts.show(places_chart(name, places, found.dataset), key=f"learn.places.{name}")
    st.markdown(in_words(found))
    charts.show(curve(found), key="learn.curve")
    st.caption("The dashed line is what always answering the largest class gives.")


def _is_enough(dataset: Dataset) -> bool:
    return sum(count >= _FEWEST_PER_CLASS for count in dataset.counts) >= 2


@st.cache_resource(max_entries=8, show_spinner=False)
def _climb(
    folder: str, dataset_key: str, backbone_id: str, _project: Project, _dataset: Dataset
) -> Climb:
    from core.twins import twin_numbers

    found = pooled.pooled(_project, _dataset, get(backbone_id))
    looked_at = replace(_dataset, photos=found.photos, excluded=(), skipped=())
    twins = twin_numbers(looked_at, _project.workspace)
    rows: Sequence[FloatArray] = (found.bare, *found.depths)
    results = [told_apart(np.asarray(each), looked_at, twins) for each in rows]
    places = tuple(plane(found.depths[depth]) for depth in _PLACED.values())
    return Climb(looked_at, tuple(right for right, _ in results), results[0][1], places)
