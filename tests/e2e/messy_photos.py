"""The photos of somebody's holiday as people really have them: swapped, double, black, broken."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from tests.e2e.served_app import REPOSITORY
from tests.factories import photo_array, zip_of

SWAPPED, SHRUNK = 4, 3
ROOT = "Holiday/My photos"


def write_messy_zip(path: Path) -> Path:
    """The path of a messy zip, made of real photos where they are on this computer."""
    real = REPOSITORY.parent / "shared" / "data" / "cats_dogs_horses.zip"
    if real.is_file():
        with zipfile.ZipFile(real) as source:
            photos = _by_class(source)
    else:
        photos = {name: _generated(name) for name in ("cats", "dogs", "horses")}
    return zip_of(path, _messy_members(photos))


def _generated(name: str, count: int = 40) -> list[bytes]:
    """Photos of one colour with different things on them, so that no two are nearly the same."""
    colour = {"cats": "red", "dogs": "blue", "horses": "gold"}[name]
    return [_jpeg(_scene(colour, number), 90) for number in range(count)]


def _scene(colour: str, seed: int) -> Image.Image:
    photo = Image.fromarray(photo_array(colour, (320, 240), seed))
    random, draw = np.random.default_rng(seed), ImageDraw.Draw(photo)
    for _ in range(8):
        x, y, width, height = random.integers((0, 0, 30, 30), (260, 190, 130, 130)).tolist()
        light = int(random.integers(40, 220))
        draw_shape = draw.ellipse if random.random() < 0.5 else draw.rectangle
        draw_shape((x, y, x + width, y + height), fill=(light, light, light))
    return photo


def _jpeg(photo: Image.Image, quality: int = 70) -> bytes:
    file = io.BytesIO()
    photo.convert("RGB").save(file, "JPEG", quality=quality)
    return file.getvalue()


def _by_class(source: zipfile.ZipFile) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for name in source.namelist():
        if not name.endswith("/"):
            found.setdefault(name.split("/")[-2], []).append(source.read(name))
    return found


def _messy_members(photos: dict[str, list[bytes]]) -> dict[str, bytes]:
    """A folder around the classes, cats among the horses, doubles, and files that are no photos."""
    members = {
        f"{ROOT}/{name}/{number:03}.jpg": data
        for name, of_class in photos.items()
        for number, data in enumerate(of_class)
    }
    for number in range(SWAPPED):
        cat = members.pop(f"{ROOT}/cats/{number:03}.jpg")
        members[f"{ROOT}/horses/swapped {number}.jpg"] = cat
    for number in range(10, 10 + SHRUNK):
        cat_photo = Image.open(io.BytesIO(photos["cats"][number])).convert("RGB")
        small = cat_photo.resize((cat_photo.width * 2 // 3, cat_photo.height * 2 // 3))
        members[f"{ROOT}/cats/small {number}.jpg"] = _jpeg(small, 60)
    return members | {
        f"{ROOT}/dogs/black.jpg": _jpeg(Image.new("RGB", (300, 200), (2, 2, 2))),
        f"{ROOT}/dogs/broken.jpg": photos["dogs"][7][:900],
        f"{ROOT}/dogs/page.jpg": b"<!doctype html><html></html>",
        f"{ROOT}/dogs/Thumbs.db": b"x",
        "__MACOSX/Holiday/._My photos": b"x",
    }
