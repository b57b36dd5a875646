"""Where a fine-tuning notes how far it has come, and what for; known to pages, too."""

from __future__ import annotations

import json
from pathlib import Path

from core.fine_tuning.tuning_settings import TuningSettings, tuning_to_dict
from core.runs import Run
from core.store.workspace import Workspace

FOLDER = "fine_tuning"
"""Folder of a workspace."""


def checkpoint_path(workspace: Workspace, run: Run) -> Path:
    """Where it stands how far an unfinished fine-tuning of a run has come."""
    return workspace.folder / FOLDER / f"{run.id}.npz"


def purpose_of(run: Run, tuning: TuningSettings) -> str:
    """What a checkpoint must have been made for to be gone on from; more epochs are no other purpose."""
    own = {name: value for name, value in tuning_to_dict(tuning).items() if name != "epochs"}
    return json.dumps({"run": run.id, **own}, sort_keys=True)
