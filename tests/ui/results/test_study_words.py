from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from core.evaluation.types import (
    ClassCurve,
    Comparison,
    Condition,
    ConditionId,
    Conditions,
    ConditionVerdict,
    LearningCurve,
)
from ui.results import study_words

COMPARISON = Comparison("a", "b", (), 100, 0, 80, 90, tuple("x" * 12), ("y", "z"), 0.013, "better")


def _curve(*verdicts) -> LearningCurve:
    classes = tuple(
        ClassCurve(f"class{n}", (), verdict, 30, 0.03 + n / 100, 0.01, 0.08)
        for n, verdict in enumerate(verdicts)
    )
    return LearningCurve("a", (0.25, 0.5, 0.75, 1.0), (), classes)


@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        (
            ("more", "enough"),
            "30 more photos of **class0** would help most. **class1** has enough.",
        ),
        (("enough", "enough"), "Every class has enough photos"),
        (("more", "more"), "30 more photos of **class1** would help most. More of **class0**"),
        (("unsure", "enough"), "**class1** has enough. For **class0** it cannot be told yet"),
    ],
)
def test_learning_curve_ends_in_a_sentence(verdicts, sentence):
    assert study_words.more_photos(_curve(*verdicts)).startswith(sentence)


def test_many_classes_are_counted_rather_than_listed():
    told = study_words.more_photos(_curve(*["more"] + ["enough"] * 9))

    assert "**class1**, **class2**, **class3** and 6 other classes have enough" in told


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "**Model 2 is better, by more than chance.**"),
        ({"verdict": "worse"}, "**Model 2 is worse, by more than chance.**"),
        ({"verdict": "chance", "p_value": 0.2}, "**The difference may be chance.**"),
        ({"now_right": (), "now_wrong": (), "p_value": 1.0}, "**Both answer alike.**"),
    ],
)
def test_comparison_says_whether_it_is_more_than_chance(changes, sentence):
    told = study_words.verdict(replace(COMPARISON, **changes), "Model 1", "Model 2")

    assert told.startswith(sentence)


def test_two_models_with_as_many_right_are_counted_once():
    told = study_words.verdict(replace(COMPARISON, second_right=80), "Model 1", "Model 2")

    assert "Model 1 and Model 2 got 80 right each." in told


@pytest.mark.parametrize(
    ("p_value", "told"),
    [(0.013, "only about 1 time in 77"), (0.45, "about 1 time in 2"), (0.0001, "less than 1 time in 1,000")],
)  # fmt: skip
def test_chance_is_told_in_times(p_value, told):
    found = replace(COMPARISON, p_value=p_value, verdict="chance" if p_value > 0.05 else "better")

    assert told in study_words.verdict(found, "Model 1", "Model 2")


def test_photos_that_two_models_cannot_be_compared_on_are_counted():
    assert study_words.left_out(COMPARISON) == ""
    assert "**1 photo** is left out" in study_words.left_out(replace(COMPARISON, left_out=1))
    assert "**9 photos** are left out" in study_words.left_out(replace(COMPARISON, left_out=9))


def test_condition_that_fails_says_by_how_much():
    blurred = Condition("blurred", 30, 10, 0, 0.12, 0.38, "fails", ())
    told = study_words.condition(blurred, Conditions("a", "validation", 50, 40, (blurred,)))

    assert (
        told
        == "**30 of 50** right, 10 fewer than before. Of 100 new photos, expect 12 to 38 fewer right."
    )


def _conditions(**verdicts: ConditionVerdict) -> Conditions:
    found = tuple(
        Condition(id_, 30, 10, 0, 0.0, 0.4, verdicts[id_], ())
        for id_ in get_args(ConditionId)
        if id_ in verdicts
    )
    return Conditions("a", "validation", 50, 40, found)


def test_conditions_that_all_hold_are_an_all_clear():
    told = study_words.conditions_in_a_sentence(_conditions(darker="holds", blurred="holds"))

    assert told == "No condition made it worse by more than chance."


def test_conditions_with_too_few_photos_are_no_all_clear():
    told = study_words.conditions_in_a_sentence(_conditions(darker="unsure", blurred="unsure"))

    assert told == (
        "**It may have trouble with photos that are darker and blurred, but there are too few photos "
        "to be sure.** Keep more photos aside, or add some."
    )


def test_conditions_that_fail_are_told_before_those_in_doubt():
    told = study_words.conditions_in_a_sentence(_conditions(darker="unsure", blurred="fails"))

    assert told.startswith("It has trouble with photos that are **blurred**.")
    assert "**It may have trouble with photos that are darker, but" in told


def test_picture_of_each_condition_is_described_by_what_it_looks_like():
    described = {study_words.condition_picture(id_) for id_ in get_args(ConditionId)}

    assert len(described) == len(study_words.CONDITIONS)
