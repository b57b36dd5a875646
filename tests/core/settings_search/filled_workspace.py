"""A workspace into which generated photos were read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from core.context import QuietContext
from core.intake import read_dataset
from core.store.workspace import Workspace
from tests.factories import folder_zip


def filled_workspace(folder: Path, counts: Mapping[str, int]) -> Workspace:
    """It stands in `folder`, with so many photos of each class."""
    workspace = Workspace(folder / "project")
    source = folder_zip(folder / "data.zip", counts)
    workspace.save_dataset(read_dataset(source, workspace.photos, QuietContext()))
    return workspace
