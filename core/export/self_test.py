"""`selftest.py`, the program that proves a downloaded model, or says what is likely wrong."""

from __future__ import annotations

SELF_TEST = '''"""Does this model answer here as it did in Foldersight?   python selftest.py

It prints OK, or what is likely wrong. It needs what predict.py needs.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

HERE = Path(__file__).resolve().parent
ABOUT = json.loads((HERE / "model.json").read_text(encoding="utf-8"))
EXPECTED = json.loads((HERE / "reference" / "expected.json").read_text(encoding="utf-8"))
SIZE, GREY_LEVELS = ABOUT["input_size"], 3.0


def prepared(path, turn=True, fit=None):
    """The picture as the model was shown it; or with one step done another way."""
    photo = Image.open(path)
    photo.draft("RGB", (2 * SIZE, 2 * SIZE))
    photo = (ImageOps.exif_transpose(photo) if turn else photo).convert("RGB")
    if fit:
        photo = fit(photo, (SIZE, SIZE), Image.Resampling.BICUBIC)
    else:
        photo = photo.resize((SIZE, SIZE), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.asarray(photo, np.float32)


MISTAKES = {
    "channel order: red and blue are swapped (BGR in place of RGB, as OpenCV reads photos)":
        lambda path: prepared(path)[..., ::-1],
    "scaling: colours run from 0 to 1 in place of 0 to 255; do not divide, the model does that":
        lambda path: prepared(path) / 255,
    "scaling: colours run from -1 to 1 in place of 0 to 255; do not scale, the model does that":
        lambda path: prepared(path) / 127.5 - 1,
    "crop: the middle is cut out; the whole photo must be squeezed to a square":
        lambda path: prepared(path, fit=ImageOps.fit),
    "crop: there are borders around the photo; it must be squeezed to a square without any":
        lambda path: prepared(path, fit=ImageOps.pad),
    "orientation: photos that lie on their side are not turned upright (ImageOps.exif_transpose)":
        lambda path: prepared(path, turn=False),
}


def mean_colours(picture, fields):
    side = len(picture) // fields * fields
    cut = picture[:side, :side].reshape(fields, side // fields, fields, side // fields, 3)
    return cut.mean(axis=(1, 3))


def far(first, second):
    """Mean difference of colours, as shares of their range, so that scaled ones compare too."""
    return float(np.abs(np.asarray(first, np.float64) - np.asarray(second, np.float64)).mean())


def changed_files():
    for name, digest in ABOUT["files"].items():
        path = HERE / name
        if not path.is_file():
            yield f"{name} is missing"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"{name} is not as it was downloaded: changed or damaged"


def main():
    try:
        import predict

        ask = predict.load()
    except ImportError as error:
        return [f"{error}. Install what README.md names, then run this again"]
    except Exception as error:
        return [*changed_files(), f"the model cannot be opened: {error}"]
    paths = [HERE / "reference" / each["file"] for each in EXPECTED["pictures"]]
    wanted = np.array([each["scores"] for each in EXPECTED["pictures"]])
    right = [prepared(path) for path in paths]
    problems = list(changed_files())
    for each, picture in zip(EXPECTED["pictures"], right):
        if far(mean_colours(picture, len(each["colours"])), each["colours"]) > GREY_LEVELS:
            problems.append(f"this Pillow reads {each['file']} differently; install a newer one")
    labels = (HERE / "labels.txt").read_text(encoding="utf-8").splitlines()
    numbered = [f"{number} {name}" for number, name in enumerate(ABOUT["classes"])]
    if labels not in (ABOUT["classes"], numbered):
        problems.append("labels.txt: the classes are not those of model.json, or in another order")
    problems += wrong_preparation(predict, paths, right)
    problems += wrong_answers(ask, paths, np.stack(right), wanted)
    return problems


def wrong_preparation(predict, paths, right):
    """Whether predict.py hands the model the right picture, and what it does in its place."""
    given = [np.asarray(predict.prepare(path), np.float64) for path in paths]
    if any(g.shape != r.shape for g, r in zip(given, right)):
        return [f"size: predict.py must prepare pictures of {SIZE} x {SIZE} x 3"]
    if all(far(g, r) < 1 for g, r in zip(given, right)):
        return []
    spread = max(float(np.ptp(g)) for g in given)
    for cause, mistake in MISTAKES.items():
        close = spread / 255 * GREY_LEVELS
        if all(far(g, mistake(path)) <= close for g, path in zip(given, paths)):
            return [f"predict.py prepares photos another way. {cause}"]
    return ["predict.py prepares photos another way (see prepare in the original)"]


def wrong_answers(ask, paths, right, wanted):
    """Whether the model gives the expected shares, and what it seems to want in place of RGB."""
    found, allowed = np.asarray(ask(right)), EXPECTED["tolerance"]
    if found.shape != wanted.shape:
        return [f"the model has {found.shape[-1]} classes, not {wanted.shape[-1]}"]
    worst = float(np.abs(found - wanted).max())
    if worst <= allowed:
        return []
    for cause, mistake in MISTAKES.items():
        shown = np.stack([np.float32(mistake(path)) for path in paths])
        if float(np.abs(np.asarray(ask(shown)) - wanted).max()) <= allowed:
            return [f"the model itself was changed. It now wants its photos so: {cause}"]
    return [f"the answers differ by up to {worst:.3f}; {allowed} would be rounding"]


if __name__ == "__main__":
    found = main()
    for problem in found:
        print("PROBLEM:", problem)
    if not found:
        print(f"OK: all {len(EXPECTED['pictures'])} reference pictures get the expected answers")
    sys.exit(1 if found else 0)
'''
