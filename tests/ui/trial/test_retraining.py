"""What a retraining changed, in words."""

from __future__ import annotations

import pytest

from ui.trial.retraining import changes_in_words, others_in_words


@pytest.mark.parametrize(
    ("others", "changed", "said"),
    [
        (40, 3, "Of the 40 other photos, 3 are answered differently"),
        (40, 1, "Of the 40 other photos, 1 is answered differently"),
        (1, 1, "Of the 1 other photo, 1 is answered differently"),
        (40, 0, "None of the 40 other photos is answered differently."),
        (1, 0, "The one other photo is answered as before."),
    ],
)
def test_others_in_words_counts_what_is_answered_differently(
    others: int, changed: int, said: str
) -> None:
    assert others_in_words(others, changed) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            (3, 1, 0),
            "**3** were wrong and are right with the new model, "
            "**1** was right and is wrong with the new model.",
        ),
        ((1, 0, 0), "**1** was wrong and is right with the new model."),
        ((0, 2, 0), "**2** were right and are wrong with the new model."),
        ((0, 0, 1), "**1** was wrong and is still wrong, with another class."),
    ],
)
def test_changes_in_words_tells_each_kind_that_there_is(
    counts: tuple[int, int, int], said: str
) -> None:
    assert changes_in_words(*counts) == said
