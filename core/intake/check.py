"""Whether a data set can be trained on, and what would make it better."""

from __future__ import annotations

from core.errors import Fact, UserError
from core.types import Dataset

MIN_PHOTOS_PER_CLASS = 5
GOOD_PHOTOS_PER_CLASS = 20
MAX_GOOD_IMBALANCE = 4


def require_trainable(dataset: Dataset) -> None:
    """Nothing, if a model can be trained: two classes or more, each with enough photos.

    Raises:
        UserError: `dataset.empty`, `dataset.one_class`, `dataset.class_too_small` or, when the data
            comes in parts, `dataset.class_not_in_training`.
    """
    if not dataset.photos:
        raise UserError("dataset.empty")
    if len(dataset.classes) < 2:
        raise UserError("dataset.one_class", name=dataset.classes[0], photos=len(dataset.photos))
    for name, count in zip(dataset.classes, dataset.counts, strict=True):
        if count < MIN_PHOTOS_PER_CLASS:
            raise UserError(
                "dataset.class_too_small", name=name, photos=count, needed=MIN_PHOTOS_PER_CLASS,
                more=MIN_PHOTOS_PER_CLASS - count,
            )  # fmt: skip
    learned = {photo.label for photo in dataset.photos if photo.split in (None, "train")}
    for label, name in enumerate(dataset.classes):
        if label not in learned:
            raise UserError("dataset.class_not_in_training", name=name)


def advice(dataset: Dataset) -> list[tuple[str, dict[str, Fact]]]:
    """Message codes and facts of what would help, the most helpful first; empty when all is well.

    Codes: `dataset.few_photos` for the smallest of the small classes, `dataset.unbalanced`.
    """
    found: list[tuple[str, dict[str, Fact]]] = []
    if not dataset.classes:
        return found
    smallest, largest = _extremes(dataset)
    few = [count for count in dataset.counts if count < GOOD_PHOTOS_PER_CLASS]
    if few:
        facts: dict[str, Fact] = {"classes": len(few), "name": smallest[0], "photos": smallest[1]}
        found.append(("dataset.few_photos", {**facts, "good": GOOD_PHOTOS_PER_CLASS}))
    if largest[1] > MAX_GOOD_IMBALANCE * max(1, smallest[1]):
        facts = {"largest": largest[0], "largest_photos": largest[1]}
        facts |= {"smallest": smallest[0], "smallest_photos": smallest[1]}
        found.append(("dataset.unbalanced", facts))
    return found


def _extremes(dataset: Dataset) -> tuple[tuple[str, int], tuple[str, int]]:
    sizes = sorted(zip(dataset.counts, range(len(dataset.classes)), strict=True))
    (fewest, small), (most, large) = sizes[0], sizes[-1]
    return (dataset.classes[small], fewest), (dataset.classes[large], most)
