"""What a model will look like, layer by layer, before it is trained."""

from __future__ import annotations

from dataclasses import dataclass

from core.backbones.registry import get
from core.settings import TrainSettings


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One layer of the picture.

    Attributes:
        title: what it is called.
        meaning: what it does, in a plain sentence.
        output: the shape of what it hands on, as text.
        parameters: how many numbers it holds.
        trained: whether they are learned from the person's photos.
    """

    title: str
    meaning: str
    output: str
    parameters: int
    trained: bool


def summarise(settings: TrainSettings, class_count: int) -> tuple[LayerRow, ...]:
    """The layers of the model that these settings would give, from photo to answer."""
    spec = get(settings.backbone)
    rows = [
        LayerRow("Photo", "Your photo, squeezed to a square.", f"{spec.input_size} x {spec.input_size} x 3", 0, False),
        LayerRow(
            spec.title, "Ready-made: finds edges, textures and shapes. It stays as it is.",
            f"{spec.feature_count} features", spec.parameters, False,
        ),
    ]  # fmt: skip
    width = spec.feature_count
    for number, size in enumerate(settings.dense, start=1):
        rows.append(
            LayerRow(
                f"Dense layer {number}", "Learns which features matter for your classes (ReLU).",
                f"{size} neurons", dense_parameters(width, size), True,
            )
        )  # fmt: skip
        width = size
    rows.append(
        LayerRow(
            "Answer", "One neuron per class; together they give 100 % (softmax).",
            f"{class_count} classes", dense_parameters(width, class_count), True,
        )
    )  # fmt: skip
    return tuple(rows)


def dense_parameters(inputs: int, outputs: int) -> int:
    """Number of weights and biases of a dense layer."""
    return inputs * outputs + outputs


def trained_parameters(rows: tuple[LayerRow, ...]) -> int:
    """How many numbers are learned from the person's photos."""
    return sum(row.parameters for row in rows if row.trained)


def frozen_parameters(rows: tuple[LayerRow, ...]) -> int:
    """How many numbers stay as they were."""
    return sum(row.parameters for row in rows if not row.trained)
