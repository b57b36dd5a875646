"""The photos as the frozen part of a network hands them to its last blocks: computed once, on disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.backbones.cut_extractor import CutExtractor
from core.context import Context, raise_if_stopped
from core.features import decoded_batches
from core.store import atomic
from core.store.photos import PhotoStore
from core.types import Event

STAGE = "maps"

Maps = NDArray[np.float16]


def cut_maps(
    photo_ids: Sequence[str],
    photos: PhotoStore,
    extractor: CutExtractor,
    input_size: int,
    path: Path,
    context: Context,
) -> Maps:
    """float16 array `(photos, side, side, channels)`, row by row as `photo_ids`, backed by a file.

    Memory does not grow with the number of photos: whoever reads some rows reads them from the disk.

    Args:
        photo_ids: at least one.
        photos: the working copies.
        extractor: the frozen part.
        input_size: side of its square input, in pixels.
        path: where the array stands; whoever asked deletes it.
        context: told of progress in the stage `maps`.

    Raises:
        UserError: `dataset.working_copy_missing`, `general.disk_full`.
        Cancelled: the person asked to stop.
    """
    total, done = len(photo_ids), 0
    context.emit(Event("stage", STAGE, 0, total))
    shape: tuple[int, ...] = ()
    with atomic.explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written, not mapped: a mapped file has holes, and a full disk then ends the whole process.
        with path.open("wb") as file:
            for ids, pixels in decoded_batches(photo_ids, photos, input_size):
                raise_if_stopped(context)
                found = extractor.maps(pixels)
                shape = found.shape[1:]
                file.write(np.ascontiguousarray(found).tobytes())
                done += len(ids)
                context.emit(Event("progress", STAGE, done, total))
    return np.memmap(path, np.float16, "r", shape=(total, *shape))
