"""Which settings a search may try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.settings import TrainSettings

if TYPE_CHECKING:
    import optuna

EPOCHS = 60
"""Cap of a try; each stops early by itself."""
PATIENCE = 8

# As text, since a choice of Optuna is a plain value.
_DENSE = {
    "none": (),
    "64": (64,),
    "128": (128,),
    "256": (256,),
    "512": (512,),
    "1024": (1024,),
    "256 128": (256, 128),
    "512 256": (512, 256),
}
_TEAMS = (1, 4, 8)
_DROPOUT_MOST, _DROPOUT_STEP = 0.6, 0.1
_DROPOUTS = tuple(round(step * _DROPOUT_STEP, 1) for step in range(7))
_RATES = (1e-4, 5e-3)
_BATCH = (16, 32, 64)
_SMOOTHING = (0.0, 0.05, 0.1)
_WEIGHT_DECAY = (0.0, 0.3, 1.0, 3.0)


def suggested(
    trial: optuna.trial.Trial,
    start: TrainSettings,
    backbones: Sequence[str],
    views: Mapping[str, int],
) -> TrainSettings:
    """Settings for one try, drawn by Optuna.

    Args:
        trial: of Optuna.
        start: gives the settings that are not searched: seed, photos kept aside, balance, refit.
        backbones: ids of the networks that may be tried.
        views: of each photo, by the id of the network; the same number for all that have any. What
            they bring is tried, too.
    """
    backbone = trial.suggest_categorical("backbone", list(backbones))
    seen = views.get(backbone, 0)
    return replace(
        start,
        backbone=backbone,
        views=trial.suggest_categorical("views", [0, seen]) if seen else 0,
        dense=_DENSE[trial.suggest_categorical("dense", list(_DENSE))],
        teams=trial.suggest_categorical("teams", list(_TEAMS)),
        # Optuna counts its steps up from 0 and gives 0.30000000000000004.
        dropout=round(trial.suggest_float("dropout", 0.0, _DROPOUT_MOST, step=_DROPOUT_STEP), 1),
        learning_rate=float(f"{trial.suggest_float('learning_rate', *_RATES, log=True):.2g}"),
        batch_size=trial.suggest_categorical("batch_size", list(_BATCH)),
        label_smoothing=trial.suggest_categorical("label_smoothing", list(_SMOOTHING)),
        weight_decay=trial.suggest_categorical("weight_decay", list(_WEIGHT_DECAY)),
        epochs=EPOCHS,
        patience=PATIENCE,
    )


def as_parameters(settings: TrainSettings) -> dict[str, Any] | None:
    """The same settings as Optuna's parameters; None where the space does not hold them."""
    names = {sizes: name for name, sizes in _DENSE.items()}
    inside = (
        settings.dense in names
        and settings.teams in _TEAMS
        and settings.batch_size in _BATCH
        and settings.label_smoothing in _SMOOTHING
        and settings.weight_decay in _WEIGHT_DECAY
        and settings.dropout in _DROPOUTS
        and _RATES[0] <= settings.learning_rate <= _RATES[1]
    )
    if not inside:
        return None
    return {
        "backbone": settings.backbone,
        "views": settings.views,
        "dense": names[settings.dense],
        "teams": settings.teams,
        "dropout": settings.dropout,
        "learning_rate": settings.learning_rate,
        "batch_size": settings.batch_size,
        "label_smoothing": settings.label_smoothing,
        "weight_decay": settings.weight_decay,
    }
