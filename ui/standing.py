"""How good a model is, as well as is known by now: from its evaluation, else from its own report."""

from __future__ import annotations

from dataclasses import dataclass

from core.evaluation.headline import MIN_PHOTOS
from core.evaluation.report import Part, Report
from core.evaluation.types import Evaluation
from core.runs import Run
from ui import resources


@dataclass(frozen=True, slots=True)
class Standing:
    """The number of a model, with its doubt and what it was counted on.

    Attributes:
        part: what the photos that were asked are.
        right, photos: counts.
        share: of right answers, 0 to 1.
        low, high: the range of the share on new photos.
        more_needed: photos that are missing until the share says anything; 0 when it may be shown.
        report: what was counted.
        evaluation: each photo's answer; None while only the model's own report is there.
    """

    part: Part
    right: int
    photos: int
    share: float
    low: float
    high: float
    more_needed: int
    report: Report
    evaluation: Evaluation | None

    @property
    def percentage(self) -> float | None:
        """`share` in percent; None when there are too few photos for one."""
        return None if self.more_needed else 100 * self.share


def standing(run: Run) -> Standing:
    """How good a run is."""
    evaluation = resources.evaluation(run)
    if evaluation is None:
        return _by_report(run.report)
    found = evaluation.headline
    return Standing(
        found.part, found.right, found.photos, found.share, found.low, found.high,
        found.more_needed, evaluation.headline_report, evaluation,
    )  # fmt: skip


def _by_report(report: Report) -> Standing:
    missing = max(0, MIN_PHOTOS - report.photos)
    return Standing(
        report.part, report.right, report.photos, report.accuracy, *report.interval,
        missing, report, None,
    )  # fmt: skip
