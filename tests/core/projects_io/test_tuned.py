"""A fine-tuned model goes elsewhere with what was changed of its network; a hostile one goes nowhere."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.backbones.onnx_export import ensure_onnx, onnx_path
from core.backbones.registry import BACKBONES
from core.backbones.tuned import MOST_BLOCKS, TUNED, kernel_shapes, lite_tensors
from core.context import QuietContext
from core.errors import UserError
from core.export.bundle import download_zip
from core.intake.images import model_input
from core.predict import Predictor
from core.projects_io.arrays import check_tuned
from core.projects_io.open_model import open_model
from core.projects_io.open_project import open_project
from core.projects_io.save import save_project
from core.run_folder import file_hash
from core.runs import HEAD, LABELS, MODEL, Run, all_runs
from core.store.projects import Project, ProjectStore
from tests.core.projects_io.conftest import Open
from tests.core.projects_io.finished import (
    SPEC,
    as_if_fine_tuned,
    changed_kernels,
    changed_run,
    rewritten,
)
from tests.core.projects_io.hostile_tuned import CANARY, HOSTILE, hostile_file, npz_bytes
from tests.factories import photo_bytes, zip_of

RUN = "runs/20260101-120000-aaaa"
PHOTOS = [photo_bytes("teal", seed=seed) for seed in range(2)]

SINGLE = [spec.id for spec in BACKBONES.values() if spec.bundled and not spec.parts]


@pytest.fixture
def run(project: Project) -> Run:
    """The project's model, fine-tuned."""
    return as_if_fine_tuned(all_runs(project.workspace)[0])


@pytest.fixture
def saved(run: Run, project: Project, tmp_path: Path) -> Path:
    """The project with that model as a zip."""
    path = tmp_path / "pets.zip"
    save_project(project, path, QuietContext())
    return path


def _answers(run: Run, networks: Path) -> list[object]:
    ensure_onnx(run.backbone, networks)
    predictor = Predictor(run.folder, networks)
    return [predictor.predict(photo) for photo in PHOTOS]


def _refused_and_nothing_left(open_it: Open, path: Path, scratch: Path) -> str:
    with pytest.raises(UserError) as caught:
        open_it(path)
    assert not scratch.exists()
    assert [each for each in scratch.parent.rglob("*") if each.is_file()] == []
    assert CANARY == []
    return caught.value.code


@pytest.mark.parametrize("backbone_id", SINGLE)
def test_kernel_shapes_are_those_of_the_published_network(backbone_id: str) -> None:
    published = lite_tensors(BACKBONES[backbone_id])

    for name, shape in kernel_shapes(backbone_id, MOST_BLOCKS).items():
        assert (published[name].shape, published[name].dtype) == (shape, np.dtype(np.float32))


@pytest.mark.parametrize("blocks", range(1, MOST_BLOCKS + 1))
def test_check_tuned_passes_what_a_fine_tuning_of_any_depth_writes(
    tmp_path: Path, blocks: int
) -> None:
    np.savez(tmp_path / TUNED, **changed_kernels(blocks))  # type: ignore[arg-type]

    check_tuned(tmp_path / TUNED, SPEC.id)


def test_fine_tuned_project_opened_elsewhere_answers_exactly_as_the_first_and_in_plain_keras(
    run: Run,
    saved: Path,
    elsewhere: ProjectStore,
    scratch: Path,
    networks: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = open_project(saved, "pets.zip", elsewhere, networks, scratch, QuietContext())

    (received,) = all_runs(opened.project.workspace)
    files = (MODEL, HEAD, LABELS, TUNED)
    assert received.manifest.fine_tuned_from == run.manifest.fine_tuned_from
    assert received.manifest.weights_key == run.manifest.weights_key
    assert received.manifest.sha256 == {name: file_hash(received.folder / name) for name in files}
    assert (received.folder / TUNED).read_bytes() == (run.folder / TUNED).read_bytes()
    # Made while it was opened: it can be asked at once.
    network = onnx_path(received.backbone, networks)
    assert network is not None
    assert network.parent == received.folder
    predictor = Predictor(received.folder, networks)
    answers = [predictor.predict(photo) for photo in PHOTOS]
    assert answers == _answers(run, networks)

    import keras

    pixels = np.stack([model_input(photo, SPEC.input_size) for photo in PHOTOS]).astype(np.float32)
    model = keras.saving.load_model(received.folder / MODEL)
    for shares, answer in zip(model.predict(pixels, verbose=0), answers, strict=True):
        found = {ranked.name: ranked.confidence for ranked in answer.ranked}
        assert [found[name] for name in received.manifest.classes] == pytest.approx(
            shares, abs=1e-4
        )


def test_fine_tuned_model_answers_otherwise_than_on_the_network_as_published(
    project: Project, networks: Path
) -> None:
    (frozen,) = all_runs(project.workspace)
    before = _answers(frozen, networks)

    assert _answers(as_if_fine_tuned(frozen), networks) != before


@pytest.mark.parametrize("kind", HOSTILE)
def test_tuned_file_of_a_stranger_that_no_fine_tuning_writes_is_refused(
    saved: Path, open_it: Open, scratch: Path, kind: str
) -> None:
    changed = rewritten(saved, {f"{RUN}/{TUNED}": hostile_file(kind)})

    assert _refused_and_nothing_left(open_it, changed, scratch) == "projects.damaged"


def test_fine_tuned_model_without_what_was_changed_is_refused(
    saved: Path, open_it: Open, scratch: Path
) -> None:
    changed = rewritten(saved, {f"{RUN}/{TUNED}": None})

    assert _refused_and_nothing_left(open_it, changed, scratch) == "projects.damaged"


@pytest.mark.parametrize(
    "changes",
    [
        {"fine_tuned_from": ""},
        {"fine_tuned_from": 7},
        {"fine_tuned_from": None},
        {"backbone": "mobilenet-v2"},
    ],
)
def test_fine_tuned_model_whose_description_does_not_fit_is_refused(
    run: Run, saved: Path, open_it: Open, scratch: Path, changes: dict[str, Any]
) -> None:
    changed = rewritten(saved, {f"{RUN}/model.json": changed_run(run, **changes)})

    assert _refused_and_nothing_left(open_it, changed, scratch) == "projects.damaged"


def test_ordinary_model_with_a_file_of_changes_is_refused(
    project: Project, tmp_path: Path, open_it: Open, scratch: Path
) -> None:
    save_project(project, tmp_path / "plain.zip", QuietContext())
    changed = rewritten(tmp_path / "plain.zip", {f"{RUN}/{TUNED}": npz_bytes(changed_kernels())})

    assert _refused_and_nothing_left(open_it, changed, scratch) == "projects.damaged"


def test_project_opens_where_the_published_weights_are_missing(
    saved: Path, open_it: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise UserError("backbone.package_missing")

    monkeypatch.setattr("core.projects_io.rebuild.ready_network", missing)
    monkeypatch.setattr(
        "core.backbones.registry.BACKBONES",
        {SPEC.id: replace(SPEC, weights=replace(SPEC.weights, name="gone.pth"))},
    )

    opened = open_it(saved)

    assert (opened.runs, opened.without_model_file) == (1, 1)


@pytest.fixture
def sent(run: Run, tmp_path: Path) -> Path:
    """What the Download page gives of the fine-tuned model."""
    (run.folder / MODEL).write_bytes(b"a graph that must not be opened")
    path = tmp_path / "pets-2026.zip"
    path.write_bytes(download_zip(run))
    return path


@pytest.fixture
def open_sent(elsewhere: ProjectStore, scratch: Path, no_keras: None) -> Open:
    """Opens a downloaded model on the other computer."""
    return lambda path: open_model(path, path.name, elsewhere, scratch, scratch, QuietContext())


def _files(sent: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(sent) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_fine_tuned_model_that_was_sent_answers_exactly_as_the_first(
    run: Run, sent: Path, open_sent: Open, networks: Path
) -> None:
    (received,) = all_runs(open_sent(sent).project.workspace)

    assert received.backbone.tuned == received.folder / TUNED
    assert received.manifest.sha256[TUNED] == file_hash(run.folder / TUNED)
    assert _answers(received, networks) == _answers(run, networks)


@pytest.mark.parametrize("kind", ["gone", "unlisted", "changed", "not a number"])
def test_fine_tuned_model_that_was_sent_with_other_changes_is_refused(
    sent: Path, tmp_path: Path, open_sent: Open, scratch: Path, kind: str
) -> None:
    files = _files(sent)
    about = json.loads(files["model.json"])
    if kind == "gone":
        del files[TUNED]
    elif kind == "unlisted":
        about["files"].pop(TUNED)
        about["sha256"].pop(TUNED)
    elif kind == "changed":
        files[TUNED] = npz_bytes(changed_kernels(2))
    else:
        files[TUNED] = hostile_file(kind)
        (tmp_path / "hostile").write_bytes(files[TUNED])
        about["files"][TUNED] = file_hash(tmp_path / "hostile")
    files["model.json"] = json.dumps(about).encode()

    code = _refused_and_nothing_left(open_sent, zip_of(tmp_path / "changed.zip", files), scratch)

    assert code == "projects.damaged"
