"""A zip as a source of photos."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from core.errors import UserError
from core.intake.deflate64 import DEFLATE64, read_deflate64
from core.intake.limits import MB, Limits
from core.intake.member_names import decode_names, zip_names
from core.intake.source import Member, left_out
from core.intake.zip_directory import find_directory
from core.intake.zip_guard import check_directory, check_entries
from core.types import Skipped

_CHUNK = 64 * 1024
# bzip2, LZMA and the rarer ones can ask for hundreds of megabytes in one step, and no system's own
# "compress" writes them.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, DEFLATE64})
_RARE_METHODS = {12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd"}


class ZipArchive:
    """The files of a zip that passed the guards; see `core.intake.source.Source`.

    Not to be read from several threads at once.
    """

    def __init__(self, path: Path, limits: Limits, code_page: str = "") -> None:
        """The archive, opened and checked; no file in it has been touched.

        Args:
            path: the zip.
            limits: what is refused by size.
            code_page: how names are to be read of which the zip does not say it, or "".

        Raises:
            UserError: an `archive.…` code that says what is wrong with it.
        """
        try:
            self._zip = _open_checked(path, limits)
        except (UserError, MemoryError):
            raise
        except Exception as error:
            # `zipfile` meets hostile bytes with a dozen kinds of exceptions.
            raise UserError("archive.damaged", file=path.name) from error
        self._infos = self._zip.infolist()
        self._members: list[Member] = []
        self._skipped: list[Skipped] = []
        try:
            self.decoding = decode_names(zip_names(self._infos), code_page)
        except BaseException:
            self._zip.close()
            raise
        for index, name in enumerate(self.decoding.names):
            if name and not name.endswith("/"):
                self._sort_in(index, name, limits)

    @property
    def members(self) -> Sequence[Member]:
        """The files that may be read, in the order of the archive."""
        return self._members

    @property
    def skipped(self) -> Sequence[Skipped]:
        """Links, files that are too large or too deep, and those packed in a rare way."""
        return self._skipped

    def read(self, member: Member) -> bytes:
        """The whole content of a file, checked against its checksum.

        Raises:
            UserError: `archive.file_damaged`.
        """
        try:
            return self._first(member, member.size_bytes)
        except Exception as error:
            raise UserError("archive.file_damaged", name=member.name) from error

    def head(self, member: Member, size_bytes: int) -> bytes:
        """The first bytes of a file, fewer when it is shorter, none when it is damaged."""
        try:
            return self._first(member, min(size_bytes, member.size_bytes))
        except Exception:
            return b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def _sort_in(self, index: int, name: str, limits: Limits) -> None:
        info = self._infos[index]
        mode = info.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            self._skipped.append(left_out(name, "archive.link"))
        elif info.file_size > limits.file_mb * MB:
            size_mb = info.file_size // MB
            self._skipped.append(
                left_out(name, "archive.file_too_large", size_mb=size_mb, limit_mb=limits.file_mb)
            )
        elif name.count("/") > limits.depth:
            self._skipped.append(left_out(name, "archive.too_deep", limit_folders=limits.depth))
        elif info.compress_type not in _METHODS:
            method = _RARE_METHODS.get(info.compress_type, f"method {info.compress_type}")
            self._skipped.append(left_out(name, "archive.packed_rarely", method=method))
        else:
            self._members.append(Member(index, name, info.file_size))

    def _first(self, member: Member, size_bytes: int) -> bytes:
        """Never asks for more at a time than a small piece: an entry may lie about its size."""
        info = self._infos[member.index]
        if info.compress_type == DEFLATE64:
            with Path(str(self._zip.filename)).open("rb") as file:
                return read_deflate64(file, info, size_bytes)
        content = bytearray()
        with self._zip.open(info) as entry:
            while len(content) < size_bytes:
                chunk = entry.read(min(_CHUNK, size_bytes - len(content)))
                if not chunk:
                    break
                content += chunk
        if len(content) < size_bytes:
            raise ValueError("the entry is shorter than it says")
        return bytes(content)


def _open_checked(path: Path, limits: Limits) -> zipfile.ZipFile:
    with path.open("rb") as file:
        check_directory(path, file, find_directory(file), limits)
    archive = zipfile.ZipFile(path)
    try:
        check_entries(path, archive.infolist(), archive.start_dir, limits)
    except BaseException:
        archive.close()
        raise
    return archive
