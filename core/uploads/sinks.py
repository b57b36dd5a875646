"""Where the bytes of an upload go: into a file as they come, or file by file into one zip."""

from __future__ import annotations

import contextlib
import json
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from core.errors import UserError

HEADER_LIMIT_BYTES = 8192
"""Longest header line of a framed file; paths are shorter than this on every system."""


class Sink(Protocol):
    """What an upload writes into: `path` is complete after `close` and gone after `abort`."""

    path: Path

    def write(self, data: bytes) -> None:
        """Takes the next bytes of the stream."""

    def close(self) -> None:
        """Completes the file."""

    def abort(self) -> None:
        """Removes the file; may be called after a failure, and more than once."""


class FileSink:
    """Stores the bytes as they come.

    Args:
        path: must not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("xb")

    def write(self, data: bytes) -> None:
        """Takes the next bytes of the file."""
        self._file.write(data)

    def close(self) -> None:
        """Everything written so far is in the file."""
        self._file.close()

    def abort(self) -> None:
        """The file is gone."""
        with contextlib.suppress(OSError):
            self._file.close()
        self.path.unlink(missing_ok=True)


class PhotosSink:
    """Packs a stream of framed files into one uncompressed zip, holding none of them in memory.

    Each file is one line of JSON, `{"name": "cats/1.jpg", "size": 48213}`, a line feed, and that
    many bytes. Frames follow one another without a gap, so that thousands of small files cost a
    few requests, and a broken request can go on at any byte. Names become names of zip entries
    and nothing else.

    Args:
        path: of the zip; must not exist yet.
        name: what the person calls the folder, for refusals.
        max_files: how many files are taken.
    """

    def __init__(self, path: Path, name: str, max_files: int) -> None:
        self.path = path
        self._name = name
        self._max_files = max_files
        self._file = path.open("xb")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_STORED)
        self._names: set[str] = set()
        self._header = bytearray()
        self._entry: IO[bytes] | None = None
        self._missing_bytes = 0

    def write(self, data: bytes) -> None:
        """Takes the next bytes of the stream, wherever they are cut.

        Raises:
            UserError: `uploads.changed` when they are not framed files, `uploads.too_many_files`.
        """
        rest = memoryview(data)
        while rest:
            rest = self._header_from(rest) if self._entry is None else self._body_from(rest)

    def close(self) -> None:
        """The zip is complete.

        Raises:
            UserError: `uploads.changed` when the last file is cut off; `uploads.empty` when there
                was none.
        """
        if self._entry is not None or self._header:
            raise UserError("uploads.changed", name=self._name)
        if not self._names:
            raise UserError("uploads.empty", name=self._name)
        self._zip.close()
        self._file.close()

    def abort(self) -> None:
        """The zip is gone."""
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            if self._entry is not None:
                self._entry.close()
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            self._zip.close()
        with contextlib.suppress(OSError):
            self._file.close()
        self.path.unlink(missing_ok=True)

    def _header_from(self, data: memoryview) -> memoryview:
        piece = bytes(data[:HEADER_LIMIT_BYTES])
        end = piece.find(b"\n")
        self._header += piece if end < 0 else piece[:end]
        if len(self._header) > HEADER_LIMIT_BYTES:
            raise UserError("uploads.changed", name=self._name)
        if end < 0:
            return data[len(piece) :]
        self._open_entry(bytes(self._header))
        self._header.clear()
        return data[end + 1 :]

    def _body_from(self, data: memoryview) -> memoryview:
        assert self._entry is not None
        body = data[: self._missing_bytes]
        self._entry.write(body)
        self._missing_bytes -= len(body)
        if self._missing_bytes == 0:
            self._close_entry()
        return data[len(body) :]

    def _open_entry(self, header: bytes) -> None:
        name, size_bytes = self._parsed(header)
        if len(self._names) >= self._max_files:
            raise UserError("uploads.too_many_files", name=self._name, limit=self._max_files)
        info = zipfile.ZipInfo(self._unused(name))
        # Known beforehand, so that zipfile leaves room for sizes beyond 2 GB where they are needed.
        info.file_size = size_bytes
        self._entry = self._zip.open(info, "w")
        self._names.add(info.filename)
        self._missing_bytes = size_bytes
        if size_bytes == 0:
            self._close_entry()

    def _close_entry(self) -> None:
        assert self._entry is not None
        self._entry.close()
        self._entry = None

    def _parsed(self, header: bytes) -> tuple[str, int]:
        try:
            fields: Any = json.loads(header)
            name, size_bytes = fields["name"], fields["size"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise UserError("uploads.changed", name=self._name) from error
        if not isinstance(name, str) or type(size_bytes) is not int or not name or size_bytes < 0:
            raise UserError("uploads.changed", name=self._name)
        # A browser may hand over half of a surrogate pair, which no file can hold.
        return name.encode("utf-8", "replace").decode(), size_bytes

    def _unused(self, name: str) -> str:
        """The name, numbered when taken: two folders of one name may be dropped together."""
        path, number, unused = PurePosixPath(name), 2, name
        while unused in self._names:
            unused = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
            number += 1
        return unused
