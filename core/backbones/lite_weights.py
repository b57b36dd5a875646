"""Reads weights that PyTorch saved in its old format (before version 1.6), without PyTorch.

The file is a row of five pickles (a magic number, a version, facts of the machine, the named
tensors, the keys of their storages), then per storage an int64 count and its raw numbers. See
`_legacy_load` in torch/serialization.py.

A pickle may run any code. Ours admits three kinds of names, each mapped to a harmless stand-in,
and refuses the file at the first other one.
"""

from __future__ import annotations

import io
import math
import pickle
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from core.backbones.weights import damaged_weights

_MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
_PROTOCOL_VERSION = 1001
_STORAGE_TYPES = {
    "DoubleStorage": np.dtype("<f8"),
    "FloatStorage": np.dtype("<f4"),
    "HalfStorage": np.dtype("<f2"),
    "LongStorage": np.dtype("<i8"),
    "IntStorage": np.dtype("<i4"),
}


def read_weights(path: Path) -> dict[str, NDArray[Any]]:
    """The tensors of a file by name, each a contiguous array in the order that its strides say.

    Raises:
        UserError: `backbone.weights_damaged` when the file is cut off, is of another format, or
            asks for anything but tensors.
        OSError: the file cannot be opened.
    """
    data = path.read_bytes()
    try:
        return _parse(io.BytesIO(data))
    # Unpickling nonsense can raise nearly anything; none of it has run code of the file.
    except Exception as error:
        raise damaged_weights(path) from error


@dataclass(frozen=True, slots=True)
class _Storage:
    """A run of numbers in the file that tensors are views of."""

    key: str
    dtype: np.dtype[Any]
    count: int


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A tensor as the pickle tells it: offset and strides count elements, not bytes."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class _TensorUnpickler(pickle.Unpickler):
    """An unpickler that can make dictionaries of tensors, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in _STORAGE_TYPES:
            return _STORAGE_TYPES[name]
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed in a weights file")

    def persistent_load(self, pid: Any) -> _Storage:
        kind, dtype, key, _location, count, view = pid
        if kind != "storage" or view is not None or not isinstance(dtype, np.dtype):
            raise pickle.UnpicklingError("not a storage of numbers")
        return _Storage(str(key), dtype, int(count))


def _tensor(
    storage: _Storage,
    offset: int,
    shape: tuple[int, ...],
    strides: tuple[int, ...],
    *_autograd: Any,
) -> _Tensor:
    return _Tensor(storage, offset, shape, strides)


def _parse(file: BinaryIO) -> dict[str, NDArray[Any]]:
    if _unpickled(file) != _MAGIC_NUMBER or _unpickled(file) != _PROTOCOL_VERSION:
        raise ValueError("not the old PyTorch format")
    if not _unpickled(file)["little_endian"]:
        raise ValueError("saved on a big-endian machine")
    tensors: Mapping[str, _Tensor] = _unpickled(file)
    storages = {tensor.storage.key: tensor.storage for tensor in tensors.values()}
    numbers = {key: _read_numbers(file, storages[key]) for key in _unpickled(file)}
    return {name: _view(numbers[t.storage.key], t) for name, t in tensors.items()}


def _unpickled(file: BinaryIO) -> Any:
    return _TensorUnpickler(file).load()


def _read_numbers(file: BinaryIO, storage: _Storage) -> NDArray[Any]:
    count = int.from_bytes(file.read(8), "little", signed=True)
    if count != storage.count:
        raise ValueError("the length of a storage differs from what was announced")
    return np.frombuffer(file.read(count * storage.dtype.itemsize), storage.dtype, count)


def _view(numbers: NDArray[Any], tensor: _Tensor) -> NDArray[Any]:
    """Copies a tensor out of its storage; strides need not be those of a contiguous array."""
    shape, strides = tensor.shape, tensor.strides
    if len(shape) != len(strides) or min((tensor.offset, *shape, *strides)) < 0:
        raise ValueError("impossible shape or strides")
    last = tensor.offset + sum((n - 1) * step for n, step in zip(shape, strides, strict=True))
    # The second condition keeps overlapping strides from blowing a small file up.
    if last >= numbers.size or math.prod(shape) > numbers.size:
        raise ValueError("a tensor reaches beyond its storage")
    step_bytes = [step * numbers.itemsize for step in strides]
    view = np.lib.stride_tricks.as_strided(
        numbers[tensor.offset :], shape, step_bytes, writeable=False
    )
    return view.copy()
