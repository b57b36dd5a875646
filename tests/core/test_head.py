"""The part that learns, on made-up features."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.backbones.registry import get
from core.context import Context, QuietContext
from core.errors import Cancelled, UserError
from core.head import HeadTrainer, Labelled, TrainedHead, build_head
from core.settings import TrainSettings
from core.teams import hidden_sizes
from core.trained_layers import probabilities
from core.types import Event

SETTINGS = TrainSettings(epochs=12, dense=(16,), teams=1, patience=0, learning_rate=0.01)
CLASSES = 3
SINGLE, SIDE_BY_SIDE = "efficientnet-lite0", "efficientnet-lite0-lite2"


def _parts(
    seed: int = 0, *, shuffled: bool = False, counts: tuple[int, ...] = (40, 40, 40)
) -> tuple[Labelled, Labelled]:
    """Training and validation features: a blob per class in eight dimensions."""
    rng = np.random.default_rng(seed)
    labels = np.concatenate([np.full(count, label) for label, count in enumerate(counts)])
    centres = np.random.default_rng(99).normal(size=(CLASSES, 8)) * 2
    features = (centres[labels] + rng.normal(size=(len(labels), 8)) * 0.3).astype(np.float32)
    if shuffled:
        labels = rng.permutation(labels)
    rows = rng.permutation(len(labels))
    train, validation = rows[::2], rows[1::2]
    return Labelled(features, train, labels[train]), Labelled(
        features, validation, labels[validation]
    )


def _trained(
    train: Labelled, validation: Labelled, classes: int, settings: TrainSettings, context: Context
) -> TrainedHead:
    """The head after one training."""
    trainer = HeadTrainer(train.features.shape[1], classes, settings)
    return trainer.train(train, validation, context)


def test_training_separable_classes_are_learnt_to_one() -> None:
    head = _trained(*_parts(), CLASSES, SETTINGS, QuietContext())
    assert head.history[head.best_epoch - 1].val_accuracy == 1.0


def test_training_shuffled_labels_are_not_learnt() -> None:
    head = _trained(*_parts(shuffled=True), CLASSES, SETTINGS, QuietContext())
    assert head.history[head.best_epoch - 1].val_accuracy < 0.55


def test_training_same_seed_gives_the_same_history_and_another_seed_does_not() -> None:
    settings = replace(SETTINGS, epochs=3)
    first, second = (_trained(*_parts(), CLASSES, settings, QuietContext()) for _ in range(2))
    assert first.history == second.history
    other = _trained(*_parts(), CLASSES, replace(settings, seed=2), QuietContext())
    assert other.history != first.history


def test_training_emits_one_event_per_epoch_with_four_metrics() -> None:
    events: list[Event] = []
    _trained(*_parts(), CLASSES, replace(SETTINGS, epochs=3), QuietContext(events.append))
    epochs = [event for event in events if event.kind == "epoch"]
    assert [(event.done, event.total) for event in epochs] == [(1, 3), (2, 3), (3, 3)]
    assert all(set(e.metrics) == {"loss", "accuracy", "val_loss", "val_accuracy"} for e in epochs)


def test_training_keeps_the_weights_of_the_best_epoch() -> None:
    train, validation = _parts(shuffled=True)
    head = _trained(train, validation, CLASSES, replace(SETTINGS, epochs=8), QuietContext())
    lowest = min(head.history, key=lambda epoch: epoch.val_loss)
    assert head.best_epoch == lowest.epoch < 8
    shares = probabilities(head.layers, validation.features[validation.rows])
    loss = -np.log(shares[np.arange(len(validation.labels)), validation.labels]).mean()
    assert loss == pytest.approx(lowest.val_loss, abs=1e-4)


def test_training_patience_ends_it_when_nothing_improves() -> None:
    settings = replace(SETTINGS, epochs=100, patience=2, learning_rate=0.05)
    head = _trained(*_parts(shuffled=True), CLASSES, settings, QuietContext())
    assert len(head.history) == head.best_epoch + 2 < 100
    assert not head.stopped


def test_training_stop_after_an_epoch_keeps_the_best_so_far() -> None:
    events: list[Event] = []
    context = QuietContext(
        events.append, lambda: any(e.kind == "epoch" and e.done == 2 for e in events)
    )
    head = _trained(*_parts(), CLASSES, SETTINGS, context)
    assert head.stopped
    assert len(head.history) == 2
    assert head.layers


def test_training_stop_before_the_first_epoch_ends_keeps_nothing() -> None:
    with pytest.raises(Cancelled):
        _trained(*_parts(), CLASSES, SETTINGS, QuietContext(should_stop=lambda: True))


def test_training_absurd_numbers_are_told_as_divergence() -> None:
    train, validation = _parts()
    broken = Labelled(np.full_like(train.features, np.nan), train.rows, train.labels)
    with pytest.raises(UserError, match=r"training\.diverged"):
        _trained(broken, validation, CLASSES, SETTINGS, QuietContext())


def test_training_class_weights_help_the_small_class() -> None:
    def small_class_recall(*, balanced: bool) -> float:
        rng = np.random.default_rng(3)
        labels = np.array([0] * 190 + [1] * 10)
        features = (rng.normal(size=(200, 8)) + labels[:, None] * 0.6).astype(np.float32)
        part = Labelled(features, np.arange(200), labels)
        settings = replace(SETTINGS, dense=(), class_weights=balanced, epochs=15)
        head = _trained(part, part, 2, settings, QuietContext())
        return float((probabilities(head.layers, features[190:]).argmax(axis=1) == 1).mean())

    assert small_class_recall(balanced=True) > small_class_recall(balanced=False)


def test_training_weight_decay_keeps_weights_small_and_spares_the_biases() -> None:
    settings = replace(SETTINGS, dense=(), epochs=40)

    def trained(decay: float) -> tuple[float, float]:
        trainer = HeadTrainer(8, CLASSES, replace(settings, weight_decay=decay))
        [(kernel, bias)] = trainer.train_for(_parts()[0], settings.epochs, QuietContext())
        return float(np.abs(kernel).mean()), float(np.abs(bias).mean())

    (free, free_bias), (held, held_bias) = trained(0.0), trained(3.0)
    assert held < 0.8 * free
    assert held_bias > 0.8 * free_bias


def test_training_without_validation_photos_still_trains() -> None:
    train, validation = _parts()
    empty = Labelled(validation.features, validation.rows[:0], validation.labels[:0])
    head = _trained(train, empty, CLASSES, replace(SETTINGS, epochs=2), QuietContext())
    assert len(head.history) == 2


@pytest.mark.parametrize("dense", [(), (8,), (32, 16, 8, 8)])
def test_trained_layers_answer_as_the_keras_head_does(dense: tuple[int, ...]) -> None:
    model = build_head(8, CLASSES, replace(SETTINGS, dense=dense))
    weights = model.get_weights()
    layers = tuple((weights[i], weights[i + 1]) for i in range(0, len(weights), 2))
    features = np.random.default_rng(0).normal(size=(5, 8)).astype(np.float32)
    expected = model(features, training=False).numpy()
    assert np.abs(probabilities(layers, features) - expected).max() < 1e-5


def test_head_trainer_every_training_starts_afresh() -> None:
    train, validation = _parts()
    settings = replace(SETTINGS, epochs=3, dropout=0.3)
    trainer = HeadTrainer(8, CLASSES, settings)
    first = trainer.train(train, validation, QuietContext())
    trainer.train_for(validation, 2, QuietContext())
    again = trainer.train(train, validation, QuietContext())
    alone = _trained(train, validation, CLASSES, settings, QuietContext())
    assert first.history == again.history == alone.history


def test_head_trainer_train_for_gives_the_weights_of_that_epoch() -> None:
    train, validation = _parts()
    trainer = HeadTrainer(8, CLASSES, replace(SETTINGS, epochs=3))
    best = trainer.train(train, validation, QuietContext())
    assert best.best_epoch == 3
    for ours, theirs in zip(best.layers, trainer.train_for(train, 3, QuietContext()), strict=True):
        np.testing.assert_allclose(ours[0], theirs[0], atol=1e-6)


def test_head_trainer_train_for_stopped_on_the_way_keeps_nothing() -> None:
    asked = iter([False] * 5 + [True] * 100)
    trainer = HeadTrainer(8, CLASSES, SETTINGS)
    with pytest.raises(Cancelled):
        trainer.train_for(_parts()[0], 12, QuietContext(should_stop=lambda: next(asked)))


def test_head_trainer_train_for_absurd_numbers_are_told_as_divergence() -> None:
    train, _ = _parts()
    broken = Labelled(np.full_like(train.features, np.nan), train.rows, train.labels)
    with pytest.raises(UserError, match=r"training\.diverged"):
        HeadTrainer(8, CLASSES, SETTINGS).train_for(broken, 1, QuietContext())


def _two_views() -> tuple[Labelled, int, int]:
    """Photos whose classes the features of either of two networks tell apart."""
    first, both = (get(name).feature_count for name in (SINGLE, SIDE_BY_SIDE))
    rng = np.random.default_rng(5)
    labels = np.arange(30) % CLASSES
    features = rng.normal(size=(30, both)).astype(np.float32) * 0.1
    features[np.arange(30), labels] += 1
    features[np.arange(30), first + labels] += 1
    return Labelled(features, np.arange(30), labels), first, both


@pytest.mark.parametrize("dense", [(), (16,), (16, 8)])
@pytest.mark.parametrize("teams", [1, 4])
def test_head_of_teams_says_what_was_measured_of_them(dense: tuple[int, ...], teams: int) -> None:
    settings = replace(SETTINGS, backbone=SIDE_BY_SIDE, dense=dense, teams=teams, epochs=30)
    lesson, _, _ = _two_views()

    head = _trained(lesson, lesson, CLASSES, settings, QuietContext())

    assert tuple(bias.size for _, bias in head.layers) == (*hidden_sizes(settings), CLASSES)
    best = head.history[head.best_epoch - 1]
    assert best.val_accuracy == 1.0
    answers = probabilities(head.layers, lesson.features)
    loss = -np.log(answers[np.arange(30), lesson.labels]).mean()
    assert loss == pytest.approx(best.loss, rel=1e-3)


def test_head_of_teams_each_learns_as_if_alone() -> None:
    settings = replace(SETTINGS, backbone=SIDE_BY_SIDE, dense=(32,), teams=2, dropout=0.0)
    lesson, first, both = _two_views()
    layers = HeadTrainer(both, CLASSES, settings).train_for(lesson, 5, QuietContext())

    own = Labelled(lesson.features[:, :first], lesson.rows, lesson.labels)
    alone = replace(settings, backbone=SINGLE, dense=(16,), teams=1)
    expected = HeadTrainer(first, CLASSES, alone).train_for(own, 5, QuietContext())

    np.testing.assert_allclose(layers[0][0][:first, :16], expected[0][0], atol=1e-5)
    np.testing.assert_allclose(4 * layers[1][0][:16], expected[1][0], atol=1e-5)
    assert not layers[0][0][:first, 32:].any(), "neurons of the other network"
