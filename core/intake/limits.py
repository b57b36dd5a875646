"""How much an archive may ask of this computer."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from typing import Self

from core.errors import UserError

MB = 1_000_000

_VARIABLE = "FOLDERSIGHT_LIMIT_"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused, by size; every figure is named in the refusal.

    The defaults suit a person's own computer. Photos hardly shrink in a zip, so real data is far
    from all of them. Whoever runs a server for others sets them by environment variables, such as
    `FOLDERSIGHT_LIMIT_ARCHIVE_MB=1000`.

    Attributes:
        archive_mb: size of the zip file itself.
        unpacked_mb: declared size of all its files together.
        entries: number of files and folders in it.
        file_mb: size of one photo; a larger one is skipped and named.
        ratio: how many times larger the files may be than the archive, once they are more than
            `ratio_free_mb` together.
        depth: folders within folders; a file further down is skipped and named.
        free_disk_kept_mb: what must stay free on the disk after the photos are stored.
    """

    archive_mb: int = 2_000
    unpacked_mb: int = 10_000
    entries: int = 200_000
    file_mb: int = 50
    ratio: int = 50
    ratio_free_mb: int = 64
    depth: int = 12
    free_disk_kept_mb: int = 500

    @classmethod
    def default(cls) -> Self:
        """The limits of this computer: what the environment says, and the defaults for the rest.

        Raises:
            UserError: `archive.limit_not_a_number`.
        """
        given = {
            field.name: os.environ.get(_VARIABLE + field.name.upper()) for field in fields(cls)
        }
        return cls(**{name: _number(name, value) for name, value in given.items() if value})


def _number(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit():
        variable = _VARIABLE + name.upper()
        raise UserError("archive.limit_not_a_number", variable=variable, value=value)
    return int(value)
