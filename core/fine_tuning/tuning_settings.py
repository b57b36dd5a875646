"""The settings of a fine-tuning: their ranges and what is usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import Any

from core.backbones.tuned import MOST_BLOCKS
from core.errors import UserError

LEARNING_RATES = (0.00001, 0.00003, 0.0001, 0.0003)
"""Size of the steps; far smaller than a new head's."""
MOST_EPOCHS = 50
RANGES: Mapping[str, Sequence[float]] = MappingProxyType(
    {
        "epochs": range(1, MOST_EPOCHS + 1),
        "blocks": range(1, MOST_BLOCKS + 1),
        "learning_rate": LEARNING_RATES,
        "patience": range(1, MOST_EPOCHS + 1),
    }
)
"""The values that each setting may have."""


@dataclass(frozen=True, slots=True)
class TuningSettings:
    """How a network is fine-tuned, within `RANGES`; what is usual was measured, see docs/decisions/0014.

    Attributes:
        epochs: at most so many.
        blocks: how many of the network's last blocks are trained.
        learning_rate: size of the steps.
        patience: ends after so many epochs without a better one.
    """

    epochs: int = 10
    blocks: int = 1
    learning_rate: float = 0.00003
    patience: int = 3


def checked_tuning(settings: TuningSettings) -> TuningSettings:
    """The same settings, all of them within `RANGES`.

    Raises:
        UserError: `fine_tuning.setting`, naming it.
    """
    for name, allowed in RANGES.items():
        value = getattr(settings, name)
        if value not in allowed:
            raise UserError("fine_tuning.setting", name=name, value=str(value))
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
