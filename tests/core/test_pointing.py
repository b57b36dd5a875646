"""The heatmap points at the right thing: on real photos, where they are on this computer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.explain import judged_photos, pointing, trained_head
from benchmarks.featured import featured
from core.backbones.map_extractor import MapExtractor
from core.backbones.onnx_export import ensure_onnx
from core.backbones.registry import DEFAULT_BACKBONE, get
from core.settings import TrainSettings

COLLAGES = 25


@pytest.mark.slow
def test_heat_is_strongest_on_the_half_of_a_collage_that_shows_the_class(
    shared_data: Path, tmp_path: Path
) -> None:
    spec, shares = get(DEFAULT_BACKBONE), []
    maps = MapExtractor(ensure_onnx(spec, tmp_path / "networks"))
    for name in ("cats_dogs_horses.zip", "fruit.zip"):
        workspace, dataset, features = featured(str(shared_data / name), spec.id, tmp_path, 24)
        layers = trained_head(dataset, features, TrainSettings())
        photos = judged_photos(dataset)
        shares.append(pointing(layers, maps, spec.input_size, photos, workspace.photos, COLLAGES))
    assert np.mean(shares) >= 0.9
