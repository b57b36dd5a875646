"""Storing the working copy of one photo."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import UserError
from core.intake.images import photo_id, upright_size, working_copy
from core.intake.sniff import kind_of
from core.store.photos import PhotoStore


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo of which the working copy is in the store.

    Attributes:
        id: its photo id.
        width: of the original in pixels, upright.
        height: of the original in pixels, upright.
        is_new: whether the working copy was not there before.
        format: of the original, such as `"jpeg"`.
    """

    id: str
    width: int
    height: int
    is_new: bool
    format: str = ""


def store_photo(data: bytes, photos: PhotoStore) -> StoredPhoto | UserError:
    """The photo, whose working copy is in the store from now on, or why it cannot be read.

    The refusal of one photo is given back, not raised: the others go on. What is raised ends all.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    try:
        known = photo_id(data)
        if photos.has(known):
            return StoredPhoto(known, *upright_size(data), is_new=False, format=kind_of(data))
        copy = working_copy(data)
    except UserError as refusal:
        return refusal
    photos.put(copy.id, copy.jpeg)
    return StoredPhoto(copy.id, copy.width, copy.height, is_new=True, format=kind_of(data))
