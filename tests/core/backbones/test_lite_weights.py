from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from core.backbones.lite_weights import read_weights
from core.errors import UserError
from core.messages import describe
from tests.core.backbones.legacy_format import (
    Tensor,
    write_legacy_file,
    write_pickle_as_weights,
)

NUMBERS = np.arange(24, dtype=np.float32)


class Touches:
    """An object whose pickle creates a file when it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_read_contiguous_tensors_gives_them_by_name(tmp_path, monkeypatch):
    tensors = {
        "kernel": Tensor(NUMBERS, 0, (2, 3, 4), (12, 4, 1)),
        "bias": Tensor(NUMBERS[:3], 0, (3,), (1,)),
        "one": Tensor(NUMBERS[:1] + 7, 0, (), ()),
    }
    write_legacy_file(tmp_path / "w.pth", tensors, monkeypatch)

    weights = read_weights(tmp_path / "w.pth")

    assert list(weights) == ["kernel", "bias", "one"]
    np.testing.assert_array_equal(weights["kernel"], NUMBERS.reshape(2, 3, 4))
    np.testing.assert_array_equal(weights["bias"], [0, 1, 2])
    assert weights["one"] == 7


def test_read_strided_tensor_honours_strides_and_offset(tmp_path, monkeypatch):
    tensors = {
        "turned": Tensor(NUMBERS, 0, (4, 6), (1, 4)),
        "part": Tensor(NUMBERS, 5, (2, 2), (6, 2)),
    }
    write_legacy_file(tmp_path / "w.pth", tensors, monkeypatch)

    weights = read_weights(tmp_path / "w.pth")

    np.testing.assert_array_equal(weights["turned"], NUMBERS.reshape(6, 4).T)
    np.testing.assert_array_equal(weights["part"], [[5, 7], [11, 13]])
    assert weights["turned"].flags.c_contiguous


def test_read_evil_pickle_refuses_and_runs_nothing(tmp_path):
    touched = tmp_path / "touched"
    write_pickle_as_weights(tmp_path / "w.pth", {"kernel": Touches(touched)})
    pickle.loads(pickle.dumps(Touches(touched)))
    assert touched.exists(), "the attack works on a plain unpickler"
    touched.unlink()

    with pytest.raises(UserError, match=r"backbone\.weights_damaged"):
        read_weights(tmp_path / "w.pth")

    assert not touched.exists()


@pytest.mark.parametrize(
    "tensor",
    [
        Tensor(NUMBERS, 0, (5, 5), (5, 1)),
        Tensor(NUMBERS, 20, (5,), (1,)),
        Tensor(NUMBERS, 0, (1000, 1000), (0, 0)),
        Tensor(NUMBERS, -4, (4,), (1,)),
        Tensor(NUMBERS, 4, (4,), (-1,)),
        Tensor(NUMBERS, 0, (4, 6), (1,)),
    ],
    ids=["too large", "offset", "blown up", "negative offset", "negative stride", "no stride"],
)
def test_read_tensor_beyond_its_storage_refuses(tmp_path, monkeypatch, tensor):
    write_legacy_file(tmp_path / "w.pth", {"kernel": tensor}, monkeypatch)

    with pytest.raises(UserError, match=r"backbone\.weights_damaged"):
        read_weights(tmp_path / "w.pth")


@pytest.mark.parametrize("kept", [0, 10, 150, -1])
def test_read_file_cut_off_names_it(tmp_path, monkeypatch, kept):
    path = tmp_path / "w.pth"
    write_legacy_file(path, {"kernel": Tensor(NUMBERS, 0, (4, 6), (6, 1))}, monkeypatch)
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(UserError) as caught:
        read_weights(path)

    assert caught.value.code == "backbone.weights_damaged"
    assert "w.pth" in describe(caught.value).detail
