"""What is known of a finished run beside its own report; pages draw from these alone.

Each is a JSON file in the run's folder, written and read by `core.evaluation.files`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.evaluation.report import Report
from core.types import Split

TEST_FOLD = -1
"""Stands in `Evaluation.folds` for a photo of a given test part, which the run's own model answered."""

Verdict = Literal["more", "enough", "unsure"]
ConditionId = Literal["darker", "brighter", "blurred", "turned", "smaller", "grey", "compressed"]
ConditionVerdict = Literal["holds", "weaker", "fails", "unsure"]
ComparisonVerdict = Literal["better", "worse", "chance"]


@dataclass(frozen=True, slots=True)
class Headline:
    """The one number: right answers on photos that the answering model never saw.

    Attributes:
        part: `test` where the data came with a test part that is large enough for a percentage,
            `validation` for a fine-tuned model, else `out_of_fold`.
        right, photos: counts, photo by photo.
        share: of right answers, 0 to 1; a group of twins counts as one photo in it, so it may differ
            a little from `right / photos`.
        low, high: the range (0 to 1) in which the share on new photos lies, 9 times in 10 or more.
        more_needed: photos that are missing until a percentage may be shown; 0 when it may.
    """

    part: Literal["out_of_fold", "validation", "test"]
    right: int
    photos: int
    share: float
    low: float
    high: float
    more_needed: int

    @property
    def accuracy(self) -> float | None:
        """`share`; None when there are too few photos for a percentage."""
        return None if self.more_needed else self.share


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies from `low` to `high`; means are 0 where there are no photos.

    In means and `weight` the photos of a group of twins count as one together; an earlier version, which
    kept no weight, counted each.
    """

    low: float
    high: float
    photos: int
    confidence: float
    accuracy: float
    weight: float = 0.0

    @property
    def independent(self) -> float:
        """How many photos there are that have nothing to do with one another."""
        return self.weight or float(self.photos)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether "90 % sure" is right 9 times in 10.

    Attributes:
        bins: ten of equal width, the least sure first.
        error: expected calibration error, 0 to 1: mean gap between confidence and accuracy over the
            bins, weighted by photos.
    """

    bins: tuple[Bin, ...]
    error: float


@dataclass(frozen=True, slots=True)
class Threshold:
    """What happens if the model answers only when at least so sure (0 to 1): answered, and right of those."""

    confidence: float
    answered: int
    right: int


@dataclass(frozen=True, slots=True)
class ConfusedPair:
    """How many photos of one class were taken for another."""

    true_class: str
    answered_class: str
    photos: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every photo answered by a model that never saw it or its twin.

    The lists run in parallel, a photo per place; photos of a class that is one single group of twins
    are missing, as no model could have learned the class without them.

    Attributes:
        run: id of the run.
        dataset_key: `Dataset.key` of the photos that it was trained on.
        classes: class names; labels and answers are places in it.
        photo_ids, names, labels: the photos as they were at the training.
        answers: the class that was answered.
        confidences: how sure of it (0 to 1), calibrated.
        true_confidences: how sure of the right class.
        folds: number of the fold from 0, or `TEST_FOLD`.
        fold_count: number of folds.
        report: the photos of the folds.
        test_report: the given test part; None where there is none.
        headline: the one number.
        calibration, thresholds, confused: over all photos listed; thresholds from 0 to 0.99 in steps
            of 0.01, confused pairs with the most photos first.
        twins_in_test: photos of the test part whose twin the model learned from, so that its number
            may be too kind.
        twins: a number that twins share; empty where an earlier version asked, which kept none.
    """

    run: str
    dataset_key: str
    classes: tuple[str, ...]
    photo_ids: tuple[str, ...]
    names: tuple[str, ...]
    labels: tuple[int, ...]
    answers: tuple[int, ...]
    confidences: tuple[float, ...]
    true_confidences: tuple[float, ...]
    folds: tuple[int, ...]
    fold_count: int
    report: Report
    test_report: Report | None
    headline: Headline
    calibration: Calibration
    thresholds: tuple[Threshold, ...]
    confused: tuple[ConfusedPair, ...]
    twins_in_test: int
    twins: tuple[int, ...] = ()

    @property
    def headline_report(self) -> Report:
        """The report that the headline is taken from."""
        of_test = self.test_report if self.headline.part == "test" else None
        return of_test or self.report


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Share (0 to 1) of photos recognised after learning from so many, and the range that holds it 9 times in 10."""

    photos: int
    recognised: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ClassCurve:
    """One class of a learning curve; a point per share of the photos.

    Attributes:
        name: the class.
        points: photos of this class that were learned from, and how many of the class were
            recognised.
        verdict: `more` when more photos help, `enough` when they hardly would, `unsure` when the
            doubt is too large to say.
        more_photos: how many more are meant.
        gain: by how much (0 to 1) the share recognised is expected to rise with them.
        gain_low, gain_high: the range that holds the gain 19 times in 20.
    """

    name: str
    points: tuple[CurvePoint, ...]
    verdict: Verdict
    more_photos: int
    gain: float
    gain_low: float
    gain_high: float


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """How good the model would be with fewer photos, and so what more would bring.

    Attributes:
        run: id of the run.
        shares: of the photos, such as `(0.25, 0.5, 0.75, 1.0)`.
        points: over all classes.
        classes: in the order of the run's classes.
    """

    run: str
    shares: tuple[float, ...]
    points: tuple[CurvePoint, ...]
    classes: tuple[ClassCurve, ...]

    @property
    def most_helped(self) -> ClassCurve | None:
        """The class whose photos would help most; None when none certainly would."""
        wanted = [curve for curve in self.classes if curve.verdict == "more"]
        return max(wanted, key=lambda curve: curve.gain, default=None)


@dataclass(frozen=True, slots=True)
class Condition:
    """What becomes of the right answers when the photos are altered.

    Attributes:
        id: what was done to the photos.
        right: right answers on the altered photos.
        lost: photos that were right before and are wrong now.
        gained: the reverse.
        low, high: the range (-1 to 1) that holds the fall of the share of right answers 19 times in 20.
        verdict: `holds`; `weaker` or `fails` when fewer answers are right by more than chance; `unsure`
            when it looks like a failure, but the photos are too few to tell it from chance.
        lost_ids: the photos that were lost.
    """

    id: ConditionId
    right: int
    lost: int
    gained: int
    low: float
    high: float
    verdict: ConditionVerdict
    lost_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conditions:
    """Photos that the judged model did not learn from, altered as bad light and bad cameras do.

    Attributes:
        run: id of the run.
        part: which part of the data the photos are of.
        photos: how many.
        right: right answers on them as they are.
        conditions: one line each.
    """

    run: str
    part: Split
    photos: int
    right: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class SettingDifference:
    """A setting that two runs do not share, by its name in `core.settings`, with both values in words."""

    name: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs on the photos that both were asked about and whose class is the same in both.

    Attributes:
        first, second: ids of the runs.
        settings: those that differ.
        photos: how many both were asked about.
        left_out: how many only one was asked about, or both under different classes.
        first_right, second_right: right answers on those.
        now_right: ids of photos that only the second got right.
        now_wrong: ids of photos that only the first got right.
        p_value: how often a difference like this, or a larger one, comes by chance (0 to 1); exact
            McNemar test.
        verdict: the second is `better` or `worse` by more than chance, or it may be `chance`.
    """

    first: str
    second: str
    settings: tuple[SettingDifference, ...]
    photos: int
    left_out: int
    first_right: int
    second_right: int
    now_right: tuple[str, ...]
    now_wrong: tuple[str, ...]
    p_value: float
    verdict: ComparisonVerdict
