"""Zips written byte by byte, so that each can have one trait that no proper program gives it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

STORED, DEFLATED, DEFLATE64, LZMA = 0, 8, 9, 14
UTF8, ENCRYPTED = 0x800, 0x1


@dataclass(frozen=True)
class Entry:
    """A member; what is None is filled in truthfully.

    Attributes:
        name: as raw bytes.
        data: its content.
        method: how it is packed.
        flags: general purpose bits.
        packed: its packed bytes.
        declared_bytes: the unpacked size that it claims to have.
        checksum: the CRC-32 that it claims to have.
        mode: Unix mode, such as that of a link.
        extra: extra field in the directory.
        same_bytes_as: index of an earlier entry whose bytes it claims.
    """

    name: bytes
    data: bytes = b""
    method: int = STORED
    flags: int = 0
    packed: bytes | None = None
    declared_bytes: int | None = None
    checksum: int | None = None
    mode: int = 0
    extra: bytes = b""
    same_bytes_as: int | None = None

    @property
    def packed_bytes(self) -> bytes:
        """What stands in the archive."""
        if self.packed is not None:
            return self.packed
        return self.data if self.method == STORED else _deflated(self.data)

    @property
    def fields(self) -> tuple[int, ...]:
        """Flags, method, time, date, checksum, packed and unpacked size."""
        declared = len(self.data) if self.declared_bytes is None else self.declared_bytes
        checksum = zlib.crc32(self.data) if self.checksum is None else self.checksum
        return self.flags, self.method, 0, 0x21, checksum, len(self.packed_bytes), declared


def write_zip(path: Path, entries: Sequence[Entry], *, disk: int = 0) -> Path:
    """A zip with exactly these entries; `disk` makes it a later piece of a split one.

    Past 65,535 entries their number is written as macOS writes it, without Zip64.
    """
    body, directory, offsets = bytearray(), bytearray(), []
    for entry in entries:
        if entry.same_bytes_as is None:
            offsets.append(len(body))
            head = struct.pack(
                "<4sHHHHHLLLHH", b"PK\x03\x04", 20, *entry.fields, len(entry.name), 0
            )
            body += head + entry.name + entry.packed_bytes
        else:
            offsets.append(offsets[entry.same_bytes_as])
        directory += struct.pack(
            "<4sBBHHHHHLLLHHHHHLL", b"PK\x01\x02", 20, 3, 20, *entry.fields, len(entry.name),
            len(entry.extra), 0, 0, 0, entry.mode << 16, offsets[-1],
        )  # fmt: skip
        directory += entry.name + entry.extra
    count = len(entries) % 65_536
    sizes = (len(directory), len(body))
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", disk, 0, count, count, *sizes, 0)
    path.write_bytes(body + directory + end)
    return path


def unicode_field(raw_name: bytes, name: str) -> bytes:
    """Info-ZIP's extra field that gives the name of an entry in UTF-8."""
    content = struct.pack("<BL", 1, zlib.crc32(raw_name)) + name.encode()
    return struct.pack("<HH", 0x7075, len(content)) + content


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()
