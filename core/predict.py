"""Asking a trained model about new photos, without TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.answering import Answerer
from core.backbones.map_extractor import MapExtractor
from core.backbones.onnx_export import onnx_path
from core.errors import UserError
from core.explain import Evidence, evidence
from core.intake.images import model_input
from core.types import FloatArray, Prediction


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What a model saw in one photo.

    Attributes:
        prediction: its answer.
        feature_map: float32 array `(rows, columns, features)`: what it saw at each place.
        features: float32 array `(features,)`: the mean over all places.
    """

    prediction: Prediction
    feature_map: FloatArray
    features: FloatArray


class Predictor:
    """A model that is ready to answer; safe to share between threads.

    Args:
        folder: a run folder, or a copy of it anywhere; see `Answerer`.
        networks: folder of converted backbones (`Home.networks`).

    Raises:
        UserError: `model.missing`, `model.head_damaged`, `general.file_damaged`, or
            `model.network_not_ready` when the backbone has yet to be converted on this computer
            (`core.backbones.onnx_export.ensure_onnx` does it).
    """

    def __init__(self, folder: Path, networks: Path) -> None:
        self._answerer = Answerer(folder)
        spec = self._answerer.spec
        network = onnx_path(spec, networks)
        if network is None:
            raise UserError("model.network_not_ready", backbone=spec.title, id=spec.id)
        self.classes = self._answerer.classes
        self.input_size = spec.input_size
        self._extractor = MapExtractor(network)

    @property
    def knows_strangers(self) -> bool:
        """Whether it can tell that a photo is unlike anything it has learned from."""
        return self._answerer.knows_strangers

    def predict(self, data: bytes) -> Prediction:
        """The answer for one photo.

        Args:
            data: the bytes of a photo file of any kind that `core.intake.images` reads.

        Raises:
            UserError: one of the `photo.` codes when it cannot be read.
        """
        return self.look(data).prediction

    def look(self, data: bytes) -> Look:
        """The answer for one photo, and what is needed to explain it without another pass.

        Args:
            data: as for `predict`.

        Raises:
            UserError: as `predict`.
        """
        feature_map = self._extractor.maps(model_input(data, self.input_size)[None])[0]
        features: FloatArray = feature_map.mean(axis=(0, 1))
        return Look(self._answerer.answers(features[None])[0], feature_map, features)

    def evidence(self, look: Look, class_name: str) -> Evidence:
        """Where in the photo the model sees what speaks for a class.

        Args:
            look: what `look` gave.
            class_name: one of `classes`.
        """
        label = self.classes.index(class_name)
        return evidence(self._answerer.layers, look.feature_map, label)
