"""The backbone's last feature map, before it is averaged: what it sees, and where."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx

from core.backbones.extractor import open_session
from core.backbones.onnx_outputs import with_output
from core.types import FloatArray, PixelArray


class MapExtractor:
    """A backbone that also says where in a photo it sees something; safe to share between threads.

    The average over the places of a map is exactly what `Extractor.features` gives.

    Args:
        path: what `ensure_onnx` gave.

    Raises:
        FileNotFoundError: there is no such file.
        UserError: `backbone.converted_damaged`; the file is removed, to be made anew.
    """

    def __init__(self, path: Path) -> None:
        self._session = open_session(path, _with_map)

    def maps(self, batch: PixelArray) -> FloatArray:
        """float32 array of shape `(n, rows, columns, feature_count)`.

        Args:
            batch: uint8 array of shape `(n, input_size, input_size, 3)`, RGB.
        """
        maps: FloatArray = self._session.run(
            [self._session.get_outputs()[1].name], {"photos": batch}
        )[0]
        return np.ascontiguousarray(maps.transpose(0, 2, 3, 1))


def _with_map(path: Path) -> bytes:
    """The same graph with one output more: what goes into the average over all places."""
    model = onnx.load(path)
    pooling = next(n for n in reversed(model.graph.node) if n.op_type == "GlobalAveragePool")
    return with_output(model, pooling.input[0])
