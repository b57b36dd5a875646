from __future__ import annotations

import pytest

from core.backbones.lite_architecture import lite_blocks
from core.backbones.lite_weights import read_weights
from core.backbones.registry import get
from core.backbones.weights import weights_file


@pytest.mark.parametrize("backbone_id", ["efficientnet-lite0", "efficientnet-lite2"])
def test_blocks_are_exactly_those_of_the_weights(backbone_id):
    weights = read_weights(weights_file(get(backbone_id)))
    kernels = {
        name: weight.shape
        for name, weight in weights.items()
        if name.startswith("_blocks.") and name.endswith("_conv.weight")
    }
    expected = {}
    for block in lite_blocks(backbone_id):
        if block.expansion > 1:
            shape = (block.middle, block.inputs, 1, 1)
            expected[f"{block.name}_expand_conv.weight"] = shape
        shape = (block.middle, 1, block.kernel, block.kernel)
        expected[f"{block.name}_depthwise_conv.weight"] = shape
        shape = (block.outputs, block.middle, 1, 1)
        expected[f"{block.name}_project_conv.weight"] = shape

    assert kernels == expected
