"""A task that trains for real, for the test of the warm worker."""

import numpy as np

from core.jobs.tasks import Task
from core.types import Event


def train(request, context):
    """Trains a head on noise; one event per epoch."""
    import keras

    layers = [keras.Input((16,)), keras.layers.Dense(2, "softmax")]
    model = keras.Sequential(layers)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    rows = np.random.default_rng(1).random((8, 16), np.float32)
    for epoch in range(request["epochs"]):
        model.fit(rows, np.arange(8) % 2, verbose=0)
        context.emit(Event("epoch", "training", epoch + 1, request["epochs"]))
    return {"layers": len(model.layers)}


TASKS = {"train": Task("warm_tasks:train", needs_tensorflow=True)}
