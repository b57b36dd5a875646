"""What goes into the last blocks of a bundled network: the frozen part of a network that is tuned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray

from core.backbones.extractor import open_session
from core.backbones.lite_architecture import lite_blocks
from core.backbones.onnx_outputs import with_output
from core.backbones.registry import BackboneSpec
from core.types import PixelArray

_PHOTOS_PER_RUN = 4


class CutExtractor:
    """A bundled network up to its last blocks; safe to share between threads.

    Args:
        path: what `ensure_onnx` gave.
        spec: the network.
        blocks: how many of the last blocks are left out.

    Raises:
        FileNotFoundError: there is no such file.
        UserError: `backbone.converted_damaged`; the file is removed, to be made anew.
    """

    def __init__(self, path: Path, spec: BackboneSpec, blocks: int) -> None:
        last = lite_blocks(spec.id)[-blocks - 1]
        # The names that `core.backbones.lite_onnx` gives.
        self._output = f"{last.name}sum" if last.is_residual else f"{last.name}_project_conv.out"
        self._session = open_session(path, lambda file: with_output(onnx.load(file), self._output))

    def maps(self, batch: PixelArray) -> NDArray[np.float16]:
        """float16 array of shape `(n, side, side, channels)`.

        Half precision halves what a photo takes on the disk, and is exact to a thousandth.

        Args:
            batch: uint8 array of shape `(n, input_size, input_size, 3)`, RGB, n at least 1.
        """
        parts = [
            self._session.run([self._output], {"photos": batch[start : start + _PHOTOS_PER_RUN]})[0]
            for start in range(0, len(batch), _PHOTOS_PER_RUN)
        ]
        return np.concatenate(parts).transpose(0, 2, 3, 1).astype(np.float16)
