"""Deflate64: Windows Explorer packs large files with it, and Python's `zipfile` cannot read it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import BinaryIO

DEFLATE64 = 9

_LOCAL_HEADER_SIZE = 30
# A match is up to 65,538 bytes long and takes no less than 18 bits, so that a byte unpacks to at most
# 30 KB and a step to 4 MB.
_STEP = 128


def read_deflate64(file: BinaryIO, info: zipfile.ZipInfo, size_bytes: int) -> bytes:
    """The first `size_bytes` of an entry, all of them checked when that is the whole entry.

    Raises:
        ValueError: the entry is broken or longer than it says.
    """
    from inflate64 import Inflater

    file.seek(info.header_offset)
    header = file.read(_LOCAL_HEADER_SIZE)
    if not header.startswith(b"PK\x03\x04") or len(header) < _LOCAL_HEADER_SIZE:
        raise ValueError("no local header where the directory says")
    file.seek(sum(struct.unpack_from("<HH", header, 26)), 1)
    unpacked, inflater, left = io.BytesIO(), Inflater(), info.compress_size
    while left > 0 and unpacked.tell() < size_bytes and not inflater.eof:
        packed = file.read(min(left, _STEP))
        if not packed:
            raise ValueError("the archive ends within an entry")
        left -= len(packed)
        unpacked.write(inflater.inflate(packed))
    return _checked(unpacked.getvalue(), info, size_bytes)


def _checked(data: bytes, info: zipfile.ZipInfo, size_bytes: int) -> bytes:
    if size_bytes < info.file_size:
        return data[:size_bytes]
    if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
        raise ValueError("the content does not match its checksum")
    return data
