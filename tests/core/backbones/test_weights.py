from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from core.backbones.availability import is_available
from core.backbones.registry import BACKBONES, get
from core.backbones.weights import weights_file, weights_key, weights_state, whole_weights
from core.errors import UserError
from core.messages import describe

BUNDLED = [spec for spec in BACKBONES.values() if spec.bundled]


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize("spec", BUNDLED, ids=lambda spec: spec.id)
def test_bundled_weights_are_installed_and_whole(spec):
    assert weights_state(spec) == "bundled"
    assert is_available(spec.id)
    size_bytes = sum(whole_weights(network).stat().st_size for network in spec.networks)
    assert size_bytes == pytest.approx(spec.weights_mb * 1e6, rel=0.01)


def test_key_of_networks_side_by_side_differs_from_that_of_each():
    both = get("efficientnet-lite0-lite2")
    keys = {weights_key(spec) for spec in (both, *both.networks, get("efficientnet-lite2"))}
    assert len(keys) == 4, "Lite2 at another size gives other features"


def test_state_changes_when_the_file_is_copied_by_hand(keras_folder):
    spec = get("vgg16")
    assert weights_state(spec) == "missing"

    put(keras_folder / "models" / spec.weights.name, b"weights")

    assert weights_state(spec) == "present"
    assert is_available("vgg16")


def test_file_without_keras_home_is_looked_for_where_keras_does(monkeypatch, tmp_path):
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    expected = tmp_path / ".keras" / "models" / "mobilenet_1_0_224_tf_no_top.h5"
    assert weights_file(get("mobilenet")) == expected


def test_missing_weights_error_names_file_folder_and_what_needs_no_network(keras_folder):
    spec = get("resnet50")

    with pytest.raises(UserError) as caught:
        weights_key(spec)

    sentence = describe(caught.value).sentence
    assert caught.value.code == "backbone.weights_missing"
    assert spec.weights.name in sentence
    assert str(keras_folder / "models") in sentence
    assert get("efficientnet-lite0").title in sentence


def test_bundled_package_not_installed_is_told_with_the_remedy():
    spec = get("efficientnet-lite0")
    absent = dataclasses.replace(spec.weights, package="package_that_is_not_installed")

    with pytest.raises(UserError) as caught:
        whole_weights(dataclasses.replace(spec, weights=absent))

    assert caught.value.code == "backbone.package_missing"
    assert "python run.py setup" in describe(caught.value).fix


def test_damaged_weights_are_refused_by_name(keras_folder):
    spec = get("inception-v3")
    put(weights_file(spec), b"\x89HDF\r\n\x1a\n cut off")

    with pytest.raises(UserError) as caught:
        whole_weights(spec)

    sentence = describe(caught.value).sentence
    assert caught.value.code == "backbone.weights_damaged"
    assert spec.weights.name in sentence
    assert str(keras_folder / "models") in sentence


def test_key_follows_the_content_and_not_the_place(keras_folder, monkeypatch, tmp_path):
    spec = get("mobilenet")
    put(weights_file(spec), b"one")
    first = weights_key(spec)
    put(weights_file(spec), b"another")
    second = weights_key(spec)
    moved = tmp_path / "moved"
    shutil.copytree(keras_folder, moved)
    monkeypatch.setenv("KERAS_HOME", str(moved))

    assert first != second
    assert weights_key(spec) == second


def test_keys_of_two_backbones_differ():
    assert len({weights_key(spec) for spec in BUNDLED}) == len(BUNDLED)
