"""From a person's settings to better ones, and to a model trained with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.backbones.registry import BACKBONES, get
from core.backbones.weights import weights_state
from core.context import Context
from core.errors import UserError
from core.features import extract_features
from core.run_data import RunData, dealt
from core.runs import Run
from core.settings import TrainSettings, checked
from core.settings_search.leaderboard import Leaderboard, save_leaderboard
from core.settings_search.material import deals_of, material_of
from core.settings_search.search import search
from core.settings_search.views_in_search import view_maker
from core.store.workspace import Workspace
from core.trainable import trainable_dataset
from core.training import train_model
from core.twins import known_twins, numbered, twin_numbers
from core.types import Dataset, FeatureSet, LabelArray


@dataclass(frozen=True, slots=True)
class FoundSettings:
    """The outcome of a search.

    Attributes:
        leaderboard: what was tried.
        run: the model trained with the best settings; None when nothing was surely better than what
            the person had.
    """

    leaderboard: Leaderboard
    run: Run | None


def find_settings(
    workspace: Workspace, networks: Path, start: TrainSettings, budget_s: float, context: Context
) -> FoundSettings:
    """The best settings found in the time, and a model trained with them.

    Photos of a given test part take no part in the search. The story is saved after each try.

    Args:
        workspace: holds the data set.
        networks: folder of converted backbones (`Home.networks`).
        start: what the person has.
        budget_s: seconds for the search itself; what the networks have yet to see, and the training
            at the end, are not counted.
        context: told of the stages `features`, `twins`, `views`, `search` and those of `train_model`.

    Raises:
        UserError: as `train_model`; `settings_search.too_few` when a class has too few photos to ask some.
        Cancelled: stopped before the first try had ended.
    """
    dataset = trainable_dataset(workspace)
    # Before the networks look at anything, which may take minutes.
    _deals(dealt(dataset, twin_numbers(dataset, workspace), checked(start)), start.seed)
    features = _features(dataset, workspace, networks, start, context)
    groups = known_twins(dataset, workspace, features[start.backbone], context)
    data = dealt(dataset, numbered([photo.id for photo in dataset.photos], groups), start)
    material = material_of(
        {backbone: seen.features for backbone, seen in features.items()},
        data, _deals(data, start.seed),
    )  # fmt: skip
    maker = view_maker(data, workspace, networks)
    if start.views:
        seen = maker(start.backbone, start.views, context)
        material = material.with_views(start.backbone, seen)
    leaderboard = search(
        material, start, budget_s, context, lambda board: save_leaderboard(workspace, board),
        maker=maker,
    )  # fmt: skip
    winner = leaderboard.winner
    if winner is None or leaderboard.state == "stopped":
        return FoundSettings(leaderboard, None)
    return FoundSettings(leaderboard, train_model(workspace, networks, winner.settings, context))


def present_backbones(start: str) -> tuple[str, ...]:
    """Ids of the networks that a search tries: the person's own, and those that are bundled or downloaded."""
    present = (spec.id for spec in BACKBONES.values() if weights_state(spec) != "missing")
    return tuple(dict.fromkeys((start, *present)))


def _features(
    dataset: Dataset, workspace: Workspace, networks: Path, start: TrainSettings, context: Context
) -> dict[str, FeatureSet]:
    """What each network that is tried says of the photos, by its id."""
    return {
        backbone: extract_features(dataset, workspace, get(backbone), networks, context)
        for backbone in present_backbones(start.backbone)
    }


def _deals(data: RunData, seed: int) -> tuple[LabelArray, ...]:
    """See `deals_of`.

    Raises:
        UserError: `settings_search.too_few` when nobody could be asked.
    """
    deals = deals_of(data, seed)
    if not (deals[0] >= 0).any():
        raise UserError("settings_search.too_few", photos=len(data.learnable))
    return deals
