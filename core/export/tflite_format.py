"""LiteRT, formerly TensorFlow Lite: with 32-bit, 16-bit or whole numbers."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.answering import Answerer
from core.context import raise_if_stopped
from core.errors import UserError
from core.export.app_answers import STAGE
from core.export.formats import BuiltFile, ExportJob
from core.export.keras_model import build_model
from core.export.project_photos import TUNED_WITH, chosen_photos, pixels
from core.export.tflite_labels import with_labels
from core.store import atomic
from core.types import Event, FloatArray, PixelArray

if TYPE_CHECKING:
    import keras

FILE = "model.tflite"

RUNTIME = '''
def load():
    """The model, ready to be asked."""
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError:
        import tensorflow

        Interpreter = tensorflow.lite.Interpreter
    # In memory: some versions cannot open a path with letters beyond English.
    model = Interpreter(model_content=(HERE / "model.tflite").read_bytes())
    model.allocate_tensors()
    takes, gives = model.get_input_details()[0], model.get_output_details()[0]

    def ask(photos):
        found = []
        for photo in photos:
            if takes["dtype"] == np.uint8:
                photo = np.clip(np.rint(photo), 0, 255)
            model.set_tensor(takes["index"], photo[None].astype(takes["dtype"]))
            model.invoke()
            found.append(model.get_tensor(gives["index"])[0].copy())
        return np.stack(found)

    return ask
'''


def build(job: ExportJob) -> tuple[BuiltFile, ...]:
    """`model.tflite`, the names of the classes inside; takes RGB from 0 to 255 as float32, with whole
    numbers inside as uint8.

    Raises:
        UserError: the model or its backbone cannot be used; `export.needs_photos`.
    """
    answerer = Answerer(job.run.folder)
    photos = np.empty(0, np.uint8)
    if job.format == "tflite_int8":
        photos = _representative(job, answerer.spec.input_size)
    model = build_model(answerer.spec, answerer.layers)
    raise_if_stopped(job.context)
    path = job.folder / FILE
    content = converted(model, job.format, photos)
    atomic.write_bytes(path, with_labels(content, answerer.classes))
    return (BuiltFile(FILE, path),)


def answers(job: ExportJob, photos: PixelArray) -> FloatArray:
    """float32 `(photos, classes)`: what the file answers in TensorFlow's own interpreter."""
    return lite_answers(job, job.folder / FILE, photos)


def lite_answers(job: ExportJob, path: Path, photos: PixelArray | FloatArray) -> FloatArray:
    """float32 `(photos, classes)`: what a file at `path` answers to photos in the range it takes."""
    import tensorflow as tf

    with warnings.catch_warnings():
        # It tells us to install the same thing under its new name.
        warnings.simplefilter("ignore")
        model = tf.lite.Interpreter(model_content=path.read_bytes(), num_threads=_threads())
    model.allocate_tensors()
    takes, gives = model.get_input_details()[0], model.get_output_details()[0]
    found = np.empty((len(photos), gives["shape"][-1]), np.float32)
    for number, photo in enumerate(photos):
        raise_if_stopped(job.context)
        model.set_tensor(takes["index"], photo[None].astype(takes["dtype"]))
        model.invoke()
        found[number] = model.get_tensor(gives["index"])[0]
        job.context.emit(Event("progress", STAGE, number + 1, len(photos)))
    return found


def _representative(job: ExportJob, size: int) -> PixelArray:
    chosen = chosen_photos(job.run, job.workspace, TUNED_WITH)
    photos = pixels(chosen, job.workspace.photos, size)
    if not len(photos):
        raise UserError("export.needs_photos")
    return photos


def converted(model: keras.Model, format_id: str, photos: PixelArray | None = None) -> bytes:
    """The file's bytes, of the form that a format asks for; `photos` are needed for whole numbers.

    The weights become constants first: then the converter folds normalisations away, and needs
    neither a SavedModel on disk nor half of the time.
    """
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_concrete_functions([_frozen(model)])
    if format_id != "tflite":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if format_id == "tflite_float16":
        converter.target_spec.supported_types = [tf.float16]
    if format_id == "tflite_int8":

        def representative() -> Iterator[list[FloatArray]]:
            for photo in photos if photos is not None else ():
                yield [photo[None].astype(np.float32)]

        converter.representative_dataset = representative
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        # Colour values are whole numbers from 0 to 255 already; shares would lose by rounding.
        converter.inference_input_type = tf.uint8
        converter.inference_output_type = tf.float32
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        content: bytes = converter.convert()
    return content


def _frozen(model: keras.Model) -> Any:
    """A TensorFlow function from `photos` to shares without variables."""
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import (
        convert_variables_to_constants_v2,
    )

    size = model.input_shape[1]
    takes = tf.TensorSpec((None, size, size, 3), tf.float32, name="photos")
    traced = tf.function(lambda photos: model(photos, training=False), input_signature=[takes])
    return convert_variables_to_constants_v2(traced.get_concrete_function())


def _threads() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
