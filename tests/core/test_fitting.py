"""From features to a calibrated head, on made-up features."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core import fitting
from core.context import QuietContext
from core.fitting import fit, labelled
from core.folds import deal_folds
from core.head import HeadTrainer
from core.out_of_fold import out_of_fold_logits
from core.run_data import RunData
from core.settings import TrainSettings
from core.splits import split_dataset
from core.trained_layers import Layers, probabilities
from core.types import Dataset, Event, FeatureSet, Photo

SETTINGS = TrainSettings(epochs=15, dense=(16,), learning_rate=0.01)
CLASSES = 3


def _given(
    per_class: int = 30, noise: float = 1.2, *, shuffled: bool = False, seed: int = 0
) -> tuple[FeatureSet, RunData]:
    """Features of a blob per class in eight dimensions, more or less apart."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(CLASSES), per_class)
    centres = np.random.default_rng(99).normal(size=(CLASSES, 8))
    features = (centres[labels] + noise * rng.normal(size=(len(labels), 8))).astype(np.float32)
    if shuffled:
        labels = rng.permutation(labels)
    photos = tuple(
        Photo(f"{n:03}", f"{n}.jpg", int(label), None, 9, 9) for n, label in enumerate(labels)
    )
    dataset = Dataset(("a", "b", "c"), photos)
    twins = np.arange(len(photos))
    data = RunData(dataset, split_dataset(dataset, 20, 1, twins), twins)
    return FeatureSet(tuple(photo.id for photo in photos), features, "x"), data


def _loss(layers: Layers, features: FeatureSet, data: RunData, rows: tuple[int, ...]) -> float:
    part = labelled(features, data.dataset, rows)
    shares = probabilities(layers, part.features[part.rows])
    return float(-np.log(shares[np.arange(len(rows)), part.labels]).mean())


def test_fit_refit_head_learned_from_the_photos_kept_aside_and_the_witness_did_not() -> None:
    features, data = _given()
    fitted = fit(features, data, SETTINGS, QuietContext())
    again = fit(features, data, replace(SETTINGS, refit=False), QuietContext())
    aside = data.parts.validation
    assert fitted.is_refit
    assert _loss(fitted.layers, features, data, aside) < _loss(
        fitted.witness, features, data, aside
    )
    for ours, theirs in zip(fitted.witness, again.layers, strict=True):
        np.testing.assert_allclose(ours[0], theirs[0], atol=1e-6)


def test_fit_without_refit_the_witness_is_the_head() -> None:
    features, data = _given()
    fitted = fit(features, data, replace(SETTINGS, refit=False), QuietContext())
    assert not fitted.is_refit
    assert fitted.layers[0][0] is fitted.witness[0][0]


def test_fit_confidences_are_as_often_right_as_they_say() -> None:
    features, data = _given(per_class=60)
    others, truth = _given(per_class=400, seed=7)
    for smoothing in (0.0, 0.3):
        fitted = fit(features, data, replace(SETTINGS, label_smoothing=smoothing), QuietContext())
        shares = probabilities(fitted.layers, others.features)
        labels = np.array([photo.label for photo in truth.dataset.photos])
        right = float((shares.argmax(axis=1) == labels).mean())
        assert right == pytest.approx(float(shares.max(axis=1).mean()), abs=0.06)


def test_fit_stopped_while_it_refits_keeps_the_witness() -> None:
    features, data = _given()
    events: list[Event] = []
    context = QuietContext(events.append, lambda: any(e.stage == fitting.REFIT for e in events))
    fitted = fit(features, data, SETTINGS, context)
    assert not fitted.is_refit
    assert not fitted.trained.stopped
    assert fitted.layers[0][0] is fitted.witness[0][0]


def test_fit_many_photos_aside_need_no_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    features, data = _given()
    stages: list[Event] = []
    monkeypatch.setattr(fitting, "ENOUGH_ASIDE", 5)
    fit(features, data, SETTINGS, QuietContext(stages.append))
    assert fitting.CALIBRATION not in {event.stage for event in stages}


def test_out_of_fold_shuffled_labels_give_chance() -> None:
    features, data = _given(per_class=60, noise=0.3, shuffled=True)
    photos = labelled(features, data.dataset, range(180))
    folds = deal_folds(data.dataset, range(180), None, 1)
    trainer = HeadTrainer(8, CLASSES, SETTINGS)
    answers = out_of_fold_logits(
        trainer, photos, np.arange(180), folds, 15, QuietContext(), "folds"
    )
    right = float((answers.argmax(axis=1) == photos.labels).mean())
    assert 0.15 < right < 0.5


def test_out_of_fold_photo_that_is_not_asked_has_no_answer() -> None:
    features, data = _given(noise=0.2)
    photos = labelled(features, data.dataset, range(90))
    rows = [row for row in range(90) if row % 3]
    folds = deal_folds(data.dataset, rows, None, 1)
    trainer = HeadTrainer(8, CLASSES, SETTINGS)
    answers = out_of_fold_logits(
        trainer, photos, np.array(rows), folds, 10, QuietContext(), "folds"
    )
    assert np.isnan(answers[::3]).all()
    assert (answers[rows].argmax(axis=1) == photos.labels[rows]).mean() > 0.9
