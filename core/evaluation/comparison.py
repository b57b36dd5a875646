"""Two runs against each other, photo by photo."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.errors import UserError
from core.evaluation.files import load_evaluation
from core.evaluation.paired import change_of_groups, mcnemar_p_value, votes
from core.evaluation.types import (
    Comparison,
    ComparisonVerdict,
    Evaluation,
    SettingDifference,
)
from core.runs import Run
from core.settings import SETTINGS, in_words
from core.types import LabelArray

CHANCE_BELOW = 0.05
"""A difference that chance makes less often than 1 time in 20 is called more than chance."""


def compare_runs(first: Run, second: Run) -> Comparison:
    """What changed from the first run to the second, and whether it is more than chance.

    Compared are the photos that both evaluations list under the same class, each answered by models
    that never saw it. What is chance is told by groups of twins, of which each counts once.

    Raises:
        UserError: `evaluation.not_yet` when one has no evaluation, `evaluation.nothing_in_common`
            when no photo is in both; `general.file_damaged`.
    """
    evaluations = _evaluation(first), _evaluation(second)
    before, after = map(_right, evaluations)
    common = [photo for photo in before if photo in after]
    known = {photo_id for photo_id, _ in (*before, *after)}
    if not common:
        raise UserError("evaluation.nothing_in_common", first=first.id, second=second.id)
    now_right = tuple(photo[0] for photo in common if after[photo] and not before[photo])
    now_wrong = tuple(photo[0] for photo in common if before[photo] and not after[photo])
    change = change_of_groups(
        np.array([before[photo] for photo in common]),
        np.array([after[photo] for photo in common]),
        _twins(evaluations, [photo[0] for photo in common]),
    )
    lost, gained = votes(change)
    p_value = mcnemar_p_value(lost, gained)
    return Comparison(
        first=first.id,
        second=second.id,
        settings=_differences(first, second),
        photos=len(common),
        left_out=len(known) - len(common),
        first_right=sum(before[photo] for photo in common),
        second_right=sum(after[photo] for photo in common),
        now_right=now_right,
        now_wrong=now_wrong,
        p_value=p_value,
        verdict=_verdict(gained - lost, float(change.mean()), p_value),
    )


def _evaluation(run: Run) -> Evaluation:
    found = load_evaluation(run.folder)
    if found is None:
        raise UserError("evaluation.not_yet", run=run.id)
    return found


def _right(evaluation: Evaluation) -> dict[tuple[str, str], bool]:
    """Whether each photo was answered rightly, by its id and class."""
    rows = zip(evaluation.photo_ids, evaluation.labels, evaluation.answers, strict=True)
    return {(i, evaluation.classes[label]): label == answer for i, label, answer in rows}


def _twins(evaluations: Sequence[Evaluation], photo_ids: Sequence[str]) -> LabelArray:
    """A number per photo that twins share, by the later evaluation that knew of them."""
    evaluation = next((found for found in evaluations[::-1] if found.twins), evaluations[-1])
    numbers = evaluation.twins or range(len(evaluation.photo_ids))
    number_of = dict(zip(evaluation.photo_ids, numbers, strict=True))
    return np.array([number_of[photo_id] for photo_id in photo_ids], dtype=np.int64)


def _differences(first: Run, second: Run) -> tuple[SettingDifference, ...]:
    found = (
        SettingDifference(
            name,
            in_words(name, getattr(first.settings, name)),
            in_words(name, getattr(second.settings, name)),
        )
        for name in SETTINGS
    )
    return tuple(setting for setting in found if setting.first != setting.second)


def _verdict(more_right: int, mean_change: float, p_value: float) -> ComparisonVerdict:
    """Better or worse only where most groups that changed and all of them on average say the same."""
    if p_value >= CHANCE_BELOW or more_right * mean_change <= 0:
        return "chance"
    return "better" if more_right > 0 else "worse"
