"""Classes of too few photos, and classes of far more than others."""

from __future__ import annotations

from collections.abc import Iterable

from core.doctor.types import Finding
from core.intake.check import GOOD_PHOTOS_PER_CLASS, MAX_GOOD_IMBALANCE
from core.types import Dataset


def balance(dataset: Dataset) -> Iterable[Finding]:
    """Findings about the number of photos; only new photos help, so there are no repairs."""
    sizes = sorted(zip(dataset.counts, dataset.classes, strict=True))
    if not sizes:
        return
    (fewest, smallest), (most, largest) = sizes[0], sizes[-1]
    few = sum(count < GOOD_PHOTOS_PER_CLASS for count, _ in sizes)
    if few:
        yield Finding(
            id="few_photos",
            code="doctor.few_photos_many" if few > 1 else "doctor.few_photos",
            severity="look",
            facts={
                "classes": few, "name": smallest, "photos": fewest, "good": GOOD_PHOTOS_PER_CLASS,
                "more": GOOD_PHOTOS_PER_CLASS - fewest,
            },
        )  # fmt: skip
    if most > MAX_GOOD_IMBALANCE * max(1, fewest):
        yield Finding(
            id="unbalanced",
            code="doctor.unbalanced",
            severity="hint",
            facts={
                "largest": largest, "largest_photos": most, "smallest": smallest,
                "smallest_photos": fewest, "times": round(most / max(1, fewest)),
            },
        )  # fmt: skip
