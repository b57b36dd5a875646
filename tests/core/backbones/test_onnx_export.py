from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.backbones.extractor import Extractor
from core.backbones.onnx_export import ensure_onnx, onnx_path
from core.backbones.registry import get
from core.errors import UserError

LITE0 = get("efficientnet-lite0")


def test_path_before_the_first_conversion_is_none(tmp_path):
    assert onnx_path(LITE0, tmp_path / "networks") is None


def test_ensure_twice_converts_once(tmp_path):
    path = ensure_onnx(LITE0, tmp_path)
    written = path.stat().st_mtime_ns

    assert ensure_onnx(LITE0, tmp_path) == path
    assert path.stat().st_mtime_ns == written
    assert onnx_path(LITE0, tmp_path) == path
    assert list(tmp_path.iterdir()) == [path]


def test_ensure_at_the_same_time_leaves_one_whole_file(tmp_path):
    with ThreadPoolExecutor(4) as pool:
        paths = set(pool.map(lambda _: ensure_onnx(LITE0, tmp_path), range(4)))

    assert list(tmp_path.iterdir()) == list(paths)
    photos = np.zeros((1, 224, 224, 3), np.uint8)
    assert Extractor(paths.pop(), threads=1).features(photos).shape == (1, 1280)


def test_ensure_without_weights_tells_that_they_are_missing(tmp_path, keras_folder, published):
    spec = published(b"")
    (tmp_path / "published.h5").unlink()

    assert onnx_path(spec, tmp_path) is None
    with pytest.raises(UserError, match=r"backbone\.weights_missing"):
        ensure_onnx(spec, tmp_path)


def test_bundled_backbone_works_without_tensorflow(tmp_path):
    script = f"""
import sys
from pathlib import Path
import numpy as np
from core.backbones.extractor import Extractor
from core.backbones.onnx_export import ensure_onnx
from core.backbones.registry import get
path = ensure_onnx(get("efficientnet-lite0"), Path({str(tmp_path)!r}))
Extractor(path).features(np.zeros((1, 224, 224, 3), np.uint8))
sys.exit(any(name.partition(".")[0] in ("tensorflow", "keras", "torch") for name in sys.modules))
"""
    assert subprocess.run([sys.executable, "-c", script], timeout=120).returncode == 0
