"""The trained layers of a finished run."""

from __future__ import annotations

from core.runs import HEAD, WITNESS, Run
from core.teams import hidden_sizes
from core.trained_layers import Layers, load_layers


def layers_of(run: Run) -> Layers:
    """The head that answers.

    Raises:
        UserError: `model.head_damaged`.
    """
    return _loaded(run, HEAD)


def witness_of(run: Run) -> Layers:
    """The head that never learned from the photos kept aside; the one that answers where it is the same.

    Raises:
        UserError: `model.head_damaged`.
    """
    return _loaded(run, WITNESS if run.manifest.refit_photos else HEAD)


def _loaded(run: Run, name: str) -> Layers:
    sizes = (*hidden_sizes(run.settings), len(run.manifest.classes))
    return load_layers(run.folder / name, run.backbone.feature_count, sizes)
