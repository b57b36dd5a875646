"""What the app itself answers, to hold exported files against."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.answering import Answerer
from core.backbones.extractor import BATCH_SIZE, Extractor
from core.backbones.onnx_export import ensure_onnx
from core.context import Context, raise_if_stopped
from core.trained_layers import Layers, probabilities
from core.types import Event, FloatArray, PixelArray

STAGE = "checking"


class AppAnswers:
    """A run that is asked the way the app asks it.

    Args:
        folder: of the run.
        networks: folder of converted backbones (`Home.networks`).

    Raises:
        UserError: the model or its backbone cannot be used, see `Answerer` and `ensure_onnx`.
    """

    def __init__(self, folder: Path, networks: Path) -> None:
        answerer = Answerer(folder)
        self.spec = answerer.spec
        self.classes = answerer.classes
        self.layers: Layers = answerer.layers
        self.network = ensure_onnx(answerer.spec, networks)
        self._extractor = Extractor(self.network)

    def of(self, photos: PixelArray, context: Context | None = None) -> FloatArray:
        """float32 `(photos, classes)`: the share of each class.

        Args:
            photos: uint8 `(photos, size, size, 3)`, RGB.
            context: told of the stage `"checking"`, where there are many.

        Raises:
            Cancelled: the person asked to stop.
        """
        if not len(photos):
            return np.empty((0, len(self.classes)), np.float32)
        found = []
        for start in range(0, len(photos), BATCH_SIZE):
            found.append(self._extractor.features(photos[start : start + BATCH_SIZE]))
            if context is not None:
                raise_if_stopped(context)
                done = min(len(photos), start + BATCH_SIZE)
                context.emit(Event("progress", STAGE, done, len(photos)))
        return probabilities(self.layers, np.concatenate(found))
