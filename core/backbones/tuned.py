"""What a fine-tuning changed of a bundled network: the kernels of its last blocks, in a file of a run."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.backbones.lite_architecture import lite_blocks
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


def kernel_names(backbone_id: str, blocks: int) -> tuple[str, ...]:
    """The names of the kernels in the last blocks and in the layer after them, first to last.

    Args:
        backbone_id: of a bundled network.
        blocks: 1 to `MOST_BLOCKS`.
    """
    parts = ("_expand_conv", "_depthwise_conv", "_project_conv")
    names = [block.name + part for block in lite_blocks(backbone_id)[-blocks:] for part in parts]
    return tuple(f"{name}.weight" for name in (*names, "_conv_head"))


def lite_tensors(spec: BackboneSpec) -> Tensors:
    """Every tensor of a bundled network by name: as published, or as a fine-tuning left it.

    Raises:
        UserError: `backbone.weights_missing`, `backbone.weights_damaged` or
            `backbone.package_missing`; `general.file_damaged` for what the fine-tuning changed.
    """
    tensors = read_weights(whole_weights(spec))
    if spec.tuned is not None:
        tensors.update(_changed(spec.tuned, spec.id, tensors))
    return tensors


def tuned_names(spec: BackboneSpec) -> tuple[str, ...]:
    """The names of the kernels that a fine-tuning has changed; none where there was no fine-tuning.

    Raises:
        UserError: `general.file_damaged`.
    """
    if spec.tuned is None:
        return ()
    try:
        with spec.tuned.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return tuple(arrays.files)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise UserError("general.file_damaged", file=spec.tuned.name) from error


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


def _changed(path: Path, backbone_id: str, published: Mapping[str, NDArray[Any]]) -> Tensors:
    """What the file holds; nothing but kernels that a fine-tuning may change, finite, in their shapes."""
    allowed = kernel_names(backbone_id, MOST_BLOCKS)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if not set(arrays.files) <= set(allowed):
                raise ValueError
            kernels = {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise UserError("general.file_damaged", file=path.name) from error
    for name, kernel in kernels.items():
        is_right = kernel.dtype == np.float32 and kernel.shape == published[name].shape
        if not is_right or not np.isfinite(kernel).all():
            raise UserError("general.file_damaged", file=path.name)
    return kernels
