"""Photos that are probably in the wrong class."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from core.context import Context
from core.doctor.folds import Classifier, out_of_fold
from core.doctor.patient import Patient
from core.doctor.types import Finding, Repair
from core.messages import describe_code
from core.types import FloatArray, LabelArray

# Measured on sets with 5 % of the labels swapped; see docs/decisions/0006.
_REGULARISATION = 10.0
_MARGIN = 0.75
_MIN_PHOTOS = 5
_SERIOUS_SHARE = 0.02
_COMPONENTS = 256
_MANY = 1000
_LEARN_DIRECTIONS_FROM = 8000


def opinions(patient: Patient, context: Context) -> FloatArray:
    """What models that did not see it think of each photo: shape `(photos, classes)`, rows sum to 1.

    Asked twice: the second models learn only from photos that the first ones did not doubt, so that
    wrong labels confuse them less.

    Raises:
        Cancelled: the person asked to stop.
    """
    features = _scaled(patient.features)
    labels, families = patient.labels, patient.families
    first = out_of_fold(_model, features, labels, families, context)
    doubted = contradictions(first, labels, margin=0.0)
    if not doubted.any():
        return first
    trusted = ~doubted
    return out_of_fold(_model, features, labels, families, context, trusted)


def contradictions(
    probabilities: FloatArray, labels: LabelArray, margin: float = _MARGIN
) -> np.ndarray:
    """Which photos are confidently of another class than their label says: bool, one a photo.

    Confident learning: a class is confident of a photo when it gives more than it gives its own
    photos on average (Northcutt, Jiang and Chuang, Confident learning, 2021, section 3.1).

    Args:
        probabilities: out of fold, shape `(photos, classes)`.
        labels: as the person says.
        margin: how much more the other class must be given than the own one.
    """
    rows, classes = np.arange(len(labels)), range(probabilities.shape[1])
    own = probabilities[rows, labels]
    of_class = [own[labels == label] for label in classes]
    usual = np.array([values.mean() if values.size else np.inf for values in of_class])
    others = probabilities.copy()
    others[rows, labels] = -1
    best = others.argmax(axis=1)
    confident = others[rows, best] >= usual[best]
    return confident & (others[rows, best] - own > margin)


def suspect_labels(patient: Patient, probabilities: FloatArray) -> Iterable[Finding]:
    """The finding about suspect labels, if there are any.

    Args:
        patient: the data set.
        probabilities: see `opinions`.
    """
    heads = np.unique(patient.families)
    counts = np.bincount(patient.labels[heads], minlength=len(patient.dataset.classes))
    answers = probabilities.argmax(axis=1)
    suspect = contradictions(probabilities, patient.labels)
    # A class of few photos is doubted for want of photos, not for what they show.
    suspect &= (counts[patient.labels] >= _MIN_PHOTOS) & (counts[answers] >= _MIN_PHOTOS)
    rows = np.flatnonzero(suspect)
    if not rows.size:
        return
    sure = probabilities[rows, answers[rows]] - probabilities[rows, patient.labels[rows]]
    rows = rows[np.argsort(-sure, kind="stable")]
    share = len(rows) / len(patient.labels)
    yield Finding(
        id="suspect_labels",
        code="doctor.suspect_labels_many" if len(rows) > 1 else "doctor.suspect_labels",
        severity="serious" if share >= _SERIOUS_SHARE else "look",
        facts={"photos": len(rows), "groups": len(rows)},
        groups=tuple((patient.ids[row],) for row in rows),
        notes={patient.ids[row]: _note(patient, probabilities, int(row)) for row in rows},
        repairs=(
            *_moves(patient, rows, answers),
            Repair("exclude", tuple(patient.ids[row] for row in rows)),
        ),
    )


def _moves(patient: Patient, rows: LabelArray, answers: LabelArray) -> Iterable[Repair]:
    for label in np.unique(answers[rows]):
        ids = tuple(patient.ids[row] for row in rows if answers[row] == label)
        yield Repair("move", ids, patient.dataset.classes[label])


def _note(patient: Patient, probabilities: FloatArray, row: int) -> str:
    label = int(probabilities[row].argmax())
    facts = {
        "name": patient.dataset.classes[label],
        "own": patient.dataset.classes[patient.labels[row]],
        "percent": min(99, round(100 * float(probabilities[row, label]))),
    }
    return describe_code("doctor.note_thinks", facts).title


def _scaled(features: FloatArray) -> FloatArray:
    """Centred, of mean length 1; of many photos only the main directions, four times faster."""
    centred = features - features.mean(axis=0)
    if len(centred) > _MANY and centred.shape[1] > _COMPONENTS:
        from sklearn.decomposition import PCA

        model = PCA(_COMPONENTS, svd_solver="randomized", random_state=0)
        every = len(centred) // _LEARN_DIRECTIONS_FROM + 1
        centred = model.fit(centred[::every]).transform(centred)
    length = float(np.sqrt((centred**2).sum(axis=1).mean()))
    return np.asarray(centred / max(1e-12, length), np.float32)


def _model() -> Classifier:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=_REGULARISATION, max_iter=200, tol=1e-3)
