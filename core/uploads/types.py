"""What an upload is, and how much of it is taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

UploadKind = Literal["file", "photos"]

MB = 1_000_000
"""The megabyte that people are shown."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What one upload, and all of them together, may take.

    Attributes:
        size_mb: size of one upload, in millions of bytes.
        free_disk_mb: room that stays free on the disk whatever comes.
        open_uploads: how many may be under way at once.
        files: how many files a folder may hold.
    """

    size_mb: int = 2000
    free_disk_mb: int = 1000
    open_uploads: int = 60
    files: int = 200_000


@dataclass(frozen=True, slots=True)
class Upload:
    """How far an upload has come.

    Attributes:
        id: unguessable name under which it goes on; whoever knows it may append to it.
        name: what the person calls it; shown, never used as a path.
        kind: `file` is stored as it comes; `photos` is a stream of framed files, see `PhotosSink`.
        size_bytes: announced length of the whole stream.
        offset: bytes received so far.
    """

    id: str
    name: str
    kind: UploadKind
    size_bytes: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Received:
    """A finished upload.

    Attributes:
        path: the complete file.
        name: what the person calls it; shown, never used as a path.
    """

    path: Path
    name: str
