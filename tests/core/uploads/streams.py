"""What a browser sends, and what became of it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from core.errors import UserError
from core.uploads import UploadArea


def framed(*files: tuple[str, bytes]) -> bytes:
    """The stream that the browser sends for a folder."""
    return b"".join(
        json.dumps({"name": name, "size": len(data)}).encode() + b"\n" + data
        for name, data in files
    )


def entries(path: Path) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def code_of(call: pytest.ExceptionInfo[UserError]) -> str:
    return call.value.code


def left_over(area: UploadArea) -> list[str]:
    return sorted(path.name for path in area.folder.iterdir())
