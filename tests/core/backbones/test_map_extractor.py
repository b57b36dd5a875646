from __future__ import annotations

import numpy as np
import pytest

from core.backbones.extractor import Extractor
from core.backbones.map_extractor import MapExtractor
from core.backbones.onnx_export import ensure_onnx
from core.backbones.registry import get
from core.errors import UserError

BUNDLED = ("efficientnet-lite0", "efficientnet-lite2")


@pytest.mark.parametrize("backbone_id", BUNDLED)
def test_mean_over_the_places_of_a_map_is_the_features(backbone_id, sample_photos, networks):
    spec = get(backbone_id)
    path, photos = ensure_onnx(spec, networks), sample_photos(spec.input_size)

    maps = MapExtractor(path).maps(photos)

    assert maps.ndim == 4
    assert maps.shape[0] == len(photos)
    assert maps.shape[1] == maps.shape[2] > 1
    np.testing.assert_allclose(maps.mean(axis=(1, 2)), Extractor(path).features(photos), atol=1e-4)


def test_map_extractor_of_a_damaged_file_refuses_and_removes_it(tmp_path):
    path = tmp_path / "network.onnx"
    path.write_bytes(b"this is no network")

    with pytest.raises(UserError, match=r"backbone\.converted_damaged"):
        MapExtractor(path)

    assert not path.exists()
