"""Class names where there is little room."""

from __future__ import annotations

from ui.short_names import MAX_LENGTH, short_names

LONG = (
    "golden retriever puppy asleep",
    "golden retriever puppy awake",
    "cat",
    "golden retriever pup 3",
)


def test_names_that_are_short_stay_as_they_are():
    assert short_names(("cats", "dogs")) == ["cats", "dogs"]


def test_names_that_would_be_cut_to_the_same_are_told_apart():
    shown = short_names(LONG)

    assert len(set(shown)) == len(LONG)
    assert shown[0].endswith("py asleep")
    assert shown[1].endswith("ppy awake")
    assert shown[2] == "cat"
    assert max(map(len, shown)) <= MAX_LENGTH


def test_names_alike_at_both_ends_are_told_apart_by_a_number():
    names = ["a" * 30 + "x" + "b" * 30, "a" * 30 + "y" + "b" * 30]

    assert len(set(short_names(names))) == 2
