"""Google's own program for phones' image models finds the names of the classes inside the file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.export.app_answers import AppAnswers
from tests.core.export.run_with_familiarity import random_photos
from tests.matrix.conftest import App
from tests.matrix.environments import Environments
from tests.matrix.unpacked import Unpacked

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(3600)]

_PROGRAM = """
import json
import mediapipe
import numpy as np
from mediapipe.tasks.python.vision import ImageClassifier

with ImageClassifier.create_from_model_path("model.tflite") as classifier:
    picture = mediapipe.Image(
        image_format=mediapipe.ImageFormat.SRGB, data=np.load({picture!r})
    )
    found = classifier.classify(picture).classifications[0].categories
print(json.dumps({{each.category_name: each.score for each in found}}))
"""


@pytest.mark.parametrize(("form", "allowed"), [("tflite", 1e-3), ("tflite_int8", 0.1)])
def test_mediapipe_names_the_classes_and_gives_the_app_s_answer(
    form: str, allowed: float, unpacked: Callable[[str], Unpacked], environments: Environments,
    app: App, networks: Path, tmp_path: Path, note: Callable[..., None],
) -> None:  # fmt: skip
    picture = random_photos(1, 224, seed=4)[0]
    np.save(tmp_path / "picture.npy", picture)
    answers = AppAnswers(app.run.folder, networks)
    expected = dict(zip(answers.classes, answers.of(picture[None])[0].tolist(), strict=True))
    environment = environments.with_packages("mediapipe", "numpy")

    said = environment.run(
        unpacked(form).folder, "-c", _PROGRAM.format(picture=str(tmp_path / "picture.npy"))
    )

    found = json.loads(said.splitlines()[-1])
    note(f"{form} in MediaPipe", environment, found, expected)
    assert found == pytest.approx(expected, abs=allowed)
