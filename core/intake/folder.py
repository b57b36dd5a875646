"""A folder on this computer as a source of photos."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from core.errors import UserError
from core.intake import names
from core.intake.limits import MB, Limits
from core.intake.member_names import Decoding
from core.intake.source import Member, left_out
from core.types import Skipped


class Folder:
    """The files below a folder; see `core.intake.source.Source`. Links are not followed."""

    def __init__(self, path: Path, limits: Limits) -> None:
        """The folder, listed in natural order.

        Raises:
            UserError: `archive.not_readable` or `archive.too_many_files`.
        """
        self.decoding = Decoding(())
        self._paths: list[Path] = []
        self._members: list[Member] = []
        self._skipped: list[Skipped] = []
        root = path.resolve()
        try:
            for file in _files(root, limits.depth):
                if len(self._paths) >= limits.entries:
                    raise UserError(
                        "archive.too_many_files", file=path.name, limit_files=limits.entries
                    )
                self._sort_in(root, file, limits)
        except OSError as error:
            raise UserError("archive.not_readable", file=path.name) from error

    @property
    def members(self) -> Sequence[Member]:
        """The files that may be read."""
        return self._members

    @property
    def skipped(self) -> Sequence[Skipped]:
        """Links, files that are too large and folders that are too deep."""
        return self._skipped

    def read(self, member: Member) -> bytes:
        """The whole content of a file.

        Raises:
            UserError: `archive.file_damaged`.
        """
        try:
            return self._first(member, member.size_bytes)
        except OSError as error:
            raise UserError("archive.file_damaged", name=member.name) from error

    def head(self, member: Member, size_bytes: int) -> bytes:
        """The first bytes of a file, fewer when it is shorter, none when it cannot be read."""
        try:
            return self._first(member, size_bytes)
        except OSError:
            return b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is held open."""

    def _first(self, member: Member, size_bytes: int) -> bytes:
        with self._paths[member.index].open("rb") as file:
            return file.read(size_bytes)

    def _sort_in(self, root: Path, path: Path, limits: Limits) -> None:
        name = names.tidy_path(path.relative_to(root).as_posix())
        if path.is_dir() and not path.is_symlink():
            self._skipped.append(left_out(name, "archive.too_deep", limit_folders=limits.depth))
        elif path.is_symlink() or not path.is_file():
            self._skipped.append(left_out(name, "archive.link"))
        elif (size_bytes := path.stat().st_size) > limits.file_mb * MB:
            size_mb = size_bytes // MB
            self._skipped.append(
                left_out(name, "archive.file_too_large", size_mb=size_mb, limit_mb=limits.file_mb)
            )
        else:
            self._members.append(Member(len(self._paths), name, size_bytes))
            self._paths.append(path)


def _files(folder: Path, depth: int) -> Iterator[Path]:
    """Every file and link below a folder; what is `depth` folders down is not entered."""
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=lambda entry: names.natural_key(entry.name))
    for entry in entries:
        if depth == 0 or not entry.is_dir(follow_symlinks=False):
            yield Path(entry.path)
        else:
            yield from _files(Path(entry.path), depth - 1)
