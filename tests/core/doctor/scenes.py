"""Generated photos with shapes in them, ways to copy them, and a data set of such photos."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from core.intake.images import working_copy
from core.store.workspace import Workspace
from core.types import Dataset, FeatureSet, Photo, Split

SIZE = (240, 180)
Rendering = Callable[[Image.Image], Image.Image]


def scene(seed: int, tone: int = 0, size: tuple[int, int] = SIZE) -> Image.Image:
    """A photo of a dozen shapes before a soft ground; of every seed another one.

    Args:
        seed: of the draw.
        tone: classes differ in the tone of the ground: 0 any, 1 red, 2 green, 3 blue.
        size: width and height in pixels.
    """
    rng = np.random.default_rng(seed)
    ground = rng.integers(60, 200, (4, 5, 3)).astype(np.uint8)
    if tone:
        ground //= 3
        ground[..., tone - 1] += 150
    image = Image.fromarray(ground).resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = rng.uniform(0, 0.85, 2) * size
        width, height = rng.uniform(0.1, 0.35, 2) * size
        shape = draw.ellipse if rng.random() < 0.5 else draw.rectangle
        colour = tuple(int(c) for c in rng.integers(0, 256, 3))
        shape((x, y, x + width / (1 + tone), y + height), fill=colour)
    noisy = np.asarray(image, np.float32) + rng.normal(0, 4, (size[1], size[0], 3))
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


def encoded(image: Image.Image, quality: int = 90, format: str = "JPEG") -> bytes:
    """The bytes of a file."""
    file = io.BytesIO()
    image.save(file, format, quality=quality)
    return file.getvalue()


COPIES: Mapping[str, Callable[[Image.Image], bytes]] = {
    "smaller": lambda image: encoded(image.resize((120, 90)), 50),
    "recompressed": lambda image: encoded(image, 30),
    "cropped": lambda image: encoded(image.crop((12, 9, 234, 170))),
    "mirrored": lambda image: encoded(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), 80),
    "brighter": lambda image: encoded(image.point(lambda value: min(255, int(value * 1.12)))),
    "next frame": lambda image: encoded(
        image.rotate(1.5, Image.Resampling.BICUBIC, translate=(5, -4)).crop((10, 8, 230, 172))
    ),
}


def blurred(image: Image.Image) -> Image.Image:
    """The same out of focus."""
    return image.filter(ImageFilter.GaussianBlur(8))


class Album:
    """A data set in the making, its working copies in a workspace."""

    def __init__(self, workspace: Workspace, classes: Sequence[str] = ("cats", "dogs")) -> None:
        self.workspace, self.classes = workspace, tuple(classes)
        self.photos: list[Photo] = []

    def add(
        self, image: Image.Image | bytes, label: int = 0, split: Split | None = None, name: str = ""
    ) -> str:
        """The id of the photo, which is in the album from now on."""
        data = image if isinstance(image, bytes) else encoded(image)
        copy = working_copy(data)
        self.workspace.photos.put(copy.id, copy.jpeg)
        name = name or f"{len(self.photos)}.jpg"
        self.photos.append(Photo(copy.id, name, label, split, copy.width, copy.height))
        return copy.id

    @property
    def dataset(self) -> Dataset:
        """All photos so far."""
        return Dataset(self.classes, tuple(self.photos))

    @property
    def features(self) -> FeatureSet:
        """Coarse colours, left and right taken together, in place of what a network says."""
        ids = tuple(photo.id for photo in self.photos)
        rows = [_colours(self.workspace.photos.read(photo_id)) for photo_id in ids]
        return FeatureSet(ids, np.array(rows, np.float32).reshape(len(ids), 54), "test")


def _colours(jpeg: bytes) -> np.ndarray:
    image = Image.open(io.BytesIO(jpeg)).resize((6, 6), Image.Resampling.BOX)
    pixels = np.asarray(image, np.float32) - 128
    return (pixels + pixels[:, ::-1])[:, :3].ravel() + 1.0
