"""Looking into a converted network: an inner value as one more output."""

from __future__ import annotations

import onnx


def with_output(model: onnx.ModelProto, name: str) -> bytes:
    """The same network, serialised, with one output more.

    Args:
        model: of a converted backbone; it is changed.
        name: of a value inside.
    """
    model.graph.output.append(
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
    )
    content: bytes = model.SerializeToString()
    return content
