"""The model file that is built anew answers as the head does."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.context import QuietContext
from core.intake.images import model_input
from core.predict import Predictor
from core.projects_io.rebuild import rebuild_files
from core.run_folder import file_hash
from core.runs import MODEL, all_runs, load_manifest
from core.store.projects import Project
from tests.core.projects_io.finished import SPEC
from tests.factories import photo_bytes


def test_rebuilt_model_file_answers_as_the_app_does(project: Project, networks: Path) -> None:
    (run,) = all_runs(project.workspace)
    (run.folder / "labels.txt").unlink()

    assert rebuild_files(run.folder, networks, QuietContext())

    import keras

    photo = photo_bytes("red", seed=7)
    pixels = model_input(photo, SPEC.input_size).astype(np.float32)[None]
    model = keras.saving.load_model(run.folder / MODEL)
    outside = dict(zip(run.manifest.classes, model.predict(pixels, verbose=0)[0], strict=True))
    inside = Predictor(run.folder, networks).predict(photo)
    for ranked in inside.ranked:
        assert abs(outside[ranked.name] - ranked.confidence) < 1e-3
    assert (run.folder / "labels.txt").read_text().split() == list(run.manifest.classes)
    manifest = load_manifest(run.folder)
    assert manifest.sha256[MODEL] == file_hash(run.folder / MODEL)
