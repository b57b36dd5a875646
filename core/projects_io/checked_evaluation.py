"""An evaluation from elsewhere: its columns fit together and speak of the model's own classes."""

from __future__ import annotations

from core.evaluation.types import TEST_FOLD, Evaluation
from core.projects_io.plain_values import number, photo_id, text, whole

_MOST = 2**62
_ROUNDING = 1e-6


def check_evaluation(evaluation: Evaluation, classes: tuple[str, ...]) -> None:
    """Nothing, where the evaluation is one of a model of these classes.

    Raises:
        ValueError: it is not.
    """
    count = len(evaluation.photo_ids)
    columns = (
        evaluation.names, evaluation.labels, evaluation.answers, evaluation.confidences,
        evaluation.true_confidences, evaluation.folds,
    )  # fmt: skip
    if evaluation.classes != classes or {len(column) for column in columns} != {count}:
        raise ValueError("an evaluation that does not fit together")
    if len(evaluation.twins) not in (0, count):
        raise ValueError("twins of other photos")
    for photo, name in zip(evaluation.photo_ids, evaluation.names, strict=True):
        photo_id(photo)
        text(name)
    for place in (*evaluation.labels, *evaluation.answers):
        whole(place, 0, len(classes) - 1)
    for share in (*evaluation.confidences, *evaluation.true_confidences):
        number(share)
    for fold in evaluation.folds:
        whole(fold, TEST_FOLD, max(count, 1))
    for twin in evaluation.twins:
        whole(twin, 0, _MOST)
    _check_summaries(evaluation, classes)


def _check_summaries(evaluation: Evaluation, classes: tuple[str, ...]) -> None:
    """What was worked out of the columns is of values that can be."""
    headline, found = evaluation.headline, evaluation.calibration
    shares = [headline.share, headline.low, headline.high, found.error]
    counts = [headline.right, headline.photos, headline.more_needed, evaluation.twins_in_test]
    for each in found.bins:
        shares += [each.low, each.high, each.confidence, each.accuracy]
        counts.append(each.photos)
        if not 0 <= number(each.weight) <= each.photos + _ROUNDING:
            raise ValueError("more groups of twins than photos")
    for threshold in evaluation.thresholds:
        shares.append(threshold.confidence)
        counts += [threshold.answered, threshold.right]
    for share in shares:
        if not 0 <= number(share) <= 1:
            raise ValueError("not a share")
    for count in (*counts, *(pair.photos for pair in evaluation.confused)):
        whole(count, 0, _MOST)
    whole(evaluation.fold_count, 0, max(len(evaluation.photo_ids), 2))
    if not {name for p in evaluation.confused for name in (p.true_class, p.answered_class)} <= set(
        classes
    ):
        raise ValueError("a mix-up of no class of this model")
