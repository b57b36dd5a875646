"""What the tests of backbones share: real weights, and a spec whose file is a small local one."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_sample_image

from core.backbones.registry import BackboneSpec, get
from core.types import PixelArray

HDF5_START = b"\x89HDF\r\n\x1a\n"


@pytest.fixture
def keras_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which weights are looked for instead of the person's own."""
    folder = tmp_path / "keras"
    monkeypatch.setenv("KERAS_HOME", str(folder))
    return folder


@pytest.fixture
def keras_weights(shared_data: Path, keras_folder: Path) -> Path:
    """A copy of MobileNet's real weights where Keras looks for them, or a skip."""
    source = shared_data.parent / "keras" / "models"
    if not source.is_dir():
        pytest.skip("the real MobileNet weights (../shared/keras) are not on this computer")
    shutil.copytree(source, keras_folder / "models", copy_function=shutil.copyfile)
    return keras_folder


@pytest.fixture
def published(tmp_path: Path) -> Callable[[bytes], BackboneSpec]:
    """Makes a MobileNet whose weights are published at a local address with the given content."""

    def publish(content: bytes) -> BackboneSpec:
        source = tmp_path / "published.h5"
        source.write_bytes(content)
        spec = get("mobilenet")
        weights = dataclasses.replace(
            spec.weights,
            url=source.as_uri(),
            checksum="md5:" + hashlib.md5(content, usedforsecurity=False).hexdigest(),
        )
        return dataclasses.replace(spec, weights=weights)

    return publish


@pytest.fixture(scope="session")
def sample_photos() -> Callable[[int], PixelArray]:
    """Gives scikit-learn's two photos, `china.jpg` and `flower.jpg`, as centred squares."""

    def photos(size: int) -> PixelArray:
        return np.stack([_square(name, size) for name in ("china.jpg", "flower.jpg")])

    return photos


def _square(name: str, size: int) -> PixelArray:
    image = Image.fromarray(load_sample_image(name))
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.crop((left, top, left + side, top + side))
    return np.asarray(square.resize((size, size), Image.Resampling.BILINEAR))
