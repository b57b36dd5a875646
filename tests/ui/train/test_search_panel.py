"""What the page says of a finished search."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.settings import TrainSettings
from core.settings_search.leaderboard import Confirmation, Leaderboard, State, Trial
from ui.train.search_panel import found_in_words

START = Trial(1, TrainSettings(), right=80, photos=100, loss=0.5, seconds=2.0)
BETTER = Trial(3, TrainSettings(dropout=0.5, weight_decay=1.0), 85, 100, loss=0.4, seconds=1.5)
SURE = Confirmation(3, right=83.5, start_right=81.0, photos=100, gain=0.1, doubt=0.03)
BOARD = Leaderboard("key", 30.0, "time_is_up", 1, (START, BETTER), (SURE,))


def test_found_in_words_of_a_sure_winner_counts_what_was_asked_again_and_names_the_differences():
    said = found_in_words(BOARD)

    assert said.startswith("**The search found settings that are surely better than yours.**")
    assert said.endswith("3 choices of settings tried. The time was up.")
    assert "right on 84 of 100 photos, yours on 81" in said
    assert "dropout 0.3 → 0.5, weight decay 0 → 1" in said


def test_found_in_words_of_a_winner_whose_training_was_stopped_says_what_to_do():
    said = found_in_words(replace(BOARD, state="stopped"))

    assert said.endswith("set the sliders to them and press Train.")


def test_found_in_words_of_as_many_right_answers_says_that_it_is_surer():
    said = found_in_words(replace(BOARD, confirmed=(replace(SURE, right=81.0),)))

    assert "81 of 100 photos, as yours, and surer" in said


def test_found_in_words_of_a_winner_with_one_right_answer_less_says_why_it_is_better():
    said = found_in_words(
        replace(BOARD, confirmed=(replace(SURE, right=299, start_right=300, photos=310),))
    )

    assert "right on 299 of 310 photos, yours on 300, which is as good as equal" in said
    assert "less sure where it was wrong" in said


def test_found_in_words_names_the_views_where_they_differ():
    said = found_in_words(
        replace(BOARD, trials=(START, replace(BETTER, settings=TrainSettings(views=3))))
    )

    assert "extra views of each photo 0 → 3" in said


def test_found_in_words_names_epochs_and_patience_as_every_try_sets_them():
    start = replace(START, settings=TrainSettings(epochs=5, patience=0))

    said = found_in_words(replace(BOARD, trials=(start, BETTER)))

    assert "What differs: epochs 5 → 60, dropout 0.3 → 0.5" in said
    assert "stop early after never → 8 epochs" in said


def test_found_in_words_leaves_out_what_computing_leaves_at_a_numbers_end():
    better = replace(BETTER, settings=TrainSettings(dropout=0.1 + 0.2, views=2))
    start = replace(START, settings=TrainSettings(dropout=0.1))

    assert "dropout 0.1 → 0.3, " in found_in_words(replace(BOARD, trials=(start, better)))


def test_found_in_words_of_a_doubtful_gain_says_that_the_settings_stay():
    said = found_in_words(replace(BOARD, confirmed=(replace(SURE, doubt=0.2),)))

    assert "Nothing tried was surely better, so your settings stay" in said
    assert "the closest was right on 84 of 100 photos, yours on 81" in said
    assert "differs" not in said


def test_found_in_words_of_settings_that_were_the_best_says_so():
    said = found_in_words(replace(BOARD, trials=(START, replace(BETTER, loss=0.6)), confirmed=()))

    assert "Your settings were the best of them" in said
    assert "80 of 100" in said


def test_found_in_words_of_a_search_that_had_no_time_says_that_nothing_else_was_tried():
    said = found_in_words(replace(BOARD, trials=(START,), confirmed=(), given_up=0))

    assert "1 choice of settings tried." in said
    assert "your settings stay" in said


def test_found_in_words_stopped_before_the_best_were_asked_again_says_that_the_settings_stay():
    said = found_in_words(replace(BOARD, state="stopped", confirmed=()))

    assert "You stopped it." in said
    assert "not asked once more, so **your settings stay**" in said


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("time_is_up", "The time was up"),
        ("nothing_better", "It ended early"),
        ("enough_tries", "as many as it may"),
        ("stopped", "You stopped it"),
    ],
)
def test_found_in_words_says_why_the_search_ended(state: State, words: str):
    assert words in found_in_words(replace(BOARD, state=state))
