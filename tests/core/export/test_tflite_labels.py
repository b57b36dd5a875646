"""What phone programs read out of a TFLite file besides the model."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.export.conftest import CLASSES

FORMS = ["tflite", "tflite_int8"]


@pytest.mark.parametrize("form", FORMS)
def test_tflite_file_holds_the_names_of_the_classes_in_order(
    form: str, unpacked: Callable[[str], Path]
) -> None:
    folder = unpacked(form)

    with zipfile.ZipFile(folder / "model.tflite") as inside:
        names = inside.read("labels.txt")

    assert names.decode().splitlines() == sorted(CLASSES)
    assert names == (folder / "labels.txt").read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_tflite_file_describes_its_input_and_output(
    form: str, unpacked: Callable[[str], Path]
) -> None:
    from tensorflow.lite.tools import flatbuffer_utils

    content = (unpacked(form) / "model.tflite").read_bytes()
    model = flatbuffer_utils.convert_bytearray_to_object(content)

    place = {each.name: each.buffer for each in model.metadata}[b"TFLITE_METADATA"]
    described = bytes(model.buffers[place].data)
    assert described[4:8] == b"M001"
    assert b"labels.txt" in described
