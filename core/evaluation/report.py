"""What a model got right and wrong on photos that it did not learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from core.evaluation.interval import wilson_interval
from core.types import FloatArray, LabelArray, Photo

Part = Literal["train", "validation", "test", "out_of_fold"]


@dataclass(frozen=True, slots=True)
class ClassResult:
    """One class of a report.

    Attributes:
        name: the class.
        photos: how many photos of it were asked.
        right: how many of them were recognised.
        answered: how often the model answered this class, rightly or not.
    """

    name: str
    photos: int
    right: int
    answered: int

    @property
    def recall(self) -> float | None:
        """Of the photos of this class, the share (0 to 1) that was recognised; None without photos."""
        return self.right / self.photos if self.photos else None

    @property
    def precision(self) -> float | None:
        """Of the answers "this class", the share (0 to 1) that was right; None when it was never answered."""
        return self.right / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class Mistake:
    """A photo that the model got wrong, and how sure it was (0 to 1) of its answer and of the right class."""

    photo_id: str
    name: str
    true_class: str
    answered_class: str
    confidence: float
    true_confidence: float


@dataclass(frozen=True, slots=True)
class Report:
    """The result on photos that the answering model did not learn from.

    Attributes:
        part: `validation` when the model's best epoch was chosen on these photos, `test` when they
            were never looked at, `out_of_fold` when each was answered by a model trained on others.
        classes: class names, in the order of the matrix.
        confusion: `confusion[true][answered]` counts of photos.
        mistakes: the wrong answers, the surest first.
    """

    part: Part
    classes: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    mistakes: tuple[Mistake, ...]

    @property
    def photos(self) -> int:
        """Number of photos asked."""
        return sum(map(sum, self.confusion))

    @property
    def right(self) -> int:
        """Number of photos answered rightly."""
        return sum(row[label] for label, row in enumerate(self.confusion))

    @property
    def accuracy(self) -> float:
        """Share of right answers, 0 to 1."""
        return self.right / self.photos if self.photos else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The range in which the accuracy on new photos of the same kind lies, 19 times in 20."""
        return wilson_interval(self.right, self.photos)

    @property
    def per_class(self) -> tuple[ClassResult, ...]:
        """The result of each class, in the order of `classes`."""
        return tuple(
            ClassResult(name, sum(row), row[label], sum(r[label] for r in self.confusion))
            for label, (name, row) in enumerate(zip(self.classes, self.confusion, strict=True))
        )

    @property
    def most_confused(self) -> tuple[str, str, int] | None:
        """True class, answered class and count of the commonest mistake; None when there was none."""
        wrong = [
            (count, true, answered)
            for true, row in enumerate(self.confusion)
            for answered, count in enumerate(row)
            if true != answered and count
        ]
        if not wrong:
            return None
        count, true, answered = max(wrong, key=lambda item: item[0])
        return self.classes[true], self.classes[answered], count


def evaluate(
    probabilities: FloatArray, photos: Sequence[Photo], classes: Sequence[str], part: Part
) -> Report:
    """The report of a model's answers.

    Args:
        probabilities: float32 array of shape `(photos, classes)`.
        photos: the photos in the order of the rows; their labels are the truth.
        classes: class names in the order of the columns.
        part: which part of the data these photos are.
    """
    labels: LabelArray = np.array([photo.label for photo in photos], dtype=np.int64)
    answers = probabilities.argmax(axis=1) if len(photos) else labels
    confusion = np.zeros((len(classes), len(classes)), dtype=np.int64)
    np.add.at(confusion, (labels, answers), 1)
    mistakes = [
        Mistake(
            photo_id=photo.id,
            name=photo.name,
            true_class=classes[photo.label],
            answered_class=classes[int(answer)],
            confidence=float(row[answer]),
            true_confidence=float(row[photo.label]),
        )
        for photo, answer, row in zip(photos, answers, probabilities, strict=True)
        if int(answer) != photo.label
    ]
    mistakes.sort(key=lambda mistake: mistake.confidence, reverse=True)
    return Report(part, tuple(classes), tuple(map(tuple, confusion.tolist())), tuple(mistakes))


def report_to_dict(report: Report) -> dict[str, Any]:
    """The report as plain values for a JSON file."""
    return asdict(report)


def report_from_dict(value: dict[str, Any]) -> Report:
    """The report that `report_to_dict` wrote."""
    return Report(
        part=value["part"],
        classes=tuple(value["classes"]),
        confusion=tuple(map(tuple, value["confusion"])),
        mistakes=tuple(Mistake(**mistake) for mistake in value["mistakes"]),
    )
