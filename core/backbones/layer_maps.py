"""What a backbone sees at five depths, from its first layers to its last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx

from core.backbones.extractor import open_session
from core.types import FloatArray, PixelArray

DEPTHS = 5
_ACTIVATIONS = frozenset({"Clip", "Relu", "HardSwish", "Mul", "Elu"})
_PHOTOS_PER_RUN = 4
_LARGE_MAP, _STRONG = 20 * 20, 0.95


@dataclass(frozen=True, slots=True)
class Depth:
    """One of the places in a backbone that can be looked at.

    Attributes:
        output: name of the layer's result in the graph.
        side: its maps have so many rows and columns.
        units: how many maps there are, one per filter.
    """

    output: str
    side: int
    units: int


class LayerMaps:
    """A backbone whose inner maps can be looked at; safe to share between threads.

    A backbone halves its maps from stage to stage. Looked at is the end of each of the last five
    stages: the last layer with an activation before the maps get smaller. The deepest one is what
    is averaged into the features, so its mean is exactly what `Extractor.features` gives.

    Args:
        path: what `ensure_onnx` gave.

    Raises:
        FileNotFoundError: there is no such file.
        UserError: `backbone.converted_damaged`; the file is removed, to be made anew.
    """

    def __init__(self, path: Path) -> None:
        self._session = open_session(path, _with_maps)
        outputs = self._session.get_outputs()[1:]
        self._depths = tuple(Depth(o.name, int(o.shape[2]), int(o.shape[1])) for o in outputs)

    @property
    def depths(self) -> tuple[Depth, ...]:
        """The places, the first layers first."""
        return self._depths

    @property
    def input_size(self) -> int:
        """Side of the square photos, in pixels."""
        return int(self._session.get_inputs()[0].shape[1])

    def maps(self, pixels: PixelArray) -> tuple[FloatArray, ...]:
        """What each depth sees of one photo: float32 arrays `(side, side, units)`.

        Args:
            pixels: uint8 array of shape `(input_size, input_size, 3)`, RGB.
        """
        return tuple(
            np.ascontiguousarray(maps[0].transpose(1, 2, 0)) for maps in self._run(pixels[None])
        )

    def pooled(self, batches: Iterable[PixelArray]) -> tuple[FloatArray, ...]:
        """How strongly each unit answers on average over a photo: float32 arrays `(n, units)`.

        Args:
            batches: uint8 arrays of shape `(n, input_size, input_size, 3)`, RGB, with any n.
        """
        rows: list[list[FloatArray]] = [[np.empty((0, d.units), np.float32)] for d in self._depths]
        for batch in batches:
            for start in range(0, len(batch), _PHOTOS_PER_RUN):
                found = self._run(batch[start : start + _PHOTOS_PER_RUN])
                for place, maps in enumerate(found):
                    rows[place].append(maps.mean(axis=(2, 3)))
        return tuple(np.concatenate(parts) for parts in rows)

    def _run(self, photos: PixelArray) -> list[FloatArray]:
        names = [depth.output for depth in self._depths]
        found: list[FloatArray] = self._session.run(names, {"photos": photos})
        return found


def strongest_units(maps: FloatArray, count: int) -> list[int]:
    """The units that answer most to a photo, the strongest first.

    Measured by how far a unit's strongest places stand out from its mean over the photo: one that
    answers everywhere alike tells nothing of what is where. In large maps the strongest twentieth
    of the places has to stand out, since a single bright dot tells nothing either.

    Args:
        maps: float32 array `(rows, columns, units)`.
        count: how many.
    """
    flat = maps.reshape(-1, maps.shape[-1])
    share = _STRONG if len(flat) >= _LARGE_MAP else 1.0
    standing_out = np.quantile(flat, share, axis=0) - flat.mean(axis=0)
    return np.argsort(-standing_out, kind="stable")[:count].tolist()


def _with_maps(path: Path) -> bytes:
    """The same graph with the ends of its last stages as outputs."""
    model = onnx.shape_inference.infer_shapes(onnx.load(path))
    graph = model.graph
    shapes = {info.name: _shape(info) for info in graph.value_info}
    pooling = next(n for n in reversed(graph.node) if n.op_type == "GlobalAveragePool")
    ends: dict[int, str] = {}
    for node in graph.node:
        units, side = shapes.get(node.output[0], (0, 0))
        if node.op_type in _ACTIVATIONS and units and side > 1:
            ends[side] = node.output[0]
    ends[shapes[pooling.input[0]][1]] = pooling.input[0]
    for side in sorted(ends)[:DEPTHS][::-1]:
        shape = ["n", shapes[ends[side]][0], side, side]
        graph.output.append(
            onnx.helper.make_tensor_value_info(ends[side], onnx.TensorProto.FLOAT, shape)
        )
    return model.SerializeToString()


def _shape(info: onnx.ValueInfoProto) -> tuple[int, int]:
    """Units and side of a map; `(0, 0)` for what is none."""
    dims = [dim.dim_value for dim in info.type.tensor_type.shape.dim]
    return (dims[1], dims[2]) if len(dims) == 4 and dims[2] == dims[3] else (0, 0)
