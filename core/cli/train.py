"""`python -m core train DATA --out DIR`: from photos to a model folder."""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path
from typing import Any

from core.cli.check import add_choices, skipped_in_words
from core.cli.progress import TerminalContext
from core.cli.source import open_workspace
from core.errors import UserError
from core.intake import Choice
from core.runs import FILES, MODEL, Run
from core.settings import PRESETS, SETTINGS, Setting, TrainSettings, allowed, from_dict, to_dict
from core.store import atomic
from core.store.home import Home
from core.trainable import trainable_dataset
from core.training import train_model
from core.types import Dataset

NAME = "train"
HELP = "Train a classifier on a zip or folder and write it to a folder."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own words: one option per setting."""
    parser.add_argument(
        "data", type=Path, help="a zip, tar or folder with one folder of photos per class"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder for the model; new or empty"
    )
    parser.add_argument(
        "--preset", choices=list(PRESETS), default="Suggested", help="settings to begin with"
    )
    add_choices(parser)
    for setting in SETTINGS.values():
        _add_setting(parser, setting)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """What was trained, as plain values.

    Raises:
        UserError: the data, a setting or the output folder cannot be used.
        Cancelled: stopped before anything could be kept.
    """
    settings = _settings(options)
    _require_free(options.out)
    context = TerminalContext()
    began = time.monotonic()
    home = Home.default()
    choice = Choice(options.names, options.layout)
    workspace = open_workspace(options.data, home, context, choice)
    reading_s = time.monotonic() - began
    dataset = trainable_dataset(workspace)
    run = train_model(workspace, home.networks, settings, context)
    context.close()
    _move(run, options.out)
    return _result(run, dataset, options.out, reading_s)


def show(result: dict[str, Any]) -> None:
    """Prints the result for a person."""
    low, high = result["interval"]
    print(
        f"Right on {result['right']} of {result['asked']} photos kept aside ({result['validation_accuracy']:.0%}); "
        f"on new photos like these expect {low:.0%} to {high:.0%}."
    )
    if result["photos_skipped"]:
        print(f"{result['photos_skipped']} files were skipped; `python -m core check` names them.")
    print(f"The model is in {result['model']}")


def _add_setting(parser: argparse.ArgumentParser, setting: Setting) -> None:
    flag, help_text = f"--{setting.name.replace('_', '-')}", f"{setting.help} ({allowed(setting)})"
    escaped = help_text.replace("%", "%%")
    if setting.kind == "switch":
        parser.add_argument(flag, action=argparse.BooleanOptionalAction, default=None, help=escaped)
    elif setting.kind == "sizes":
        parser.add_argument(
            flag, type=int, action="append", metavar="N",
            help=escaped + "; repeat for more layers, 0 for none",
        )  # fmt: skip
    elif setting.kind == "choice":
        parser.add_argument(flag, choices=setting.choices, help=escaped)
    else:
        parser.add_argument(
            flag, type=int if setting.kind == "integer" else float, metavar="N", help=escaped
        )


def _settings(options: argparse.Namespace) -> TrainSettings:
    values = to_dict(PRESETS[options.preset])
    for name in SETTINGS:
        given = getattr(options, name)
        if given is not None:
            values[name] = [size for size in given if size] if name == "dense" else given
    return from_dict(values)


def _require_free(out: Path) -> None:
    strangers = out.is_dir() and any(path.name not in FILES for path in out.iterdir())
    if strangers or (out.exists() and not out.is_dir()):
        raise UserError("training.out_not_empty", folder=str(out))


def _move(run: Run, out: Path) -> None:
    """The run stands in `out`, in place of an older model there."""
    with atomic.replacing(out) as temporary:
        shutil.copytree(run.folder, temporary)
    shutil.rmtree(run.folder, ignore_errors=True)


def _result(run: Run, dataset: Dataset, out: Path, reading_s: float) -> dict[str, Any]:
    report, manifest = run.report, run.manifest
    return {
        "classes": dict(zip(dataset.classes, dataset.counts, strict=True)),
        "photos_used": len(dataset.photos),
        "photos_skipped": len(dataset.skipped),
        "skipped": skipped_in_words(dataset.skipped),
        "validation_accuracy": run.history[manifest.best_epoch - 1].val_accuracy,
        "accuracy": report.accuracy,
        "accuracy_on": report.part,
        "right": report.right,
        "asked": report.photos,
        "interval": list(report.interval),
        "epochs": len(run.history),
        "best_epoch": manifest.best_epoch,
        "settings": to_dict(run.settings),
        "seconds": {"reading": round(reading_s, 3), **manifest.seconds},
        "model": str((out / MODEL).resolve()),
    }
