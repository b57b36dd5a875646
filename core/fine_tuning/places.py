"""Which runs can be fine-tuned, and where it stands how far that has come; known to pages, too."""

from __future__ import annotations

import json
from pathlib import Path

from core.backbones.registry import BACKBONES
from core.fine_tuning.tuning_settings import TuningSettings, tuning_to_dict
from core.runs import Run
from core.store.workspace import Workspace


def can_be_tuned(run: Run) -> bool:
    """Whether the network of a run is one whose last blocks can be trained."""
    spec = BACKBONES.get(run.manifest.backbone)
    return spec is not None and spec.bundled and not spec.parts


def checkpoint_path(workspace: Workspace, run: Run) -> Path:
    """Where it stands how far an unfinished fine-tuning of a run has come."""
    return workspace.fine_tuning / f"{run.id}.npz"


def purpose_of(run: Run, tuning: TuningSettings) -> str:
    """What a checkpoint must have been made for to be gone on from; more epochs are no other purpose."""
    own = {name: value for name, value in tuning_to_dict(tuning).items() if name != "epochs"}
    return json.dumps({"run": run.id, **own}, sort_keys=True)
