"""Views in a search, on made-up features where it is known that only they help."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from core.context import Context, QuietContext
from core.errors import Cancelled
from core.lessons import Viewed
from core.settings import TrainSettings
from core.settings_search import search as search_module
from core.settings_search.leaderboard import Leaderboard
from core.settings_search.material import Material
from core.settings_search.search import search
from core.types import Event

START = TrainSettings(backbone="any", dense=(), teams=1, dropout=0.0, epochs=20, learning_rate=0.01)
PHOTOS, VIEWS, LENGTH = 60, 3, 40


@pytest.fixture(scope="module")
def made() -> tuple[Material, Viewed]:
    """Photos with so much noise that only many views of each show what the classes have in common."""
    rng = np.random.default_rng(1)
    labels = np.arange(PHOTOS) % 3
    centres = rng.normal(size=(3, LENGTH))

    def seen(classes: np.ndarray, noise: float) -> np.ndarray:
        return (centres[classes] + noise * rng.normal(size=(len(classes), LENGTH))).astype(
            "float32"
        )

    photos, shown = seen(labels, 2.5), np.repeat(np.arange(PHOTOS), VIEWS)
    material = Material(
        features={"any": photos},
        labels=labels,
        deals=tuple(rng.permutation(np.arange(PHOTOS) // 3 % 3) for _ in range(3)),
        twins=np.arange(PHOTOS),
        class_count=3,
        dataset_key="key",
    )
    everything = np.concatenate([photos, seen(labels[shown], 0.3)])
    return material, Viewed(everything, np.arange(PHOTOS), labels, shown)


@pytest.fixture(autouse=True)
def _few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "MOST_TRIES", 6)


def test_search_makes_views_once_and_they_win_where_they_help(made):
    material, viewed = made
    asked: list[tuple[str, int]] = []
    stories: list[Leaderboard] = []

    def maker(backbone: str, views: int, context: Context) -> Viewed:
        asked.append((backbone, views))
        return viewed

    board = search(material, START, 3600, QuietContext(), stories.append, maker=maker)

    assert asked == [("any", VIEWS)]
    assert [story.state for story in stories].count("viewing") == 1
    assert board.winner is not None
    assert board.winner.settings.views == VIEWS
    assert {trial.settings.views for trial in board.trials} == {0, VIEWS}


def test_search_whose_time_is_too_short_for_the_views_goes_on_without(made):
    material, _ = made
    clock = count()
    events: list[Event] = []

    def maker(backbone: str, views: int, context: Context) -> Viewed:
        while not context.stop_requested():
            context.emit(Event("progress", "views"))
        raise Cancelled

    board = search(
        material, START, 200, QuietContext(events.append), clock=lambda: next(clock), maker=maker
    )

    assert len(board.trials) + board.given_up > 4
    assert {trial.settings.views for trial in board.trials} == {0}
    assert {event.stage for event in events} == {"search"}


def test_search_stopped_while_views_are_made_keeps_what_was_found(made):
    material, _ = made
    stories: list[Leaderboard] = []
    context = QuietContext(should_stop=lambda: bool(stories) and stories[-1].state == "viewing")

    def maker(backbone: str, views: int, context: Context) -> Viewed:
        assert context.stop_requested()
        raise Cancelled

    board = search(material, START, 3600, context, stories.append, maker=maker)

    assert board.state == "stopped"
    assert len(board.trials) >= 1
    assert board.winner is None


def test_search_of_a_person_with_views_judges_their_settings_with_them(made):
    material, viewed = made
    with_views = replace(START, views=VIEWS)

    board = search(material.with_views("any", viewed), with_views, 0, QuietContext())
    plain = search(material, START, 0, QuietContext())

    assert board.start.settings.views == VIEWS
    assert board.start.loss < plain.start.loss
    assert board.start.photos == plain.start.photos == PHOTOS


def test_search_without_a_maker_tries_no_views(made):
    material, _ = made

    board = search(material, START, 3600, QuietContext())

    assert {trial.settings.views for trial in board.trials} == {0}
