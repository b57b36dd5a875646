"""A tar or tar.gz as a source of photos."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from core.errors import UserError
from core.intake.limits import MB, Limits
from core.intake.member_names import decode_names
from core.intake.source import Member, left_out
from core.intake.tar_directory import BLOCK, TarEntry, read_entries
from core.types import Skipped


class TarArchive:
    """The files of a tar that passed the guards; see `core.intake.source.Source`.

    A tar.gz can only be read from its beginning on, so reading in the order of the members is
    quick and reading backwards is not. Not to be read from several threads at once.
    """

    def __init__(
        self, path: Path, limits: Limits, code_page: str = "", *, is_packed: bool = False
    ) -> None:
        """The archive, listed and checked.

        Args:
            path: the tar.
            limits: what is refused by size.
            code_page: how names that are not UTF-8 are to be read, or "".
            is_packed: whether it is a tar.gz.

        Raises:
            UserError: an `archive.…` code that says what is wrong with it.
        """
        self._file = cast(IO[bytes], gzip.GzipFile(path) if is_packed else path.open("rb"))
        try:
            entries = _listed(path, self._file, limits)
            self.decoding = decode_names([entry.name for entry in entries], code_page)
        except BaseException:
            self._file.close()
            raise
        self._starts: list[int] = []
        self._members: list[Member] = []
        self._skipped: list[Skipped] = []
        for entry, name in zip(entries, self.decoding.names, strict=True):
            self._sort_in(entry, name, limits)

    @property
    def members(self) -> Sequence[Member]:
        """The files that may be read, in the order of the archive."""
        return self._members

    @property
    def skipped(self) -> Sequence[Skipped]:
        """Links, and files that are too large or too deep."""
        return self._skipped

    def read(self, member: Member) -> bytes:
        """The whole content of a file.

        Raises:
            UserError: `archive.file_damaged`.
        """
        try:
            data = self._first(member, member.size_bytes)
        except (OSError, EOFError, zlib.error) as error:
            raise UserError("archive.file_damaged", name=member.name) from error
        if len(data) < member.size_bytes:
            raise UserError("archive.file_damaged", name=member.name)
        return data

    def head(self, member: Member, size_bytes: int) -> bytes:
        """The first bytes of a file, fewer when it is shorter, none when it is damaged."""
        try:
            return self._first(member, min(size_bytes, member.size_bytes))
        except (OSError, EOFError, zlib.error):
            return b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def _first(self, member: Member, size_bytes: int) -> bytes:
        self._file.seek(self._starts[member.index])
        return self._file.read(size_bytes)

    def _sort_in(self, entry: TarEntry, name: str, limits: Limits) -> None:
        if not entry.is_file:
            self._skipped.append(left_out(name, "archive.link"))
        elif entry.size_bytes > limits.file_mb * MB:
            size_mb = entry.size_bytes // MB
            self._skipped.append(
                left_out(name, "archive.file_too_large", size_mb=size_mb, limit_mb=limits.file_mb)
            )
        elif name.count("/") > limits.depth:
            self._skipped.append(left_out(name, "archive.too_deep", limit_folders=limits.depth))
        else:
            self._members.append(Member(len(self._starts), name, entry.size_bytes))
            self._starts.append(entry.start)


def looks_like_tar_gz(path: Path) -> bool:
    """Whether what is packed with gzip is a tar."""
    try:
        with gzip.GzipFile(path) as file:
            return file.read(BLOCK)[257:262] == b"ustar"
    except (OSError, EOFError, zlib.error):
        return False


def _listed(path: Path, file: IO[bytes], limits: Limits) -> list[TarEntry]:
    """All entries, counted and added up while they are read: before a content is passed over, it is
    known to be of a size that real photos have.

    Raises:
        UserError: `archive.no_files`, `.too_many_files`, `.unpacked_too_large`, `.bomb`,
            `.truncated` or `.damaged`.
    """
    entries: list[TarEntry] = []
    unpacked_bytes, packed_bytes = 0, path.stat().st_size
    try:
        for entry in read_entries(file):
            entries.append(entry)
            unpacked_bytes += entry.size_bytes + BLOCK
            _check_size(path, len(entries), unpacked_bytes, packed_bytes, limits)
        _check_end(file, entries)
    except (EOFError, zlib.error) as error:
        raise UserError("archive.truncated", file=path.name) from error
    except (ValueError, gzip.BadGzipFile) as error:
        raise UserError("archive.damaged", file=path.name) from error
    except OSError as error:
        raise UserError("archive.not_readable", file=path.name) from error
    if not entries:
        raise UserError("archive.no_files", file=path.name)
    return entries


def _check_size(
    path: Path, count: int, unpacked_bytes: int, packed_bytes: int, limits: Limits
) -> None:
    if count > limits.entries:
        raise UserError("archive.too_many_files", file=path.name, limit_files=limits.entries)
    if unpacked_bytes > limits.unpacked_mb * MB:
        raise UserError(
            "archive.unpacked_too_large", file=path.name, limit_mb=limits.unpacked_mb,
            unpacked_mb=unpacked_bytes // MB,
        )  # fmt: skip
    is_much = unpacked_bytes > limits.ratio_free_mb * MB
    if is_much and unpacked_bytes > limits.ratio * max(1, packed_bytes):
        raise UserError("archive.bomb", file=path.name, limit_ratio=limits.ratio)


def _check_end(file: IO[bytes], entries: Sequence[TarEntry]) -> None:
    """Nothing, if the last content is there to its end.

    Raises:
        EOFError: the archive is cut off.
    """
    if entries and entries[-1].size_bytes:
        file.seek(entries[-1].start + entries[-1].size_bytes - 1)
        if not file.read(1):
            raise EOFError("the archive ends within a file")
