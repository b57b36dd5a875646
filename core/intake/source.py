"""What layout and reading need to know of an archive or a folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from core.errors import Fact
from core.intake.member_names import Decoding
from core.types import Skipped


@dataclass(frozen=True, slots=True)
class Member:
    """A file within an archive or a folder.

    Attributes:
        index: its place in the listing of the source, by which it is read.
        name: its path with `/` between the parts; text for showing and sorting, never a path.
        size_bytes: its declared unpacked size.
    """

    index: int
    name: str
    size_bytes: int


def left_out(name: str, code: str, /, **facts: Fact) -> Skipped:
    """A skipped file whose name is also among its facts, for the sentence."""
    return Skipped(name, code, {"name": name, **facts})


class Source(Protocol):
    """Files that have passed the guards; closed by leaving a `with` block.

    Attributes:
        decoding: how the names were read.
    """

    decoding: Decoding

    @property
    def members(self) -> Sequence[Member]:
        """The files that may be read, in the order of the source."""

    @property
    def skipped(self) -> Sequence[Skipped]:
        """The files that may not be read, with the reason."""

    def read(self, member: Member) -> bytes:
        """The whole content of a file.

        Raises:
            UserError: `archive.file_damaged`.
        """

    def head(self, member: Member, size_bytes: int) -> bytes:
        """The first bytes of a file, fewer when it is shorter or damaged."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
