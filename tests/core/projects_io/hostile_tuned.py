"""Files that a stranger may send in place of what a fine-tuning changed."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from core.backbones.tuned import kernel_shapes
from tests.core.projects_io.finished import SPEC, changed_kernels

CANARY: list[str] = []
_HEAD_KERNEL = "_conv_head.weight"


HOSTILE = (
    "another name", "an earlier layer", "a missing array", "no array", "another shape",
    "another dtype", "not a number", "infinite", "objects that run code", "terabytes", "torn",
    "a pickle", "nothing",
)  # fmt: skip


def _sing() -> None:
    CANARY.append("ran")


class _Bomb:
    """Runs code when it is unpickled."""

    def __reduce__(self) -> tuple[Any, tuple[()]]:
        return _sing, ()


def npz_bytes(arrays: Mapping[str, Any], *, packed: bool = False) -> bytes:
    """The arrays as a file."""
    file = io.BytesIO()
    (np.savez_compressed if packed else np.savez)(file, **arrays)
    return file.getvalue()


def _members(make: Any) -> bytes:
    """A zip with the right names, each file of it what `make` writes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in kernel_shapes(SPEC.id, 1):
            inner = io.BytesIO()
            make(inner)
            archive.writestr(f"{name}.npy", inner.getvalue())
    return file.getvalue()


def _objects(file: io.BytesIO) -> None:
    np.lib.format.write_array(file, np.array([_Bomb()], dtype=object), allow_pickle=True)


def _terabytes(file: io.BytesIO) -> None:
    header = {"descr": "<f4", "fortran_order": False, "shape": (10**6, 10**6)}
    np.lib.format.write_array_header_1_0(file, header)


def _torn() -> bytes:
    """Packed numbers that cannot be unpacked, behind headers that can."""
    data = bytearray(npz_bytes(changed_kernels(), packed=True))
    middle = len(data) // 2
    data[middle : middle + 4000] = b"\xff" * 4000
    return bytes(data)


def hostile_file(kind: str) -> bytes:
    """One of `HOSTILE`."""
    kernels = changed_kernels()
    head = kernels[_HEAD_KERNEL]
    changed: dict[str, Mapping[str, Any]] = {
        "another name": {**kernels, "_fc.weight": head},
        "an earlier layer": {**kernels, "_conv_stem.weight": head},
        "a missing array": {n: k for n, k in kernels.items() if n != _HEAD_KERNEL},
        "no array": {},
        "another shape": {**kernels, _HEAD_KERNEL: head[:-1]},
        "another dtype": {**kernels, _HEAD_KERNEL: head.astype(np.float64)},
        "not a number": {**kernels, _HEAD_KERNEL: np.full_like(head, np.nan)},
        "infinite": {**kernels, _HEAD_KERNEL: np.full_like(head, np.inf)},
    }
    if kind in changed:
        return npz_bytes(changed[kind])
    others: dict[str, Callable[[], bytes]] = {
        "objects that run code": lambda: _members(_objects),
        "terabytes": lambda: _members(_terabytes),
        "torn": _torn,
        "a pickle": lambda: pickle.dumps(_Bomb()),
        "nothing": bytes,
    }
    return others[kind]()
