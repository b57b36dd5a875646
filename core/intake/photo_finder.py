"""Finding a photo by what a table calls it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_EXTENSION = re.compile(r"\.[a-z0-9]{1,5}$")
_AMBIGUOUS = -1


class PhotoFinder:
    """Photos by the end of their path, with or without extension, in any case.

    Args:
        photos: their paths.
    """

    def __init__(self, photos: Sequence[str]) -> None:
        self._by_end: dict[str, int] = {}
        for index, path in enumerate(photos):
            parts = path.casefold().split("/")
            for start in range(len(parts)):
                end = "/".join(parts[start:])
                for key in {end, _EXTENSION.sub("", end)}:
                    known = self._by_end.setdefault(key, index)
                    if known != index:
                        self._by_end[key] = _AMBIGUOUS

    def find(self, name: str, folder: str) -> int | None:
        """The index of the only photo of that name, or None.

        Args:
            name: as a table has it: a path, a file name, or that without extension.
            folder: where the table lies; a photo there comes first.
        """
        tidy = name.strip().replace("\\", "/").removeprefix("./").strip("/").casefold()
        if not tidy:
            return None
        beside = f"{folder.casefold()}/{tidy}".strip("/")
        for key in (beside, tidy, tidy.rpartition("/")[2]):
            found = self._by_end.get(key, _AMBIGUOUS)
            if found != _AMBIGUOUS:
                return found
        return None
