"""The article's way: a generator, frozen MobileNet, dense 1024-1024-512, all of it in each epoch."""

from __future__ import annotations

import json
import sys
from typing import Any

from benchmarks.measured import Stages

SIZE, BATCH = (224, 224), 32


def main() -> None:
    """Prints one JSON object: seconds per stage and test accuracy."""
    folder, epochs = sys.argv[1], int(sys.argv[2])
    stages = Stages()
    with stages.stage("importing"):
        import tensorflow as tf
    with stages.stage("preparing"):
        train = _generator(tf, f"{folder}/train", shuffle=True)
        model = _model(tf, train.num_classes)
    with stages.stage("training"):
        model.fit(train, epochs=epochs, verbose=0)
    with stages.stage("testing"):
        accuracy = model.evaluate(_generator(tf, f"{folder}/test", shuffle=False), verbose=0)[1]
    print(json.dumps({"seconds": stages.seconds, "accuracy": float(accuracy)}))


def _generator(tf: Any, folder: str, *, shuffle: bool) -> Any:
    images = tf.keras.preprocessing.image.ImageDataGenerator(
        preprocessing_function=tf.keras.applications.mobilenet.preprocess_input
    )
    return images.flow_from_directory(
        folder,
        target_size=SIZE,
        color_mode="rgb",
        batch_size=BATCH,
        class_mode="categorical",
        shuffle=shuffle,
    )


def _model(tf: Any, class_count: int) -> Any:
    layers = tf.keras.layers
    base = tf.keras.applications.MobileNet(
        weights="imagenet", include_top=False, input_shape=(*SIZE, 3)
    )
    base.trainable = False
    x = layers.GlobalAveragePooling2D()(base.output)
    for size in (1024, 1024, 512):
        x = layers.Dense(size, activation="relu")(x)
    model = tf.keras.Model(base.input, layers.Dense(class_count, activation="softmax")(x))
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


if __name__ == "__main__":
    main()
