"""The whole recipe on tiny generated photos, with the real default backbone."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core import features as features_module
from core import training as training_module
from core.backbones.tuned import TUNED
from core.context import QuietContext
from core.errors import Cancelled, UserError
from core.intake import read_dataset
from core.intake.images import model_input
from core.predict import Predictor
from core.run_data import load_run_data
from core.runs import (
    FILES,
    HEAD,
    MODEL,
    WITNESS,
    Run,
    all_runs,
    load_run,
)
from core.settings import TrainSettings
from core.store.workspace import Workspace
from core.training import train_model
from core.types import Dataset, Event
from tests.factories import folder_zip, photo_bytes

SETTINGS = TrainSettings(epochs=10, dense=(32,), patience=0, learning_rate=0.005)
# In the order of the colours that the factory gives them.
CLASSES = {"red hats": 8, "blue mugs": 8, "gold rings": 8}

_ANSWER_IN_PLAIN_KERAS = """
import sys, json, numpy as np, keras
pixels = np.load(sys.argv[2])
model = keras.saving.load_model(sys.argv[1], safe_mode=True)
assert not [m for m in sys.modules if m.split(".")[0] in ("core", "ui")]
print(json.dumps(model.predict(pixels.astype("float32"), verbose=0).tolist()))
"""


def _fill(workspace: Workspace, folder: Path) -> Dataset:
    source = folder_zip(folder / "data.zip", CLASSES)
    dataset = read_dataset(source, workspace.photos, QuietContext())
    workspace.save_dataset(dataset)
    return dataset


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with three classes of photos."""
    folder = tmp_path_factory.mktemp("training")
    workspace = Workspace(folder / "workspace")
    _fill(workspace, folder)
    return workspace


@pytest.fixture(scope="module")
def run(filled: Workspace, networks: Path) -> Run:
    """A finished training."""
    return train_model(filled, networks, SETTINGS, QuietContext())


@pytest.fixture
def no_model_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves out the model file, which costs seconds and is tested once."""
    monkeypatch.setattr(training_module, "save_model", lambda path, *_: path.write_bytes(b"model"))


def test_train_model_colours_are_learnt_to_one(run: Run) -> None:
    assert run.report.accuracy == 1.0
    assert run.report.photos == run.manifest.photos_kept_aside == 6
    assert run.manifest.photos_used == 18


def test_train_model_run_folder_holds_every_file_and_their_hashes(run: Run) -> None:
    assert {path.name for path in run.folder.iterdir()} == {*FILES} - {TUNED}
    for name, digest in run.manifest.sha256.items():
        assert hashlib.sha256((run.folder / name).read_bytes()).hexdigest() == digest
    assert (run.folder / "labels.txt").read_text().splitlines() == sorted(CLASSES)


def test_train_model_run_reads_back_the_same(run: Run) -> None:
    assert load_run(run.folder) == run
    assert run.settings == SETTINGS
    assert len(run.history) == SETTINGS.epochs


def test_train_model_learns_from_all_photos_in_the_end_and_keeps_the_witness(run: Run) -> None:
    assert run.manifest.refit_photos == 24
    assert (run.folder / WITNESS).read_bytes() != (run.folder / HEAD).read_bytes()
    assert run.manifest.temperature != 1


@pytest.mark.usefixtures("run", "no_model_file")
def test_train_model_with_views_learns_the_colours_and_says_so(
    filled: Workspace, networks: Path
) -> None:
    events: list[Event] = []
    settings = replace(SETTINGS, views=2)
    viewed = train_model(filled, networks, settings, QuietContext(events.append))
    assert viewed.report.accuracy == 1.0
    assert viewed.report.photos == 6
    assert viewed.manifest.photos_used == 18
    assert viewed.settings.views == 2
    assert viewed.manifest.seconds["views"] > 0
    assert max(event.total for event in events if event.stage == "views") == 2 * 24


def test_train_model_without_refit_has_no_witness(
    run: Run, filled: Workspace, networks: Path, no_model_file: None
) -> None:
    settings = replace(SETTINGS, epochs=1, refit=False)
    plain = train_model(filled, networks, settings, QuietContext())
    assert plain.manifest.refit_photos == 0
    assert not (plain.folder / WITNESS).exists()
    assert plain.id != run.id


def test_train_model_twins_are_kept_on_one_side_and_remembered(
    run: Run,
    filled: Workspace,
    networks: Path,
    no_model_file: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dataset = filled.dataset()
    assert dataset is not None
    ids = [photo.id for photo in dataset.photos]
    monkeypatch.setattr(
        "core.twins.twin_groups", lambda *_: [tuple(ids[n : n + 2]) for n in range(0, 24, 2)]
    )
    twin_run = train_model(filled, networks, replace(SETTINGS, epochs=1), QuietContext())
    data = load_run_data(twin_run, filled)
    sides = [set(data.twins[list(rows)]) for rows in (data.parts.train, data.parts.validation)]
    assert len(data.parts.validation) == 6
    assert not sides[0] & sides[1]
    assert twin_run.id != run.id


def test_train_model_saved_model_opens_in_plain_keras_and_answers_the_same(
    run: Run, networks: Path, tmp_path: Path
) -> None:
    photo = photo_bytes("blue", (300, 200), seed=77)
    predictor = Predictor(run.folder, networks)
    pixels = model_input(photo, predictor.input_size)
    np.save(tmp_path / "pixels.npy", pixels[None])
    done = subprocess.run(
        [sys.executable, "-c", _ANSWER_IN_PLAIN_KERAS, str(run.folder / MODEL), str(tmp_path / "pixels.npy")],
        capture_output=True, text=True, cwd=tmp_path, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    outside = dict(
        zip(run.manifest.classes, json.loads(done.stdout.splitlines()[-1])[0], strict=True)
    )
    inside = {ranked.name: ranked.confidence for ranked in predictor.predict(photo).ranked}
    assert max(abs(outside[name] - inside[name]) for name in inside) < 1e-3


def test_predictor_recognises_new_photos_of_each_class(run: Run, networks: Path) -> None:
    predictor = Predictor(run.folder, networks)
    for colour, name in zip(("red", "blue", "gold"), CLASSES, strict=True):
        answer = predictor.predict(photo_bytes(colour, seed=4242))
        assert answer.best.name == name
        assert sum(ranked.confidence for ranked in answer.ranked) == pytest.approx(1, abs=1e-5)


def test_predictor_unreadable_photo_is_told_by_code(run: Run, networks: Path) -> None:
    with pytest.raises(UserError) as caught:
        Predictor(run.folder, networks).predict(b"hello, I am not a photo")
    assert caught.value.code.startswith("photo.")


def test_predictor_network_that_is_not_converted_is_told(run: Run, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="network_not_ready"):
        Predictor(run.folder, tmp_path)


@pytest.mark.usefixtures("run", "no_model_file")
def test_train_model_second_training_never_asks_the_backbone(
    filled: Workspace, networks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("the backbone was asked again")

    monkeypatch.setattr(features_module, "Extractor", fail)
    again = train_model(filled, networks, replace(SETTINGS, dense=()), QuietContext())
    assert again.report.accuracy == 1.0


@pytest.mark.usefixtures("no_model_file")
def test_train_model_renamed_class_and_moved_photo_need_no_backbone(
    run: Run, filled: Workspace, networks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = filled.dataset()
    assert dataset is not None
    moved = (replace(dataset.photos[0], label=1), *dataset.photos[1:])
    monkeypatch.setattr(
        features_module, "Extractor", lambda *_: pytest.fail("the backbone was asked")
    )
    filled.save_dataset(Dataset(("mugs", *dataset.classes[1:]), moved))
    try:
        renamed = train_model(filled, networks, replace(SETTINGS, epochs=1), QuietContext())
    finally:
        filled.save_dataset(dataset)
    assert renamed.manifest.classes[0] == "mugs"
    assert renamed.manifest.dataset_key != run.manifest.dataset_key


def _stop_after(events: list[Event], happened: Callable[[Event], bool]) -> QuietContext:
    return QuietContext(events.append, lambda: any(map(happened, events)))


@pytest.mark.usefixtures("run", "no_model_file")
def test_train_model_stopped_in_an_epoch_saves_the_best_so_far(
    filled: Workspace, networks: Path
) -> None:
    context = _stop_after([], lambda event: event.kind == "epoch" and event.done == 3)
    stopped = train_model(filled, networks, replace(SETTINGS, epochs=200), context)
    assert stopped.manifest.stopped
    assert len(stopped.history) == 3


def test_train_model_stopped_among_the_features_keeps_them_and_no_run(
    workspace: Workspace, networks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features_module, "BATCH_SIZE", 4)
    _fill(workspace, tmp_path)
    context = _stop_after([], lambda event: event.kind == "progress")
    with pytest.raises(Cancelled):
        train_model(workspace, networks, SETTINGS, context)
    assert all_runs(workspace) == []
    assert not list(workspace.runs.glob("*"))
    assert list(workspace.features.glob("*/*.npz"))


@pytest.mark.usefixtures("run")
def test_train_model_failing_to_save_leaves_no_half_run(
    filled: Workspace, networks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise UserError("general.disk_full", what="model.keras", folder="x")

    monkeypatch.setattr(training_module, "save_model", full)
    before = sorted(filled.runs.iterdir())
    with pytest.raises(UserError, match="disk_full"):
        train_model(filled, networks, replace(SETTINGS, epochs=1), QuietContext())
    assert sorted(filled.runs.iterdir()) == before


def test_train_model_random_labels_are_not_learnt(
    workspace: Workspace, networks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_module, "save_model", lambda path, *_: path.write_bytes(b"model"))
    dataset = _fill(workspace, tmp_path)
    labels = np.random.default_rng(5).permutation([photo.label for photo in dataset.photos])
    shuffled = tuple(
        replace(p, label=int(label)) for p, label in zip(dataset.photos, labels, strict=True)
    )
    workspace.save_dataset(Dataset(dataset.classes, shuffled))
    settings = replace(SETTINGS, validation_percent=50)
    assert train_model(workspace, networks, settings, QuietContext()).report.accuracy < 0.75


def test_train_model_without_data_is_refused(workspace: Workspace, networks: Path) -> None:
    with pytest.raises(UserError, match=r"dataset\.empty"):
        train_model(workspace, networks, SETTINGS, QuietContext())
