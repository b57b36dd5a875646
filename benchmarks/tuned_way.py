"""The default, fine-tuned, by the app's own recipe: trained, tuned, and the better one kept."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.featured import lent
from benchmarks.problems import Problem
from core.context import QuietContext
from core.errors import UserError
from core.fine_tuning.fine_tune import fine_tune
from core.fine_tuning.tuning_settings import TuningSettings
from core.settings import TrainSettings
from core.store.workspace import Workspace
from core.training import train_model


def fine_tuned(
    problem: Problem, settings: TrainSettings, tuning: TuningSettings, folder: Path, source: str
) -> tuple[float, float, bool]:
    """Test accuracy of what the person has in the end, processor seconds, and whether it is tuned.

    Args:
        problem: some of its photos are marked as the test part.
        settings: of the head.
        tuning: of the fine-tuning.
        folder: where working copies, features and converted networks are kept.
        source: the data set, see `benchmarks.featured`.
    """
    context = QuietContext()
    with tempfile.TemporaryDirectory() as temporary:
        # The photos and their features are large, and the same for every seed.
        workspace = lent(Workspace(folder / Path(source).stem), Path(temporary))
        workspace.save_dataset(problem.dataset)
        run = train_model(workspace, folder / "networks", settings, context)
        began = time.process_time()
        try:
            found = fine_tune(workspace, run, folder / "networks", tuning, context).run
        except UserError as refusal:
            if refusal.code != "fine_tuning.too_few_aside":
                raise
            found = None
        best = found or run
        return best.report.accuracy, time.process_time() - began, found is not None
