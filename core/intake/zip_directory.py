"""The end of a zip, where its list of contents is, looked at before anything is trusted to it.

Layout of the records: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

_END = b"PK\x05\x06"
_END_SIZE = 22
_LOCATOR = b"PK\x06\x07"
_LOCATOR_SIZE = 20
_END64 = b"PK\x06\x06"
_END64_SIZE = 56
_ENTRY = b"PK\x01\x02"
_ENTRY_SIZE = 46
_MAX_COMMENT = 65_535


@dataclass(frozen=True, slots=True)
class ZipDirectory:
    """Where the list of contents is.

    Attributes:
        start: its place in the file, in bytes.
        size_bytes: its length.
        disk: number of the part of a split archive that this file is, 0 for a whole one.
    """

    start: int
    size_bytes: int
    disk: int


def find_directory(file: BinaryIO) -> ZipDirectory | None:
    """The directory of a zip, or None when the file ends without one."""
    length = file.seek(0, 2)
    tail_start = max(0, length - _END_SIZE - _MAX_COMMENT)
    file.seek(tail_start)
    tail = file.read()
    place = _end_within(tail)
    if place < 0:
        return None
    disk, _, _, _, size_bytes, _ = struct.unpack_from("<HHHHLL", tail, place + 4)
    end = tail_start + place
    end64 = _find_end64(file, end)
    if end64 is not None:
        end, disk, size_bytes = end64
    return ZipDirectory(end - size_bytes, size_bytes, 0 if disk in (0xFFFF, 0xFFFFFFFF) else disk)


def count_entries(file: BinaryIO, directory: ZipDirectory) -> int:
    """The true number of entries, whatever the archive says it is.

    Raises:
        ValueError: the directory is not where it should be, or broken.
    """
    if directory.start < 0:
        raise ValueError("the zip directory starts before the file")
    file.seek(directory.start)
    records, place, count = file.read(directory.size_bytes), 0, 0
    while place < len(records):
        if not records.startswith(_ENTRY, place) or place + _ENTRY_SIZE > len(records):
            raise ValueError("the zip directory is broken")
        place += _ENTRY_SIZE + sum(struct.unpack_from("<HHH", records, place + 28))
        count += 1
    return count


def _end_within(tail: bytes) -> int:
    """Place of the end record: at the very end or before a comment, as `zipfile` looks for it."""
    last = len(tail) - _END_SIZE
    if last >= 0 and tail.startswith(_END, last) and tail.endswith(b"\x00\x00"):
        return last
    place = tail.rfind(_END)
    return place if 0 <= place <= last else -1


def _find_end64(file: BinaryIO, end: int) -> tuple[int, int, int] | None:
    """Place, disk and directory size of the Zip64 end record before `end`, if there is one."""
    locator = end - _LOCATOR_SIZE
    if locator < _END64_SIZE:
        return None
    file.seek(locator - _END64_SIZE)
    record = file.read(_END64_SIZE + _LOCATOR_SIZE)
    if not record.startswith(_END64) or not record.startswith(_LOCATOR, _END64_SIZE):
        return None
    disk, _, _, _, size_bytes, _ = struct.unpack_from("<LLQQQQ", record, 16)
    return locator - _END64_SIZE, disk, size_bytes
