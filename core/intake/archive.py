"""Opening whatever a person hands over as their data."""

from __future__ import annotations

import re
from pathlib import Path

from core.errors import UserError
from core.intake import sniff
from core.intake.folder import Folder
from core.intake.limits import MB, Limits
from core.intake.source import Source
from core.intake.tar_archive import TarArchive, looks_like_tar_gz
from core.intake.zip_archive import ZipArchive

_ARCHIVES = {
    "rar": "RAR", "7z": "7-Zip", "gzip": "gzip", "bzip2": "bzip2", "xz": "xz", "zstd": "Zstandard",
}  # fmt: skip
_OTHERS = {
    "pdf": "a PDF document", "video": "a video", "html": "a web page", "svg": "an SVG drawing",
    "text": "a text file", "psd": "a Photoshop file", "raw": "a camera's raw photo",
    "lfs": "a Git LFS pointer, not the data itself",
}  # fmt: skip
# `photos.zip.001`, `photos.z01`, `photos.part2.rar`
_PIECE = re.compile(r".*(\.(zip|7z|rar|tar|gz)?\.?\d{3}|\.z\d\d|\.part\d+\.\w+)", re.IGNORECASE)


def open_archive(path: Path, limits: Limits, code_page: str = "") -> Source:
    """A zip, tar, tar.gz or folder, checked and ready to be read; to be used in a `with` block.

    Args:
        path: where it is.
        limits: what is refused by size.
        code_page: how names are to be read of which the archive does not say it, or "".

    Raises:
        UserError: an `archive.…` code that says what the file is or what is wrong with it.
    """
    try:
        if path.is_dir():
            return Folder(path, limits)
        size_bytes = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(sniff.HEAD_BYTES)
    except FileNotFoundError as error:
        raise UserError("archive.not_found", file=str(path)) from error
    except OSError as error:
        raise UserError("archive.not_readable", file=path.name) from error
    _refuse_large(path.name, size_bytes, limits)
    kind = sniff.kind_of(head)
    try:
        if kind == "tar" or (kind == "gzip" and looks_like_tar_gz(path)):
            return TarArchive(path, limits, code_page, is_packed=kind == "gzip")
        _refuse_unless_zip(path.name, kind)
        return ZipArchive(path, limits, code_page)
    except UserError as refusal:
        raise explained_by_name(refusal, path.name) from refusal.__cause__


def explained_by_name(refusal: UserError, name: str) -> UserError:
    """The same refusal, unless the file's name shows that it is one of several pieces."""
    if refusal.code in ("archive.truncated", "archive.damaged") and _PIECE.fullmatch(name):
        return UserError("archive.split", file=name)
    return refusal


def _refuse_large(file: str, size_bytes: int, limits: Limits) -> None:
    if size_bytes > limits.archive_mb * MB:
        limit_mb, size_mb = limits.archive_mb, size_bytes // MB
        raise UserError("archive.too_large", file=file, limit_mb=limit_mb, size_mb=size_mb)


def _refuse_unless_zip(file: str, kind: str) -> None:
    if kind == "zip":
        return
    if kind == "empty":
        raise UserError("archive.empty", file=file)
    if kind in _ARCHIVES:
        raise UserError("archive.other_archive", file=file, format=_ARCHIVES[kind])
    if kind in sniff.PHOTO_KINDS:
        raise UserError("archive.is_a_photo", file=file)
    raise UserError("archive.not_a_zip", file=file, what=_OTHERS.get(kind, "something else"))
