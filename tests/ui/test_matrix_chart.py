"""The table of answers: its cells, its names and how to read it."""

from __future__ import annotations

import pytest

from core.evaluation.report import Report
from tests.ui.vega import faults
from ui import matrix_chart

REPORT = Report("validation", ("cats", "dogs", "owls"), ((4, 1, 0), (0, 5, 0), (2, 0, 3)), ())
LONG = (
    "golden retriever puppy asleep",
    "golden retriever puppy awake",
    "cat",
    "golden retriever pup 3",
)


def _of(names) -> Report:
    """Every photo right."""
    rows = tuple(tuple(int(a == b) for b in names) for a in names)
    return Report("validation", tuple(names), rows, ())


def _angle(names) -> int:
    return matrix_chart.confusion_matrix(_of(names)).spec["encoding"]["x"]["axis"]["labelAngle"]


@pytest.mark.parametrize(
    "chart",
    [
        matrix_chart.confusion_matrix(REPORT),
        matrix_chart.confusion_matrix(REPORT, ("cats", "dogs")),
        matrix_chart.confusion_matrix(_of(LONG)),
        matrix_chart.confusion_matrix(_of([str(n) for n in range(26)])),
    ],
    ids=["few", "framed", "long", "many"],
)
def test_every_table_is_valid_vega_lite_and_says_its_message_in_words(chart):
    assert faults(chart) == []


def test_confusion_matrix_counts_photos_by_true_and_given_class():
    columns = matrix_chart.confusion_matrix(REPORT).columns
    cells = {
        (true, answered): photos
        for true, answered, photos in zip(
            columns["true"], columns["answered"], columns["photos"], strict=True
        )
    }

    assert cells["cats", "dogs"] == 1
    assert cells["owls", "cats"] == 2
    assert cells["dogs", "dogs"] == 5


def test_confusion_matrix_frames_the_chosen_cell_only():
    columns = matrix_chart.confusion_matrix(REPORT, ("owls", "cats")).columns
    framed = [n for n, chosen in enumerate(columns["chosen"]) if chosen]

    assert [(columns["true"][n], columns["answered"][n]) for n in framed] == [("owls", "cats")]


def test_confusion_matrix_names_the_commonest_mistake_in_words():
    assert "owls taken for cats, 2 photos" in matrix_chart.confusion_matrix(REPORT).alt


def test_long_names_of_few_classes_lean_as_they_would_overlap():
    assert _angle(["cats", "dogs", "owls"]) == 0
    assert _angle(["chinese evergreen", "peperomia obtusif."]) != 0
    assert _angle("abcdef") != 0


def test_short_names_stay_as_they_are():
    assert "labelExpr" not in matrix_chart.confusion_matrix(REPORT).spec["encoding"]["x"]["axis"]


def test_how_to_read_tells_of_numbers_only_where_there_are_some():
    assert "Bold numbers are right" in matrix_chart.how_to_read(25, has_photos=True)
    many = matrix_chart.how_to_read(26, has_photos=True)
    assert "numbers" not in many
    assert "The line from top left to bottom right is right" in many
    assert "Choose two classes below" in many


def test_how_to_read_sends_nobody_to_photos_that_are_not_there():
    assert "below" not in matrix_chart.how_to_read(3, has_photos=False)
    assert "below" not in matrix_chart.how_to_read(26, has_photos=False)
