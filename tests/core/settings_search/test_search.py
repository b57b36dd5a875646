"""The search on made-up features, where it is known what is good."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import optuna
import pytest

from core.context import QuietContext
from core.errors import Cancelled, UserError
from core.settings import TrainSettings, checked
from core.settings_search import search as search_module
from core.settings_search.leaderboard import Leaderboard
from core.settings_search.material import Material
from core.settings_search.search import search
from core.settings_search.space import as_parameters, suggested
from core.types import Event

CLASSES = 3
# Hardly learns anything in the epochs that it has.
POOR = TrainSettings(
    backbone="blurred", dense=(), dropout=0.0, learning_rate=0.0001, epochs=2, patience=0
)


@pytest.fixture(scope="module")
def material() -> Material:
    """Two networks of which one sees the classes clearly and the other hardly."""
    rng = np.random.default_rng(0)
    labels = np.arange(90) % CLASSES
    centres = rng.normal(size=(CLASSES, 8)) * 2

    def seen(noise: float) -> np.ndarray:
        return (centres[labels] + rng.normal(size=(90, 8)) * noise).astype(np.float32)

    return Material(
        features={"blurred": seen(6.0), "sharp": seen(0.3)},
        labels=labels,
        deals=tuple(rng.permutation(np.arange(90) // CLASSES % 3) for _ in range(3)),
        twins=np.arange(90),
        class_count=CLASSES,
        dataset_key="key",
    )


@pytest.fixture(scope="module")
def found(material: Material) -> tuple[Leaderboard, list[Leaderboard], list[Event]]:
    """A finished search, the story on the way, and what the context was told."""
    stories: list[Leaderboard] = []
    events: list[Event] = []
    patience, search_module.PATIENCE = search_module.PATIENCE, 4
    try:
        board = search(material, POOR, 3600, QuietContext(events.append), stories.append)
    finally:
        search_module.PATIENCE = patience
    return board, stories, events


def test_search_finds_the_network_that_sees_the_classes(found):
    board, _, _ = found

    assert board.best.settings.backbone == "sharp"
    assert board.best.accuracy == 1.0
    assert board.best.loss < board.start.loss


def test_search_what_is_clearly_better_is_so_when_asked_again(found):
    board, _, _ = found

    assert board.winner is not None
    assert board.winner.settings.backbone == "sharp"
    assert board.confirmation.right > board.confirmation.start_right
    assert {each.photos for each in board.confirmed} == {90}


def test_search_asks_the_best_few_again_and_first_the_one_with_only_another_network(found):
    board, _, _ = found

    first, *others = (each.number for each in board.confirmed)
    plain = board.trials[1]
    assert first == plain.number
    assert as_parameters(plain.settings) == as_parameters(replace(POOR, backbone="sharp"))
    ranked = [trial.number for trial in board.ranked if trial is not plain]
    assert others == ranked[: search_module.FINALISTS - 1]


def test_search_on_noise_takes_no_winner(material):
    rng = np.random.default_rng(5)
    noise = {"blurred": rng.normal(size=(90, 8)).astype(np.float32)}
    ticks = iter(range(1000))

    board = search(
        replace(material, features=noise),
        TrainSettings(backbone="blurred", dense=(8,), epochs=5),
        40,
        QuietContext(),
        clock=lambda: next(ticks),
    )

    assert len(board.trials) > 1
    assert board.winner is None


def test_search_tries_what_the_person_had_first(found):
    board, _, _ = found

    assert board.start.number == 1
    assert board.start.settings == POOR


def test_search_that_cannot_save_its_story_ends_as_an_error(material, monkeypatch):
    def full(*_):
        raise UserError("general.disk_full", path="search.json")

    monkeypatch.setattr(search_module, "MOST_TRIES", 3)
    monkeypatch.setattr(search_module, "confirmations", full)

    with pytest.raises(UserError, match=r"general\.disk_full"):
        search(material, POOR, 3600, QuietContext())


def test_search_that_finds_nothing_better_any_more_ends_before_its_time(found):
    board, _, _ = found

    assert board.state == "nothing_better"
    assert len(board.trials) + board.given_up == board.best.number + 4


def test_search_asks_every_photo_once_in_each_try(found, material):
    board, _, _ = found

    assert {trial.photos for trial in board.trials} == {len(material.labels)}


def test_search_tells_its_story_try_by_try(found):
    board, stories, events = found

    tried = [len(story.trials) for story in stories if story.state == "searching"]
    assert tried == list(range(1, len(board.trials) + 1))
    asked = [len(story.confirmed) for story in stories if story.state == "confirming"]
    assert asked == list(range(len(board.confirmed) + 1))
    assert stories[-1] == board
    told = [event.metrics["accuracy"] for event in events if event.kind == "progress"]
    assert told[-1] == board.best.accuracy


def test_search_tries_only_settings_that_a_person_could_choose(found):
    board, _, _ = found

    for trial in board.trials:
        checked(replace(trial.settings, backbone="mobilenet"))
    assert {trial.settings.dropout for trial in board.trials} <= {n / 10 for n in range(7)}


def test_search_tries_only_settings_that_another_search_can_begin_with(found):
    board, _, _ = found

    assert all(as_parameters(trial.settings) for trial in board.trials)


def test_search_every_dropout_that_is_drawn_can_be_begun_with():
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    drawn = [suggested(study.ask(), TrainSettings(), ["sharp"], {}) for _ in range(60)]

    assert {settings.dropout for settings in drawn} == {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6}
    assert all(as_parameters(settings) for settings in drawn)


def test_search_from_settings_outside_of_the_space_asks_the_best_again_first(material, monkeypatch):
    monkeypatch.setattr(search_module, "MOST_TRIES", 6)
    outside = replace(POOR, dense=(24, 24))

    board = search(material, outside, 3600, QuietContext())

    ranked = [trial.number for trial in board.ranked if trial.loss < board.start.loss]
    assert [each.number for each in board.confirmed] == ranked[: search_module.FINALISTS]


def test_search_whose_start_diverges_when_asked_again_keeps_what_was_found(material, monkeypatch):
    def diverges(*_):
        raise UserError("training.diverged", epoch=1, learning_rate=1.0)

    monkeypatch.setattr(search_module, "MOST_TRIES", 3)
    monkeypatch.setattr(search_module, "confirmations", diverges)

    board = search(material, POOR, 3600, QuietContext())

    assert board.state == "enough_tries"
    assert board.winner is None


def test_search_without_time_tries_what_the_person_had_and_no_more(material):
    board = search(material, POOR, 0, QuietContext())

    assert board.state == "time_is_up"
    assert [trial.number for trial in board.trials] == [1]


def test_search_ends_after_as_many_tries_as_memory_allows(material, monkeypatch):
    monkeypatch.setattr(search_module, "MOST_TRIES", 3)

    board = search(material, POOR, 3600, QuietContext())

    assert board.state == "enough_tries"
    assert len(board.trials) + board.given_up == 3


def test_search_stopped_in_the_first_try_has_nothing_to_show(material):
    with pytest.raises(Cancelled):
        search(material, POOR, 60, QuietContext(should_stop=lambda: True))


def test_search_stopped_later_keeps_what_was_found(material):
    stories: list[Leaderboard] = []
    context = QuietContext(should_stop=lambda: len(stories) >= 2)

    board = search(material, POOR, 3600, context, stories.append)

    assert board.state == "stopped"
    assert len(board.trials) == 2


def test_search_stopped_while_the_best_are_asked_again_keeps_what_was_found(material, monkeypatch):
    monkeypatch.setattr(search_module, "MOST_TRIES", 3)
    stories: list[Leaderboard] = []
    context = QuietContext(should_stop=lambda: bool(stories) and stories[-1].state == "confirming")

    board = search(material, POOR, 3600, context, stories.append)

    assert board.state == "stopped"
    assert board.best.settings.backbone == "sharp"
    assert board.winner is None


def test_settings_outside_of_the_space_have_no_parameters():
    assert as_parameters(TrainSettings()) is not None
    assert as_parameters(TrainSettings(dense=(1024, 1024, 512))) is None
    assert as_parameters(TrainSettings(learning_rate=0.1)) is None
    assert as_parameters(TrainSettings(weight_decay=0.2)) is None
