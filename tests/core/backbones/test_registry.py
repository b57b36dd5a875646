from __future__ import annotations

import pytest

from core.backbones.registry import BACKBONES, DEFAULT_BACKBONE, get
from core.errors import UserError
from core.messages import describe


def test_default_backbone_needs_no_network():
    assert get(DEFAULT_BACKBONE).bundled


def test_backbones_come_from_a_package_or_an_address_never_both():
    for spec in BACKBONES.values():
        for network in spec.networks:
            assert bool(network.weights.package) != bool(network.weights.url), spec.id


def test_networks_side_by_side_are_as_large_as_their_parts():
    spec = get("efficientnet-lite0-lite2")
    assert [part.id for part in spec.networks] == ["efficientnet-lite0", "efficientnet-lite2"]
    assert {part.input_size for part in spec.networks} == {spec.input_size}
    assert spec.feature_count == sum(part.feature_count for part in spec.networks)
    assert spec.bundled


def test_get_unknown_id_names_the_known_ones():
    with pytest.raises(UserError) as caught:
        get("mobilenet-v9")

    sentence = describe(caught.value).sentence
    assert "mobilenet-v9" in sentence
    assert "efficientnet-lite0, efficientnet-lite2, efficientnet-lite0-lite2, mobilenet" in sentence
