"""How fast photos are taken in, and how much memory that takes, on generated photos."""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.measured import Stages, run_side, table
from core.context import QuietContext
from core.intake import read_dataset
from core.store.photos import PhotoStore

# Name, number of photos, width, height.
_SETS: dict[str, tuple[int, int, int]] = {
    "phone": (3_000, 400, 533),
    "camera": (150, 4_000, 3_000),
    "many": (25_000, 400, 300),
}
_MEANINGS = {
    "phone": "3,000 photos of 400x533",
    "camera": "150 JPEGs of 12 megapixels",
    "many": "25,000 photos of 400x300",
}


def main(arguments: Sequence[str]) -> None:
    """Prints a row for each set: seconds, photos a second, peak memory."""
    parser = argparse.ArgumentParser("python run.py bench intake", description=__doc__)
    parser.add_argument("--sets", nargs="+", choices=list(_SETS), default=list(_SETS))
    options = parser.parse_args(arguments)
    rows = []
    for name in options.sets:
        side = run_side("benchmarks.intake", "--side", name)
        seconds = side["seconds"]["reading"]
        rows.append(
            {
                "photos": _MEANINGS[name],
                "zip MB": side["zip_mb"],
                "reading s": round(seconds, 1),
                "processor s": round(side["processor_s"], 1),
                "photos/s": round(_SETS[name][0] / seconds, 1),
                "peak MB": side["peak_mb"],
            }
        )
    print(table(rows))


def side(name: str) -> None:
    """Takes in one set and prints the seconds."""
    count, width, height = _SETS[name]
    stages = Stages()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with stages.stage("making photos"):
            _archive(folder / "photos.zip", count, (width, height))
        began = time.process_time()
        with stages.stage("reading"):
            dataset = read_dataset(
                folder / "photos.zip", PhotoStore(folder / "store"), QuietContext()
            )
        processor_s = time.process_time() - began
        if len(dataset.photos) != count:
            raise SystemExit(f"{len(dataset.photos)} photos came in instead of {count}")
        zip_mb = round((folder / "photos.zip").stat().st_size / 1e6)
    print(json.dumps({"seconds": stages.seconds, "processor_s": processor_s, "zip_mb": zip_mb}))


def _archive(path: Path, count: int, size: tuple[int, int], classes: int = 5) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number, photo in enumerate(_photos(count, size)):
            archive.writestr(f"photos/class{number % classes}/{number}.jpg", photo)


def _photos(count: int, size: tuple[int, int]) -> Iterator[bytes]:
    """Noisy JPEGs, each different: of a few pictures each gets another number behind its end."""
    rng = np.random.default_rng(0)
    pictures = []
    for _ in range(min(count, 12)):
        coarse = rng.integers(0, 256, (30, 40, 3)).astype(np.uint8)
        picture = np.asarray(Image.fromarray(coarse).resize(size)).astype(np.int16)
        picture += rng.integers(-12, 13, picture.shape, dtype=np.int16)
        file = io.BytesIO()
        Image.fromarray(picture.clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=88)
        pictures.append(file.getvalue())
    for number in range(count):
        yield pictures[number % len(pictures)] + number.to_bytes(4, "big")


if __name__ == "__main__":
    side(sys.argv[2])
