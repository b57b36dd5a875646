"""An evaluation from elsewhere: its columns fit together and speak of the model's own classes."""

from __future__ import annotations

from core.evaluation.types import TEST_FOLD, Evaluation
from core.projects_io.plain_values import number, photo_id, text, whole

_MOST_TWINS = 2**62


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
        whole(twin, 0, _MOST_TWINS)
