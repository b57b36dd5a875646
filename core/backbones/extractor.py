"""The frozen backbone at work: photos in, features out, with ONNX Runtime."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.errors import UserError
from core.types import FloatArray, PixelArray

if TYPE_CHECKING:
    import onnxruntime

# A good number of photos for one call of `features`: enough for all cores to share, few enough
# that a stop between calls is soon followed even with the slowest backbone.
BATCH_SIZE = 16

# More photos at a time are no faster, and their feature maps no longer fit the processor's cache.
_MOST_PHOTOS_PER_RUN = 4


class Extractor:
    """A backbone that is ready to look at photos; it may be used from several threads at once.

    Each core runs its own few photos from first layer to last. That takes less processor time
    than letting all cores share each layer, and leaves cores free for decoding while they wait.

    Args:
        path: what `ensure_onnx` gave.
        threads: how many cores to use; all that this process may use when None.

    Raises:
        FileNotFoundError: there is no such file.
        UserError: `backbone.converted_damaged`; the file is removed, to be made anew.
    """

    def __init__(self, path: Path, threads: int | None = None) -> None:
        self._threads = threads or _usable_cores()
        self._session = open_session(path)
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="extractor")

    @property
    def input_size(self) -> int:
        """Side of the square photos, in pixels."""
        return int(self._session.get_inputs()[0].shape[1])

    @property
    def feature_count(self) -> int:
        """How many numbers there are per photo."""
        return int(self._session.get_outputs()[0].shape[1])

    def features(self, batch: PixelArray) -> FloatArray:
        """float32 array of shape `(n, feature_count)`.

        Args:
            batch: uint8 array of shape `(n, input_size, input_size, 3)`, RGB, with any n.
        """
        count = len(batch)
        if count == 0:
            return np.empty((0, self.feature_count), np.float32)
        step = min(_MOST_PHOTOS_PER_RUN, -(-count // self._threads))
        parts = [batch[start : start + step] for start in range(0, count, step)]
        if self._threads == 1 or len(parts) == 1:
            return np.concatenate([self._run(part) for part in parts])
        return np.concatenate(list(self._pool.map(self._run, parts)))

    def _run(self, photos: PixelArray) -> FloatArray:
        features: FloatArray = self._session.run(["features"], {"photos": photos})[0]
        return features


def open_session(
    path: Path, content: Callable[[Path], str | bytes] = str
) -> onnxruntime.InferenceSession:
    """A converted backbone that answers on one core at a time.

    Args:
        path: what `ensure_onnx` gave.
        content: what ONNX Runtime is to open in place of the file itself.

    Raises:
        FileNotFoundError: there is no such file.
        UserError: `backbone.converted_damaged`; the file is removed, to be made anew.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # The full level includes the blocked memory layout, which makes it three times as fast.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.log_severity_level = 4
    if not path.is_file():
        raise FileNotFoundError(path)
    try:
        return onnxruntime.InferenceSession(
            content(path), options, providers=["CPUExecutionProvider"]
        )
    # ONNX Runtime has a dozen exceptions for a file that it cannot use, without a common name.
    except Exception as error:
        with contextlib.suppress(OSError):
            path.unlink()
        raise UserError(
            "backbone.converted_damaged", file=path.name, folder=str(path.parent)
        ) from error


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
