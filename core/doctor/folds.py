"""Answers of models that never saw the photo they answer for, nor a twin of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np

from core.context import Context, raise_if_stopped
from core.types import FloatArray, LabelArray

FOLDS = 5
_SEED = 0


class Classifier(Protocol):
    """The part of scikit-learn's classifiers that is used here."""

    classes_: LabelArray

    def fit(self, features: FloatArray, labels: LabelArray, /) -> object:
        """Learns."""

    def predict_proba(self, features: FloatArray, /) -> FloatArray:
        """Probabilities, columns as in `classes_`."""


def out_of_fold(
    make: Callable[[], Classifier],
    features: FloatArray,
    labels: LabelArray,
    families: LabelArray,
    context: Context,
    trusted: np.ndarray | None = None,
) -> FloatArray:
    """Probabilities of shape `(photos, largest label + 1)`.

    A class of which a fold has nothing to learn from gets probability 0 there.

    Args:
        make: gives an untrained classifier.
        features: one row a photo.
        labels: of each photo.
        families: numbers; photos with the same number are in the same fold.
        context: asked between folds whether to go on.
        trusted: rows to learn from; all when not given.

    Raises:
        Cancelled: the person asked to stop.
    """
    answers = np.zeros((len(labels), int(labels.max()) + 1), np.float32)
    for learn, judge in _folds(labels, families):
        raise_if_stopped(context)
        learn = learn if trusted is None else learn[trusted[learn]]
        classes = np.unique(labels[learn])
        if len(classes) == 1:
            answers[judge, classes[0]] = 1.0
            continue
        model = make()
        model.fit(features[learn], labels[learn])
        answers[np.ix_(judge, model.classes_)] = model.predict_proba(features[judge])
    return answers


def _folds(labels: LabelArray, families: LabelArray) -> Iterator[tuple[LabelArray, LabelArray]]:
    """Rows to learn from and to judge, classes and families evenly dealt.

    scikit-learn's StratifiedGroupKFold does the same with a loop over all families and classes for
    each of them: minutes at 25,000 photos.
    """
    rng = np.random.default_rng(_SEED)
    heads, place = np.unique(families, return_index=True)
    order = rng.permutation(len(heads))
    order = order[np.argsort(labels[place[order]], kind="stable")]
    fold_of_head = np.empty(len(heads), np.int64)
    fold_of_head[order] = np.arange(len(heads)) % FOLDS
    fold = fold_of_head[np.searchsorted(heads, families)]
    for number in range(FOLDS):
        judge = np.flatnonzero(fold == number)
        learn = np.flatnonzero(fold != number)
        if judge.size and learn.size:
            yield learn, judge
