"""A small trained model, its zips, and fresh environments to try them in.

All of it takes gigabytes and many minutes, so these tests run only when `-m matrix` asks for them, as
`python run.py matrix` does.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.context import QuietContext
from core.export.package import build_package
from core.intake import read_dataset
from core.predict import Predictor
from core.runs import Run
from core.settings import TrainSettings
from core.store.workspace import Workspace
from core.training import train_model
from tests.factories import class_photos, photo_bytes, zip_of
from tests.matrix.environments import Environment, Environments
from tests.matrix.unpacked import Unpacked

_CLASSES = {"red hats": 12, "blue mugs": 12, "gold rings": 12}
_SETTINGS = TrainSettings(epochs=2, dense=(32,), patience=0, learning_rate=0.005)
_FOUND = "answers compared"
_ORIENTATION_TAG, _TURN_RIGHT = 0x0112, 6


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves these tests out of every run that does not ask for them."""
    if "matrix" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("matrix")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tells what was tried with which versions, and how far the answers were from the app's."""
    for report in terminalreporter.stats.get("passed", ()):
        for name, line in report.user_properties:
            if name == _FOUND:
                terminalreporter.write_line(line)


@dataclass(frozen=True)
class App:
    """The app with one trained model, and a photo that it is asked about.

    Attributes:
        run: the model.
        photo: a file that lies on its side: only a note in it says which way is up.
        shares: the app's answer to it: share (0 to 1) by class, the likeliest first.
    """

    run: Run
    photo: Path
    shares: dict[str, float]


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Tiny photos of three classes."""
    folder = tmp_path_factory.mktemp("matrix")
    workspace = Workspace(folder / "workspace")
    source = zip_of(folder / "data.zip", dict(class_photos(_CLASSES, size=(96, 64))))
    workspace.save_dataset(read_dataset(source, workspace.photos, QuietContext()))
    return workspace


@pytest.fixture(scope="session")
def app(workspace: Workspace, networks: Path, tmp_path_factory: pytest.TempPathFactory) -> App:
    """A model trained for two rounds, and its answer."""
    run = train_model(workspace, networks, _SETTINGS, QuietContext())
    from PIL import Image

    notes = Image.Exif()
    notes[_ORIENTATION_TAG] = _TURN_RIGHT
    photo = tmp_path_factory.mktemp("new") / "my photo.jpg"
    photo.write_bytes(photo_bytes("blue", (320, 200), seed=99, exif=notes))
    ranked = Predictor(run.folder, networks).predict(photo.read_bytes()).ranked
    return App(run, photo, {each.name: each.confidence for each in ranked})


@pytest.fixture(scope="session")
def unpacked(
    app: App, workspace: Workspace, networks: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Unpacked]:
    """The zip in some form as a person has it who unpacked it; each is built once."""
    made: dict[str, Unpacked] = {}

    def unpack(format_id: str) -> Unpacked:
        if format_id not in made:
            package = build_package(
                app.run, workspace, networks, format_id, QuietContext(), consent=False
            )
            folder = tmp_path_factory.mktemp(format_id) / "my model"
            with zipfile.ZipFile(package.path) as archive:
                archive.extractall(folder)
            made[format_id] = Unpacked(folder)
        return made[format_id]

    return unpack


@pytest.fixture(scope="session")
def environments() -> Iterator[Environments]:
    """Environments that vanish in the end; pytest itself would keep three runs of them."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Environments(Path(folder))


@pytest.fixture
def note(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Keeps for the end of the run how far answers are from the app's.

    Takes what was tried, the environment, and the shares found and expected, by class.
    """

    def keep(
        tried: str, environment: Environment, found: Mapping[str, float], app: Mapping[str, float]
    ) -> None:
        difference = max(abs(found.get(name, 0) - share) for name, share in app.items())
        record_property(_FOUND, f"{tried}: within {difference:.5f}, with {environment.title}")

    return keep
