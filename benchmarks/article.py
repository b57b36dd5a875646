"""The article's way against ours, on the same photos, in one run on one machine."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.folders import lay_out
from benchmarks.measured import run_side, table


def main(arguments: Sequence[str]) -> None:
    """Prints a table with a row per way, and the ratios."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder, networks = Path(temporary) / "data", Path(temporary) / "networks"
        lay_out(options.data, folder, per_class=options.per_class)
        article = run_side("benchmarks.article_side", str(folder), str(options.epochs))
        rows = [_row("the article's way", article, ["preparing", "training"])]
        for preset in options.presets:
            ours = run_side(
                "benchmarks.our_side", str(folder), str(networks), str(options.epochs), preset
            )
            rows += [
                _row(f"ours, {preset}", ours, ["reading", "whole training"]),
                _row(f"ours, {preset}, once more", ours, ["second training"]),
            ]
    reference = rows[0]["seconds"]
    for row in rows:
        row["times faster"] = round(reference / row["seconds"], 1)
    print(f"\n{options.data.name}, {options.epochs} epochs\n\n{table(rows)}")


def _row(name: str, side: dict[str, Any], counted: list[str]) -> dict[str, Any]:
    seconds = side["seconds"]
    return {
        "way": name,
        "seconds": round(sum(seconds[stage] for stage in counted), 1),
        "test accuracy": f"{side['accuracy']:.1%}",
        "peak MB": side["peak_mb"],
        "stages": ", ".join(f"{stage} {value:.1f}" for stage, value in seconds.items()),
    }


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python run.py bench article", description=__doc__)
    parser.add_argument("data", type=Path, help="a zip with one folder of photos per class")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--per-class", type=int, help="use only so many photos of each class")
    parser.add_argument(
        "--presets", nargs="+", choices=["suggested", "article"], default=["suggested", "article"]
    )
    return parser.parse_args(arguments)
