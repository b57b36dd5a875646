"""A fair choice of the photos that a run was trained on, as pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.errors import UserError
from core.intake.images import model_input
from core.run_data import load_run_data
from core.runs import Run
from core.store.photos import PhotoStore
from core.store.workspace import Workspace
from core.types import Photo, PixelArray

TUNED_WITH = 100
"""Photos that show how large the numbers within a network become, to round them to whole numbers."""


def chosen_photos(
    run: Run, workspace: Workspace, most: int, without: Sequence[Photo] = ()
) -> tuple[Photo, ...]:
    """At most so many photos of the run, spread evenly over the classes and the data.

    Empty where the photos are not on this computer, as with a model that somebody sent.

    Args:
        run: the training.
        workspace: holds the working copies.
        most: how many.
        without: photos that are not to be among them.
    """
    try:
        photos = load_run_data(run, workspace).dataset.photos
    except UserError:
        return ()
    left_out = {photo.id for photo in without}
    there = [p for p in photos if p.id not in left_out and workspace.photos.has(p.id)]
    if len(there) <= most:
        return tuple(there)
    by_class = sorted(there, key=lambda photo: photo.label)
    places = np.linspace(0, len(by_class) - 1, most).round().astype(int)
    return tuple(by_class[place] for place in dict.fromkeys(places.tolist()))


def pixels(photos: Sequence[Photo], store: PhotoStore, size: int) -> PixelArray:
    """uint8 `(photos, size, size, 3)`: the photos as the model is shown them; unreadable ones are left out.

    Args:
        photos: whose working copies are in the store.
        store: the working copies.
        size: side of the square in pixels.
    """
    found = []
    for photo in photos:
        try:
            found.append(model_input(store.read(photo.id), size))
        except (UserError, FileNotFoundError):
            continue
    return np.stack(found) if found else np.empty((0, size, size, 3), np.uint8)
