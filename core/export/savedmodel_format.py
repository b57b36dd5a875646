"""TensorFlow's SavedModel: a folder for servers."""

from __future__ import annotations

from core.answering import Answerer
from core.export.formats import BuiltFile, ExportJob
from core.export.keras_model import build_model
from core.types import FloatArray, PixelArray

FOLDER = "model"

RUNTIME = '''
def load():
    """The model, ready to be asked."""
    import tensorflow as tf

    model = tf.saved_model.load(str(HERE / "model"))
    serve = model.signatures["serving_default"]

    def ask(photos, model=model):  # the function lives only as long as its model
        return serve(photos=tf.constant(photos, tf.float32))["shares"].numpy()

    return ask
'''


def build(job: ExportJob) -> tuple[BuiltFile, ...]:
    """The folder `model`, with the signature `serving_default`.

    Input `photos`: float32 `(n, size, size, 3)`, RGB from 0 to 255. Output `shares`: float32
    `(n, classes)`.

    Raises:
        UserError: the model or its backbone cannot be used.
    """
    import keras
    import tensorflow as tf

    answerer = Answerer(job.run.folder)
    model = build_model(answerer.spec, answerer.layers)
    size = answerer.spec.input_size
    archive = keras.export.ExportArchive()
    archive.track(model)
    archive.add_endpoint(
        "serve",
        lambda photos: {"shares": model(photos, training=False)},
        input_signature=[tf.TensorSpec((None, size, size, 3), tf.float32, name="photos")],
    )
    folder = job.folder / FOLDER
    archive.write_out(str(folder), verbose=False)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(BuiltFile(path.relative_to(job.folder).as_posix(), path) for path in files)


def answers(job: ExportJob, photos: PixelArray) -> FloatArray:
    """float32 `(photos, classes)`: what the folder answers in TensorFlow."""
    import tensorflow as tf

    model = tf.saved_model.load(str(job.folder / FOLDER))
    serve = model.signatures["serving_default"]
    shares: FloatArray = serve(photos=tf.constant(photos, tf.float32))["shares"].numpy()
    return shares
