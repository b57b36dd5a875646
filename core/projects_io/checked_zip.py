"""A zip from elsewhere whose files are read only after every guard has let them pass."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from core.errors import UserError
from core.intake.archive import open_archive
from core.intake.limits import Limits
from core.intake.source import Member

_CUT_OFF = frozenset({"archive.truncated", "archive.split", "archive.empty"})
# What a zip without a comment ends with (PKWARE APPNOTE.TXT 6.3.10, section 4.3.16).
_END, _END_BYTES = b"PK\x05\x06", 22
_BROKEN = frozenset({"archive.damaged", "archive.file_damaged"})


class CheckedZip:
    """The files of a zip that passed the guards of `core.intake`; to be used in a `with` block.

    Args:
        path: the zip.
        name: what the person calls it, for messages.
        limits: what is refused by size.

    Attributes:
        members: the files by their names, which are text and never used as paths.
        is_whole: whether it ends as a zip does; one with a comment does not, but ours have none.
        refused: names of links and other entries that must not be read.

    Raises:
        UserError: `projects.incomplete` when its end is missing, `projects.damaged`, or another
            `archive.…` code.
    """

    def __init__(self, path: Path, name: str, limits: Limits) -> None:
        self.name = name
        self.is_whole = _ends_as_a_zip(path)
        try:
            self._source = open_archive(path, limits)
        except UserError as error:
            raise self._told(error, path) from error
        files = self._source.members
        self.members: Mapping[str, Member] = {member.name: member for member in files}
        self.refused = tuple(skipped.name for skipped in self._source.skipped)
        self.has_twice = len(self.members) < len(files)

    def read(self, member: str, limit_bytes: int) -> bytes:
        """The whole content of a file.

        Raises:
            UserError: `projects.damaged` when it is not there, larger than `limit_bytes` or broken.
        """
        found = self.members.get(member)
        if found is None or found.size_bytes > limit_bytes:
            raise self.damaged(member)
        try:
            return self._source.read(found)
        except UserError as error:
            raise self.damaged(member) from error

    def damaged(self, member: str) -> UserError:
        """The refusal that names the file of the zip that is not as it should be.

        Where the zip's end is missing, the refusal says that instead.
        """
        if not self.is_whole:
            return UserError("projects.incomplete", file=self.name)
        return UserError("projects.damaged", file=self.name, part=member[:100])

    def __enter__(self) -> Self:
        self._source.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._source.__exit__(kind, error, trace)

    def _told(self, error: UserError, path: Path) -> UserError:
        if error.code in _CUT_OFF:
            return UserError("projects.incomplete", file=self.name)
        if error.code in _BROKEN:
            return self.damaged(self.name)
        facts = {**error.facts, "file": self.name} if "file" in error.facts else error.facts
        return UserError(error.code, **facts)


def _ends_as_a_zip(path: Path) -> bool:
    """Whether the very last bytes are the end of a zip; arrays within a torn one have ends, too."""
    with path.open("rb") as file:
        file.seek(-min(_END_BYTES, path.stat().st_size), 2)
        return file.read().startswith(_END)
