"""Keeps each backbone as an ONNX file, made once, for inference without TensorFlow."""

from __future__ import annotations

from pathlib import Path

import onnx

from core.backbones.registry import BackboneSpec
from core.backbones.weights import weights_key, weights_state
from core.store import atomic


def ensure_onnx(spec: BackboneSpec, folder: Path) -> Path:
    """The path of the backbone's ONNX file, written first where it is missing.

    A bundled backbone needs no TensorFlow for it and takes a fraction of a second, so the web
    process may ask too. For the others this imports TensorFlow, and downloads their weights where
    they are missing. Two processes may ask at once: both write the same and the last one stays.

    Args:
        spec: the backbone.
        folder: where converted backbones are kept (`Home.networks`); made if missing. One that was
            fine-tuned lies beside `spec.tuned` instead.

    Raises:
        UserError: `backbone.weights_missing`, `backbone.weights_damaged`,
            `backbone.package_missing`, `general.disk_full` or `general.folder_not_writable`.
    """
    found = onnx_path(spec, folder)
    if found is not None:
        return found
    # Before the key is taken: it may download the weights that the key is made of.
    content = _onnx_model(spec).SerializeToString()
    path = _onnx_file(spec, folder)
    atomic.write_bytes(path, content)
    return path


def onnx_path(spec: BackboneSpec, folder: Path) -> Path | None:
    """The path of the backbone's ONNX file, or None where it is still to be made.

    Also None when the weights are not on this computer (any more).
    """
    if weights_state(spec) == "missing":
        return None
    path = _onnx_file(spec, folder)
    return path if path.is_file() else None


def _onnx_file(spec: BackboneSpec, folder: Path) -> Path:
    # A network that was fine-tuned belongs to one model: it lies with it and goes with it.
    place = folder if spec.tuned is None else spec.tuned.parent
    return place / f"{spec.id}-{weights_key(spec)}.onnx"


def _onnx_model(spec: BackboneSpec) -> onnx.ModelProto:
    if spec.bundled:
        from core.backbones.lite_onnx import lite_onnx_model
        from core.backbones.tuned import lite_tensors

        return lite_onnx_model(spec, [lite_tensors(network) for network in spec.networks])
    from core.backbones.keras_models import build_backbone
    from core.backbones.keras_onnx import keras_onnx_model

    return keras_onnx_model(spec, build_backbone(spec))
