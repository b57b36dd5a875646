"""Folders as people have them: the classes are found, and what was mended is told."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.core.intake.outcome import Accepted, Case, Make, numbered, outcome_of, photos
from tests.factories import photo_bytes, zip_of

BASE = ("cats/1.jpg", "cats/2.jpg", "dogs/3.jpg")
TWO = {"cats": 2, "dogs": 1}


def with_extra(extra: Mapping[str, bytes], *names: str) -> Make:
    return lambda folder: zip_of(folder / "a.zip", {**photos(*(names or BASE)), **extra})


def mask(seed: int) -> bytes:
    pixels = np.zeros((24, 32), np.uint8)
    pixels[4 : 12 + seed, 6:20] = 255
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


PHOTO = photo_bytes("teal", (40, 30), seed=99)

WRAPPED = ["repair.wrapper_taken_off"]
JOINED = ["repair.folders_joined"]
CASES = [
    Case(
        "a wrapper",
        with_extra({}, *(f"My photos/{n}" for n in BASE)),
        Accepted(TWO, repairs=WRAPPED),
    ),
    Case(
        "wrappers five deep",
        with_extra({}, *(f"a/b/c/d/e/{n}" for n in BASE)),
        Accepted(TWO, repairs=WRAPPED),
    ),
    Case(
        "mixed depth",
        with_extra({}, "photos/cats/1.jpg", "photos/cats/2.jpg", "dogs/3.jpg"),
        Accepted(TWO),
    ),
    Case(
        "years within the classes",
        with_extra({}, "cats/2023/1.jpg", "cats/2024/2.jpg", "dogs/2023/3.jpg"),
        Accepted(TWO, repairs=JOINED),
    ),
    Case(
        "classes in several batches",
        with_extra({}, "part1/cats/1.jpg", "part2/cats/2.jpg", "part1/dogs/3.jpg"),
        Accepted(TWO, repairs=JOINED),
    ),
    Case(
        "a stray folder of one photo",
        with_extra({"misc/x.jpg": PHOTO}, *numbered(10, "cats/#.jpg", "dogs/d#.jpg")),
        Accepted({"cats": 10, "dogs": 10}, skipped={"misc/x.jpg": "layout.lone_photo"}),
    ),
    Case(
        "masks beside photos",
        with_extra(
            {f"cats/{n}_mask.png": mask(n) for n in range(3)},
            *numbered(3, "cats/#.jpg", "dogs/d#.jpg"),
        ),
        Accepted(
            {"cats": 3, "dogs": 3},
            skipped={f"cats/{n}_mask.png": "layout.mask" for n in range(3)},
            repairs=["repair.masks_left_out"],
        ),
    ),
    Case(
        "a folder of masks in each class",
        with_extra(
            {f"cats/masks/{n}.png": mask(n) for n in range(3)},
            *numbered(3, "cats/images/#.jpg", "dogs/images/d#.jpg"),
        ),
        Accepted(
            {"cats": 3, "dogs": 3},
            skipped={f"cats/masks/{n}.png": "layout.mask" for n in range(3)},
            repairs=["repair.masks_left_out"],
        ),
    ),
]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.trait)
def test_classes_are_found_in_folders_and_repairs_are_told(case: Case, tmp_path: Path) -> None:
    assert outcome_of(case, tmp_path) == case.outcome
