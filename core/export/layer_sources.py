"""What a layer of a Keras model is called with, as its description tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def layer_sources(entry: Mapping[str, Any], *, numbers: bool = False) -> list[Any]:
    """Names of the layers that a layer is called with, and with `numbers` bare numbers too."""
    found: list[Any] = []
    waiting = list(entry["inbound_nodes"][0]["args"]) if entry["inbound_nodes"] else []
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list | tuple):
            waiting = [*value, *waiting]
        elif isinstance(value, Mapping):
            found.append(value["config"]["keras_history"][0])
        elif value is not None and numbers:
            found.append(float(value))
    return found
