"""A run for tests of formats: its head is drawn by chance, but it knows which photos are normal."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.answering import Answerer
from core.backbones.extractor import Extractor
from core.backbones.onnx_export import ensure_onnx
from core.context import QuietContext
from core.export.app_answers import AppAnswers
from core.export.formats import BuiltFile, ExportJob, get
from core.familiarity import FAMILIARITY, fit_familiarity, save_familiarity
from core.intake.images import model_input
from core.runs import Run, all_runs
from core.store.projects import ProjectStore
from core.store.workspace import Workspace
from core.trained_layers import logits
from core.types import FloatArray, PixelArray
from tests.core.projects_io.finished import finished_project


class FinishedRun:
    """A run in a fresh project, with what a format is asked to build from it.

    Args:
        folder: for everything.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.networks = folder, folder / "networks"
        project = finished_project(ProjectStore(folder / "projects"), folder)
        self.workspace: Workspace = project.workspace
        self.run: Run = all_runs(self.workspace)[0]
        self._learn_what_is_normal()

    def job(self, format_id: str) -> ExportJob:
        """What a builder is given."""
        folder = self.folder / format_id
        folder.mkdir(exist_ok=True)
        return ExportJob(
            self.run, self.workspace, self.networks, folder, QuietContext(), False, format_id
        )

    def build(self, format_id: str) -> dict[str, BuiltFile]:
        """The files of a format by name."""
        built = get(format_id).load_builder().build(self.job(format_id))
        return {each.name: each for each in built}

    def app_answers(self, photos: PixelArray) -> FloatArray:
        """float32 `(photos, classes)`: what the app answers."""
        return AppAnswers(self.run.folder, self.networks).of(photos)

    def _learn_what_is_normal(self) -> None:
        answerer = Answerer(self.run.folder)
        dataset = self.workspace.dataset()
        assert dataset is not None
        store, photos = self.workspace.photos, dataset.photos
        shown = [model_input(store.read(p.id), answerer.spec.input_size) for p in photos]
        extractor = Extractor(ensure_onnx(answerer.spec, self.networks))
        features = extractor.features(np.stack(shown))
        labels = np.array([photo.label for photo in photos])
        folds = np.arange(len(photos)) % 2
        normal = fit_familiarity(features, labels, folds, logits(answerer.layers, features))
        assert normal is not None
        save_familiarity(self.run.folder / FAMILIARITY, normal)


def random_photos(count: int, size: int, seed: int = 0) -> PixelArray:
    """uint8 `(count, size, size, 3)`: smooth pictures, all different."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (count, 8, 8, 3), dtype=np.uint8)
    return coarse.repeat(-(-size // 8), axis=1).repeat(-(-size // 8), axis=2)[:, :size, :size]
