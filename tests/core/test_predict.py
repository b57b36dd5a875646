"""A prediction and what explains it come from one look at the photo."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.backbones.extractor import Extractor
from core.backbones.onnx_export import ensure_onnx
from core.backbones.registry import get
from core.intake.images import model_input
from core.predict import Predictor
from core.runs import HEAD
from core.settings import TrainSettings
from core.store.home import Home
from core.store.projects import ProjectStore
from core.trained_layers import logits, save_layers
from core.types import Dataset, Photo
from tests.factories import photo_bytes
from tests.pages.trained import add_run

SPEC = get("efficientnet-lite0")


@pytest.fixture
def predictor(home: Home, networks: Path) -> Predictor:
    """A model with a dense layer, of random numbers."""
    ensure_onnx(SPEC, networks)
    photos = tuple(Photo(f"{n:032x}", f"{n}.jpg", n % 3, None, 9, 9) for n in range(9))
    dataset = Dataset(("cats", "dogs", "owls"), photos)
    project = ProjectStore(home.projects).create("Pets")
    run = add_run(project, dataset, [0] * 9, settings=TrainSettings(dense=(8,)))
    rng = np.random.default_rng(0)
    first = rng.normal(0, 0.1, (SPEC.feature_count, 8)).astype(np.float32)
    last = rng.normal(size=(8, 3)).astype(np.float32)
    zeros = (np.zeros(8, np.float32), np.zeros(3, np.float32))
    save_layers(run.folder / HEAD, ((first, zeros[0]), (last, zeros[1])))
    return Predictor(run.folder, networks)


def test_look_sees_what_the_extractor_sees(predictor: Predictor, networks: Path) -> None:
    data = photo_bytes("teal")
    look = predictor.look(data)
    features = Extractor(ensure_onnx(SPEC, networks)).features(model_input(data, 224)[None])[0]
    assert look.features == pytest.approx(features, abs=1e-4)
    assert look.prediction == predictor.predict(data)


def test_evidence_of_the_answer_adds_up_to_its_lead_over_the_others(predictor: Predictor) -> None:
    look = predictor.look(photo_bytes("teal"))
    names = [ranked.name for ranked in look.prediction.ranked]
    sums = {}
    for name in names:
        found = predictor.evidence(look, name)
        sums[name] = float(found.heat.sum()) + found.rest
    found_logits = logits(predictor._answerer.layers, look.features[None])[0]
    for label, name in enumerate(predictor.classes):
        others = np.delete(found_logits, label)
        shares = np.exp(others - others.max()) / np.exp(others - others.max()).sum()
        assert sums[name] == pytest.approx(found_logits[label] - others @ shares, abs=1e-3)
    assert max(sums, key=lambda name: sums[name]) == names[0]
