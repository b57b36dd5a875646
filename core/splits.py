"""Which photos the model learns from and which are kept aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import UserError
from core.types import Dataset, LabelArray, Split

Rows = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """Rows of `Dataset.photos` by what they are for.

    Attributes:
        train: the model learns from these.
        validation: kept aside; the best epoch is chosen on them.
        test: kept aside and never looked at until the report; empty unless the data came with such
            a part.
    """

    train: Rows
    validation: Rows
    test: Rows

    @property
    def reported(self) -> tuple[Split, Rows]:
        """The part that the report is about: the test part where there is one."""
        return ("test", self.test) if self.test else ("validation", self.validation)


def split_dataset(
    dataset: Dataset, validation_percent: int, seed: int, twins: LabelArray | None = None
) -> Parts:
    """The parts of a data set: as the data came, else drawn class by class.

    Of every class `validation_percent` are kept aside, rounded, but at least one photo and never
    more than half. Twins stay on one side: what is drawn are groups of them, the first that fit;
    a class that is one single group is learned from and never kept aside. The draw depends on the
    photos' content and the seed, not on their order or names.

    Args:
        dataset: at least two photos in each class.
        validation_percent: 1 to 50.
        seed: the same seed and photos give the same parts.
        twins: int64 array, a number per photo that twins share (`core.twins`); each photo stands
            for itself when None.

    Raises:
        UserError: `dataset.class_not_in_training` when a given split leaves a class without
            training photos.
    """
    given = {part: _rows_given(dataset, part) for part in ("validation", "test")}
    pool = [row for row, photo in enumerate(dataset.photos) if photo.split in (None, "train")]
    validation = given["validation"] or _draw(
        groups_of(dataset, pool, twins), validation_percent, seed
    )
    kept_aside = set(validation)
    train = tuple(row for row in pool if row not in kept_aside)
    _require_every_class(dataset, train)
    return Parts(train, validation, given["test"])


@dataclass(frozen=True, slots=True)
class Group:
    """Photos that must stay on one side.

    Attributes:
        key: the smallest photo id, so that an order by it does not depend on that of the photos.
        rows: rows of `Dataset.photos`.
        counts: photos by class; nearly always of one class only.
    """

    key: str
    rows: Rows
    counts: Mapping[int, int]


def groups_of(dataset: Dataset, rows: Iterable[int], twins: LabelArray | None) -> tuple[Group, ...]:
    """The rows in groups of twins, in an order that depends on the photos' content alone."""
    together: dict[int, list[int]] = {}
    for row in rows:
        together.setdefault(row if twins is None else int(twins[row]), []).append(row)
    groups = []
    for members in together.values():
        photos = [dataset.photos[row] for row in members]
        counts = Counter(photo.label for photo in photos)
        groups.append(Group(min(photo.id for photo in photos), tuple(members), counts))
    return tuple(sorted(groups, key=lambda group: (group.key, min(group.counts))))


def _rows_given(dataset: Dataset, part: str) -> Rows:
    return tuple(row for row, photo in enumerate(dataset.photos) if photo.split == part)


def _draw(groups: Sequence[Group], percent: int, seed: int) -> Rows:
    rng = np.random.default_rng(seed)
    aside = _Aside(groups)
    for label, total in sorted(aside.totals.items()):
        wanted = min(max(1, round(total * percent / 100)), total // 2)
        of_class = [group for group in groups if label in group.counts]
        for i in rng.permutation(len(of_class)):
            aside.take(of_class[i], label, wanted)
        # All groups of the class are larger than what was wanted: then one, the smallest.
        for group in sorted(of_class, key=lambda group: len(group.rows)):
            if not aside.counts[label]:
                aside.take(group, label, total // 2)
    return tuple(sorted(aside.rows))


class _Aside:
    """What is kept aside so far, and the rules for more of it."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.totals: Counter[int] = Counter()
        for group in groups:
            self.totals.update(group.counts)
        self.counts: Counter[int] = Counter()
        self.rows: set[int] = set()

    def take(self, group: Group, label: int, limit: int) -> None:
        """Keeps the group aside, unless it is already, or the class would have more than `limit`
        aside, or any class less than half of its photos to learn from."""
        if self.rows.issuperset(group.rows) or self.counts[label] + group.counts[label] > limit:
            return
        if all(self.counts[c] + n <= self.totals[c] // 2 for c, n in group.counts.items()):
            self.rows.update(group.rows)
            self.counts.update(group.counts)


def _require_every_class(dataset: Dataset, train: Rows) -> None:
    present = {dataset.photos[row].label for row in train}
    for label, name in enumerate(dataset.classes):
        if label not in present:
            raise UserError("dataset.class_not_in_training", name=name)
