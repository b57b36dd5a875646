"""Programs that make the calls of Teachable Machine's published examples, on our files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.export.app_answers import AppAnswers
from tests.matrix.conftest import App
from tests.matrix.environments import Environments
from tests.matrix.unpacked import Unpacked

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(3600)]

_PREPARE = """
import json
import numpy as np
from PIL import Image, ImageOps

labels = open("labels.txt", "r", encoding="utf-8").readlines()
data = np.ndarray(shape=(1, 224, 224, 3), dtype=np.float32)
picture = Image.open("{photo}").convert("RGB")
picture = ImageOps.fit(picture, (224, 224), Image.Resampling.LANCZOS)
data[0] = np.asarray(picture).astype(np.float32) / 127.5 - 1
"""
_KERAS = """
from {keras}.models import load_model

model = load_model("keras_model.h5", compile=False)
shares = model.predict(data)
"""
_LITE = """
from ai_edge_litert.interpreter import Interpreter

model = Interpreter(model_path="model_unquant.tflite")
model.allocate_tensors()
model.set_tensor(model.get_input_details()[0]["index"], data)
model.invoke()
shares = model.get_tensor(model.get_output_details()[0]["index"])
"""
_SAY = """
print(json.dumps({label[2:].strip(): float(s) for label, s in zip(labels, shares[0])}))
"""


@pytest.fixture(scope="module")
def square(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo of just the size that the model looks at, so that nothing is cut off."""
    path = tmp_path_factory.mktemp("square") / "square.png"
    coarse = np.random.default_rng(4).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    Image.fromarray(coarse.repeat(28, axis=0).repeat(28, axis=1)).save(path)
    return path


@pytest.fixture(scope="module")
def expected(square: Path, app: App, networks: Path) -> dict[str, float]:
    """The app's shares for it, by class."""
    with Image.open(square) as image:
        answers = AppAnswers(app.run.folder, networks)
        return dict(
            zip(answers.classes, answers.of(np.asarray(image)[None])[0].tolist(), strict=True)
        )


@pytest.mark.parametrize(
    ("packages", "keras"),
    [(("tensorflow", "keras"), "keras"), (("tensorflow", "tf-keras"), "tf_keras")],
)
def test_its_python_example_gives_the_app_s_answer(
    packages: tuple[str, ...], keras: str, unpacked: Callable[[str], Unpacked],
    environments: Environments, square: Path, expected: dict[str, float], note: Callable[..., None],
) -> None:  # fmt: skip
    folder = unpacked("teachable_machine").folder / "converted_keras"
    environment = environments.with_packages(*packages, "numpy", "pillow")
    program = _PREPARE.format(photo=square.as_posix()) + _KERAS.format(keras=keras) + _SAY
    found = json.loads(environment.run(folder, "-c", program).splitlines()[-1])
    note(f"Teachable Machine's {keras} example", environment, found, expected)
    assert found == pytest.approx(expected, abs=1e-3)


def test_its_tensorflow_lite_example_gives_the_app_s_answer(
    unpacked: Callable[[str], Unpacked], environments: Environments, square: Path,
    expected: dict[str, float], note: Callable[..., None],
) -> None:  # fmt: skip
    folder = unpacked("teachable_machine").folder / "converted_tflite"
    environment = environments.with_packages("ai-edge-litert", "numpy", "pillow")
    program = _PREPARE.format(photo=square.as_posix()) + _LITE + _SAY
    found = json.loads(environment.run(folder, "-c", program).splitlines()[-1])
    note("Teachable Machine's TensorFlow Lite example", environment, found, expected)
    assert found == pytest.approx(expected, abs=1e-3)
