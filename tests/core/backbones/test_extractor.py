from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from core.backbones.extractor import Extractor
from core.backbones.onnx_export import ensure_onnx
from core.backbones.registry import get
from core.errors import UserError
from core.messages import describe
from core.types import PixelArray


@pytest.fixture(scope="module")
def network(networks: Path) -> Path:
    return ensure_onnx(get("efficientnet-lite0"), networks)


@pytest.fixture(scope="module")
def photos() -> PixelArray:
    return np.random.default_rng(5).integers(0, 256, (11, 224, 224, 3), np.uint8)


def test_extractor_knows_its_sizes(network):
    extractor = Extractor(network)
    assert (extractor.input_size, extractor.feature_count) == (224, 1280)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_features_of_a_batch_are_those_of_each_photo(network, photos, threads):
    extractor = Extractor(network, threads)

    features = extractor.features(photos)

    assert features.shape == (11, 1280)
    assert features.dtype == np.float32
    alone = np.concatenate([extractor.features(photos[[i]]) for i in range(11)])
    np.testing.assert_allclose(features, alone, atol=1e-5)
    assert np.ptp(features, axis=0).max() > 0.1


def test_features_of_no_photos_is_an_empty_array(network, photos):
    assert Extractor(network).features(photos[:0]).shape == (0, 1280)


def test_features_from_several_threads_do_not_mix(network, photos):
    extractor = Extractor(network, threads=2)
    expected = extractor.features(photos)
    starts = [0, 3, 5, 7]

    with ThreadPoolExecutor(4) as callers:
        answers = list(callers.map(lambda i: extractor.features(photos[i : i + 4]), starts))

    for start, answer in zip(starts, answers, strict=True):
        np.testing.assert_allclose(answer, expected[start : start + 4], atol=1e-5)


def test_damaged_file_is_removed_and_told(network, tmp_path):
    path = tmp_path / network.name
    path.write_bytes(network.read_bytes()[:100_000])

    with pytest.raises(UserError) as caught:
        Extractor(path)

    assert not path.exists()
    assert path.name in describe(caught.value).detail


def test_missing_file_is_not_called_damaged(tmp_path):
    with pytest.raises(FileNotFoundError):
        Extractor(tmp_path / "absent.onnx")
