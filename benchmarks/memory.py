"""Peak memory of a large job against a small one: reading, extraction and training."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.measured import Stages, run_side, table


def main(arguments: Sequence[str]) -> None:
    """Prints a row per size, and the ratio of the peaks."""
    parser = argparse.ArgumentParser("python run.py bench memory", description=__doc__)
    parser.add_argument("--photos", type=int, nargs=2, default=[2500, 25000])
    options = parser.parse_args(arguments)
    sides = [run_side("benchmarks.memory", "--side", str(count)) for count in options.photos]
    rows = [
        {"photos": count, "peak MB": side["peak_mb"], **side["seconds"]}
        for count, side in zip(options.photos, sides, strict=True)
    ]
    print(table(rows))
    print(f"\nratio of the peaks {sides[1]['peak_mb'] / sides[0]['peak_mb']:.2f}")


def side(count: int) -> None:
    """Reads, extracts and trains on so many generated photos, and prints the seconds."""
    from core.context import QuietContext
    from core.intake import read_dataset
    from core.settings import TrainSettings
    from core.store.workspace import Workspace
    from core.training import train_model

    stages = Stages()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with stages.stage("making photos"):
            _archive(folder / "photos.zip", count)
        workspace = Workspace(folder / "workspace")
        with stages.stage("reading"):
            dataset = read_dataset(folder / "photos.zip", workspace.photos, QuietContext())
            workspace.save_dataset(dataset)
        with stages.stage("training"):
            settings = replace(TrainSettings(), epochs=3)
            train_model(workspace, folder / "networks", settings, QuietContext())
    print(json.dumps({"seconds": stages.seconds}))


def _archive(path: Path, count: int, classes: int = 5) -> None:
    """A zip of small noisy photos, each different."""
    import io

    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(0)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(count):
            label = number % classes
            pixels = rng.integers(0, 120, (30, 40, 3)) + label * 30
            file = io.BytesIO()
            photo = Image.fromarray(pixels.astype(np.uint8)).resize((400, 300))
            photo.save(file, "JPEG", quality=80)
            archive.writestr(f"photos/class{label}/{number}.jpg", file.getvalue())


if __name__ == "__main__":
    side(int(sys.argv[2]))
