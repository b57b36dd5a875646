"""The forms in which a model can be taken away."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, cast

from core.context import Context
from core.errors import UserError
from core.export import tfjs_runtime
from core.export.keras_versions import NEWEST, OLDEST
from core.runs import Run
from core.store.workspace import Workspace
from core.types import FloatArray, PixelArray


@dataclass(frozen=True, slots=True)
class ExportJob:
    """What a builder is given.

    Attributes:
        run: the model.
        workspace: its photos, for checks and as representative data; only what `consent` allows may
            go into a file.
        networks: folder of converted backbones (`Home.networks`).
        folder: empty; whatever is built is written here.
        context: told of progress, asked whether to stop.
        consent: whether the person lets a few photos of the project go along.
        format: id of the format.
    """

    run: Run
    workspace: Workspace
    networks: Path
    folder: Path
    context: Context
    consent: bool
    format: str


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file for the zip.

    Attributes:
        name: its path in the zip, with `/`.
        path: where it stands now, within `ExportJob.folder`.
    """

    name: str
    path: Path


class Builder(Protocol):
    """What the module of a format offers; it runs in a worker only and may import TensorFlow.

    Attributes:
        RUNTIME: Python source of `load()` for `predict.py`: it returns a function from float32
            `(photos, size, size, 3)`, RGB from 0 to 255, to float32 `(photos, classes)`. It may use
            `HERE` (folder), `np` and the format's runtime. Empty: the zip has no Python example.
    """

    RUNTIME: str

    def build(self, job: ExportJob) -> tuple[BuiltFile, ...]:
        """The files of the format itself, written into `job.folder`."""

    def answers(self, job: ExportJob, photos: PixelArray) -> FloatArray:
        """What the built files answer, asked through the format's own runtime.

        float32 `(photos, classes)`; `photos` is uint8 `(photos, size, size, 3)`, RGB.
        """


@dataclass(frozen=True, slots=True)
class Format:
    """A form in which a model can be taken away.

    Attributes:
        id: name in jobs and file names.
        title: name to show.
        sentence: what it is for.
        files: the files of the format itself, with what each is.
        runtime: packages that `predict.py` needs besides NumPy and Pillow, as `pip` names them;
            or what else runs it.
        builder: module of the `Builder`.
        is_exact: whether its shares must be the app's to within 0.001; otherwise, as its numbers
            are rounded, it must give the same class on at least 95 of 100 photos.
        missing: the code of a message that says what this computer lacks to build it, or "";
            None where nothing can be lacking. Cheap: the page asks at each run.
    """

    id: str
    title: str
    sentence: str
    files: Mapping[str, str]
    runtime: str
    builder: str
    is_exact: bool = True
    missing: Callable[[], str] | None = None

    def load_builder(self) -> Builder:
        """Its builder; for workers only."""
        return cast(Builder, importlib.import_module(self.builder))


_ALL = (
    Format(
        id="keras",
        title="Keras",
        sentence="The model whole, for Python. Keras 3.4 and later open it, and it can be trained further.",
        files={
            "model.keras": "the whole model, ready-made part and trained layers in one; tried with "
            f"Keras {OLDEST} and {NEWEST}"
        },
        runtime="tensorflow keras",
        builder="core.export.keras_format",
    ),
    Format(
        id="web_page",
        title="One web page",
        sentence="A single file that opens by double click on a computer: camera, photos and the "
        "model are all in it. It needs no internet, and photos stay on the device.",
        files={"model.html": "the page, with the model and all that it needs inside"},
        runtime="any current browser: open `model.html` in it",
        builder="core.export.web_page_format",
        is_exact=False,
        missing=tfjs_runtime.missing,
    ),
    Format(
        id="onnx",
        title="ONNX",
        sentence="One file for almost every language: Python, C#, Java, C++, Rust. Light: its "
        "runner is a small package, without TensorFlow.",
        files={
            "model.onnx": "the whole model, with the preparation of the colours inside; it takes "
            "`photos`, uint8 (any number, height, width, RGB), and gives `shares`"
        },
        runtime="onnxruntime",
        builder="core.export.onnx_format",
    ),
    Format(
        id="tflite",
        title="LiteRT (TFLite)",
        sentence="For Android and iPhone apps and the Raspberry Pi: exactly the answers you see here.",
        files={
            "model.tflite": "the whole model with 32-bit numbers, the names of the classes inside; "
            "it takes one photo as float32, 0 to 255"
        },
        runtime="ai-edge-litert",
        builder="core.export.tflite_format",
    ),
    Format(
        id="tflite_float16",
        title="LiteRT (TFLite), half the size",
        sentence="The same for phones, with numbers rounded to 16 bits: half as large to download.",
        files={
            "model.tflite": "the whole model with 16-bit numbers, the names of the classes inside; "
            "it takes one photo as float32, 0 to 255"
        },
        runtime="ai-edge-litert",
        builder="core.export.tflite_format",
        is_exact=False,
    ),
    Format(
        id="tflite_int8",
        title="LiteRT (TFLite), a third of the size",
        sentence="For small boards and older phones: whole numbers only, tuned with your photos. "
        "A third of the size; a few answers may change.",
        files={
            "model.tflite": "the whole model with 8-bit whole numbers, the names of the classes "
            "inside; it takes one photo as uint8, 0 to 255"
        },
        runtime="ai-edge-litert",
        builder="core.export.tflite_format",
        is_exact=False,
    ),
    Format(
        id="savedmodel",
        title="TensorFlow SavedModel",
        sentence="A folder for servers, such as TensorFlow Serving.",
        files={
            "model/": "the folder that TensorFlow loads; its signature `serving_default` takes "
            "`photos`, float32 (any number, height, width, RGB), 0 to 255, and gives `shares`"
        },
        runtime="tensorflow",
        builder="core.export.savedmodel_format",
    ),
    Format(
        id="tfjs",
        title="TensorFlow.js",
        sentence="For your own web pages and apps in JavaScript: a layers model that takes RGB "
        "from 0 to 255.",
        files={
            "tfjs/model.json": "the layers of the model",
            "tfjs/weights.bin": "its numbers, 32 bits each",
            "tfjs/classify.js": "a module that asks it about a picture",
        },
        runtime="TensorFlow.js (npm: @tensorflow/tfjs); `tfjs/classify.js` shows how",
        builder="core.export.tfjs_format",
    ),
    Format(
        id="teachable_machine",
        title="As from Teachable Machine",
        sentence="The files of that tool's three downloads, so that code written for it runs with "
        "your model. Its code cuts photos to the middle square: what lies outside is not seen.",
        files={
            "tm-my-image-model/": "`model.json`, `weights.bin`, `metadata.json`, for browsers",
            "converted_keras/": "`keras_model.h5`, `labels.txt`, for Python",
            "converted_tflite/": "`model_unquant.tflite`, `labels.txt`, for phones",
        },
        runtime="tensorflow keras",
        builder="core.export.teachable_machine_format",
    ),
)

FORMATS: Mapping[str, Format] = MappingProxyType({each.id: each for each in _ALL})


def get(format_id: str) -> Format:
    """The format of that id.

    Raises:
        UserError: `export.unknown`, naming the known ones.
    """
    found = FORMATS.get(format_id)
    if found is None:
        raise UserError("export.unknown", id=format_id[:40], known=", ".join(FORMATS))
    return found
