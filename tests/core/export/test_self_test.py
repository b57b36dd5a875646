"""The self-test of a zip: what it says of files that somebody changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from tests.core.export.conftest import run_outside


@pytest.fixture
def folder(unpacked: Callable[[str], Path], tmp_path: Path) -> Path:
    """A copy of the unpacked ONNX zip, to be spoiled; its runtime starts the quickest."""
    return shutil.copytree(unpacked("onnx"), tmp_path / "unpacked")


def _changed(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _problems(folder: Path) -> str:
    done = run_outside(folder, ("selftest.py",))
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


RETURNED = "return np.asarray(photo, np.float32)"
RESIZED = "photo.resize((SIZE, SIZE), Image.Resampling.BICUBIC, reducing_gap=2.0)"


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        (RETURNED, "return np.asarray(photo, np.float32)[..., ::-1]", "channel order"),
        (RETURNED, "return np.asarray(photo, np.float32) / 255", "from 0 to 1"),
        (RETURNED, "return np.asarray(photo, np.float32) / 127.5 - 1", "from -1 to 1"),
        (RESIZED, "ImageOps.fit(photo, (SIZE, SIZE))", "crop: the middle"),
        (RESIZED, "ImageOps.pad(photo, (SIZE, SIZE))", "crop: there are borders"),
        ("photo = ImageOps.exif_transpose(photo)\n", "\n", "orientation"),
    ],
)
def test_self_test_of_changed_preparation_names_the_cause(
    folder: Path, old: str, new: str, cause: str
) -> None:
    _changed(folder, "predict.py", old, new)

    said = _problems(folder)

    assert "predict.py prepares photos another way" in said
    assert cause in said


def _retrofit(folder: Path, kind: str) -> None:
    """The model file now begins with a step that spoils its colours."""
    path = folder / "model.onnx"
    model = onnx.load(path)
    graph = model.graph
    for node in graph.node:
        node.input[:] = ["spoiled" if name == "photos" else name for name in node.input]
    if kind == "swapped":
        graph.initializer.append(numpy_helper.from_array(np.array([2, 1, 0]), "order"))
        steps = [helper.make_node("Gather", ["photos", "order"], ["spoiled"], axis=3)]
    else:
        graph.initializer.append(numpy_helper.from_array(np.float32(255), "range"))
        steps = [
            helper.make_node("Cast", ["photos"], ["numbers"], to=TensorProto.FLOAT),
            helper.make_node("Div", ["numbers", "range"], ["small"]),
            helper.make_node("Cast", ["small"], ["spoiled"], to=TensorProto.UINT8),
        ]
    nodes = [*steps, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.save(model, path)


def test_self_test_of_a_model_that_wants_blue_first_says_so(folder: Path) -> None:
    _retrofit(folder, "swapped")

    said = _problems(folder)

    assert "model.onnx is not as it was downloaded" in said
    assert "channel order" in said


def test_self_test_of_a_model_with_scaled_colours_fails(folder: Path) -> None:
    _retrofit(folder, "scaled")

    said = _problems(folder)

    assert "model.onnx is not as it was downloaded" in said
    assert "the answers differ" in said or "scaling" in said


def test_self_test_of_a_cut_model_file_says_damaged(folder: Path) -> None:
    path = folder / "model.onnx"
    path.write_bytes(path.read_bytes()[:-1000])

    assert "model.onnx is not as it was downloaded: changed or damaged" in _problems(folder)


def test_self_test_without_the_model_file_names_it(folder: Path) -> None:
    (folder / "model.onnx").unlink()

    assert "model.onnx is missing" in _problems(folder)


def test_self_test_of_labels_in_another_order_says_so(folder: Path) -> None:
    lines = (folder / "labels.txt").read_text(encoding="utf-8").splitlines()
    (folder / "labels.txt").write_text("\n".join(lines[::-1]), encoding="utf-8")

    assert "labels.txt" in _problems(folder)
