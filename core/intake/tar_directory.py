"""The list of contents of a tar, read by us: Python's `tarfile` before 3.11.14 can be made to hang
(CVE-2024-6232, CVE-2025-8194) and takes headers of any size into memory.

Layout of the headers: POSIX.1-2017, `pax` interchange format, and the GNU tar manual, section
"Basic Tar Format".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

BLOCK = 512

_MAX_NAME_RECORD = 64 * 1024
_FILES = frozenset({b"0", b"\0", b"7"})
_LONG_NAME, _PAX, _FOLDER = b"L", b"x", b"5"
_WITHOUT_CONTENT = frozenset({b"1", b"2", b"3", b"4", b"5", b"6"})


@dataclass(frozen=True, slots=True)
class TarEntry:
    """A file in a tar.

    Attributes:
        name: its path as it stands there; text where the archive says that it is UTF-8.
        start: place of its content, in bytes from the start of the unpacked archive.
        size_bytes: length of its content.
        is_file: whether it is an ordinary file, not a link or a device.
    """

    name: str | bytes
    start: int
    size_bytes: int
    is_file: bool


def read_entries(file: IO[bytes]) -> Iterator[TarEntry]:
    """The files and links of a tar in their order; folders are left out.

    Only headers are read; whoever asks for the next entry skips the content of the last one.

    Raises:
        ValueError: a header makes no sense.
        EOFError: the archive ends within a header.
    """
    place = 0
    long_name: str | bytes | None = None
    while True:
        file.seek(place)
        header = file.read(BLOCK)
        if not header or header.count(0) == BLOCK:
            return
        if len(header) < BLOCK:
            raise EOFError("the archive ends within a header")
        _check_sum(header)
        kind, start, size_bytes = header[156:157], place + BLOCK, _number(header[124:136])
        if kind in (_LONG_NAME, _PAX):
            record = _record(file, size_bytes)
            long_name = _pax_path(record) if kind == _PAX else record.rstrip(b"\0")
        else:
            name = _name(header) if long_name is None else long_name
            stored = 0 if kind in _WITHOUT_CONTENT else size_bytes
            if kind != _FOLDER and kind != b"g" and kind != b"K":
                yield TarEntry(name, start, stored, kind in _FILES)
            long_name = long_name if kind == b"K" else None
            size_bytes = stored
        place = start + -(-size_bytes // BLOCK) * BLOCK


def _check_sum(header: bytes) -> None:
    """Nothing, if the header's own sum is right.

    Raises:
        ValueError: it is not.
    """
    if sum(header[:148]) + 8 * 32 + sum(header[156:]) != _number(header[148:156]):
        raise ValueError("the header does not match its checksum")


def _number(field: bytes) -> int:
    """A number in octal digits, or in base 256 where it is too large for them (GNU).

    Raises:
        ValueError: it is negative or none at all.
    """
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    if not digits.isdigit() and digits:
        raise ValueError("a number in a header is none")
    return int(digits or b"0", 8)


def _record(file: IO[bytes], size_bytes: int) -> bytes:
    if size_bytes > _MAX_NAME_RECORD:
        raise ValueError("a name is longer than any system allows")
    record = file.read(size_bytes)
    if len(record) < size_bytes:
        raise EOFError("the archive ends within a name")
    return record


def _pax_path(record: bytes) -> str | None:
    """The path among the `length key=value` lines of a pax header.

    Raises:
        ValueError: the lines make no sense, or say a size other than that of the header.
    """
    path = None
    while record.strip(b"\0"):
        length, _, _ = record.partition(b" ")
        size_bytes = int(length)
        if not len(length) < size_bytes <= len(record):
            raise ValueError("a pax record is longer than its header")
        key, _, value = record[len(length) + 1 : size_bytes - 1].partition(b"=")
        if key == b"path":
            path = value.decode("utf-8", "replace")
        if key == b"size" or key.startswith(b"GNU.sparse"):
            raise ValueError("files with holes or of more than 8 GB are not read here")
        record = record[size_bytes:]
    return path


def _name(header: bytes) -> bytes:
    name, prefix = header[:100].split(b"\0")[0], header[345:500].split(b"\0")[0]
    return prefix + b"/" + name if prefix and header[257:263] == b"ustar\0" else name
