"""Whether the best tries are surely better: they are asked once more, on folds dealt afresh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.context import Context
from core.errors import UserError
from core.evaluation.gain import paired_gain
from core.settings import TrainSettings
from core.settings_search.judge import Judge
from core.settings_search.leaderboard import Confirmation
from core.settings_search.material import Material
from core.types import FloatArray


@dataclass(frozen=True, slots=True)
class Finalist:
    """A try that may be better than what the person had.

    Attributes:
        number: of the trial.
        settings: all of them.
        epochs: that were best on average when it was tried.
    """

    number: int
    settings: TrainSettings
    epochs: int


def confirmations(
    material: Material, start: Finalist, finalists: Sequence[Finalist], context: Context
) -> Iterator[Confirmation]:
    """How much better each finalist is than the start, as soon as it is known.

    The best of many tries is partly the luckiest. So all are asked again alike: on folds dealt afresh,
    from fresh weights, for a fixed number of epochs, and what counts are the differences photo by photo,
    of which twins count as one.

    Args:
        material: its second deal and those after it are used.
        start: what the person had.
        finalists: in the order in which they are asked.
        context: asked whether to stop.

    Raises:
        Cancelled: the person asked to stop.
        UserError: `training.diverged` of the start.
    """
    start_losses, start_right = _asked_again(material, start, context)
    for finalist in finalists:
        try:
            losses, right = _asked_again(material, finalist, context)
        except UserError:  # from fresh weights these settings let the training diverge
            continue
        gain, doubt = paired_gain(start_losses - losses, material.twins)
        photos = int(np.isfinite(losses).sum())
        yield Confirmation(finalist.number, right, start_right, photos, gain, doubt)


def _asked_again(
    material: Material, finalist: Finalist, context: Context
) -> tuple[FloatArray, float]:
    """Per photo the mean loss over the deals, and the mean number of right answers."""
    settings = replace(finalist.settings, seed=finalist.settings.seed + 1)
    judge = Judge(settings, material, context)
    judgements = []
    for folds in material.deals[1:]:
        *_, last = judge.judged(folds, finalist.epochs)
        judgements.append(last)
    losses = np.mean([each.losses for each in judgements], axis=0)
    return losses, float(np.mean([each.right for each in judgements]))
