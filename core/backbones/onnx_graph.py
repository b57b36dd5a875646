"""An ONNX graph that grows node by node."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from core.backbones.registry import BackboneSpec

_OPSET = 17
# The oldest file version that knows opset 17, so that older readers can read it too.
_IR_VERSION = 8


class OnnxGraph:
    """The graph of a backbone: input `photos`, output `features`, channels first in between.

    `photos` is uint8 `(n, size, size, 3)`, RGB from 0 to 255; `features` float32
    `(n, feature_count)`. The methods return the name of what they add.
    """

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[Any] | float | list[int]) -> str:
        """A constant; Python floats become float32 and lists of int int64."""
        array = np.asarray(value, np.float32 if isinstance(value, float) else None)
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """An operation of ONNX, such as `Conv`."""
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def model(self, spec: BackboneSpec) -> onnx.ModelProto:
        """The finished model.

        Raises:
            onnx.checker.ValidationError: the graph is not whole.
        """
        photos = ["n", spec.input_size, spec.input_size, 3]
        graph = helper.make_graph(
            self._nodes,
            spec.id,
            [helper.make_tensor_value_info("photos", TensorProto.UINT8, photos)],
            [
                helper.make_tensor_value_info(
                    "features", TensorProto.FLOAT, ["n", spec.feature_count]
                )
            ],
            self._constants,
        )
        opset = helper.make_opsetid("", _OPSET)
        model = helper.make_model(
            graph, opset_imports=[opset], ir_version=_IR_VERSION, producer_name="foldersight"
        )
        onnx.checker.check_model(model)
        return model
