from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.settings import TrainSettings
from core.settings_search.leaderboard import (
    FILE,
    LEAST_GAIN,
    Confirmation,
    Leaderboard,
    Trial,
    load_leaderboard,
    save_leaderboard,
)
from core.store.workspace import Workspace

START = Trial(1, TrainSettings(), right=80, photos=100, loss=0.5, seconds=2.0)
BETTER = Trial(3, TrainSettings(dense=(64, 32)), right=79, photos=100, loss=0.4, seconds=1.5)
SURE = Confirmation(3, right=82.5, start_right=80.0, photos=100, gain=0.1, doubt=0.03)
BOARD = Leaderboard("key", 30.0, "time_is_up", 1, (START, BETTER), (SURE,))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def test_leaderboard_ranks_by_loss():
    assert BOARD.best is BETTER
    assert BOARD.ranked == (BETTER, START)
    assert BOARD.start is START


def test_leaderboard_with_equal_losses_prefers_the_earlier():
    assert replace(BOARD, trials=(START, replace(BETTER, loss=0.5))).best is START


def test_winner_is_the_try_that_was_surely_better_when_asked_again():
    assert BOARD.winner is BETTER
    assert BOARD.confirmation is SURE


@pytest.mark.parametrize(
    "doubtful",
    [
        replace(SURE, gain=0.03),
        replace(SURE, gain=-0.1),
        replace(SURE, gain=LEAST_GAIN, doubt=0.0),
        replace(SURE, right=79.0),
    ],
    ids=["within one standard error", "worse", "no difference to speak of", "right less often"],
)
def test_winner_of_a_doubtful_gain_is_none(doubtful):
    board = replace(BOARD, confirmed=(doubtful,))

    assert board.winner is None
    assert board.best is BETTER


def test_winner_may_be_right_on_a_two_hundredth_of_the_photos_less():
    asked = replace(SURE, right=279.0, start_right=280.5, photos=300)

    assert replace(BOARD, confirmed=(asked,)).winner is BETTER
    assert replace(BOARD, confirmed=(replace(asked, right=278.5),)).winner is None


def test_winner_nothing_asked_again_is_none():
    assert replace(BOARD, confirmed=()).winner is None


def test_winner_of_several_has_the_largest_gain_that_is_sure():
    other = replace(BETTER, number=4)
    doubtful = replace(SURE, number=5, gain=0.9, doubt=1.0)
    board = replace(
        BOARD,
        trials=(START, BETTER, other, replace(BETTER, number=5)),
        confirmed=(SURE, replace(SURE, number=4, gain=0.2), doubtful),
    )

    assert board.winner is other


def test_story_from_before_anything_was_asked_again_is_loaded(workspace):
    save_leaderboard(workspace, replace(BOARD, confirmed=()))
    story = json.loads((workspace.folder / FILE).read_text())
    del story["confirmed"]
    (workspace.folder / FILE).write_text(json.dumps(story))

    assert load_leaderboard(workspace) == replace(BOARD, confirmed=())


def test_saved_leaderboard_is_loaded_as_it_was(workspace):
    save_leaderboard(workspace, BOARD)

    assert load_leaderboard(workspace) == BOARD


def test_load_before_the_first_search_is_none(workspace):
    assert load_leaderboard(workspace) is None


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"trials": []}', '{"dataset_key": "k", "trials": [{}]}']
)
def test_load_of_a_damaged_story_is_none(workspace, content):
    (workspace.folder / FILE).write_text(content)

    assert load_leaderboard(workspace) is None
