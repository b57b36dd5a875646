"""Writes PyTorch's old file format by hand, so that tests need no PyTorch."""

from __future__ import annotations

import io
import pickle
import sys
import types
from collections import OrderedDict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
LITTLE_ENDIAN = {"protocol_version": 1001, "little_endian": True, "type_sizes": {}}


class Tensor(NamedTuple):
    """A view of a storage; offset, shape and strides count elements."""

    storage: np.ndarray
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class _Storage:
    def __init__(self, key: str, kind: str, count: int) -> None:
        self.key, self.kind, self.count = key, kind, count


class _Rebuilt:
    def __init__(self, *arguments: Any) -> None:
        self.arguments = arguments

    def __reduce__(self) -> tuple[Any, ...]:
        return sys.modules["torch._utils"]._rebuild_tensor_v2, self.arguments


class _Pickler(pickle.Pickler):
    def persistent_id(self, obj: Any) -> Any:
        if isinstance(obj, _Storage):
            kind = getattr(sys.modules["torch"], obj.kind)
            return "storage", kind, obj.key, "cpu", obj.count, None
        return None


def write_legacy_file(
    path: Path, tensors: dict[str, Tensor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writes tensors of float32 as PyTorch did before its version 1.6."""
    _install_names(monkeypatch)
    named = OrderedDict(
        (
            name,
            _Rebuilt(_Storage(name, "FloatStorage", t.storage.size), *t[1:], False, OrderedDict()),
        )
        for name, t in tensors.items()
    )
    storages = {name: t.storage.astype("<f4") for name, t in tensors.items()}
    path.write_bytes(_head() + pickled(named) + pickle.dumps(list(storages), 2) + _raw(storages))


def write_pickle_as_weights(path: Path, value: Any) -> None:
    """Writes a file whose head is right and whose tensors are any pickle."""
    path.write_bytes(_head() + pickle.dumps(value, 2) + pickle.dumps([], 2))


def pickled(value: Any) -> bytes:
    """Protocol 2, with storages told apart as PyTorch does."""
    buffer = io.BytesIO()
    _Pickler(buffer, 2).dump(value)
    return buffer.getvalue()


def _head() -> bytes:
    return b"".join(pickle.dumps(value, 2) for value in (MAGIC_NUMBER, 1001, LITTLE_ENDIAN))


def _raw(storages: dict[str, np.ndarray]) -> bytes:
    return b"".join(
        values.size.to_bytes(8, "little") + values.tobytes() for values in storages.values()
    )


def _install_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the names importable that a pickle of tensors refers to."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    storage = type("FloatStorage", (), {"__module__": "torch"})

    def _rebuild_tensor_v2(*_arguments: Any) -> None:
        raise AssertionError("only its name is pickled")

    _rebuild_tensor_v2.__module__ = "torch._utils"
    _rebuild_tensor_v2.__qualname__ = "_rebuild_tensor_v2"
    torch.__dict__.update(FloatStorage=storage, _utils=utils)
    utils.__dict__.update(_rebuild_tensor_v2=_rebuild_tensor_v2)
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)
