from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from core.backbones.download import ensure_weights
from core.backbones.registry import BackboneSpec
from core.backbones.weights import weights_file
from core.errors import Cancelled, UserError
from core.messages import describe
from tests.core.backbones.conftest import HDF5_START

CONTENT = HDF5_START + bytes(600_000)


def published_elsewhere(spec: BackboneSpec, **changes: str) -> BackboneSpec:
    return dataclasses.replace(spec, weights=dataclasses.replace(spec.weights, **changes))


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_ensure_missing_weights_downloads_them_and_tells_of_it(keras_folder, published):
    spec = published(CONTENT)
    told: list[tuple[int, int]] = []

    path = ensure_weights(spec, lambda done, total: told.append((done, total)))

    assert path == weights_file(spec)
    assert path.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert len(told) > 1
    assert files_below(keras_folder) == [path]


def test_ensure_present_weights_asks_no_network(keras_folder, published):
    spec = published(CONTENT)
    path = ensure_weights(spec)

    again = ensure_weights(published_elsewhere(spec, url="http://127.0.0.1:9/nobody.h5"))

    assert again == path


def test_ensure_without_network_names_file_folder_and_alternative(keras_folder, published):
    spec = published_elsewhere(published(CONTENT), url="http://127.0.0.1:9/nobody.h5")

    with pytest.raises(UserError) as caught:
        ensure_weights(spec)

    sentence = describe(caught.value).sentence
    assert caught.value.code == "backbone.weights_missing"
    assert spec.weights.name in sentence
    assert str(keras_folder / "models") in sentence
    assert "EfficientNet-Lite0" in sentence
    assert files_below(keras_folder) == []


@pytest.mark.parametrize("checksum", ["", "md5:00000000"])
def test_ensure_login_page_instead_of_weights_leaves_no_file(keras_folder, published, checksum):
    spec = published_elsewhere(published(b"<html>Please sign in</html>"), checksum=checksum)

    with pytest.raises(UserError, match=r"backbone\.weights_missing"):
        ensure_weights(spec)

    assert files_below(keras_folder) == []


def test_ensure_stopped_halfway_leaves_no_file(keras_folder, published):
    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        ensure_weights(published(CONTENT), stop)

    assert files_below(keras_folder) == []
