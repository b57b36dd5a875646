"""How a data set is written as JSON, and read again."""

from __future__ import annotations

from typing import Any

from core.types import Dataset, Photo, Skipped


def dataset_to_json(dataset: Dataset) -> dict[str, Any]:
    """Plain JSON values; a photo is a row of its fields, as there may be many thousands."""
    return {
        "classes": list(dataset.classes),
        "photos": [_row(photo) for photo in dataset.photos],
        "skipped": [[s.name, s.code, dict(s.facts)] for s in dataset.skipped],
        "ignored": dataset.ignored,
        "excluded": [_row(photo) for photo in dataset.excluded],
    }


def dataset_from_json(value: dict[str, Any]) -> Dataset:
    """The data set; files of earlier versions, which know fewer fields, are understood.

    Raises:
        KeyError, TypeError, ValueError: the values are not of a data set.
    """
    return Dataset(
        classes=tuple(value["classes"]),
        photos=tuple(Photo(*row) for row in value["photos"]),
        skipped=tuple(Skipped(*row) for row in value["skipped"]),
        ignored=value["ignored"],
        excluded=tuple(Photo(*row) for row in value.get("excluded", ())),
    )


def _row(photo: Photo) -> list[Any]:
    row = [photo.id, photo.name, photo.label, photo.split, photo.width, photo.height]
    later = [photo.origin, photo.format]
    return [*row, *later] if any(later) else row
