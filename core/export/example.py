"""`predict.py`, the short program that uses a downloaded model."""

from __future__ import annotations

from core.export.keras_format import RUNTIME

_HEAD = '''"""What is on these photos?   python predict.py photo.jpg ..."""

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

HERE = Path(__file__).resolve().parent
ABOUT = json.loads((HERE / "model.json").read_text(encoding="utf-8"))
CLASSES, SIZE = ABOUT["classes"], ABOUT["input_size"]


def prepare(path):
    """The whole photo, upright, squeezed to a square: RGB from 0 to 255."""
    photo = Image.open(path)
    photo.draft("RGB", (2 * SIZE, 2 * SIZE))
    photo = ImageOps.exif_transpose(photo)
    if photo.has_transparency_data:
        seen = photo.convert("RGBA")
        photo = Image.new("RGB", seen.size, "white")
        photo.paste(seen, mask=seen)
    photo = photo.convert("RGB")
    photo = photo.resize((SIZE, SIZE), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.asarray(photo, np.float32)

'''

_TAIL = '''

def main():
    """How many files could not be opened as photos."""
    if not sys.argv[1:]:
        sys.exit("Which photo? Type: python predict.py photo.jpg")
    ask, failed = load(), 0
    for path in sys.argv[1:]:
        try:
            photo = prepare(path)
        except (OSError, ValueError) as error:
            print(f"{path}: cannot be opened as a photo ({error})", file=sys.stderr)
            failed += 1
            continue
        scores = ask(photo[None])[0]
        for i in scores.argsort()[::-1]:
            print(f"{path}: {CLASSES[i]} {scores[i]:.2%}")
    return failed


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
'''


def example_script(runtime: str = RUNTIME) -> str:
    """A Python program that prints the classes of photos; it needs NumPy, Pillow and what `runtime` needs.

    Args:
        runtime: the source of `load()`, see `core.export.formats.Builder`.
    """
    return f"{_HEAD}{runtime.rstrip()}\n{_TAIL}"
