"""Whether a model knows how sure it is, and what its silence costs, in sentences."""

from __future__ import annotations

from math import sqrt

from core.evaluation.calibration import chance_error
from core.evaluation.headline import MIN_PHOTOS
from core.evaluation.types import Evaluation, Threshold
from ui import words
from ui.result_words import of_hundred

_TRUSTED, _ROUGH = 0.05, 0.1
_LEAN = 0.02
_ENOUGH_PHOTOS, _FIRM_PHOTOS = 150, 300
_CLEAR_SPREADS = 2


def sureness(evaluation: Evaluation) -> str:
    """Whether the model's word on how sure it is can be taken; accused only of what chance does not make."""
    error = evaluation.calibration.error
    points = words.count(round(100 * error), "point") if error >= 0.005 else "less than 1 point"
    return (
        f"**{_trust(evaluation)}** {_lean(evaluation)} Sort the answers into groups that were about "
        f"equally sure: what it said and how often it was right lie **{points} out of 100** apart "
        "on average. (Experts call this the expected calibration error; 0 is perfect.)"
    )


def few_for_sureness(evaluation: Evaluation) -> str:
    """That the points are overstated with few photos; or ""."""
    photos = round(_independent(evaluation))
    if photos >= _FIRM_PHOTOS:
        return ""
    different = "" if photos == len(evaluation.labels) else "different "
    return (
        f"With only {words.count(photos, f'{different}photo')} these points look larger than they are: small groups "
        "are rarely right exactly as often as they should be."
    )


def threshold(at: Threshold, photos: int) -> str:
    """What happens if the model answers only when at least so sure."""
    if not at.answered:
        return f"It is never so sure: {_all_of(photos)} would be left to you."
    left = photos - at.answered
    rest = f"{words.count(left, 'photo')} would be left to you." if left else "None is left to you."
    answered = f"{at.answered:,} of {words.count(photos, 'photo')}" if left else _all_of(photos)
    return f"It answers **{answered}**, {_right(at)}. {rest}"


def _trust(evaluation: Evaluation) -> str:
    photos, error = _independent(evaluation), evaluation.calibration.error
    is_by_chance = error <= chance_error(evaluation.calibration.bins)
    if error >= _ROUGH and not is_by_chance:
        return "Do not rely on how sure it says it is."
    if photos < _ENOUGH_PHOTOS and (is_by_chance or error < _TRUSTED):
        return "With so few photos nobody can say yet whether you can take its word."
    if error < _TRUSTED:
        return "You can take its word for how sure it is."
    if error < _ROUGH:
        return "Its word for how sure it is holds roughly."
    return "With these photos nobody can say yet whether you can take its word."


def _lean(evaluation: Evaluation) -> str:
    """How sure it is on average and how often right, and which way it leans where that is no chance."""
    bins, photos = evaluation.calibration.bins, max(1.0, _independent(evaluation))
    said = sum(b.independent * b.confidence for b in bins) / photos
    right = sum(b.independent * b.accuracy for b in bins) / photos
    spread = sqrt(sum(b.independent * b.confidence * (1 - b.confidence) for b in bins))
    by_chance = _CLEAR_SPREADS * spread / photos
    gap = said - right
    told = f"On average it says {words.percent(said)} and is right on {words.percent(right)}"
    if abs(gap) > max(_LEAN, by_chance):
        return f"{told}, so it is a little too {'sure of itself' if gap > 0 else 'modest'}."
    if abs(gap) > _LEAN:
        return f"{told}; a difference like that can be chance."
    if photos < _ENOUGH_PHOTOS:
        return f"{told}."
    return f"{told}, so it is neither too sure nor too modest."


def _independent(evaluation: Evaluation) -> float:
    """How many photos were asked, near copies counted once."""
    return sum(b.independent for b in evaluation.calibration.bins)


def _right(at: Threshold) -> str:
    if at.answered == 1:
        return f"and that one {'rightly' if at.right else 'wrongly'}"
    if at.answered < MIN_PHOTOS:
        return f"and {_counted(at)} (too few for a percentage)"
    if at.right in (0, at.answered):
        return f"and {_counted(at)}"
    return f"and {_counted(at)}: {of_hundred(at.right / at.answered)} of 100"


def _counted(at: Threshold) -> str:
    if at.right == at.answered:
        return "**all** of those are right"
    if not at.right:
        return "**none** of those is right"
    return f"of those **{at.right:,}** {'is' if at.right == 1 else 'are'} right"


def _all_of(photos: int) -> str:
    return "the only photo" if photos == 1 else f"all {words.count(photos, 'photo')}"
