"""What a model will look like, layer by layer, before it is trained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.backbones.registry import BackboneSpec, get
from core.settings import TrainSettings
from core.teams import hidden_sizes, team_count


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
    return (
        LayerRow("Photo", "Your photo, squeezed to a square.", f"{spec.input_size} x {spec.input_size} x 3", 0, False),
        LayerRow(
            spec.title, "Ready-made: finds edges, textures and shapes. It stays as it is.",
            f"{spec.feature_count} features", spec.parameters, False,
        ),
        *_dense_rows(spec, settings),
        LayerRow(
            "Answer", "One neuron per class; together they give 100 % (softmax).",
            f"{class_count} classes",
            dense_parameters((spec.feature_count, *hidden_sizes(settings))[-1], class_count), True,
        ),
    )  # fmt: skip


def _dense_rows(spec: BackboneSpec, settings: TrainSettings) -> Iterator[LayerRow]:
    networks, teams = len(spec.networks), team_count(settings)
    in_teams = f" In {teams} teams that learn apart." if teams > 1 else ""
    # A group of neurons sees what is handed on to it, not all that the layer before hands on.
    handed_on, groups = spec.feature_count, networks
    for number, size in enumerate(settings.dense, start=1):
        neurons = size * networks
        yield LayerRow(
            f"Dense layer {number}",
            f"Learns which features matter for your classes (ReLU).{in_teams}",
            f"{size} neurons" if networks == 1 else f"{networks} x {size} neurons",
            groups * dense_parameters(handed_on // groups, neurons // groups),
            True,
        )
        handed_on, groups = neurons, teams


def dense_parameters(inputs: int, outputs: int) -> int:
    """Number of weights and biases of a dense layer."""
    return inputs * outputs + outputs


def trained_parameters(rows: tuple[LayerRow, ...]) -> int:
    """How many numbers are learned from the person's photos."""
    return sum(row.parameters for row in rows if row.trained)


def frozen_parameters(rows: tuple[LayerRow, ...]) -> int:
    """How many numbers stay as they were."""
    return sum(row.parameters for row in rows if not row.trained)
