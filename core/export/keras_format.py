"""Keras: `model.keras` as the training saved it."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from core.errors import UserError
from core.export.formats import BuiltFile, ExportJob
from core.runs import MODEL
from core.types import FloatArray, PixelArray

RUNTIME = '''
def load():
    """The model, ready to be asked."""
    import keras

    model = keras.saving.load_model(HERE / "model.keras")
    return lambda photos: model.predict(photos, verbose=0)
'''


def build(job: ExportJob) -> tuple[BuiltFile, ...]:
    """`model.keras`.

    Raises:
        UserError: `export.model_file_missing` also where it is not as the training wrote it.
    """
    source, path = job.run.folder / MODEL, job.folder / MODEL
    if not source.is_file() or _sha256(source) != job.run.manifest.sha256.get(MODEL):
        raise UserError("export.model_file_missing", file=MODEL)
    shutil.copyfile(source, path)
    return (BuiltFile(MODEL, path),)


def answers(job: ExportJob, photos: PixelArray) -> FloatArray:
    """float32 `(photos, classes)`: what the file answers in plain Keras."""
    import keras

    model = keras.saving.load_model(job.folder / MODEL)
    shares: FloatArray = model.predict(photos.astype("float32"), verbose=0)
    return shares


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
