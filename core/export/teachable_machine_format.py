"""The files that Teachable Machine gives, so that code written for it runs with our model.

Its code crops photos to the middle square and gives values from -1 to 1: in the browser
`c / 127 - 1` (`capture` in libraries/image/src/utils/tf.ts of
https://github.com/googlecreativelab/teachablemachine-community), in Python and with TensorFlow Lite
`c / 127.5 - 1` (its snippets). Each file here expects just what its own code gives.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import numpy as np

from core.answering import Answerer
from core.errors import UserError
from core.export.formats import BuiltFile, ExportJob
from core.export.input_range import InputRange
from core.export.keras_model import build_model
from core.export.layers_h5 import h5_bytes
from core.export.layers_keras import h5_answers, keras_answers
from core.export.layers_writer import layers_model
from core.export.tfjs import WEIGHTS, model_json, read_layers_model, weights_bin
from core.export.tfjs_format import write_files
from core.types import FloatArray, PixelArray

if TYPE_CHECKING:
    import keras

BROWSER, PYTHON, LITE = "tm-my-image-model", "converted_keras", "converted_tflite"
IN_BROWSER = InputRange(scale=127.0, offset=127.0)
IN_PYTHON = InputRange(scale=127.5, offset=127.5)
SIZE = 224
"""Side of the photos in pixels; code written for Teachable Machine takes it for granted."""

RUNTIME = '''
def load():
    """The model, ready to be asked."""
    import keras

    model = keras.saving.load_model(HERE / "converted_keras" / "keras_model.h5", compile=False)
    return lambda photos: model.predict(photos / 127.5 - 1, verbose=0)
'''


def build(job: ExportJob) -> tuple[BuiltFile, ...]:
    """Three folders, as Teachable Machine's three downloads: browser, Keras, TensorFlow Lite.

    Raises:
        UserError: the model or its backbone cannot be used; `export.size_not_224`.
    """
    answerer = Answerer(job.run.folder)
    if answerer.spec.input_size != SIZE:
        raise UserError(
            "export.size_not_224", backbone=answerer.spec.title, size=answerer.spec.input_size
        )
    model = build_model(answerer.spec, answerer.layers)
    in_browser, in_python = (layers_model(model, takes) for takes in (IN_BROWSER, IN_PYTHON))
    labels = "".join(f"{i} {name}\n" for i, name in enumerate(answerer.classes)).encode()
    browser = {
        "model.json": model_json(in_browser),
        WEIGHTS: weights_bin(in_browser),
        "metadata.json": metadata_json(answerer.classes, job.run.manifest.created_at),
    }
    return (
        *write_files(job.folder, BROWSER, browser),
        *write_files(
            job.folder, PYTHON, {"keras_model.h5": h5_bytes(in_python), "labels.txt": labels}
        ),
        *write_files(
            job.folder, LITE, {"model_unquant.tflite": _lite(model), "labels.txt": labels}
        ),
    )


def answers(job: ExportJob, photos: PixelArray) -> FloatArray:
    """float32 `(photos, classes)`: the answers of the three files, each time those of the file that
    is farthest from the others' mean.

    So one wrong file is enough to be found out.
    """
    in_browser, in_python = (_colours(photos, takes) for takes in (IN_BROWSER, IN_PYTHON))
    found = np.stack(
        [
            _browser_answers(job, in_browser),
            h5_answers(job.folder / PYTHON / "keras_model.h5", in_python),
            _lite_answers(job, in_python),
        ]
    )
    distance = np.abs(found - found.mean(axis=0)).max(axis=2)
    farthest: FloatArray = found[distance.argmax(axis=0), np.arange(len(photos))]
    return farthest


def metadata_json(classes: tuple[str, ...], created_at: float) -> bytes:
    """The bytes of `metadata.json`, as the package `@teachablemachine/image` reads it.

    Args:
        classes: names, in the order of the model's answers.
        created_at: seconds since 1970.
    """
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(created_at))
    value = {
        "tfjsVersion": "1.3.1",
        "tmVersion": "2.4.5",
        "packageVersion": "0.8.5",
        "packageName": "@teachablemachine/image",
        "timeStamp": stamp,
        "userMetadata": {},
        "modelName": BROWSER,
        "labels": list(classes),
        "imageSize": SIZE,
    }
    return json.dumps(value, ensure_ascii=False).encode()


def _colours(photos: PixelArray, takes: InputRange) -> FloatArray:
    return ((photos - takes.offset) / takes.scale).astype(np.float32)


def _browser_answers(job: ExportJob, photos: FloatArray) -> FloatArray:
    folder = job.folder / BROWSER
    model = read_layers_model((folder / "model.json").read_bytes(), (folder / WEIGHTS).read_bytes())
    return keras_answers(model, photos)


def _lite(model: keras.Model) -> bytes:
    """The same network behind what undoes the scaling to -1 ... 1."""
    import keras

    from core.export.tflite_format import converted

    photos = keras.Input(model.input_shape[1:], name="photos")
    colours = keras.layers.Rescaling(IN_PYTHON.scale, IN_PYTHON.offset)(photos)
    return converted(keras.Model(photos, model(colours)), "tflite")


def _lite_answers(job: ExportJob, photos: FloatArray) -> FloatArray:
    from core.export.tflite_format import lite_answers

    return lite_answers(job, job.folder / LITE / "model_unquant.tflite", photos)
