"""Generated photos, folders and zips for tests: tiny, deterministic, every photo different.

The classes differ in colour and in pattern, so that a pretrained network tells them apart from a
few photos.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageColor

COLOURS = (
    "red",
    "blue",
    "gold",
    "green",
    "purple",
    "darkorange",
    "teal",
    "hotpink",
    "white",
    "black",
)
SIZE = (64, 48)

Colour = str | tuple[int, int, int]


def photo_array(colour: Colour, size: tuple[int, int] = SIZE, seed: int = 0) -> np.ndarray:
    """Pixels of a noisy photo: uint8, shape `(height, width, 3)`; the same for the same arguments.

    Args:
        colour: a colour name, `#rrggbb` or three numbers from 0 to 255; also decides the stripes.
        size: width and height in pixels.
        seed: photos of different seeds differ.
    """
    rgb = ImageColor.getrgb(colour)[:3] if isinstance(colour, str) else colour
    random = np.random.default_rng([*rgb, *size, seed])
    angle, count = sum(rgb) % 4 * np.pi / 4, 2 + sum(rgb) % 5
    y, x = np.mgrid[0 : size[1], 0 : size[0]] / max(size)
    phase = random.uniform(0, 2 * np.pi)
    stripes = 35 * np.sin(2 * np.pi * count * (x * np.cos(angle) + y * np.sin(angle)) + phase)
    noise = random.normal(0, 10, (size[1], size[0], 3))
    pixels = np.asarray(rgb) * 0.7 + 38 + stripes[..., None] + noise + random.normal(0, 6, 3)
    return np.clip(pixels, 0, 255).astype(np.uint8)


def photo_bytes(
    colour: Colour = "red",
    size: tuple[int, int] = SIZE,
    *,
    seed: int = 0,
    format: str = "JPEG",
    **save: Any,
) -> bytes:
    """An encoded photo; see `photo_array`.

    Args:
        colour: as for `photo_array`.
        size: width and height in pixels.
        seed: photos of different seeds differ.
        format: a Pillow format name, such as `"JPEG"`, `"PNG"` or `"WEBP"`.
        save: further arguments of `Image.save`, such as `exif=`.
    """
    file = io.BytesIO()
    Image.fromarray(photo_array(colour, size, seed)).save(file, format, **save)
    return file.getvalue()


def class_photos(
    counts: Mapping[str, int],
    *,
    size: tuple[int, int] = SIZE,
    seed: int = 0,
    prefix: str = "",
    format: str = "JPEG",
) -> Iterator[tuple[str, bytes]]:
    """Pairs of `"class/class_0.jpg"` and the bytes of that photo; every photo is different.

    Args:
        counts: number of photos by class name; the class at each place has its own colour.
        size: width and height in pixels.
        seed: other seeds give other photos of the same classes.
        prefix: put before each name, such as `"photos/train/"`.
        format: a Pillow format name.
    """
    extension = {"JPEG": "jpg", "TIFF": "tif"}.get(format, format.lower())
    for place, (name, count) in enumerate(counts.items()):
        for number in range(count):
            own_seed = seed * 100_003 + place * 1009 + number
            data = photo_bytes(COLOURS[place % len(COLOURS)], size, seed=own_seed, format=format)
            yield f"{prefix}{name}/{Path(name).name}_{number}.{extension}", data


def zip_of(path: Path, members: Mapping[str, bytes]) -> Path:
    """A zip with exactly these members, in this order."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def folder_zip(
    path: Path,
    counts: Mapping[str, int],
    *,
    size: tuple[int, int] = SIZE,
    seed: int = 0,
    prefix: str = "",
    format: str = "JPEG",
    extra: Mapping[str, bytes] | None = None,
) -> Path:
    """A zip at `path` with one folder of photos per class; see `class_photos`.

    Args:
        path: where to write it.
        counts: number of photos by class name.
        size: width and height in pixels.
        seed: other seeds give other photos of the same classes.
        prefix: put before each name, such as `"photos/"`.
        format: a Pillow format name.
        extra: further members by name, such as `{"cats/broken.jpg": b""}`.
    """
    photos = class_photos(counts, size=size, seed=seed, prefix=prefix, format=format)
    return zip_of(path, {**dict(photos), **(extra or {})})


def photo_folder(
    folder: Path,
    counts: Mapping[str, int],
    *,
    size: tuple[int, int] = SIZE,
    seed: int = 0,
    prefix: str = "",
    format: str = "JPEG",
) -> Path:
    """A folder on disk with one folder of photos per class; see `class_photos`."""
    for name, data in class_photos(counts, size=size, seed=seed, prefix=prefix, format=format):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def split_zip(path: Path, counts: Mapping[str, Mapping[str, int]], *, seed: int = 0) -> Path:
    """A zip that comes in parts: `{"train": {"cats": 6}}` gives `train/cats/…`.

    A class has the same colour in every part.
    """
    members: dict[str, bytes] = {}
    names = list(dict.fromkeys(name for part in counts.values() for name in part))
    for part, of_part in counts.items():
        part_seed = seed + zlib.crc32(part.encode()) % 1000
        in_order = {name: of_part.get(name, 0) for name in names}
        members |= dict(class_photos(in_order, seed=part_seed, prefix=f"{part}/"))
    return zip_of(path, members)
