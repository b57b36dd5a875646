"""Which photos were answered how: all of them after an evaluation, only the wrong ones before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.evaluation.report import Mistake, Report
from core.evaluation.types import TEST_FOLD, Evaluation
from ui.standing import Standing


@dataclass(frozen=True, slots=True)
class Cell:
    """What is looked for: a true and an answered class; None stands for any.

    With both None, or only one of them, it is about wrong answers.
    """

    true: str | None = None
    answered: str | None = None

    @property
    def is_right(self) -> bool:
        """Whether it is about right answers."""
        return self.true is not None and self.true == self.answered


def report_of(found: Standing, *, tested: bool) -> Report:
    """What was counted on the test part, or on all other photos.

    Args:
        found: how good the model is.
        tested: the test part, where there is one.
    """
    if found.evaluation is None:
        return found.report
    return (tested and found.evaluation.test_report) or found.evaluation.report


def photos_in(found: Standing, cell: Cell, *, tested: bool) -> Sequence[Mistake]:
    """The photos of a cell: wrong answers with the surest first, right ones with the least sure first.

    Right answers are known only after an evaluation.

    Args:
        found: how good the model is.
        cell: which.
        tested: of the test part, or all other photos.
    """
    if not cell.is_right:
        return _wrong(report_of(found, tested=tested), cell)
    return _right(found.evaluation, cell, tested=tested) if found.evaluation else ()


def lists_mistakes(report: Report) -> bool:
    """Whether the wrong photos are listed; those of a model that somebody sent stayed with the sender."""
    return bool(report.mistakes) or report.right == report.photos


def confused_pairs(report: Report) -> list[tuple[Cell, int]]:
    """Cells off the diagonal that have photos, and how many; most photos first."""
    pairs = [
        (Cell(true, answered), count)
        for true, row in zip(report.classes, report.confusion, strict=True)
        for answered, count in zip(report.classes, row, strict=True)
        if true != answered and count
    ]
    return sorted(pairs, key=lambda pair: -pair[1])


def _wrong(report: Report, cell: Cell) -> Sequence[Mistake]:
    return [
        mistake
        for mistake in report.mistakes
        if cell.true in (None, mistake.true_class)
        and cell.answered in (None, mistake.answered_class)
    ]


def _right(evaluation: Evaluation, cell: Cell, *, tested: bool) -> Sequence[Mistake]:
    label = evaluation.classes.index(str(cell.true))
    rows = [
        row
        for row, (true, answer, fold) in enumerate(
            zip(evaluation.labels, evaluation.answers, evaluation.folds, strict=True)
        )
        if true == answer == label and (fold == TEST_FOLD) == tested
    ]
    rows.sort(key=lambda row: evaluation.confidences[row])
    name = str(cell.true)
    return [
        Mistake(
            evaluation.photo_ids[row], evaluation.names[row], name, name,
            evaluation.confidences[row], evaluation.true_confidences[row],
        )
        for row in rows
    ]  # fmt: skip
