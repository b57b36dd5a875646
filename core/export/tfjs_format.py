"""TensorFlow.js: a layers model for pages and apps in JavaScript."""

from __future__ import annotations

import json
from pathlib import Path

from core.answering import Answerer
from core.export.formats import BuiltFile, ExportJob
from core.export.keras_model import build_model
from core.export.layers_keras import keras_answers
from core.export.layers_writer import layers_model
from core.export.tfjs import WEIGHTS, model_json, read_layers_model, weights_bin
from core.store import atomic
from core.types import FloatArray, PixelArray

FOLDER = "tfjs"
RUNTIME = ""
_PREPARE = Path(__file__).parent / "page" / "prepare.js"

_CLASSIFY = """// Which class is a picture? Needs TensorFlow.js (npm: @tensorflow/tfjs) as `tf`.
//   const classifier = await loadClassifier(tf, "tfjs/model.json");
//   const shares = await classifier(pictureElement);   // [{ name, share }, ...], the surest first
// The model takes [n, $SIZE, $SIZE, 3], red, green and blue from 0 to 255, and does the rest itself.

export const CLASSES = $CLASSES;
export const SIZE = $SIZE;

export async function loadClassifier(tf, address) {
  const model = await tf.loadLayersModel(address);
  return async (picture) => {
    const shares = tf.tidy(() => model.predict(
      tf.tensor(Float32Array.from(squeezed(picture, SIZE)), [1, SIZE, SIZE, 3])));
    const values = await shares.data();
    shares.dispose();
    return CLASSES.map((name, i) => ({ name, share: values[i] })).sort((a, b) => b.share - a.share);
  };
}

"""


def build(job: ExportJob) -> tuple[BuiltFile, ...]:
    """`model.json` and `weights.bin` in a folder, and a module that asks them about a picture.

    Raises:
        UserError: the model or its backbone cannot be used.
    """
    answerer = Answerer(job.run.folder)
    model = layers_model(build_model(answerer.spec, answerer.layers))
    script = _CLASSIFY.replace("$SIZE", str(answerer.spec.input_size)).replace(
        "$CLASSES", json.dumps(answerer.classes, ensure_ascii=False)
    )
    files = {
        "model.json": model_json(model),
        WEIGHTS: weights_bin(model),
        "classify.js": script.encode() + _PREPARE.read_bytes(),
    }
    return write_files(job.folder, FOLDER, files)


def answers(job: ExportJob, photos: PixelArray) -> FloatArray:
    """float32 `(photos, classes)`: what the written files answer.

    Read back and asked in Keras, since there need not be a browser on this computer.
    """
    folder = job.folder / FOLDER
    model = read_layers_model((folder / "model.json").read_bytes(), (folder / WEIGHTS).read_bytes())
    return keras_answers(model, photos)


def write_files(root: Path, folder: str, files: dict[str, bytes]) -> tuple[BuiltFile, ...]:
    """The files stand in a folder below `root`.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    built = []
    for name, content in files.items():
        path = root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(path, content)
        built.append(BuiltFile(f"{folder}/{name}", path))
    return tuple(built)
