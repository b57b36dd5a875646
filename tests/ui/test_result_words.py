from __future__ import annotations

from dataclasses import replace

import pytest

from core.evaluation.report import Report
from ui import result_words
from ui.standing import Standing


def _report(*rows: tuple[int, ...], part="validation") -> Report:
    return Report(part, tuple("abcdef"[: len(rows)]), rows, ())


def _standing(right: int, photos: int, part="out_of_fold", more_needed: int = 0) -> Standing:
    report = _report((right, photos - right), (0, 0), part=part)
    return Standing(
        part, right, photos, right / max(1, photos), *report.interval, more_needed, report, None
    )


@pytest.mark.parametrize(
    ("share", "hundred"), [(0, 0), (0.001, 1), (0.5, 50), (0.999, 99), (1, 100), (0.914, 91)]
)
def test_none_and_all_of_a_hundred_are_said_only_when_it_is_so(share, hundred):
    assert result_words.of_hundred(share) == hundred


def test_range_is_rounded_outwards():
    assert result_words.between(0.867, 0.941) == "86 and 95"
    assert result_words.between(0.86, 0.95) == "86 and 95"
    assert result_words.between(0, 1) == "0 and 100"


def test_headline_is_said_of_a_hundred_new_photos_with_its_range():
    assert result_words.headline(_standing(183, 200)) == (
        "Right on 92 of 100 new photos, between 86 and 95."
    )


def test_headline_of_few_photos_has_no_percentage_but_what_is_missing():
    few = _standing(11, 14, more_needed=6)

    assert result_words.headline(few) == "Right on 11 of 14 photos."
    assert "With 6 more photos" in result_words.expectation(few)


def test_headline_of_no_mistake_does_not_promise_all_of_a_hundred():
    assert result_words.headline(_standing(40, 40)) == (
        "Right on all 40 photos that it was asked about."
    )
    assert "between 91 and 100 right" in result_words.expectation(_standing(40, 40))


def test_photos_kept_aside_are_called_so_and_their_doubt_is_told():
    aside = _standing(37, 40, part="validation")

    assert result_words.headline(aside) == "Right on 37 of 40 photos kept aside."
    assert "a little kinder than the truth" in result_words.counted_on(aside)


def test_what_was_counted_differs_between_folds_and_a_given_test_part():
    assert "without this photo" in result_words.counted_on(_standing(9, 10))
    assert "came with your data" in result_words.counted_on(_standing(9, 10, part="test"))


def test_test_part_too_small_for_the_number_is_told_beside_it():
    class Asked:
        test_report = _report((4, 1), (0, 0), part="test")
        twins_in_test = 0

    found = replace(_standing(9, 10), evaluation=Asked())  # type: ignore[arg-type]

    assert "**4 of 5 photos** were answered rightly: too few" in result_words.counted_on(found)


def test_best_and_worst_class_are_named_with_counts():
    text = result_words.best_and_worst(_report((9, 1, 0), (0, 10, 0), (4, 0, 6)))

    assert "**b** (10 of 10)" in text
    assert "**c** (6 of 10)" in text


def test_equally_good_classes_have_no_best_and_no_worst():
    assert "equally well" in result_words.best_and_worst(_report((9, 1), (1, 9)))
    assert "5 of 10 each" in result_words.best_and_worst(_report((5, 5), (5, 5)))
    assert "each" not in result_words.best_and_worst(_report((4, 1), (2, 8)))
    assert "Every photo" in result_words.best_and_worst(_report((9, 0), (0, 9)))


def test_classes_without_photos_are_not_called_worst():
    assert "b" not in result_words.best_and_worst(_report((9, 0), (0, 0)))


def test_wrong_photos_that_stayed_with_the_sender_are_counted():
    assert result_words.not_here(1).startswith("**1 photo** went wrong. It is not here")
    assert result_words.not_here(7).startswith("**7 photos** went wrong. They are not here")
