"""The model as a picture: a block per layer, the wider the more it hands on."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import streamlit as st

from core.backbones.registry import get
from core.settings import SETTINGS, TrainSettings
from core.summary import LayerRow, frozen_parameters, summarise, trained_parameters
from core.teams import hidden_sizes
from ui import words

_NARROWEST_PX, _WIDEST_PX = 205, 335
READY_MADE = ":gray-badge[:material/lock: ready-made]"
LEARNS = ":green-badge[:material/school: learns]"


def model_picture(settings: TrainSettings, class_count: int) -> None:
    """The layers from photo to answer, and how many numbers learn.

    Args:
        settings: what the model would be trained with.
        class_count: number of classes, at least one.
    """
    rows = summarise(settings, class_count)
    with st.container(horizontal_alignment="center", gap="xxsmall"):
        for place, (row, values) in enumerate(
            zip(rows, handed_on(settings, class_count), strict=True)
        ):
            if place:
                st.markdown(":material/arrow_downward:", width="content")
            _block(row, _width_px(values))
    st.markdown(numbers_in_words(rows))


def handed_on(settings: TrainSettings, class_count: int) -> list[int]:
    """How many values each layer hands on, in the order of `summarise`."""
    spec = get(settings.backbone)
    pixels = spec.input_size * spec.input_size * 3
    return [pixels, spec.feature_count, *hidden_sizes(settings), class_count]


def numbers_in_words(rows: Sequence[LayerRow]) -> str:
    """How many numbers stay and how many are learned."""
    frozen, trained = frozen_parameters(tuple(rows)), trained_parameters(tuple(rows))
    share = trained / (frozen + trained)
    portion = "less than 1\u00a0%" if share < 0.01 else words.percent(share)
    return (
        f"**{words.large_number(frozen)}** numbers are ready-made and stay as they are. "
        f"**{words.large_number(trained)}** are learned from your photos: {portion} of the model."
    )


def _block(row: LayerRow, width_px: int) -> None:
    numbers = f" · {words.large_number(row.parameters)} numbers" if row.parameters else ""
    with st.container(border=True, width=width_px, horizontal_alignment="center", gap="xxsmall"):
        st.markdown(f"**{row.title}**", width="content", help=row.meaning)
        st.caption(f"{row.output}{numbers}", text_alignment="center")
        if row.parameters:
            st.markdown(LEARNS if row.trained else READY_MADE, width="content")


def _width_px(values: int) -> int:
    """Width of a block; by the square root, so that small layers still differ to the eye."""
    most = SETTINGS["dense"].maximum or 1.0
    return round(_NARROWEST_PX + (_WIDEST_PX - _NARROWEST_PX) * min(1.0, sqrt(values / most)))
