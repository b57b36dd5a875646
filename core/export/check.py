"""Whether an exported file answers as the app does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import UserError
from core.export.app_answers import STAGE, AppAnswers
from core.export.formats import Builder, ExportJob, Format
from core.export.project_photos import TUNED_WITH, chosen_photos, pixels
from core.types import Event, FloatArray, PixelArray

ALLOWED_DIFFERENCE = 1e-3
ALLOWED_ROUNDED_DIFFERENCE = 0.1
"""Of a share, on the reference pictures, where there are no photos to count agreement on."""
MOST_PHOTOS = 200
NEEDED_AGREEMENT = 0.95
_ENOUGH_OTHERS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """What the comparison found.

    Attributes:
        app: float32 `(pictures, classes)`, the app's answers to the reference pictures.
        own: the same from the exported file.
        difference: the largest difference of a share between the two.
        agreement: share (0 to 1) of the project's photos with the same first class; None where
            none were asked.
        photos: how many were asked.
    """

    app: FloatArray
    own: FloatArray
    difference: float
    agreement: float | None = None
    photos: int = 0


def check(job: ExportJob, format_: Format, builder: Builder, pictures: PixelArray) -> Check:
    """The comparison of built files with the app.

    Args:
        job: as the files were built.
        format_: of the files.
        builder: of the format.
        pictures: the reference pictures, uint8 `(pictures, size, size, 3)`.

    Raises:
        UserError: `export.differs` or `export.disagrees`.
        Cancelled: the person asked to stop.
    """
    job.context.emit(Event("stage", STAGE))
    app = AppAnswers(job.run.folder, job.networks)
    photos = pictures[:0] if format_.is_exact else _photos(job, app.spec.input_size)
    shown = np.concatenate([pictures, photos])
    expected, found = app.of(shown, job.context), builder.answers(job, shown)
    count = len(pictures)
    difference = float(np.abs(found[:count] - expected[:count]).max())
    allowed = ALLOWED_DIFFERENCE if format_.is_exact else ALLOWED_ROUNDED_DIFFERENCE
    # NaN is never small enough.
    if not len(photos) and not difference <= allowed:
        raise UserError(
            "export.differs", format=format_.title, difference=f"{difference:.4f}", allowed=allowed
        )
    agreement = _agreement(format_, expected[count:], found[count:]) if len(photos) else None
    return Check(expected[:count], found[:count], difference, agreement, len(photos))


def _agreement(format_: Format, expected: FloatArray, found: FloatArray) -> float:
    same = (expected.argmax(axis=1) == found.argmax(axis=1)) & np.isfinite(found).all(axis=1)
    share = float(same.mean())
    if share < NEEDED_AGREEMENT:
        raise UserError(
            "export.disagrees",
            format=format_.title, changed=int((~same).sum()), photos=len(same),
        )  # fmt: skip
    return share


def _photos(job: ExportJob, size: int) -> PixelArray:
    """Photos to count on: where there are enough, others than those that whole numbers are tuned with."""
    tuned_with = chosen_photos(job.run, job.workspace, TUNED_WITH)
    chosen = chosen_photos(job.run, job.workspace, MOST_PHOTOS, without=tuned_with)
    if len(chosen) < _ENOUGH_OTHERS:
        chosen = chosen_photos(job.run, job.workspace, MOST_PHOTOS)
    return pixels(chosen, job.workspace.photos, size)
