"""What a zip must pass before any of its files is opened.

`zipfile` of Python before 3.11.8 reads archives whose entries overlap (CVE-2024-0450), by which a
few kilobytes can unpack to gigabytes; hence our own check.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from core.errors import UserError
from core.intake.limits import MB, Limits
from core.intake.zip_directory import ZipDirectory, count_entries

_ENCRYPTED = 0x1
_LOCAL_HEADER_SIZE = 30
_DIRECTORY_BYTES_PER_ENTRY = 1_000


def check_directory(
    path: Path, file: BinaryIO, directory: ZipDirectory | None, limits: Limits
) -> None:
    """Nothing, if the list of contents is there, whole and not too long to be read.

    Raises:
        UserError: `archive.truncated`, `archive.split` or `archive.too_many_files`.
        ValueError: the list is broken.
    """
    file.seek(0)
    is_first_part = file.read(4) == b"PK\x07\x08"
    if directory is None:
        raise UserError("archive.split" if is_first_part else "archive.truncated", file=path.name)
    if directory.disk > 0:
        raise UserError("archive.split", file=path.name)
    too_many = UserError("archive.too_many_files", file=path.name, limit_files=limits.entries)
    if directory.size_bytes > limits.entries * _DIRECTORY_BYTES_PER_ENTRY:
        raise too_many
    if count_entries(file, directory) > limits.entries:
        raise too_many


def check_entries(
    path: Path, infos: Sequence[zipfile.ZipInfo], directory_start: int, limits: Limits
) -> None:
    """Nothing, if the entries are of a size that real photos have, apart from each other and open.

    Reading in pieces never yields more of an entry than it declares, so the declared sizes bound
    what can come out.

    Raises:
        UserError: `archive.no_files`, `archive.unpacked_too_large`, `archive.bomb` or
            `archive.encrypted`.
    """
    if all(info.filename.endswith("/") for info in infos):
        raise UserError("archive.no_files", file=path.name)
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.unpacked_mb * MB:
        raise UserError(
            "archive.unpacked_too_large", file=path.name, limit_mb=limits.unpacked_mb,
            unpacked_mb=unpacked // MB,
        )  # fmt: skip
    packed = max(1, path.stat().st_size)
    if unpacked > limits.ratio_free_mb * MB and unpacked > limits.ratio * packed:
        raise UserError("archive.bomb", file=path.name, limit_ratio=limits.ratio)
    if _overlap(infos, directory_start):
        raise UserError("archive.bomb", file=path.name, limit_ratio=limits.ratio)
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise UserError("archive.encrypted", file=path.name)


def _overlap(infos: Sequence[zipfile.ZipInfo], directory_start: int) -> bool:
    """Whether two entries, or an entry and the directory, claim the same bytes of the archive."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    starts = [info.header_offset for info in ordered[1:]] + [directory_start]
    return any(
        info.header_offset + _LOCAL_HEADER_SIZE + len(info.orig_filename) + info.compress_size
        > start
        for info, start in zip(ordered, starts, strict=True)
    )
