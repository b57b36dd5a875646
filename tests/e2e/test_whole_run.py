"""From a zip to a model that works elsewhere, in a real browser."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from core.context import QuietContext
from core.export.bundle import download_zip
from core.intake import read_dataset
from core.predict import Predictor
from core.runs import Run, all_runs
from core.settings import TrainSettings
from core.store.home import Home
from core.store.last_settings import save_settings
from core.store.projects import Project, ProjectStore
from core.store.workspace import Workspace
from core.training import train_model
from tests.e2e import journey
from tests.e2e.served_app import REPOSITORY, App
from tests.factories import folder_zip, photo_bytes
from ui import words

LONG = TrainSettings(epochs=200, patience=0, dense=(1024, 1024), batch_size=4)
"""Minutes of training, so that it is under way whenever it is looked at."""

# What somebody does with the download who has Keras, NumPy and Pillow, and nothing of ours.
_ELSEWHERE = """
import json, sys
import keras, numpy as np
from PIL import Image, ImageOps
about = json.load(open("model.json", encoding="utf-8"))
model = keras.saving.load_model("model.keras", safe_mode=True)
size = about["input_size"]
photo = Image.open(sys.argv[1])
photo.draft("RGB", (2 * size, 2 * size))
photo = ImageOps.exif_transpose(photo).convert("RGB")
photo = photo.resize((size, size), Image.Resampling.BICUBIC, reducing_gap=2.0)
scores = model.predict(np.float32(photo)[None], verbose=0)[0]
assert not [name for name in sys.modules if name.split(".")[0] in ("core", "ui")]
print(json.dumps(dict(zip(about["classes"], scores.tolist()))))
"""


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, int]:
    """A zip, a photo that is not in it but shows one of its classes, and the number of classes.

    Real photos where they are on this computer, generated ones elsewhere.
    """
    folder = tmp_path_factory.mktemp("material")
    photo = folder / "new photo.jpg"
    real = REPOSITORY.parent / "shared" / "data" / "cats_dogs_horses.zip"
    if not real.is_file():
        photo.write_bytes(photo_bytes("blue", (640, 480), seed=77))
        counts = {"red hats": 20, "blue mugs": 20, "gold rings": 20}
        return folder_zip(folder / "data.zip", counts, size=(320, 240)), photo, 3
    with zipfile.ZipFile(real) as source, zipfile.ZipFile(folder / "pets.zip", "w") as rest:
        names = [name for name in source.namelist() if not name.endswith("/")]
        held_back = next(name for name in names if "/horses/" in name)
        photo.write_bytes(_upright_jpeg(source.read(held_back)))
        for name in names:
            if name != held_back:
                rest.writestr(name, source.read(name))
    return folder / "pets.zip", photo, 3


def _upright_jpeg(data: bytes) -> bytes:
    file = io.BytesIO()
    Image.open(io.BytesIO(data)).convert("RGB").save(file, "JPEG", quality=95)
    return file.getvalue()


def test_whole_run_from_zip_to_a_model_that_works_elsewhere(
    app: App,
    open_page: Callable[..., Any],
    material: tuple[Path, Path, int],
    tmp_path: Path,
) -> None:
    archive, photo, classes = material
    page = open_page(app.url)
    journey.create_project(page, "Whole run")
    journey.upload_archive(page, archive)
    journey.wait_until_read(page, classes)
    project = ProjectStore(Home(app.home).projects).all()[0]
    _stop_after_a_reload(page, project)
    _train(page)

    page.get_by_role("button", name="See the results").click()
    page.get_by_role("heading", name="How good is it?").wait_for()
    page.get_by_text("What was taken for what").wait_for()

    journey.go(page, "Test", "Try it on new photos")
    page.locator("input[type=file]").first.set_input_files(str(photo))
    run = all_runs(project.workspace)[0]
    inside = Predictor(run.folder, Home(app.home).networks).predict(photo.read_bytes())
    page.get_by_text(words.percent(inside.best.confidence)).first.wait_for()

    journey.go(page, "Download", "Take your model with you")
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Download the zip").click()
    zipfile.ZipFile(download.value.path()).extractall(tmp_path)
    outside = _ask_elsewhere(tmp_path, photo)
    for ranked in inside.ranked:
        assert outside[ranked.name] == pytest.approx(ranked.confidence, abs=1e-3)


def _stop_after_a_reload(page: Any, project: Project) -> None:
    """A long training is found again after a reload in the middle of it, and stopped."""
    save_settings(project.workspace, LONG)
    journey.go(page, "Train", "Train your model")
    journey.start_training(page)
    page.get_by_text("After epoch").wait_for(timeout=journey.TRAINED_MS)
    page.reload()
    page.get_by_text("After epoch").wait_for()
    page.get_by_test_id("stMain").get_by_role("button", name="Stop").click()
    journey.wait_until_trained(page)
    assert all_runs(project.workspace)[0].manifest.stopped


def _train(page: Any) -> None:
    """A training with the suggested settings but for the epochs, to its end."""
    page.get_by_text("Suggested", exact=True).click()
    neurons = page.get_by_role("slider", name="Neurons in dense layer 1")
    expect(neurons).to_have_value("256")
    journey.set_slider(page, "Epochs", 40)
    journey.start_training(page)
    journey.wait_until_trained(page)
    # Its evaluation draws the page several times in a moment, and the settings are new on it.
    expect(page.get_by_role("slider", name="Epochs")).to_have_value("40")
    expect(neurons).to_have_value("256")


def _ask_elsewhere(folder: Path, photo: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE, str(photo)],
        cwd=folder, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answers


@pytest.fixture(scope="module")
def run(
    material: tuple[Path, Path, int], networks: Path, tmp_path_factory: pytest.TempPathFactory
) -> Run:
    """A finished training on the same photos."""
    workspace, context = Workspace(tmp_path_factory.mktemp("trained")), QuietContext()
    workspace.save_dataset(read_dataset(material[0], workspace.photos, context))
    return train_model(workspace, networks, TrainSettings(epochs=5), context)


def test_downloaded_example_runs_as_its_readme_says(
    run: Run, material: tuple[Path, Path, int], tmp_path: Path
) -> None:
    zipfile.ZipFile(io.BytesIO(download_zip(run))).extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "predict.py", str(material[1])],
        cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.strip().splitlines()) == material[2]
