"""Teams of neurons, and the one head that they become."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.settings import TrainSettings
from core.teams import build_teams, hidden_sizes, one_head, team_count
from core.trained_layers import probabilities

SINGLE = TrainSettings(dense=(16, 8), teams=4, dropout=0.0)
SIDE_BY_SIDE = replace(SINGLE, backbone="efficientnet-lite0-lite2")


def test_team_count_is_as_set_and_for_each_network() -> None:
    assert team_count(SINGLE) == 4
    assert team_count(SIDE_BY_SIDE) == 8


def test_team_count_is_what_the_neurons_can_be_dealt_to_evenly() -> None:
    assert team_count(replace(SINGLE, teams=3)) == 2
    assert team_count(replace(SINGLE, teams=8, dense=(256, 12))) == 4


def test_team_count_without_a_dense_layer_is_one_for_each_network() -> None:
    assert team_count(replace(SINGLE, dense=())) == 1
    assert team_count(replace(SIDE_BY_SIDE, dense=())) == 2


def test_hidden_sizes_count_the_layers_of_each_network() -> None:
    assert hidden_sizes(SINGLE) == (16, 8)
    assert hidden_sizes(SIDE_BY_SIDE) == (32, 16)


@pytest.mark.parametrize("dense", [(), (16,), (16, 8)])
@pytest.mark.parametrize("settings", [SINGLE, SIDE_BY_SIDE], ids=["one network", "two networks"])
def test_one_head_says_the_mean_of_what_the_teams_say(
    settings: TrainSettings, dense: tuple[int, ...]
) -> None:
    settings = replace(settings, dense=dense)
    model = build_teams(10, 3, settings)
    rng = np.random.default_rng(3)
    model.set_weights([rng.normal(size=part.shape) for part in model.get_weights()])
    features = rng.normal(size=(9, 10)).astype(np.float32)

    layers = one_head(model.get_weights())

    each = np.log(np.array(model(features)))
    assert each.shape == (9, team_count(settings), 3)
    expected = np.exp(each.mean(axis=1))
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(probabilities(layers, features), expected, atol=1e-5)
    assert tuple(bias.size for _, bias in layers) == (*hidden_sizes(settings), 3)


def test_build_teams_each_begins_otherwise_and_in_the_range_of_a_layer_of_its_size() -> None:
    kernel, _, last, _ = build_teams(10, 3, replace(SINGLE, dense=(16,))).get_weights()
    teams = [*kernel.reshape(10, 4, 4).transpose(1, 0, 2), *last]
    assert len({team.tobytes() for team in teams}) == 8
    assert 0.8 * np.sqrt(6 / 14) < np.abs(kernel).max() <= np.sqrt(6 / 14)


def test_build_teams_features_that_cannot_be_divided_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="9 features"):
        build_teams(9, 3, SIDE_BY_SIDE)
