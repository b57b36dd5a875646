"""`model.keras` in the oldest and the newest Keras that it is said to open in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import version

import pytest

from core.export.keras_versions import NEWEST, OLDEST
from tests.matrix.conftest import App
from tests.matrix.environments import Environment, Environments
from tests.matrix.unpacked import Unpacked

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(3600)]

TENSORFLOW_OF_THE_OLDEST = "2.17.1"
"""Came out in the months of Keras 3.4; there is none of it for Python 3.13."""


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="no TensorFlow that old for this Python")
def test_model_in_the_oldest_keras_answers_as_the_app(
    unpacked: Callable[[str], Unpacked], environments: Environments, app: App,
    note: Callable[..., None],
) -> None:  # fmt: skip
    pins = (f"keras=={OLDEST}", f"tensorflow=={TENSORFLOW_OF_THE_OLDEST}")
    shares, environment = _proved(unpacked("keras"), environments, app, *pins)
    note("keras, the oldest", environment, shares, app.shares)
    assert shares == pytest.approx(app.shares, abs=1e-3)


def test_model_in_the_newest_known_keras_answers_as_the_app(
    unpacked: Callable[[str], Unpacked], environments: Environments, app: App,
    note: Callable[..., None],
) -> None:  # fmt: skip
    pins = (f"keras=={NEWEST}", f"tensorflow=={version('tensorflow')}")
    shares, environment = _proved(unpacked("keras"), environments, app, *pins)
    note("keras, the newest", environment, shares, app.shares)
    assert shares == pytest.approx(app.shares, abs=1e-3)


def _proved(
    zip_: Unpacked, environments: Environments, app: App, *pins: str
) -> tuple[dict[str, float], Environment]:
    environment = environments.with_packages(*pins, "numpy", "pillow")
    assert zip_.self_test(environment).startswith("OK: all 5 reference pictures")
    return zip_.shares(environment, app.photo), environment
