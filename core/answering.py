"""From the features of photos to answers: which class, how sure, and whether to be sure at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.familiarity import FAMILIARITY, load_familiarity
from core.runs import HEAD, backbone_of, load_manifest
from core.settings import from_dict
from core.teams import hidden_sizes
from core.trained_layers import load_layers, logits, softmax
from core.types import FloatArray, Prediction, Ranked, Verdict

SURE_FROM = 0.9
"""Calibrated confidence from which an answer is called sure: nine of ten such answers are right."""

TWICE = 2.0
"""A first class that is not this many times as sure as the second leaves it open which it is."""


class Answerer:
    """A trained head with its classes, ready to be asked about features; safe to share.

    Args:
        folder: a run folder, or a copy of it: `model.json` and `head.npz` are read, and
            `familiarity.npz` where it is there; without it no photo counts as unfamiliar.

    Raises:
        UserError: `model.missing`, `model.too_new`, `model.head_damaged` or `general.file_damaged`.
    """

    def __init__(self, folder: Path) -> None:
        manifest = load_manifest(folder)
        self.spec = backbone_of(folder, manifest)
        self.classes = manifest.classes
        sizes = (*hidden_sizes(from_dict(manifest.settings)), len(self.classes))
        self.layers = load_layers(folder / HEAD, self.spec.feature_count, sizes)
        self._familiarity = load_familiarity(
            folder / FAMILIARITY, self.spec.feature_count, len(self.classes)
        )

    @property
    def knows_strangers(self) -> bool:
        """Whether it can tell that a photo is unlike anything it has learned from."""
        return self._familiarity is not None and self._familiarity.limit > 0

    def answers(self, features: FloatArray) -> list[Prediction]:
        """The answer for each photo.

        Args:
            features: float32 array `(photos, features)` of the model's backbone.
        """
        if not len(features):
            return []
        found = logits(self.layers, features)
        strange = self._strangeness(features, found)
        return [
            self._prediction(shares, float(strangeness))
            for shares, strangeness in zip(softmax(found), strange, strict=True)
        ]

    def _prediction(self, shares: FloatArray, strangeness: float) -> Prediction:
        order = np.argsort(-shares, kind="stable")
        ranked = tuple(Ranked(self.classes[i], float(shares[i])) for i in order)
        return Prediction(ranked, verdict(ranked, strangeness), strangeness)

    def _strangeness(self, features: FloatArray, found: FloatArray) -> FloatArray:
        """float32 array `(photos,)`: 1 and above for photos that are too strange to answer."""
        if self._familiarity is None or self._familiarity.limit <= 0:
            return np.zeros(len(features), np.float32)
        shares: FloatArray = self._familiarity.strangeness(features, found) / np.float32(
            self._familiarity.limit
        )
        return np.maximum(shares, 0)


def verdict(ranked: tuple[Ranked, ...], strangeness: float = 0.0) -> Verdict:
    """What may be said of the first class.

    Args:
        ranked: the classes with calibrated confidences, the surest first.
        strangeness: see `Prediction`.
    """
    if strangeness >= 1:
        return "unfamiliar"
    best = ranked[0].confidence
    if best >= SURE_FROM:
        return "surely"
    if len(ranked) > 1 and best < TWICE * ranked[1].confidence:
        return "between"
    return "probably"
