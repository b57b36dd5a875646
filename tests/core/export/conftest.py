"""A model trained on tiny photos with the real default network, and its zips, each built once."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from core.context import QuietContext
from core.export.kept import Package
from core.export.package import build_package
from core.intake import read_dataset
from core.runs import Run
from core.settings import TrainSettings
from core.store.workspace import Workspace
from core.training import train_model
from tests.factories import class_photos, zip_of

CLASSES = {"red hats": 8, "blue mugs": 8, "gold rings": 8}
_SETTINGS = TrainSettings(epochs=10, dense=(32,), patience=0, learning_rate=0.005)
_SECRET = b"Secret street 7"


@dataclass(frozen=True)
class Trained:
    """A workspace with one finished run."""

    workspace: Workspace
    run: Run
    networks: Path

    def build(self, format_id: str, *, consent: bool = False) -> Package:
        """The zip in that form."""
        return build_package(
            self.run, self.workspace, self.networks, format_id, QuietContext(), consent=consent
        )


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, networks: Path) -> Trained:
    """A run on photos of three classes, whose files tell where they were taken."""
    folder = tmp_path_factory.mktemp("export")
    workspace = Workspace(folder / "workspace")
    members = {name: with_place(data) for name, data in class_photos(CLASSES, size=(96, 64))}
    source = zip_of(folder / "data.zip", members)
    workspace.save_dataset(read_dataset(source, workspace.photos, QuietContext()))
    return Trained(workspace, train_model(workspace, networks, _SETTINGS, QuietContext()), networks)


@pytest.fixture(scope="session")
def unpacked(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of an unpacked zip in some form; not to be changed."""
    made: dict[str, Path] = {}

    def folder(format_id: str) -> Path:
        if format_id not in made:
            made[format_id] = tmp_path_factory.mktemp(format_id)
            with zipfile.ZipFile(trained.build(format_id).path) as archive:
                archive.extractall(made[format_id])
        return made[format_id]

    return folder


_RUNNER = """
import runpy, sys
sys.path.insert(0, ".")
for command in COMMANDS:
    sys.argv = list(command)
    try:
        runpy.run_path(command[0], run_name="__main__")
    except SystemExit as end:
        if end.code:
            raise
assert not [name for name in sys.modules if name.split(".")[0] in ("core", "ui")]
"""


def run_outside(folder: Path, *commands: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """Scripts of a zip, run as somebody else would who has nothing of Foldersight.

    Args:
        folder: of the unpacked zip.
        commands: name and arguments of each script; they share a process, to spare time.
    """
    without = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _RUNNER.replace("COMMANDS", repr(commands))],
        cwd=folder, env={**without, "PYTHONUTF8": "1"}, capture_output=True, text=True,
        encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def with_place(jpeg: bytes) -> bytes:
    """The photo with a place and a comment in its notes."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (47.0, 22.0, 11.0)
    exif[0x010E] = _SECRET.decode()
    file = io.BytesIO()
    with Image.open(io.BytesIO(jpeg)) as image:
        image.save(file, "JPEG", quality=95, exif=exif, comment=_SECRET)
    return file.getvalue()
