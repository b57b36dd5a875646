"""A whole run on two networks side by side, with the real ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.backbones.ready import ready_network
from core.backbones.registry import get
from core.context import QuietContext
from core.errors import UserError
from core.export.app_answers import AppAnswers
from core.export.check import ALLOWED_DIFFERENCE
from core.export.formats import FORMATS, ExportJob
from core.features import extract_features, feature_store
from core.fine_tuning.places import can_be_tuned
from core.intake import read_dataset
from core.intake.images import model_input
from core.predict import Predictor
from core.runs import Run
from core.settings import TrainSettings
from core.store.workspace import Workspace
from core.training import train_model
from core.types import Event
from tests.factories import folder_zip, photo_bytes

SPEC = get("efficientnet-lite0-lite2")
CLASSES = ("red hats", "blue mugs", "gold rings")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Eight photos of each class, which Lite0 has seen before."""
    folder = tmp_path_factory.mktemp("side_by_side")
    workspace = Workspace(folder / "workspace")
    source = folder_zip(folder / "data.zip", dict.fromkeys(CLASSES, 8))
    workspace.save_dataset(read_dataset(source, workspace.photos, QuietContext()))
    return workspace


@pytest.fixture(scope="module")
def run(workspace: Workspace, networks: Path) -> Run:
    """A run with the usual settings on both networks."""
    settings = TrainSettings(backbone=SPEC.id, learning_rate=0.005)
    run = train_model(workspace, networks, settings, QuietContext())
    ready_network(run.backbone, networks, QuietContext())
    return run


def test_features_that_one_network_has_seen_are_not_asked_for_again(
    tmp_path: Path, networks: Path
) -> None:
    workspace = Workspace(tmp_path / "workspace")
    source = folder_zip(tmp_path / "data.zip", {"red hats": 3, "blue mugs": 3})
    dataset = read_dataset(source, workspace.photos, QuietContext())
    first = extract_features(dataset, workspace, SPEC.networks[0], networks, QuietContext())

    events: list[Event] = []
    context = QuietContext(events.append)
    both = extract_features(dataset, workspace, SPEC, networks, context)

    looks = [e for e in events if e.stage == "features" and e.kind == "stage"]
    assert [(e.done, e.total) for e in looks] == [(6, 6), (0, 6)]
    assert np.array_equal(both.features[:, : first.features.shape[1]], first.features)
    assert np.array_equal(feature_store(workspace, SPEC).gather(both.ids), both.features)


def test_run_on_both_networks_learns_colours(run: Run) -> None:
    assert run.report.right == run.report.photos
    assert run.manifest.backbone == SPEC.id
    assert run.manifest.frozen_parameters == SPEC.parameters


# Every other form is built from the same Keras model, and two of them from the layers model.
@pytest.mark.parametrize("form", ["keras", "onnx", "tfjs"])
def test_form_of_a_run_on_both_networks_gives_the_answers_of_the_app(
    run: Run, workspace: Workspace, networks: Path, tmp_path: Path, form: str
) -> None:
    pixels = np.stack([model_input(photo_bytes("teal", seed=s), SPEC.input_size) for s in range(3)])
    job = ExportJob(run, workspace, networks, tmp_path, QuietContext(), False, form)
    builder = FORMATS[form].load_builder()

    builder.build(job)

    expected = AppAnswers(run.folder, networks).of(pixels)
    assert np.abs(builder.answers(job, pixels) - expected).max() < ALLOWED_DIFFERENCE


def test_page_of_a_run_on_both_networks_is_refused_with_what_to_do(
    run: Run, workspace: Workspace, networks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.export.web_page_format.ensure_runtime", lambda: b"var tf = {};")
    job = ExportJob(run, workspace, networks, tmp_path, QuietContext(), False, "web_page")
    with pytest.raises(UserError, match="page_too_large"):
        FORMATS["web_page"].load_builder().build(job)


def test_heat_of_a_run_on_both_networks_sums_up_to_the_answer(run: Run, networks: Path) -> None:
    predictor = Predictor(run.folder, networks)
    look = predictor.look(photo_bytes("red", seed=9))
    assert look.prediction.best.name == "red hats"
    found = predictor.evidence(look, "red hats")
    assert found.heat.shape == (7, 7)
    assert found.heat.sum() + found.rest > 0


def test_run_on_both_networks_is_not_offered_for_fine_tuning(run: Run) -> None:
    assert not can_be_tuned(run)
