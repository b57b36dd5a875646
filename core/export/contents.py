"""What every zip holds besides the files of its format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.export.description import description
from core.export.example import example_script
from core.export.formats import Format
from core.export.model_card import comparison, model_card
from core.export.reference import EXPECTED, FOLDER, expected_json
from core.export.reopening import reopening_files
from core.export.self_test import SELF_TEST
from core.runs import LABELS, MANIFEST, Run, labels_file
from core.types import FloatArray, PixelArray

CARD, EXAMPLE, TEST = "README.md", "predict.py", "selftest.py"


class Contents:
    """The common files of a zip, gathered step by step.

    Args:
        run: the model.
        format_: of the zip.
        runtime: source of `load()` for `predict.py`; "" for a format without a Python example.
    """

    def __init__(self, run: Run, format_: Format, runtime: str) -> None:
        self._run, self._format, self._runtime = run, format_, runtime
        self._reference: dict[str, bytes] = {}
        self._photos_inside = 0
        self._check: dict[str, Any] = {}

    def add_reference(
        self,
        pictures: Mapping[str, bytes],
        shown: PixelArray,
        app: FloatArray,
        own: FloatArray,
        *,
        is_exact: bool,
    ) -> None:
        """The reference pictures and what they should give, see `expected_json`.

        Args:
            pictures: JPEG files by name.
            shown: the pictures as the model is shown them.
            app: the app's answers.
            own: those of the file itself.
            is_exact: whether the two are the same but for rounding.
        """
        expected = expected_json(list(pictures), shown, app, own, is_exact=is_exact)
        files = {f"{FOLDER}/{name}": data for name, data in pictures.items()}
        self._reference = {**files, EXPECTED: expected}
        self._photos_inside = sum(name.startswith("photo-") for name in pictures)

    def add_check(self, agreement: float | None, photos: int, difference: float) -> None:
        """What the comparison with the app found.

        Args:
            agreement: share (0 to 1) of photos with the same first class, or None.
            photos: how many were asked.
            difference: largest difference of a share on the reference pictures.
        """
        self._check = {
            "agreement": agreement,
            "photos": photos,
            "largest_difference": float(np.round(difference, 6)),
        }

    def files(self, digests: Mapping[str, str]) -> dict[str, bytes]:
        """The common files by name.

        Args:
            digests: SHA-256 of each file of the format itself.
        """
        python = bool(self._runtime)
        sentence = comparison(*self._check.values()) if self._check else ""
        card = model_card(
            self._run, self._format, sentence, self._photos_inside,
            python=python, reference=bool(self._reference),
        )  # fmt: skip
        again = reopening_files(self._run)
        described: dict[str, bytes | str] = {**digests, **again}
        files = {
            LABELS: labels_file(self._run.manifest.classes),
            MANIFEST: description(self._run, self._format, described, self._check),
            **again,
            CARD: card.encode(),
            **self._reference,
        }
        if python:
            files[EXAMPLE] = example_script(self._runtime).encode()
        if python and self._reference:
            files[TEST] = SELF_TEST.encode()
        return files
