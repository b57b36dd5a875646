"""A fine-tuned model is taken away with the network that was trained here, and says so."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.backbones.onnx_export import ensure_onnx
from core.backbones.tuned import TUNED
from core.context import QuietContext
from core.export.bundle import download_zip
from core.export.check import ALLOWED_DIFFERENCE
from core.export.formats import FORMATS
from core.export.keras_model import prepared_backbone
from core.export.model_card import model_card
from core.export.page_card import page_details
from core.intake.images import model_input
from core.predict import Predictor
from core.projects_io.rebuild import rebuild_files
from core.run_folder import file_hash
from core.runs import MODEL, load_run
from tests.core.export.run_with_familiarity import FinishedRun
from tests.core.projects_io.finished import SPEC, as_if_fine_tuned
from tests.factories import photo_bytes

PHOTOS = [photo_bytes("teal", seed=seed) for seed in range(3)]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """A fine-tuned run with its model file."""
    made = FinishedRun(tmp_path_factory.mktemp("tuned"))
    made.run = as_if_fine_tuned(made.run)
    rebuild_files(made.run.folder, made.networks, QuietContext())
    made.run = load_run(made.run.folder)
    return made


# Every other form is built from the same Keras model as LiteRT, and asks for it in the same way.
@pytest.mark.parametrize("form", ["onnx", "keras", "tflite"])
def test_form_of_a_fine_tuned_model_gives_the_answers_of_the_app(
    finished: FinishedRun, form: str
) -> None:
    pixels = np.stack([model_input(photo, SPEC.input_size) for photo in PHOTOS])
    predictor = Predictor(finished.run.folder, finished.networks)
    inside = [
        {ranked.name: ranked.confidence for ranked in predictor.predict(photo).ranked}
        for photo in PHOTOS
    ]

    finished.build(form)
    found = FORMATS[form].load_builder().answers(finished.job(form), pixels)

    expected = [[answer[name] for name in predictor.classes] for answer in inside]
    assert np.abs(found - np.array(expected)).max() < ALLOWED_DIFFERENCE


def test_answers_of_the_fine_tuned_network_are_not_those_of_the_published_one(
    finished: FinishedRun, tmp_path: Path
) -> None:
    folder = tmp_path / finished.run.id
    folder.mkdir()
    about = json.loads((finished.run.folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**about, "fine_tuned_from": ""}))
    (folder / "head.npz").write_bytes((finished.run.folder / "head.npz").read_bytes())
    ensure_onnx(SPEC, finished.networks)

    published = Predictor(folder, finished.networks).predict(PHOTOS[0])
    own = Predictor(finished.run.folder, finished.networks).predict(PHOTOS[0])

    assert abs(published.best.confidence - own.best.confidence) > 10 * ALLOWED_DIFFERENCE


def test_prepared_backbone_of_other_changes_in_the_same_place_is_built_anew(
    finished: FinishedRun, tmp_path: Path
) -> None:
    spec = replace(SPEC, tuned=tmp_path / TUNED)
    (tmp_path / TUNED).write_bytes((finished.run.folder / TUNED).read_bytes())
    first = prepared_backbone(spec)
    assert prepared_backbone(spec) is first

    with np.load(tmp_path / TUNED) as arrays:
        doubled = {name: 2 * arrays[name] for name in arrays.files}
    np.savez(tmp_path / TUNED, **doubled)

    second = prepared_backbone(spec)
    kernel = second.get_layer("conv_head").get_weights()[0]
    assert kernel == pytest.approx(2 * first.get_layer("conv_head").get_weights()[0])


def test_download_of_a_fine_tuned_model_holds_its_changes_and_says_what_was_trained(
    finished: FinishedRun,
) -> None:
    run = finished.run
    with zipfile.ZipFile(io.BytesIO(download_zip(run, finished.networks))) as archive:
        about = json.loads(archive.read("model.json"))
        card = archive.read("README.md").decode()
        assert archive.read(TUNED) == (run.folder / TUNED).read_bytes()
        assert archive.read(MODEL) == (run.folder / MODEL).read_bytes()
        assert "selftest.py" in archive.namelist()

    assert about["files"][TUNED] == file_hash(run.folder / TUNED)
    assert about["fine_tuned_from"] == run.manifest.fine_tuned_from
    assert "its last blocks trained here, too (tuned.npz)" in about["backbone_weights"]
    assert "Ready-made network: efficientnet-lite0, its last blocks trained here, too" in card
    assert "- `tuned.npz`: what the training changed in the ready-made network" in card
    assert "Frozen network" not in card


def test_page_of_a_fine_tuned_model_says_that_its_last_blocks_were_trained(
    finished: FinishedRun,
) -> None:
    details = page_details(finished.run)

    assert "EfficientNet-Lite0, its last blocks trained here, too" in details
    assert "not trained here" not in details


def test_words_for_an_ordinary_model_are_as_they_were(finished: FinishedRun) -> None:
    run = replace(finished.run, manifest=replace(finished.run.manifest, fine_tuned_from=""))

    card = model_card(run, FORMATS["keras"], "", 0, python=True, reference=True)

    assert "Frozen network: efficientnet-lite0" in card
    assert TUNED not in card
    assert "EfficientNet-Lite0" in page_details(run)
    assert "not trained here" in page_details(run)
