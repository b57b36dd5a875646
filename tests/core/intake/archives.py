"""Archives written, and read as the app reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from inflate64 import Deflater

from core.errors import UserError
from core.intake.archive import open_archive
from core.intake.limits import Limits
from core.messages import CATALOGUE

MB = 1_000_000


def content_of(path: Path, limits: Limits | None = None) -> dict[str, bytes]:
    with open_archive(path, limits or Limits()) as archive:
        return {member.name: archive.read(member) for member in archive.members}


def refusal(path: Path, limits: Limits | None = None) -> UserError:
    with pytest.raises(UserError) as refused:
        content_of(path, limits)
    assert refused.value.code in CATALOGUE
    return refused.value


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def deflate64(data: bytes) -> bytes:
    packer = Deflater()
    return bytes(packer.deflate(data) + packer.flush())
