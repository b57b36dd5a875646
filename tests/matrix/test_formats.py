"""Each form of a model, used with what its own README.md says and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.matrix.conftest import App
from tests.matrix.environments import Environments
from tests.matrix.unpacked import Unpacked

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(3600)]

EXACT = 1e-3
ROUNDED = {"tflite_float16": 0.01, "tflite_int8": 0.1}
"""Largest difference of a share from the app's, where it is not `EXACT`."""
# Those of TensorFlow first and together: they share an environment.
FORMS = (
    "keras",
    "savedmodel",
    "teachable_machine",
    "tflite",
    "tflite_float16",
    "tflite_int8",
    "onnx",
)


@pytest.mark.parametrize("form", FORMS)
def test_zip_in_a_fresh_environment_proves_itself_and_answers_as_the_app(
    form: str, unpacked: Callable[[str], Unpacked], environments: Environments, app: App,
    note: Callable[..., None],
) -> None:  # fmt: skip
    zip_ = unpacked(form)
    environment = environments.with_packages(*zip_.requirements)
    assert "streamlit" not in environment.versions

    assert zip_.self_test(environment).startswith("OK: all 5 reference pictures")

    shares = zip_.shares(environment, app.photo)
    note(form, environment, shares, app.shares)
    assert next(iter(shares)) == next(iter(app.shares))
    assert shares == pytest.approx(app.shares, abs=ROUNDED.get(form, EXACT))
