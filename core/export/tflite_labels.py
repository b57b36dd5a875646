"""The names of the classes inside a TFLite file, where phone programs look for them.

A TFLite file may carry metadata: a buffer named `TFLITE_METADATA`, a FlatBuffer of its own that says
what goes in and comes out, and behind the model a zip with the files it names
(https://ai.google.dev/edge/litert/models/metadata). MediaPipe's image classifier for Android, iPhone
and Python takes the names of the classes and the scaling of the colours from there.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import flatbuffers

FILE = "labels.txt"
_FIELD, _IDENTIFIER, _PARSER = "TFLITE_METADATA", b"M001", "1.0.0"
# Numbers of the schema (metadata_schema.fbs): kinds of file, content, colour space and preparation.
_AXIS_LABELS, _IMAGE, _RGB, _NORMALISATION = 2, 2, 1, 1


def with_labels(content: bytes, classes: Sequence[str]) -> bytes:
    """The same model, with the names of its classes and a description of input and output inside.

    Args:
        content: a TFLite file with one input, RGB from 0 to 255, and one output, a share per class.
        classes: names, in the order of the answers.
    """
    from tensorflow.lite.python import schema_py_generated as schema
    from tensorflow.lite.tools import flatbuffer_utils

    model = flatbuffer_utils.convert_bytearray_to_object(content)
    buffer, entry = schema.BufferT(), schema.MetadataT()
    buffer.data = np.frombuffer(_metadata(), np.uint8)
    entry.name, entry.buffer = _FIELD, len(model.buffers)
    model.buffers.append(buffer)
    model.metadata = [*(model.metadata or []), entry]
    return _with_zip(bytes(flatbuffer_utils.convert_object_to_bytearray(model)), classes)


def _with_zip(content: bytes, classes: Sequence[str]) -> bytes:
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        # Not compressed, as its readers want it, and without the time: the same model, the same file.
        archive.writestr(zipfile.ZipInfo(FILE), "".join(f"{name}\n" for name in classes))
    return file.getvalue()


def _metadata() -> bytes:
    """The description, from its leaves up; slots are the places of the fields in the schema."""
    import flatbuffers

    b = flatbuffers.Builder(512)
    graph = _table(b, 10, {2: _vector(b, [_image(b)]), 3: _vector(b, [_shares(b)])})
    model = _table(b, 8, {3: _vector(b, [graph]), 7: b.CreateString(_PARSER)})
    b.Finish(model, file_identifier=_IDENTIFIER)
    return bytes(b.Output())


def _image(b: flatbuffers.Builder) -> int:
    """The input: RGB as it is, for the model scales it itself: (colour - 0) / 1."""
    mean, std = (b.CreateNumpyVector(np.array([v], np.float32)) for v in (0, 1))
    scaling = _table(b, 2, {0: mean, 1: std})
    step = _table(b, 2, {1: scaling}, {0: _NORMALISATION})
    content = _table(b, 3, {1: _table(b, 2, {}, {0: _RGB})}, {0: _IMAGE})
    return _table(b, 7, {0: b.CreateString("photo"), 3: content, 4: _vector(b, [step])})


def _shares(b: flatbuffers.Builder) -> int:
    """The output, and the file with the names for it."""
    names = _table(b, 5, {0: b.CreateString(FILE)}, {2: _AXIS_LABELS})
    return _table(b, 7, {0: b.CreateString("shares"), 6: _vector(b, [names])})


def _table(
    b: flatbuffers.Builder,
    slots: int,
    offsets: Mapping[int, int],
    numbers: Mapping[int, int] | None = None,
) -> int:
    b.StartObject(slots)
    for slot, offset in offsets.items():
        b.PrependUOffsetTRelativeSlot(slot, offset, 0)
    for slot, number in (numbers or {}).items():
        b.PrependUint8Slot(slot, number, 0)
    return int(b.EndObject())


def _vector(b: flatbuffers.Builder, offsets: Sequence[int]) -> int:
    b.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        b.PrependUOffsetTRelative(offset)
    return int(b.EndVector())
