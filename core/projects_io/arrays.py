"""Arrays from elsewhere, checked before a single number of them is read."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.backbones.tuned import MOST_BLOCKS, kernel_shapes
from core.errors import UserError
from core.intake.limits import Limits
from core.intake.zip_archive import ZipArchive

_LIMITS = Limits(archive_mb=260, unpacked_mb=260, file_mb=260, entries=64)
_HEADER_BYTES = 4096

Expected = Mapping[str, tuple[tuple[int, ...], type[np.generic]]]
"""Shape and dtype of each array by its name."""


def head_arrays(feature_count: int, sizes: tuple[int, ...]) -> Expected:
    """What a file of `core.trained_layers.save_layers` holds.

    Args:
        feature_count: inputs of the first layer.
        sizes: outputs of each layer.
    """
    expected: dict[str, tuple[tuple[int, ...], type[np.generic]]] = {}
    for layer, (before, after) in enumerate(zip((feature_count, *sizes[:-1]), sizes, strict=True)):
        expected[f"weights_{layer}"] = ((before, after), np.float32)
        expected[f"bias_{layer}"] = ((after,), np.float32)
    return expected


def familiarity_arrays(feature_count: int, classes: int) -> Expected:
    """What a file of `core.familiarity.save_familiarity` holds."""
    return {"means": ((classes, feature_count), np.float32), "numbers": ((5,), np.float64)}


def check_tuned(path: Path, backbone_id: str) -> None:
    """Nothing, if a file is what a fine-tuning of that network writes, every number of it finite.

    Args:
        path: of the file.
        backbone_id: of a bundled network.

    Raises:
        ValueError: it is not.
    """
    names = _array_names(path)
    for blocks in range(1, MOST_BLOCKS + 1):
        shapes = kernel_shapes(backbone_id, blocks)
        if names == set(shapes):
            break
    else:
        raise ValueError("other arrays")
    check_arrays(path, {name: (shape, np.float32) for name, shape in shapes.items()})
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            is_finite = all(np.isfinite(arrays[name]).all() for name in shapes)
    except Exception as error:
        # `zipfile` meets hostile bytes with a dozen kinds of exceptions.
        raise ValueError("damaged arrays") from error
    if not is_finite:
        raise ValueError("not finite")


def check_arrays(path: Path, expected: Expected) -> None:
    """Nothing, if an `.npz` file holds exactly these arrays; only their headers are looked at.

    Raises:
        ValueError: it does not, or is no `.npz` file.
    """
    try:
        with ZipArchive(path, _LIMITS) as archive:
            found = {member.name: member for member in archive.members}
            if set(found) != {f"{name}.npy" for name in expected} or archive.skipped:
                raise ValueError("other arrays")
            for name, (shape, dtype) in expected.items():
                member = found[f"{name}.npy"]
                _check_header(archive.head(member, _HEADER_BYTES), member.size_bytes, shape, dtype)
    except UserError as error:
        raise ValueError("not an .npz file") from error


def _array_names(path: Path) -> set[str]:
    try:
        with ZipArchive(path, _LIMITS) as archive:
            return {member.name.removesuffix(".npy") for member in archive.members}
    except UserError as error:
        raise ValueError("not an .npz file") from error


def _check_header(
    head: bytes, size_bytes: int, shape: tuple[int, ...], dtype: type[np.generic]
) -> None:
    stream = io.BytesIO(head)
    try:
        version = np.lib.format.read_magic(stream)
        header: tuple[Any, ...] = np.lib.format.read_array_header_1_0(stream)
    except Exception as error:
        # NumPy reads the header as Python values and meets odd ones in many ways.
        raise ValueError("no header of an array") from error
    if version != (1, 0):
        raise ValueError("another version")
    wanted = np.dtype(dtype)
    if header[0] != shape or header[2] != wanted:
        raise ValueError("another shape or dtype")
    if stream.tell() + math.prod(shape) * wanted.itemsize != size_bytes:
        raise ValueError("another length")
