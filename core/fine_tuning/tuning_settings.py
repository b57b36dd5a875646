"""The settings of a fine-tuning: their ranges and what is usual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from core.backbones.tuned import MOST_BLOCKS
from core.errors import UserError

LEARNING_RATES = (0.00001, 0.00003, 0.0001, 0.0003)
MOST_EPOCHS = 50


@dataclass(frozen=True, slots=True)
class TuningSettings:
    """How a network is fine-tuned; what is usual was measured, see docs/decisions/0014.

    Attributes:
        epochs: at most so many, 1 to `MOST_EPOCHS`.
        blocks: how many of the network's last blocks are trained, 1 to `MOST_BLOCKS`.
        learning_rate: size of the steps, one of `LEARNING_RATES`; far smaller than a new head's.
        patience: ends after so many epochs without a better one.
    """

    epochs: int = 10
    blocks: int = 1
    learning_rate: float = 0.00003
    patience: int = 3


def checked_tuning(settings: TuningSettings) -> TuningSettings:
    """The same settings, all of them within their ranges.

    Raises:
        UserError: `fine_tuning.setting`, naming it.
    """
    ranges: Mapping[str, bool] = {
        "epochs": 1 <= settings.epochs <= MOST_EPOCHS,
        "blocks": 1 <= settings.blocks <= MOST_BLOCKS,
        "learning_rate": settings.learning_rate in LEARNING_RATES,
        "patience": 1 <= settings.patience <= MOST_EPOCHS,
    }
    for name, is_right in ranges.items():
        if not is_right:
            raise UserError("fine_tuning.setting", name=name, value=str(getattr(settings, name)))
    return settings


def tuning_to_dict(settings: TuningSettings) -> dict[str, Any]:
    """Plain values, for a job's request."""
    return asdict(settings)


def tuning_from_dict(value: Mapping[str, Any]) -> TuningSettings:
    """What `tuning_to_dict` wrote; checked.

    Raises:
        UserError: `fine_tuning.setting`.
    """
    known = {
        field.name: value[field.name] for field in fields(TuningSettings) if field.name in value
    }
    return checked_tuning(TuningSettings(**known))
