"""A `LayersModel` as an `.h5` file that Keras 2 and Keras 3 open alike."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np

from core.export.layers_model import LayersModel

KERAS_VERSION = "2.4.0"
"""The version of Keras whose form of description is used: the one all later readers know."""


def h5_bytes(model: LayersModel) -> bytes:
    """The bytes of an `.h5` file.

    Keras 3 writes its own descriptions into such files, which Keras 2 refuses; it reads those of
    Keras 2, though. See `load_weights_from_hdf5_group` in keras/src/legacy/saving/legacy_h5_format.py.
    """
    import h5py  # type: ignore[import-untyped]

    file = io.BytesIO()
    with h5py.File(file, "w") as h5:
        _about(h5)
        h5.attrs["model_config"] = json.dumps(model.config).encode()
        group = h5.create_group("model_weights")
        _about(group)
        names = _order_of_keras(model)
        group.attrs["layer_names"] = np.array([name.encode() for name in names])
        for layer in names:
            own = group.create_group(layer)
            weights = model.weights.get(layer, {})
            keys = [f"{layer}/{key}:0" for key in weights]
            own.attrs["weight_names"] = np.array([key.encode() for key in keys], dtype="S")
            for key, value in zip(keys, weights.values(), strict=True):
                own.create_dataset(key, data=value)
    return file.getvalue()


def _order_of_keras(model: LayersModel) -> list[str]:
    """Names of the layers in the order in which Keras, having made them, fills them.

    It goes by place and not by name: the farthest from the output first, and among those equally far
    the one that is met first on the way back from the output (`map_graph` in
    keras/src/ops/function.py).
    """
    config = model.config["config"]
    sources = {
        entry["name"]: [source[0] for node in entry["inbound_nodes"] for source in node]
        for entry in config["layers"]
    }
    met: dict[str, int] = {}
    waiting = [config["output_layers"][0][0]]
    while waiting:
        name = waiting.pop()
        if name not in met:
            met[name] = len(met)
            waiting += reversed(sources[name])
    depths = dict.fromkeys(sources, 0)
    # The description names each layer after those that it takes.
    for name in reversed(sources):
        for source in sources[name]:
            depths[source] = max(depths[source], depths[name] + 1)
    return sorted(sources, key=lambda name: (-depths[name], met.get(name, 0)))


def _about(group: Any) -> None:
    group.attrs["keras_version"] = KERAS_VERSION.encode()
    group.attrs["backend"] = b"tensorflow"
