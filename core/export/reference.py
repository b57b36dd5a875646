"""Pictures with known answers that go along, so that anybody can check the files anywhere."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PIL import Image

from core.errors import UserError
from core.export.project_photos import chosen_photos
from core.intake.images import JPEG_QUALITY, model_input
from core.runs import Run
from core.store.workspace import Workspace
from core.types import FloatArray, PixelArray

COUNT = 5
FOLDER = "reference"
EXPECTED = f"{FOLDER}/expected.json"
_ORIENTATION_TAG, _TURN_RIGHT = 0x0112, 6
_GRID = 4


def reference_pictures(run: Run, workspace: Workspace | None, consent: bool) -> dict[str, bytes]:
    """Five JPEG files by name: photos of the project only with consent, else generated pictures.

    The last one is always generated, and lies on its side: only a note in it says which way is up.

    Args:
        run: the model.
        workspace: its photos, or None where they are not asked for.
        consent: whether photos of the project may go along.
    """
    drawn = [_jpeg(_drawing(seed)) for seed in range(COUNT)]
    photos: list[bytes] = []
    if consent and workspace is not None:
        for photo in chosen_photos(run, workspace, COUNT - 1):
            try:
                photos.append(_without_notes(workspace.photos.read(photo.id)))
            except (OSError, UserError):
                continue
    drawn[-1] = _jpeg(np.rot90(_drawing(COUNT - 1)), {_ORIENTATION_TAG: _TURN_RIGHT})
    files = {f"photo-{number}.jpg": data for number, data in enumerate(photos, start=1)}
    for number, data in enumerate(drawn[len(photos) :], start=len(photos) + 1):
        files[f"picture-{number}.jpg"] = data
    return files


def inputs(pictures: Mapping[str, bytes], size: int) -> PixelArray:
    """uint8 `(pictures, size, size, 3)`: the pictures as the model is shown them."""
    return np.stack([model_input(data, size) for data in pictures.values()])


def expected_json(
    names: Sequence[str],
    shown: PixelArray,
    app: FloatArray,
    model: FloatArray,
    *,
    is_exact: bool,
) -> bytes:
    """The file that says what the pictures should give.

    Args:
        names: of the pictures.
        shown: what `inputs` gave.
        app: float32 `(pictures, classes)`, the app's answers.
        model: the same from the exported file itself.
        is_exact: whether the two are the same but for rounding.
    """
    pictures = [
        {
            "file": name,
            "scores": np.round(own, 6).tolist(),
            "app_scores": np.round(theirs, 6).tolist(),
            "colours": np.round(_grid(picture), 1).tolist(),
        }
        for name, picture, theirs, own in zip(names, shown, app, model, strict=True)
    ]
    value: dict[str, Any] = {
        "what": "scores: what this file answers; app_scores: what the app answers; colours: mean "
        f"red, green and blue of the prepared picture in {_GRID} x {_GRID} fields",
        "tolerance": 0.01 if is_exact else 0.05,
        "pictures": pictures,
    }
    return json.dumps(value, indent=1).encode()


def _grid(picture: PixelArray) -> np.ndarray:
    size = len(picture) // _GRID * _GRID
    fields = picture[:size, :size].reshape(_GRID, size // _GRID, _GRID, size // _GRID, 3)
    return fields.mean(axis=(1, 3), dtype=np.float64)


def _drawing(seed: int) -> PixelArray:
    """A colourful picture `(240, 320, 3)` that looks different however it is turned, cut or recoloured."""
    random = np.random.default_rng([2026, seed])
    y, x = np.mgrid[0:240, 0:320] / 320
    start, across, down = random.uniform(0, 255, (3, 3))
    picture = start + (across - start) * x[..., None] + (down - start) * y[..., None]
    for _ in range(7):
        colour = random.uniform(0, 255, 3)
        left, top, radius = random.uniform(0, 1), random.uniform(0, 0.75), random.uniform(0.05, 0.2)
        is_round = random.random() < 0.5
        far = np.hypot(x - left, y - top) if is_round else np.maximum(abs(x - left), abs(y - top))
        picture[far < radius] = colour
    return np.clip(picture, 0, 255).astype(np.uint8)


def _without_notes(jpeg: bytes) -> bytes:
    """The same photo with nothing in the file but its pixels: no place, time, camera or comment."""
    with Image.open(io.BytesIO(jpeg)) as image:
        return _jpeg(np.asarray(image.convert("RGB")))


def _jpeg(picture: PixelArray, notes: Mapping[int, int] | None = None) -> bytes:
    file, exif = io.BytesIO(), Image.Exif()
    exif.update(notes or {})
    image = Image.fromarray(np.ascontiguousarray(picture))
    image.save(file, "JPEG", quality=JPEG_QUALITY, **({"exif": exif} if notes else {}))
    return file.getvalue()
