"""Teams of neurons: each learns as if it were alone, and the mean of what they say is the answer.

The neurons of each dense layer are dealt to as many teams as the settings say, and of networks side
by side each has teams of its own. Once they have learned, they are one ordinary head of that size.
An ensemble of small heads, in other words (Hansen and Salamon 1990, doi:10.1109/34.58871), in the
place of one larger one. Measured in docs/decisions/0015.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd
from typing import TYPE_CHECKING, Any

import numpy as np

from core.backbones.registry import BACKBONES
from core.epochs import keras_module
from core.settings import TrainSettings
from core.trained_layers import Layers
from core.types import FloatArray

if TYPE_CHECKING:
    import keras

_SEEDS_OF_TEAM = 1000


def hidden_sizes(settings: TrainSettings) -> tuple[int, ...]:
    """Neurons of each dense layer before the last one, those of all networks together."""
    return tuple(size * _networks(settings) for size in settings.dense)


def team_count(settings: TrainSettings) -> int:
    """How many teams learn apart, those of all networks together; 1 for an ordinary head.

    Every team has equally many neurons, so there may be fewer than the settings say. Without a dense
    layer the teams of a network would all learn the same, so there is one.
    """
    most = settings.teams if settings.dense else 1
    shared = gcd(*settings.dense)
    own = max(teams for teams in range(1, most + 1) if shared % teams == 0)
    return _networks(settings) * own


def build_teams(feature_count: int, class_count: int, settings: TrainSettings) -> keras.Model:
    """A fresh Keras model of all teams; seeded. Its output is float32 `(photos, teams, classes)`.

    Each team has dense ReLU layers with dropout between, and a softmax layer.

    Args:
        feature_count: length of a row of features, those of each network behind one another.
        class_count: number of classes.
        settings: of the head.

    Raises:
        ValueError: the features cannot be divided evenly among the networks.
    """
    layers = keras_module().layers
    networks, teams = _networks(settings), team_count(settings)
    if feature_count % networks:
        raise ValueError(f"{feature_count} features cannot be divided among {networks} networks")
    features = keras_module().Input((feature_count,), name="features")
    x: Any = layers.Reshape((networks, feature_count // networks))(features)
    for number, size in enumerate(settings.dense):
        # All teams of a network look at the same features, and only at what is theirs from then on.
        groups = teams if number else networks
        neurons = size * networks // groups
        start = _Start(settings.seed + number, teams)
        x = _dense(groups, neurons, "relu", start, f"dense_{number + 1}")(x)
        x = layers.Reshape((teams, size * networks // teams))(x)
        if settings.dropout:
            x = layers.Dropout(settings.dropout, seed=settings.seed + number)(x)
    start = _Start(settings.seed + len(settings.dense), teams)
    answers = _dense(teams, class_count, "softmax", start, "classes")(x)
    return keras_module().Model(features, answers, name="teams")


def one_head(weights: Sequence[FloatArray]) -> Layers:
    """The layers whose logits are the mean of the logits of all teams.

    Args:
        weights: of the model of `build_teams`, in its order.
    """
    *hidden, (kernel, bias) = zip(weights[::2], weights[1::2], strict=True)
    teams, _, classes = kernel.shape
    share = np.float32(1 / teams)
    return (
        *((_side_by_side(own), start.reshape(-1)) for own, start in hidden),
        (kernel.reshape(-1, classes) * share, bias.sum(axis=0) * share),
    )


def _side_by_side(kernels: FloatArray) -> FloatArray:
    """One kernel that does what each of `(groups, inputs, neurons)` does, and nothing across."""
    groups, inputs, neurons = kernels.shape
    blocks = np.einsum("gin,gh->gihn", kernels, np.eye(groups, dtype=np.float32))
    return blocks.reshape(groups * inputs, groups * neurons)


def _networks(settings: TrainSettings) -> int:
    spec = BACKBONES.get(settings.backbone)
    # Features may come from elsewhere; then they are of one network.
    return len(spec.networks) if spec else 1


def _dense(groups: int, neurons: int, activation: str, start: _Start, name: str) -> Any:
    """A dense layer for each group, on inputs `(photos, groups, inputs)` of its own."""
    return keras_module().layers.EinsumDense(
        "ngi,gij->ngj", (groups, neurons), activation, bias_axes="gj", kernel_initializer=start, name=name
    )  # fmt: skip


class _Start:
    """Draws the kernels of each team as those of a layer of its size are drawn (Glorot, uniform)."""

    def __init__(self, seed: int, teams: int) -> None:
        self._seed, self._teams = seed, teams

    def __call__(self, shape: tuple[int, int, int], dtype: Any = None, **_: Any) -> FloatArray:
        groups, inputs, neurons = shape
        each = groups * neurons // self._teams
        glorot = keras_module().initializers.GlorotUniform
        kernels = [
            np.array(glorot(seed=self._seed + _SEEDS_OF_TEAM * team)((inputs, each)))
            for team in range(self._teams)
        ]
        # In the first layer, the teams of a network stand beside one another.
        in_groups = np.stack(kernels).reshape(groups, -1, inputs, each)
        return in_groups.transpose(0, 2, 1, 3).reshape(shape)
