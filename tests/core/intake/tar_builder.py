"""Tars written block by block, so that each can have one trait that no proper program gives it."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path

BLOCK = 512
END = bytes(2 * BLOCK)


def tar_entry(
    name: bytes,
    data: bytes = b"",
    *,
    kind: bytes = b"0",
    size: bytes | None = None,
    ustar: bool = True,
) -> bytes:
    """Header and content of a file; `size` is what the header claims, in its own notation."""
    header = bytearray(BLOCK)
    header[: len(name)] = name
    header[100:108] = b"0000644\0"
    header[124:136] = (size or b"%011o" % len(data)).ljust(12, b"\0")
    header[148:156] = b" " * 8
    header[156:157] = kind
    if ustar:
        header[257:265] = b"ustar\x0000"
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + data + bytes(-len(data) % BLOCK)


def pax(key: str, value: str) -> bytes:
    """A pax header that gives the next file a property."""
    body = f" {key}={value}\n".encode()
    length = len(body) + 1
    while len(str(length)) + len(body) != length:
        length = len(str(length)) + len(body)
    return tar_entry(b"pax", str(length).encode() + body, kind=b"x")


def write_tar(path: Path, members: Mapping[str, bytes], *, packed: bool = False) -> Path:
    """A tar, or tar.gz, with exactly these files."""
    body = b"".join(tar_entry(name.encode(), data) for name, data in members.items()) + END
    path.write_bytes(gzip.compress(body) if packed else body)
    return path
