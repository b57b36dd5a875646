"""A chapter with the article's network as a picture that changes with its sliders, and as a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from math import ceil, log
from typing import Any

import streamlit as st

from core.backbones.registry import BACKBONES, get
from core.settings import ARTICLE, MAX_DENSE_LAYERS, SETTINGS, TrainSettings
from core.summary import LayerRow, summarise
from core.teams import hidden_sizes
from core.types import Dataset
from ui import charts, words
from ui.train.model_picture import numbers_in_words

_YOURS, _ARTICLES = "Yours", "The article's"
_ROW_PX = 46
_MOST_CLASSES = 50
_DENSE = re.compile(r"^Dense layer \d+$")


@st.fragment
def network_to_build(settings: TrainSettings, dataset: Dataset | None) -> None:
    """Sliders for the ready-made network, the dense layers and the classes, and what they make."""
    st.header("Your model, from photo to answer", anchor="model")
    st.markdown(
        "Here is the network as a picture, from the photo at the top to the answer at the bottom. A "
        "bar is the wider the more numbers a layer hands on. **Frozen** layers never change; what "
        "**learns** is found from your photos. Move the sliders and watch it change; nothing is "
        "trained by that."
    )
    start = st.segmented_control(
        "Begin with which network?", [_YOURS, _ARTICLES], default=_YOURS, required=True,
        key="learn.start",
    )  # fmt: skip
    classes = len(dataset.classes) if dataset and len(dataset.classes) > 1 else 3
    begun = ARTICLE if start == _ARTICLES else settings
    chosen, classes = _chosen(begun, classes, str(start))
    rows = with_pooling(chosen, classes)
    charts.show(picture(rows, widths(chosen, classes)), key="learn.network")
    st.markdown(numbers_in_words(rows))
    _table(rows)


def with_pooling(settings: TrainSettings, classes: int) -> tuple[LayerRow, ...]:
    """The rows of `summarise`, with the average over all places as a layer of its own."""
    photo, backbone, *own = summarise(settings, classes)
    spec = get(settings.backbone)
    frozen = replace(backbone, output=f"{spec.feature_count:,} maps")
    pooling = LayerRow(
        "Average (pooling)", "Where something is does not matter, only how much of it.",
        f"{spec.feature_count:,} features", 0, False,
    )  # fmt: skip
    return (photo, frozen, pooling, *own)


def widths(settings: TrainSettings, classes: int) -> list[int]:
    """How many numbers each of the rows hands on; a network shrinks the photo's sides about 32 times."""
    spec = get(settings.backbone)
    places = ceil(spec.input_size / 32) ** 2
    features = spec.feature_count
    return [spec.input_size**2 * 3, features * places, features, *hidden_sizes(settings), classes]


def picture(rows: tuple[LayerRow, ...], numbers: list[int]) -> charts.Chart:
    """A bar per layer; what learns is filled and says so, what is frozen has a dashed outline."""
    widest = log(max(numbers) + 1)
    half = [0.5 * (0.55 + 0.45 * log(number + 1) / widest) for number in numbers]
    columns: dict[str, Sequence[Any]] = {
        "place": list(range(len(rows))),
        "left": [-share for share in half],
        "right": half,
        "label": [f"{row.title} · {row.output}" for row in rows],
        "state": [state(row) for row in rows],
        "trained": [row.trained for row in rows],
    }
    spec: charts.Spec = {
        "autosize": charts.AUTOSIZE,
        "height": _ROW_PX * len(rows),
        "encoding": {
            "y": {"field": "place", "type": "ordinal", "axis": None, "scale": {"padding": 0.12}},
        },
        "layer": [
            _bars(trained=True),
            _bars(trained=False),
            _words("label", -8),
            _words("state", 9),
        ],
    }
    spoken = "; ".join(f"{row.title}, {row.output}, {state(row).lower()}" for row in rows)
    return charts.Chart(spec, columns, f"The network from photo to answer: {spoken}.")


def state(row: LayerRow) -> str:
    """Whether a layer learns, in words."""
    if row.trained:
        return f"LEARNS {words.large_number(row.parameters)} numbers"
    if row.parameters:
        return f"Frozen: {words.large_number(row.parameters)} numbers"
    return "Nothing to learn"


def _bars(*, trained: bool) -> charts.Spec:
    looks: charts.Spec = (
        {"color": "#0f8a7e", "fillOpacity": 0.4, "stroke": "#0f8a7e", "strokeWidth": 2.5}
        if trained
        else {"color": "#8a8a8a", "fillOpacity": 0.12, "stroke": "#8a8a8a", "strokeDash": [4, 3]}
    )
    scale = {"domain": [-0.52, 0.52]}
    return {
        "transform": [{"filter": f"datum.trained === {str(trained).lower()}"}],
        "mark": {"type": "bar", "cornerRadius": 7, **looks},
        "encoding": {
            "x": {"field": "left", "type": "quantitative", "axis": None, "scale": scale},
            "x2": {"field": "right"},
        },
    }


def _words(field: str, dy: int) -> charts.Spec:
    weight = "bold" if field == "label" else "normal"
    return {
        "mark": {
            "type": "text", "dy": dy, "color": charts.INK, "fontSize": 13, "fontWeight": weight,
        },
        "encoding": {
            "x": {"datum": 0, "type": "quantitative"},
            "text": {"field": field, "type": "nominal"},
        },
    }  # fmt: skip


def _chosen(begun: TrainSettings, classes: int, start: str) -> tuple[TrainSettings, int]:
    """What the sliders say; each beginning has sliders of its own."""
    key = f"learn.network.{start}"
    sizes = SETTINGS["dense"]
    with st.grid(3, min_column_width=220):
        backbone = st.selectbox(
            "Ready-made network", list(BACKBONES), index=list(BACKBONES).index(begun.backbone),
            format_func=lambda name: get(name).title, help=SETTINGS["backbone"].help,
            key=f"{key}.backbone",
        )  # fmt: skip
        layers = st.slider(
            "Dense layers", 0, MAX_DENSE_LAYERS, len(begun.dense), help=sizes.help,
            key=f"{key}.layers",
        )  # fmt: skip
        classes = st.slider(
            "Classes", 2, _MOST_CLASSES, min(classes, _MOST_CLASSES), key=f"{key}.classes",
            help="How many different things the model tells apart; the last layer has a neuron for each.",
        )  # fmt: skip
        dense = [
            st.slider(
                f"Neurons in dense layer {number + 1}",
                int(sizes.minimum or 8), int(sizes.maximum or 2048),
                begun.dense[number] if number < len(begun.dense) else 256,
                int(sizes.step or 8), key=f"{key}.dense.{number}",
                help="More neurons can learn finer differences, and are more numbers to find.",
            )
            for number in range(layers)
        ]  # fmt: skip
    return replace(begun, backbone=backbone or begun.backbone, dense=tuple(dense)), classes


def _table(rows: tuple[LayerRow, ...]) -> None:
    """The same as a table, as programmers print it of a model."""
    with st.expander("As a table, such as programmers print it", icon=":material/table_rows:"):
        st.table(
            {
                "Layer": [row.title for row in rows] + ["All together"],
                "Hands on": [row.output for row in rows] + [""],
                "Numbers": [f"{row.parameters:,}" for row in rows]
                + [f"{sum(row.parameters for row in rows):,}"],
                "Learns?": ["yes" if row.trained else "no" for row in rows]
                + [f"{sum(row.parameters for row in rows if row.trained):,} of them"],
            },
            hide_index=True,
            alt="The layers of the network with the number of parameters of each",
        )
        kinds = {_DENSE.sub("Dense layer", row.title): row.meaning for row in rows}
        st.markdown("\n".join(f"- **{kind}**: {meaning}" for kind, meaning in kinds.items()))
