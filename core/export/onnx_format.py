"""ONNX: the backbone's own graph with the trained layers behind it."""

from __future__ import annotations

import json

import numpy as np

from core.answering import Answerer
from core.backbones.onnx_export import ensure_onnx
from core.export.formats import BuiltFile, ExportJob
from core.store import atomic
from core.trained_layers import Layers
from core.types import FloatArray, PixelArray

FILE = "model.onnx"

RUNTIME = '''
def load():
    """The model, ready to be asked."""
    import onnxruntime

    session = onnxruntime.InferenceSession(
        str(HERE / "model.onnx"), providers=["CPUExecutionProvider"]
    )

    def ask(photos):
        photos = np.clip(np.rint(photos), 0, 255).astype(np.uint8)
        return session.run(["shares"], {"photos": photos})[0]

    return ask
'''


def build(job: ExportJob) -> tuple[BuiltFile, ...]:
    """`model.onnx`: opset 17, any number of photos at a time, the preparation of the colours inside.

    Input `photos`: uint8 `(n, size, size, 3)`, RGB. Output `shares`: float32 `(n, classes)`.

    Raises:
        UserError: the model or its backbone cannot be used.
    """
    import onnx

    answerer = Answerer(job.run.folder)
    model = onnx.load(ensure_onnx(answerer.spec, job.networks))
    _append_head(model, answerer.layers)
    about = {
        "classes": json.dumps(answerer.classes, ensure_ascii=False),
        "input": job.run.manifest.input,
    }
    onnx.helper.set_model_props(model, about)
    onnx.checker.check_model(model, full_check=True)
    path = job.folder / FILE
    atomic.write_bytes(path, model.SerializeToString())
    return (BuiltFile(FILE, path),)


def answers(job: ExportJob, photos: PixelArray) -> FloatArray:
    """float32 `(photos, classes)`: what the file answers in ONNX Runtime."""
    import onnxruntime

    session = onnxruntime.InferenceSession(
        str(job.folder / FILE), providers=["CPUExecutionProvider"]
    )
    shares: FloatArray = session.run(["shares"], {"photos": photos})[0]
    return shares


def _append_head(model: object, layers: Layers) -> None:
    """The graph goes on from `features` through the dense layers to `shares`."""
    from onnx import ModelProto, TensorProto, helper, numpy_helper

    assert isinstance(model, ModelProto)
    graph, x = model.graph, "features"
    for number, (weights, bias) in enumerate(layers, start=1):
        is_last = number == len(layers)
        names = [f"head_{number}.weights", f"head_{number}.bias"]
        for name, array in zip(names, (weights, bias), strict=True):
            graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        raw, out = f"head_{number}", "shares" if is_last else f"head_{number}.relu"
        graph.node.append(helper.make_node("Gemm", [x, *names], [raw]))
        attributes = {"axis": -1} if is_last else {}
        kind = "Softmax" if is_last else "Relu"
        graph.node.append(helper.make_node(kind, [raw], [out], **attributes))
        x = out
    del graph.output[:]
    shape = ["n", layers[-1][1].shape[0]]
    graph.output.append(helper.make_tensor_value_info("shares", TensorProto.FLOAT, shape))
