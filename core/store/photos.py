"""Working copies of photos, by content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.store import atomic


@dataclass(frozen=True, slots=True)
class PhotoStore:
    """A folder of working copies: upright RGB JPEGs named by photo id.

    Attributes:
        folder: two levels, `ab/abcdef….jpg`, so that no folder grows too large to list.
    """

    folder: Path

    def path(self, photo_id: str) -> Path:
        """Where the working copy of a photo is or would be."""
        return self.folder / photo_id[:2] / f"{photo_id}.jpg"

    def has(self, photo_id: str) -> bool:
        """Whether the working copy is there."""
        return self.path(photo_id).is_file()

    def put(self, photo_id: str, jpeg: bytes) -> None:
        """The working copy is stored; one that is already there stays.

        Raises:
            UserError: `general.disk_full` or `general.folder_not_writable`.
        """
        if not self.has(photo_id):
            atomic.write_bytes(self.path(photo_id), jpeg)

    def read(self, photo_id: str) -> bytes:
        """The bytes of a working copy.

        Raises:
            FileNotFoundError: there is none.
        """
        return self.path(photo_id).read_bytes()

    def keep_only(self, photo_ids: Iterable[str]) -> int:
        """Number of working copies deleted because they are not among `photo_ids`."""
        wanted = set(photo_ids)
        unwanted = [path for path in self.folder.glob("*/*.jpg") if path.stem not in wanted]
        for path in unwanted:
            path.unlink(missing_ok=True)
        return len(unwanted)
