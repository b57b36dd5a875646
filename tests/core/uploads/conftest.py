"""An upload area in a temporary folder."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.uploads import UploadArea, UploadLimits

MakeArea = Callable[[UploadLimits], UploadArea]


@pytest.fixture
def make_area(tmp_path: Path) -> Iterator[MakeArea]:
    with contextlib.ExitStack() as stack:

        def make(limits: UploadLimits) -> UploadArea:
            area = UploadArea(tmp_path / "uploads", limits)
            stack.callback(area.close)
            return area

        yield make


@pytest.fixture
def area(make_area: MakeArea) -> UploadArea:
    return make_area(UploadLimits(free_disk_mb=0))
