"""A data set from elsewhere, checked field by field, and its photos, pixel by pixel."""

from __future__ import annotations

import io
from typing import Any, get_args

from PIL import Image

from core.intake.images import WORKING_COPY_SIDE
from core.projects_io.plain_values import class_names, photo_id, text, whole
from core.store.dataset_json import dataset_from_json
from core.types import SPLITS, Dataset, Origin, Photo, Skipped

_MAX_SIDE_PX = 1_000_000
_MAX_COUNT = 1_000_000_000


def checked_dataset(value: Any) -> Dataset:
    """The data set.

    Args:
        value: as `core.store.dataset_json.dataset_to_json` writes it.

    Raises:
        KeyError, TypeError, ValueError: the values are not of a data set.
    """
    if not isinstance(value, dict) or not isinstance(value["classes"], list):
        raise ValueError("not a data set")
    dataset = dataset_from_json(value)
    class_names(dataset.classes)
    whole(dataset.ignored, 0, _MAX_COUNT)
    photos = (*dataset.photos, *dataset.excluded)
    for photo in photos:
        _check_photo(photo, len(dataset.classes))
    if len({photo.id for photo in photos}) != len(photos):
        raise ValueError("a photo comes twice")
    for skipped in dataset.skipped:
        _check_skipped(skipped)
    return dataset


def check_working_copy(jpeg: bytes) -> None:
    """Nothing, if the bytes are an RGB JPEG as large as a working copy that can be decoded.

    Raises:
        ValueError: they are not.
    """
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
            if image.mode != "RGB" or max(image.size) > WORKING_COPY_SIDE:
                raise ValueError("no working copy")
            image.load()
    except Exception as error:
        # Pillow meets hostile bytes with a dozen kinds of exceptions.
        raise ValueError("no readable JPEG") from error


def _check_photo(photo: Photo, classes: int) -> None:
    photo_id(photo.id)
    text(photo.name)
    whole(photo.label, 0, classes - 1)
    whole(photo.width, 1, _MAX_SIDE_PX)
    whole(photo.height, 1, _MAX_SIDE_PX)
    text(photo.format)
    if photo.split not in (None, *SPLITS) or photo.origin not in get_args(Origin):
        raise ValueError("an unknown part or origin")


def _check_skipped(skipped: Skipped) -> None:
    text(skipped.code)
    name: object = skipped.name
    facts: object = skipped.facts
    if not isinstance(name, str) or not isinstance(facts, dict):
        raise ValueError("not a skipped file")
    for key, fact in facts.items():
        if not isinstance(key, str) or not isinstance(fact, str | int | float | bool):
            raise ValueError("not a fact")
