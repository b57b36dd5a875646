"""Lays photos out with faults planted among them; which fault, each file's name tells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance

from benchmarks.folders import photos_by_class

SWAPPED_SHARE = 0.05
COPIED_SHARE = 0.05
BURST_FRAMES = 10
SHORTCUT_SHARE = 0.9
KINDS = ("resized", "cropped", "mirrored")


@dataclass(frozen=True, slots=True)
class Name:
    """What the name of a laid out file tells: `12-cropped-cats.jpg`.

    Attributes:
        family: the same for a photo and its planted copies.
        kind: `original`, one of `KINDS`, or `burst`.
        truth: the class that it is of.
    """

    family: int
    kind: str
    truth: str

    @staticmethod
    def of(file_name: str) -> Name:
        """What a name tells."""
        family, kind, truth = Path(file_name).stem.split("-", 2)
        return Name(int(family), kind, truth)


def lay_out_with_faults(
    archive: Path, folder: Path, classes: Sequence[str], *, planted: bool, seed: int
) -> None:
    """`folder/<class>/<name>` for each photo.

    Planted are: 5 % of the photos in a class of others; of 5 % each a copy at 30 to 70 % of the
    size with JPEG quality 30 to 75, a copy cropped by up to 10 % at each side, and a mirrored one,
    all recompressed; ten frames of one burst, shifted, turned by up to 2 degrees and with the
    light changed; and nine of ten photos of one class as PNG.

    Args:
        archive: one folder per class.
        folder: where to write.
        classes: those to take; all when empty.
        planted: whether to plant anything.
        seed: of the draws.
    """
    rng = np.random.default_rng(seed)
    with zipfile.ZipFile(archive) as source:
        members = [
            (name, member)
            for name, found in sorted(photos_by_class(source).items())
            for member in found
            if not classes or name in classes
        ]
        names = sorted({name for name, _ in members})
        order = rng.permutation(len(members)).tolist()
        count = round(SWAPPED_SHARE * len(members))
        swapped, copied = set(order[:count]), set(order[count : 2 * count])
        burst = order[2 * count]
        for family, (truth, member) in enumerate(members):
            data = source.read(member)
            others = [name for name in names if name != truth]
            wrong = planted and family in swapped
            target = folder / (str(rng.choice(others)) if wrong else truth)
            target.mkdir(parents=True, exist_ok=True)
            as_png = planted and truth == names[0] and rng.random() < SHORTCUT_SHARE
            _write(target, Name(family, "original", truth), _png(data) if as_png else data)
            if planted and family in copied:
                for kind in KINDS:
                    _write(target, Name(family, kind, truth), _copy(data, kind, rng))
            if planted and family == burst:
                for _ in range(BURST_FRAMES - 1):
                    _write(target, Name(family, "burst", truth), _copy(data, "burst", rng))


def _write(folder: Path, name: Name, data: bytes) -> None:
    number = len(list(folder.glob(f"{name.family}-{name.kind}*")))
    kind = name.kind + (f"{number}" if number else "")
    ending = "png" if data[1:4] == b"PNG" else "jpg"
    (folder / f"{name.family}-{kind}-{name.truth}.{ending}").write_bytes(data)


def _copy(data: bytes, kind: str, rng: np.random.Generator) -> bytes:
    image = _opened(data)
    if kind == "resized":
        share = rng.uniform(0.3, 0.7)
        size = (max(32, round(image.width * share)), max(32, round(image.height * share)))
        return _jpeg(image.resize(size, Image.Resampling.BICUBIC), int(rng.integers(30, 75)))
    if kind == "cropped":
        return _jpeg(_cut(image, rng.uniform(0, 0.1, 4)), 80)
    if kind == "mirrored":
        return _jpeg(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), 80)
    return _jpeg(_frame(image, rng), 85)


def burst_frame(data: bytes, rng: np.random.Generator) -> bytes:
    """The photo as taken a moment later by hand, as JPEG."""
    return _copy(data, "burst", rng)


def _frame(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """As taken a moment later by hand."""
    shift = (rng.uniform(-0.03, 0.03, 2) * image.size).astype(int)
    turned = image.rotate(
        float(rng.uniform(-2, 2)),
        Image.Resampling.BICUBIC,
        translate=(int(shift[0]), int(shift[1])),
    )
    frame = _cut(turned, np.full(4, 0.05))
    frame = ImageEnhance.Brightness(frame).enhance(float(rng.uniform(0.9, 1.1)))
    noisy = np.asarray(frame, np.float32) + rng.normal(0, 4, (frame.height, frame.width, 3))
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


def _cut(image: Image.Image, shares: np.ndarray) -> Image.Image:
    left, top, right, bottom = shares * [image.width, image.height, image.width, image.height]
    return image.crop((int(left), int(top), int(image.width - right), int(image.height - bottom)))


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def _png(data: bytes) -> bytes:
    file = io.BytesIO()
    _opened(data).save(file, "PNG", compress_level=1)
    return file.getvalue()
