"""Our way on the same folders: read, extract, train; twice, the second time with cached features."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.measured import Stages
from core.context import QuietContext
from core.intake import read_dataset
from core.settings import ARTICLE, TrainSettings
from core.store.workspace import Workspace


def main() -> None:
    """Prints one JSON object: seconds per stage, of the whole and of a second training, and test accuracy."""
    folder, networks, epochs, preset = (
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        int(sys.argv[3]),
        sys.argv[4],
    )
    base = ARTICLE if preset == "article" else TrainSettings()
    settings = replace(base, epochs=epochs)
    stages, context = Stages(), QuietContext()
    with tempfile.TemporaryDirectory() as temporary:
        workspace = Workspace(Path(temporary))
        with stages.stage("importing"):
            import keras  # noqa: F401 - its import is what is timed

            from core.training import train_model
        with stages.stage("reading"):
            workspace.save_dataset(read_dataset(folder, workspace.photos, context))
        with stages.stage("whole training"):
            run = train_model(workspace, networks, settings, context)
        with stages.stage("second training"):
            train_model(workspace, networks, settings, context)
    print(
        json.dumps(
            {
                "seconds": stages.seconds
                | {f"of it {k}": v for k, v in run.manifest.seconds.items()},
                "accuracy": run.report.accuracy,
                "photos": run.report.photos,
                "part": run.report.part,
            }
        )
    )


if __name__ == "__main__":
    main()
