"""Zips of one class's samples, as Teachable Machine gives them: the class stands in the file's name."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from core.intake.archive import open_archive
from core.intake.limits import Limits
from core.intake.names import tidy_class_name
from core.intake.source import Source
from core.store import atomic

# `Cats-samples.zip`, and `Cats-samples (1).zip` where a browser has one of that name already.
_NAME = re.compile(r"(?P<name>.+?)[-_ ]samples(?:\s?\(\d+\))?\.zip", re.IGNORECASE)


def sample_class(name: str) -> str | None:
    """The class in the name of a zip of samples, or None for any other name.

    Args:
        name: what the person calls the file, such as `"Cats-samples.zip"`.
    """
    found = _NAME.fullmatch(name)
    return tidy_class_name(found["name"].replace("_", " ")) or None if found else None


def sort_samples(path: Path, name: str, limits: Limits | None = None) -> bool:
    """Whether it is a zip of one class's samples: then they lie in a folder of that class now.

    Args:
        path: the upload; it is written anew.
        name: what the person calls it.
        limits: what is refused by size; `Limits.default()` when not given.

    Raises:
        UserError: an `archive.…` code; `general.disk_full` and its like.
    """
    class_name = sample_class(name)
    if class_name is None:
        return False
    with open_archive(path, limits or Limits.default()) as source:
        if any("/" in member.name for member in source.members):
            return False
        with atomic.replacing(path) as temporary:
            _write(source, temporary, class_name)
    return True


def _write(source: Source, path: Path, class_name: str) -> None:
    folder = class_name.replace("/", " ")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for member in source.members:
            archive.writestr(f"{folder}/{member.name}", source.read(member))
