"""Builds a backbone in Keras: raw photo in, features out, nothing to learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.backbones.download import ensure_weights
from core.backbones.lite import build_lite
from core.backbones.registry import BackboneSpec
from core.backbones.tuned import lite_tensors
from core.backbones.weights import damaged_weights

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True, slots=True)
class _Application:
    """How to call a network of `keras.applications` so that it takes raw photos.

    Attributes:
        function: its name in `keras.applications`.
        scale, offset: what a colour value is multiplied by and then added; None where the network
            does that itself.
        expects_bgr: whether its weights are for blue, green, red.
    """

    function: str
    scale: float | None = None
    offset: float | tuple[float, float, float] = 0.0
    expects_bgr: bool = False


def _minus_one_to_one(function: str) -> _Application:
    return _Application(function, 1 / 127.5, -1.0)


def _mean_subtracted(function: str) -> _Application:
    # Mode "caffe" of keras.applications.imagenet_utils: ImageNet's mean colour taken away.
    return _Application(function, 1.0, (-123.68, -116.779, -103.939), expects_bgr=True)


_APPLICATIONS: Mapping[str, _Application] = MappingProxyType(
    {
        "mobilenet": _minus_one_to_one("MobileNet"),
        "mobilenet-v2": _minus_one_to_one("MobileNetV2"),
        "mobilenet-v3-large": _Application("MobileNetV3Large"),
        "efficientnet-v2-b0": _Application("EfficientNetV2B0"),
        "resnet50": _mean_subtracted("ResNet50"),
        "vgg16": _mean_subtracted("VGG16"),
        "vgg19": _mean_subtracted("VGG19"),
        "inception-v3": _minus_one_to_one("InceptionV3"),
    }
)


def build_backbone(spec: BackboneSpec, *, pretrained: bool = True) -> keras.Model:
    """A frozen Keras model from raw photos to features, made of standard layers only.

    Input: float32 `(n, size, size, 3)`, RGB from 0 to 255. Output: float32 `(n, feature_count)`,
    the average over the last feature map; the layer that takes it is called `features`.

    Args:
        spec: the backbone.
        pretrained: False leaves the networks of `keras.applications` at random weights.

    Raises:
        UserError: `backbone.weights_missing`, `backbone.weights_damaged`,
            `backbone.package_missing`.
    """
    if spec.bundled:
        return build_lite(spec, [lite_tensors(network) for network in spec.networks])
    weights = ensure_weights(spec) if pretrained else None
    return _build_application(spec, _APPLICATIONS[spec.id], weights)


def build_classifier(spec: BackboneSpec) -> keras.Model:
    """The same network with its ImageNet classifier: raw photos in, 1000 probabilities out.

    Raises:
        ValueError: the backbone is not bundled, and its classifier's weights were never fetched, or
            it is several networks side by side, which have none together.
        UserError: `backbone.weights_damaged` or `backbone.package_missing`.
    """
    if spec.parts or not spec.bundled:
        raise ValueError(
            f"Only single bundled backbones come with their classifier. Received: {spec.id}"
        )
    return build_lite(spec, [lite_tensors(spec)], with_top=True)


def _build_application(
    spec: BackboneSpec, application: _Application, weights: Path | None
) -> keras.Model:
    import keras

    photos = keras.Input((spec.input_size, spec.input_size, 3), name="photos")
    x = photos
    if application.scale is not None:
        x = keras.layers.Rescaling(application.scale, application.offset, name="rescaling")(x)
    base = getattr(keras.applications, application.function)(
        include_top=False, weights=None, input_tensor=x
    )
    if weights is not None:
        _load(base, weights)
    if application.expects_bgr:
        _turn_to_rgb(base)
    features = keras.layers.GlobalAveragePooling2D(name="features")(base.output)
    model = keras.Model(photos, features, name=spec.id)
    model.trainable = False
    return model


def _load(base: keras.Model, path: Path) -> None:
    """Loads a weights file that passed its checksum, or for which none is known."""
    try:
        base.load_weights(path)
    # h5py and Keras raise OSError, KeyError or ValueError, depending on what is broken.
    except (OSError, KeyError, ValueError) as error:
        raise damaged_weights(path) from error


def _turn_to_rgb(base: keras.Model) -> None:
    """Swaps red and blue in the first convolution instead of in every photo: the sum is the same.

    So the model needs no layer that reorders channels, for which Keras has no standard one.
    """
    import keras

    first = next(layer for layer in base.layers if isinstance(layer, keras.layers.Conv2D))
    kernel, *rest = first.get_weights()
    first.set_weights([kernel[:, :, ::-1, :], *rest])
