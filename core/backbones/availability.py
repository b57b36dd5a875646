"""Whether a backbone can be used right now, without a download."""

from __future__ import annotations

from core.backbones.registry import get
from core.backbones.weights import weights_state


def is_available(backbone_id: str) -> bool:
    """Whether the weights are on this computer.

    Raises:
        UserError: `backbone.unknown`.
    """
    return weights_state(get(backbone_id)) != "missing"
