"""What a model will look like, before it is trained."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.backbones.registry import get
from core.settings import TrainSettings
from core.summary import summarise, trained_parameters
from core.teams import build_teams, one_head
from core.trained_layers import parameter_count

SINGLE, SIDE_BY_SIDE = "efficientnet-lite0", "efficientnet-lite0-lite2"


@pytest.mark.parametrize("backbone", [SINGLE, SIDE_BY_SIDE])
@pytest.mark.parametrize("dense", [(), (16,), (32, 16)])
def test_summarise_counts_what_the_teams_learn(backbone: str, dense: tuple[int, ...]) -> None:
    settings = TrainSettings(backbone=backbone, dense=dense, teams=4)
    rows = summarise(settings, 3)

    model = build_teams(get(backbone).feature_count, 3, settings)

    head = one_head(model.get_weights())
    # Between the teams stand zeros that nobody learns.
    between = sum(int((kernel == 0).sum()) for kernel, _ in head)
    assert trained_parameters(rows) == parameter_count(head) - between


def test_summarise_says_that_there_are_teams_only_where_there_are() -> None:
    assert "In 4 teams" in summarise(TrainSettings(dense=(16,)), 3)[2].meaning
    one = replace(TrainSettings(), dense=(16,), teams=1)
    assert "teams" not in summarise(one, 3)[2].meaning


def test_summarise_of_two_networks_says_that_each_has_the_neurons() -> None:
    row = summarise(TrainSettings(backbone=SIDE_BY_SIDE, dense=(16,)), 3)[2]
    assert row.output == "2 x 16 neurons"
