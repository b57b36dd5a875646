"""What a file is that somebody wants to open."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal

from core.errors import UserError
from core.intake import sniff
from core.projects_io.checked_zip import CheckedZip
from core.projects_io.contents import limits
from core.projects_io.manifest import MANIFEST
from core.runs import HEAD, LABELS
from core.runs import MANIFEST as MODEL_MANIFEST

Kind = Literal["project", "model", "data"]

_STARTS = (
    (0, b"\x89HDF\r\n\x1a\n", "a Keras model in an HDF5 file"),
    (4, b"TFL3", "a TensorFlow Lite model"),
    (0, b"\x80", "a Python pickle"),
)
_ENDINGS = (
    (".h5", "a Keras model in an HDF5 file"),
    (".pb", "a TensorFlow SavedModel"),
    (".tflite", "a TensorFlow Lite model"),
    (".onnx", "an ONNX model"),
    (".pkl", "a Python pickle"),
    ("weights.bin", "a model for TensorFlow.js"),
)
_PHOTO_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")


def recognise(path: Path, name: str) -> Kind:
    """Whether it is a saved project, a model from our Download page, or photos.

    Only the list of contents of a zip is looked at.

    Args:
        path: the file.
        name: what the person calls it, for messages.

    Raises:
        UserError: `projects.foreign_model`, `projects.model_without_head`, `projects.incomplete`,
            `projects.damaged`, or an `archive.…` code.
    """
    with path.open("rb") as file:
        head = file.read(sniff.HEAD_BYTES)
    if sniff.kind_of(head) in sniff.ARCHIVE_KINDS - {"zip"}:
        return "data"
    for offset, start, what in _STARTS:
        if head[offset:].startswith(start) and sniff.kind_of(head) in ("unknown", "text"):
            raise _foreign(name, what)
    _refuse_by_ending(name, [name])
    with CheckedZip(path, name, limits()) as archive:
        kind = _kind_of_zip(set(archive.members), name)
        if kind == "data" and not archive.is_whole and not _has_photos(archive.members):
            raise UserError("projects.incomplete", file=name)
        return kind


def _kind_of_zip(members: Collection[str], name: str) -> Kind:
    if MANIFEST in members:
        return "project"
    if {MODEL_MANIFEST, LABELS} <= set(members) and "weights.bin" not in members:
        if HEAD not in members:
            raise UserError("projects.model_without_head", file=name)
        return "model"
    if {"config.json", "metadata.json"} <= set(members):
        raise _foreign(name, "a Keras model")
    if not _has_photos(members):
        _refuse_by_ending(name, members)
    return "data"


def _has_photos(members: Collection[str]) -> bool:
    return any(member.lower().endswith(_PHOTO_ENDINGS) for member in members)


def _refuse_by_ending(name: str, members: Collection[str]) -> None:
    for ending, what in _ENDINGS:
        if any(member.lower().endswith(ending) for member in members):
            raise _foreign(name, what)


def _foreign(name: str, what: str) -> UserError:
    return UserError("projects.foreign_model", file=name, what=what)
