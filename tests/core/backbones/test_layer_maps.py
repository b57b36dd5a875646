from __future__ import annotations

import numpy as np
import pytest

from core.backbones.extractor import Extractor
from core.backbones.layer_maps import DEPTHS, LayerMaps, strongest_units
from core.backbones.onnx_export import ensure_onnx
from core.backbones.registry import get
from core.errors import UserError


@pytest.mark.parametrize("backbone_id", ["efficientnet-lite0", "efficientnet-lite2"])
def test_depths_shrink_and_the_last_one_averages_to_the_features(
    backbone_id, sample_photos, networks
):
    spec = get(backbone_id)
    path, photos = ensure_onnx(spec, networks), sample_photos(spec.input_size)

    network = LayerMaps(path)
    pooled = network.pooled([photos[:1], photos[1:]])

    sides = [depth.side for depth in network.depths]
    assert len(sides) == DEPTHS
    assert sides == sorted(set(sides), reverse=True)
    assert [rows.shape for rows in pooled] == [(len(photos), d.units) for d in network.depths]
    np.testing.assert_allclose(pooled[-1], Extractor(path).features(photos), atol=1e-4)


def test_maps_of_a_photo_average_to_what_is_pooled(sample_photos, networks):
    spec = get("efficientnet-lite0")
    network, photos = LayerMaps(ensure_onnx(spec, networks)), sample_photos(spec.input_size)

    maps = network.maps(photos[0])

    for depth, seen, pooled in zip(network.depths, maps, network.pooled([photos[:1]]), strict=True):
        assert seen.shape == (depth.side, depth.side, depth.units)
        assert seen.min() >= 0
        np.testing.assert_allclose(seen.mean(axis=(0, 1)), pooled[0], atol=1e-4)


def test_pooled_of_no_photos_is_empty_at_every_depth(networks):
    network = LayerMaps(ensure_onnx(get("efficientnet-lite0"), networks))

    assert [rows.shape for rows in network.pooled([])] == [(0, d.units) for d in network.depths]


def test_strongest_units_are_those_that_stand_out_and_not_those_that_answer_everywhere():
    maps = np.zeros((4, 4, 3), np.float32)
    maps[..., 0] = 6.0
    maps[1, 2, 1] = 2.0
    maps[3, 3, 2] = 5.0

    assert strongest_units(maps, 2) == [2, 1]


def test_strongest_units_of_a_large_map_are_not_those_with_a_single_bright_dot():
    maps = np.zeros((28, 28, 2), np.float32)
    maps[3, 4, 0] = 6.0
    maps[10:20, 10:20, 1] = 2.0

    assert strongest_units(maps, 1) == [1]


def test_layer_maps_of_a_damaged_file_refuse_and_remove_it(tmp_path):
    path = tmp_path / "network.onnx"
    path.write_bytes(b"this is no network")

    with pytest.raises(UserError, match=r"backbone\.converted_damaged"):
        LayerMaps(path)

    assert not path.exists()
