"""A model that somebody sent: our own zip opens without its graph, every other one is refused."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.answering import Answerer
from core.context import QuietContext
from core.errors import UserError
from core.export.bundle import download_zip
from core.familiarity import Familiarity, save_familiarity
from core.projects_io.open_model import open_model
from core.projects_io.open_project import Opened
from core.projects_io.received import received_file
from core.projects_io.recognise import recognise
from core.runs import MODEL, Run, all_runs
from core.store.projects import Project, ProjectStore
from tests.core.projects_io.finished import SPEC
from tests.factories import folder_zip, zip_of

Open = Callable[[Path], Opened]


@pytest.fixture
def run(project: Project) -> Run:
    """The project's model, with a model file that nobody can read."""
    (found,) = all_runs(project.workspace)
    (found.folder / MODEL).write_bytes(b"a graph that must not be opened")
    means = np.full((2, SPEC.feature_count), 0.1, np.float32)
    save_familiarity(
        found.folder / "familiarity.npz", Familiarity(means, (0.5, 0.1), (1.0, 0.2), 2.0)
    )
    return found


@pytest.fixture
def sent(run: Run, tmp_path: Path) -> Path:
    """What the Download page gives."""
    path = tmp_path / "pets-2026.zip"
    path.write_bytes(download_zip(run))
    return path


@pytest.fixture
def open_it(elsewhere: ProjectStore, scratch: Path, no_keras: None) -> Open:
    """Opens a zip on the other computer."""

    def opened(path: Path) -> Opened:
        return open_model(path, path.name, elsewhere, scratch, scratch, QuietContext())

    return opened


def _files(sent: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(sent) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _described(sent: Path, folder: Path, **changes: Any) -> Path:
    """The same zip with other values in `model.json`."""
    files = _files(sent)
    value = {**json.loads(files["model.json"]), **changes}
    return zip_of(folder / "changed.zip", {**files, "model.json": json.dumps(value).encode()})


def test_model_that_was_sent_becomes_a_project_without_photos_that_answers_the_same(
    run: Run, sent: Path, open_it: Open
) -> None:
    opened = open_it(sent)

    (received,) = all_runs(opened.project.workspace)
    features = np.random.default_rng(0).normal(size=(5, SPEC.feature_count)).astype(np.float32)
    assert opened.project.name == "pets-2026"
    assert received_file(opened.project.workspace) == "pets-2026.zip"
    assert opened.project.workspace.dataset() is None
    assert Answerer(received.folder).answers(features) == Answerer(run.folder).answers(features)
    assert Answerer(received.folder).knows_strangers
    assert (received.folder / MODEL).read_bytes() == b"rebuilt"


def test_model_that_was_sent_keeps_its_results_but_no_names_of_photos(
    run: Run, sent: Path, open_it: Open
) -> None:
    (received,) = all_runs(open_it(sent).project.workspace)

    assert received.report.confusion == run.report.confusion
    assert received.history == run.history
    assert received.report.mistakes == ()
    with zipfile.ZipFile(sent) as archive:
        texts = b"".join(archive.read(n) for n in archive.namelist() if n.endswith(".json"))
    assert b".jpg" not in texts


def test_model_without_results_opens_with_nobody_asked(
    sent: Path, tmp_path: Path, open_it: Open
) -> None:
    files = _files(sent)
    del files["report.json"], files["history.json"]

    (received,) = all_runs(open_it(zip_of(tmp_path / "bare.zip", files)).project.workspace)

    assert received.report.photos == 0


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("head.npz", b"x"), ("report.json", b"{}"), ("familiarity.npz", b"x"),
        ("model.json", b"[]"), ("model.json", b"[" * 100_000),
    ],
)  # fmt: skip
def test_model_with_a_changed_file_is_refused_and_nothing_is_left(
    sent: Path, tmp_path: Path, open_it: Open, elsewhere: ProjectStore, name: str, data: bytes
) -> None:
    files = _files(sent)

    with pytest.raises(UserError) as caught:
        open_it(zip_of(tmp_path / "changed.zip", {**files, name: data}))

    assert caught.value.code == "projects.damaged"
    assert elsewhere.all() == []


def test_model_with_a_head_of_another_shape_and_the_right_hash_is_refused(
    sent: Path, tmp_path: Path, open_it: Open, elsewhere: ProjectStore
) -> None:
    changed = _described(sent, tmp_path, classes=["cats", "dogs", "birds"])

    with pytest.raises(UserError) as caught:
        open_it(changed)

    assert caught.value.code == "projects.damaged"
    assert elsewhere.all() == []


def test_model_of_a_newer_version_is_refused(sent: Path, tmp_path: Path, open_it: Open) -> None:
    newer = _described(sent, tmp_path, format=2, app_version="9.0.0")

    with pytest.raises(UserError) as caught:
        open_it(newer)

    assert (caught.value.code, caught.value.facts["version"]) == ("projects.too_new", "9.0.0")


def test_download_of_a_model_whose_file_could_not_be_built_is_refused_in_words(run: Run) -> None:
    (run.folder / MODEL).unlink()

    with pytest.raises(UserError) as caught:
        download_zip(run)

    assert caught.value.code == "projects.model_file_missing"


def test_recognise_tells_projects_models_and_photos_apart(
    saved: Path, sent: Path, tmp_path: Path
) -> None:
    photos = folder_zip(tmp_path / "more.zip", {"a": 2, "b": 2})

    kinds = [recognise(path, path.name) for path in (saved, sent, photos)]

    assert kinds == ["project", "model", "data"]


def _zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return file.getvalue()


FOREIGN: dict[str, Any] = {
    "model.keras": _zipped("config.json", "metadata.json", "model.weights.h5"),
    "model.h5": b"\x89HDF\r\n\x1a\n" + b"\0" * 100,
    "converted_keras.zip": _zipped("keras_model.h5", "labels.txt"),
    "tm-my-image-model.zip": _zipped("model.json", "weights.bin", "metadata.json"),
    "saved_model.zip": _zipped("saved/saved_model.pb", "saved/variables/variables.index"),
    "model.tflite": b"\x1c\0\0\0TFL3" + b"\0" * 100,
    "model.onnx": b"\x08\x08\x12\x07pytorch" + b"\0" * 100,
    "model.pkl": b"\x80\x04\x95\x10\0\0\0\0\0\0\0",
    "model.pt": _zipped("archive/data.pkl", "archive/version"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_model_of_another_program_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    path = tmp_path / "upload.zip"
    path.write_bytes(FOREIGN[name])

    with pytest.raises(UserError) as caught:
        recognise(path, name)

    assert caught.value.code == "projects.foreign_model"
    assert caught.value.facts["file"] == name


def test_model_zip_of_an_earlier_version_says_what_is_missing(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "old.zip", {"model.keras": b"x", "labels.txt": b"a", "model.json": b"{}"}
    )

    with pytest.raises(UserError) as caught:
        recognise(path, "old.zip")

    assert caught.value.code == "projects.model_without_head"


def test_torn_project_is_recognised_as_torn(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:-2000])

    with pytest.raises(UserError) as caught:
        recognise(saved, "pets.zip")

    assert caught.value.code == "projects.incomplete"
