"""What a fine-tuning changed of a bundled network: the kernels of its last blocks, in a file of a run."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.backbones.lite_architecture import HEAD_CHANNELS, lite_blocks
from core.backbones.lite_weights import read_weights
from core.backbones.registry import BackboneSpec
from core.backbones.weights import whole_weights
from core.errors import UserError
from core.store import atomic
from core.types import FloatArray

TUNED = "tuned.npz"
"""File of a run folder."""

MOST_BLOCKS = 4
"""So many of the last blocks see maps of the same, smallest size; earlier ones cost far more."""

Tensors = dict[str, NDArray[Any]]


def kernel_shapes(backbone_id: str, blocks: int) -> dict[str, tuple[int, ...]]:
    """The shapes, by name, of the kernels in the last blocks and in the layer after them.

    Args:
        backbone_id: of a bundled network.
        blocks: 1 to `MOST_BLOCKS`.
    """
    chosen = lite_blocks(backbone_id)[-blocks:]
    shapes: dict[str, tuple[int, ...]] = {}
    for block in chosen:
        shapes[f"{block.name}_expand_conv.weight"] = (block.middle, block.inputs, 1, 1)
        depthwise = (block.middle, 1, block.kernel, block.kernel)
        shapes[f"{block.name}_depthwise_conv.weight"] = depthwise
        shapes[f"{block.name}_project_conv.weight"] = (block.outputs, block.middle, 1, 1)
    shapes["_conv_head.weight"] = (HEAD_CHANNELS, chosen[-1].outputs, 1, 1)
    return shapes


def lite_tensors(spec: BackboneSpec) -> Tensors:
    """Every tensor of a single bundled network by name: as published, or as a fine-tuning left it.

    Raises:
        UserError: `backbone.weights_missing`, `backbone.weights_damaged` or
            `backbone.package_missing`; `general.file_damaged` for what the fine-tuning changed.
    """
    return read_weights(whole_weights(spec)) | tuned_kernels(spec)


def tuned_kernels(spec: BackboneSpec) -> Tensors:
    """What a fine-tuning has changed, by name; nothing where there was none.

    Nothing but kernels that a fine-tuning may change is ever read, finite and in their shapes.

    Raises:
        UserError: `general.file_damaged`.
    """
    if spec.tuned is None:
        return {}
    shapes = kernel_shapes(spec.id, MOST_BLOCKS)
    damaged = UserError("general.file_damaged", file=spec.tuned.name)
    try:
        with spec.tuned.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if not set(arrays.files) <= set(shapes):
                raise damaged
            kernels = {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise damaged from error
    for name, kernel in kernels.items():
        is_right = kernel.dtype == np.float32 and kernel.shape == shapes[name]
        if not is_right or not np.isfinite(kernel).all():
            raise damaged
    return kernels


def save_tuned(path: Path, kernels: Mapping[str, FloatArray]) -> None:
    """The changed kernels stand in an `.npz` file at `path`.

    Args:
        path: of the file.
        kernels: float32 arrays by their names in `lite_tensors`.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    with atomic.replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, allow_pickle=False, **kernels)
