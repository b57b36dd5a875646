"""One HTML file for any device with a browser."""

from __future__ import annotations

from core.answering import Answerer
from core.context import raise_if_stopped
from core.errors import UserError
from core.export.formats import BuiltFile, ExportJob
from core.export.keras_model import build_model
from core.export.layers_keras import keras_answers
from core.export.layers_model import LayersModel
from core.export.layers_writer import layers_model
from core.export.packed_weights import Bits
from core.export.page_card import page_card, page_details
from core.export.tfjs_runtime import ensure_runtime
from core.export.web_page import page_html, read_page
from core.familiarity import FAMILIARITY, load_familiarity
from core.store import atomic
from core.types import FloatArray, PixelArray

FILE = "model.html"
LARGEST_MB = 12.0
RUNTIME = ""


def build(job: ExportJob) -> tuple[BuiltFile, ...]:
    """`model.html`, with 16-bit weights where that gives 12 MB or less, else with 8-bit ones.

    Raises:
        UserError: the model or its backbone cannot be used; `export.npm_missing` or
            `export.tfjs_not_fetched`; `export.page_too_large`.
    """
    runtime = ensure_runtime()
    raise_if_stopped(job.context)
    answerer = Answerer(job.run.folder)
    model, classes = _model(answerer), answerer.classes
    features = answerer.spec.feature_count
    familiarity = load_familiarity(job.run.folder / FAMILIARITY, features, len(classes))
    content = page_html(
        model, classes, familiarity, runtime, bits_for(model),
        card=page_card(job.run, knows_strangers=answerer.knows_strangers), details=page_details(job.run),
    )  # fmt: skip
    if len(content) > LARGEST_MB * 1e6:
        raise UserError(
            "export.page_too_large",
            size=f"{len(content) / 1e6:.0f} MB",
            allowed=f"{LARGEST_MB:.0f} MB",
        )
    path = job.folder / FILE
    atomic.write_bytes(path, content)
    return (BuiltFile(FILE, path),)


def answers(job: ExportJob, photos: PixelArray) -> FloatArray:
    """float32 `(photos, classes)`: what the model in the page answers, rounded as it is there.

    Asked in Keras, since there need not be a browser on this computer.
    """
    return keras_answers(read_page((job.folder / FILE).read_bytes()), photos)


def bits_for(model: LayersModel) -> Bits:
    """16 where the page stays small enough: two bytes a weight, a third more as text, and the rest."""
    count = sum(value.size for own in model.weights.values() for value in own.values())
    return 16 if 2 * count * 4 / 3 < (LARGEST_MB - 1.6) * 1e6 else 8


def _model(answerer: Answerer) -> LayersModel:
    return layers_model(build_model(answerer.spec, answerer.layers))
