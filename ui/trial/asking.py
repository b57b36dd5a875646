"""Asking a model about a photo, once: what it saw is remembered for the next run of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import UserError
from core.intake.images import photo_id, working_copy
from core.likeness import KnownPhotos, Like, known_photos
from core.runs import Run
from core.store.projects import Project
from core.types import Prediction
from ui.trial import heatmap

if TYPE_CHECKING:
    from core.predict import Look, Predictor

LIKE_COUNT = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A model that may be asked.

    Attributes:
        predictor: answers.
        run: where it comes from.
        project: whose.
    """

    predictor: Predictor
    run: Run
    project: Project

    @property
    def key(self) -> str:
        """Changes with everything that changes an answer."""
        return f"{self.run.folder} {self.predictor.knows_strangers}"

    def prediction(self, data: bytes) -> Prediction:
        """The answer for a photo.

        Raises:
            UserError: a `photo.` code when it cannot be read.
        """
        return _look(self.key, photo_id(data), self.predictor, data).prediction

    def heat(self, data: bytes, class_name: str) -> tuple[bytes, str]:
        """The photo with what speaks for a class drawn over it, and where that is strongest.

        The place is "" where nothing speaks for the class.
        """
        return _heat(self.key, photo_id(data), class_name, self.predictor, data)

    def most_like(self, data: bytes) -> list[Like]:
        """The photos that the model learned from and that are most like it; may be none."""
        known = _known(str(self.run.folder), self.run, self.project)
        own_id = photo_id(data)
        look = _look(self.key, own_id, self.predictor, data)
        return known.most_like(look.features, LIKE_COUNT, own_id) if known else []


@st.cache_data(max_entries=64, show_spinner=False)
def upright(_data: bytes, own_id: str) -> bytes:
    """The photo upright and small, as JPEG.

    Raises:
        UserError: a `photo.` code when it cannot be read.
    """
    return working_copy(_data).jpeg


@st.cache_resource(max_entries=64, show_spinner=False)
def _look(key: str, own_id: str, _predictor: Predictor, _data: bytes) -> Look:
    return _predictor.look(_data)


@st.cache_data(max_entries=128, show_spinner=False)
def _heat(
    key: str, own_id: str, class_name: str, _predictor: Predictor, _data: bytes
) -> tuple[bytes, str]:
    found = _predictor.evidence(_look(key, own_id, _predictor, _data), class_name).heat
    place = heatmap.strongest_place(found) if heatmap.speaks_for(found) else ""
    return heatmap.with_heat(upright(_data, own_id), found), place


@st.cache_resource(max_entries=4, show_spinner=False)
def _known(folder: str, _run: Run, _project: Project) -> KnownPhotos | None:
    try:
        return known_photos(_run, _project.workspace)
    except UserError:
        return None  # a model of an earlier version, or one whose data are damaged
