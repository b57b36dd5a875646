"""Each backbone in Keras: what it sees, what it says, and that ONNX Runtime says the same."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.backbones.extractor import Extractor
from core.backbones.keras_models import build_backbone, build_classifier
from core.backbones.keras_onnx import keras_onnx_model
from core.backbones.onnx_export import ensure_onnx
from core.backbones.registry import BACKBONES, BackboneSpec, get
from core.backbones.weights import weights_file
from core.errors import UserError
from core.types import FloatArray, PixelArray
from tests.core.backbones.conftest import HDF5_START

BUNDLED = [spec.id for spec in BACKBONES.values() if spec.bundled]
SINGLE = [backbone_id for backbone_id in BUNDLED if not get(backbone_id).parts]
# The function of keras.applications and the module with its preprocess_input.
APPLICATIONS = {
    "mobilenet": ("MobileNet", "mobilenet"),
    "mobilenet-v2": ("MobileNetV2", "mobilenet_v2"),
    "mobilenet-v3-large": ("MobileNetV3Large", "mobilenet_v3"),
    "efficientnet-v2-b0": ("EfficientNetV2B0", "efficientnet_v2"),
    "resnet50": ("ResNet50", "resnet50"),
    "vgg16": ("VGG16", "vgg16"),
    "vgg19": ("VGG19", "vgg19"),
    "inception-v3": ("InceptionV3", "inception_v3"),
}

QUICK = {"mobilenet-v3-large", "resnet50"}

# ImageNet's classes by index, from imagenet_class_index.json of keras.applications.
PALACE, DAISY, HONEYCOMB = 698, 985, 599
CATS, SORREL = {281, 282, 283, 284, 285}, 339
# The flower is a dahlia, which is no class of ImageNet. To one network it looks like a daisy; the
# other one sees the cells of its tube-shaped petals.
NAMED = {
    "efficientnet-lite0": (PALACE, DAISY),
    "efficientnet-lite2": (PALACE, HONEYCOMB),
}


def random_photos(size: int, count: int = 2) -> PixelArray:
    return np.random.default_rng(3).integers(0, 256, (count, size, size, 3), np.uint8)


def answer(model: Any, photos: PixelArray | FloatArray) -> FloatArray:
    return np.asarray(model(photos.astype(np.float32), training=False))


def with_random_statistics(model: Any) -> Any:
    """Fresh batch normalisation does nothing, and would hide a mistake in writing it."""
    rng = np.random.default_rng(4)
    for layer in model.layers:
        if type(layer).__name__ == "BatchNormalization":
            layer.set_weights([rng.uniform(0.7, 1.3, w.shape) for w in layer.get_weights()])
    return model


@pytest.mark.parametrize("backbone_id", SINGLE)
def test_classifier_of_a_bundled_backbone_names_what_is_in_the_photos(backbone_id, sample_photos):
    spec = get(backbone_id)

    probabilities = answer(build_classifier(spec), sample_photos(spec.input_size))

    assert tuple(probabilities.argmax(axis=1)) == NAMED[backbone_id]
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-4)


@pytest.mark.parametrize("backbone_id", SINGLE)
def test_classifier_of_a_bundled_backbone_knows_cats_from_horses(backbone_id, shared_data):
    spec = get(backbone_id)
    model = build_classifier(spec)

    cats, horses = (
        answer(model, photos_of(shared_data / "cats_dogs_horses.zip", name, spec)).argmax(axis=1)
        for name in ("cats", "horses")
    )

    assert sum(index in CATS for index in cats) >= 6
    assert sum(index == SORREL for index in horses) >= 5
    assert not {*cats} & {*horses}


def photos_of(archive: Path, class_name: str, spec: BackboneSpec, count: int = 8) -> PixelArray:
    size = (spec.input_size, spec.input_size)
    with zipfile.ZipFile(archive) as file:
        names = [n for n in file.namelist() if f"/{class_name}/" in n and not n.endswith("/")]
        photos = [Image.open(io.BytesIO(file.read(n))).convert("RGB") for n in names[:count]]
    return np.stack([np.asarray(photo.resize(size)) for photo in photos])


@pytest.mark.parametrize("backbone_id", BUNDLED)
def test_features_of_a_bundled_backbone_are_the_same_in_keras_and_onnx(
    backbone_id, sample_photos, networks
):
    spec = get(backbone_id)
    photos = sample_photos(spec.input_size)
    model = build_backbone(spec)

    in_keras = answer(model, photos)
    in_onnx = Extractor(ensure_onnx(spec, networks)).features(photos)

    assert in_keras.shape == (2, spec.feature_count)
    np.testing.assert_allclose(in_onnx, in_keras, atol=1e-3)
    assert model.count_params() == spec.parameters
    assert not model.trainable_weights


def test_features_of_networks_side_by_side_are_those_of_each(sample_photos, networks):
    both = get("efficientnet-lite0-lite2")
    photos = sample_photos(both.input_size)

    features = Extractor(ensure_onnx(both, networks)).features(photos)

    each = [Extractor(ensure_onnx(part, networks)).features(photos) for part in both.networks]
    np.testing.assert_allclose(features, np.concatenate(each, axis=1), atol=1e-5)


def test_features_of_real_mobilenet_are_the_same_in_keras_and_onnx(
    keras_weights, sample_photos, networks
):
    import keras

    spec = get("mobilenet")
    photos = sample_photos(spec.input_size)
    applications = keras.applications.mobilenet
    plain = applications.MobileNet(
        include_top=False,
        # Not "imagenet": Keras reads KERAS_HOME only once, when it is imported.
        weights=str(weights_file(spec)),
        pooling="avg",
        input_shape=(224, 224, 3),
    )

    in_onnx = Extractor(ensure_onnx(spec, networks)).features(photos)

    preprocessed = applications.preprocess_input(photos.astype(np.float32))
    np.testing.assert_allclose(in_onnx, answer(plain, preprocessed), atol=1e-3)
    np.testing.assert_allclose(in_onnx, answer(build_backbone(spec), photos), atol=1e-3)


@pytest.mark.parametrize(
    "backbone_id",
    [
        # One of each kind: preprocessing of its own, and ImageNet's mean subtracted.
        pytest.param(name, marks=() if name in QUICK else pytest.mark.slow)
        for name in APPLICATIONS
    ],
)
def test_downloaded_backbone_sees_what_keras_applications_sees(backbone_id, keras_folder, tmp_path):
    """With shared random weights: preprocessing, sizes, ONNX and a safe reload all agree."""
    import keras

    spec = get(backbone_id)
    function, module = APPLICATIONS[backbone_id]
    plain = with_random_statistics(
        getattr(keras.applications, function)(
            include_top=False,
            weights=None,
            pooling="avg",
            input_shape=(spec.input_size, spec.input_size, 3),
        )
    )
    weights_file(spec).parent.mkdir(parents=True)
    plain.save(weights_file(spec))
    spec = dataclasses.replace(spec, weights=dataclasses.replace(spec.weights, checksum=""))
    photos = random_photos(spec.input_size)
    preprocess = getattr(keras.applications, module).preprocess_input
    expected = answer(plain, preprocess(photos.astype(np.float32)))

    model = build_backbone(spec)
    model.save(tmp_path / "model.keras")
    (tmp_path / "model.onnx").write_bytes(keras_onnx_model(spec, model).SerializeToString())

    assert model.count_params() == spec.parameters
    assert expected.shape == (2, spec.feature_count)
    assert_close(answer(model, photos), expected)
    assert_close(Extractor(tmp_path / "model.onnx").features(photos), expected)
    reloaded = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    assert_close(answer(reloaded, photos), expected)


def assert_close(found: FloatArray, expected: FloatArray) -> None:
    """Within a thousandth of the largest feature, as random weights give features of any size."""
    np.testing.assert_allclose(found, expected, atol=1e-3 * float(np.abs(expected).max()))


def test_weights_that_only_look_like_weights_are_called_damaged(keras_folder):
    spec = get("mobilenet-v2")
    assert not spec.weights.checksum, "no checksum is published that would catch it first"
    weights_file(spec).parent.mkdir(parents=True)
    weights_file(spec).write_bytes(HDF5_START + b"cut off")

    with pytest.raises(UserError, match=r"backbone\.weights_damaged") as caught:
        build_backbone(spec)

    assert caught.value.facts["file"] == spec.weights.name


def test_classifier_of_a_downloaded_backbone_is_refused():
    with pytest.raises(ValueError, match="vgg16"):
        build_classifier(get("vgg16"))
