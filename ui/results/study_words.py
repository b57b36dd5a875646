"""What is found out about a finished model, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.evaluation.types import (
    ClassCurve,
    Comparison,
    Condition,
    ConditionId,
    Conditions,
    LearningCurve,
)
from ui import words
from ui.result_words import of_hundred

CONDITIONS = {
    "darker": "Darker",
    "brighter": "Brighter",
    "blurred": "Blurred",
    "turned": "Turned a little",
    "smaller": "From far away",
    "grey": "Without colour",
    "compressed": "Strongly compressed",
}
VERDICTS = {
    "holds": ":green-badge[:material/check: holds]",
    "weaker": ":orange-badge[:material/trending_down: a little weaker]",
    "fails": ":red-badge[:material/close: fails]",
    "unsure": ":gray-badge[:material/help: too few photos to say]",
}
_PICTURES: Mapping[ConditionId, str] = {
    "darker": "in much less light",
    "brighter": "in far too much light",
    "blurred": "out of focus",
    "turned": "slightly slanted",
    "smaller": "coarse, as if taken from far away",
    "grey": "in black and white",
    "compressed": "with the coarse blocks of a small file",
}
_NAMED = 3


def more_photos(curve: LearningCurve) -> str:
    """Which class more photos would help most, and which have enough."""
    most = curve.most_helped
    enough = [c.name for c in curve.classes if c.verdict == "enough"]
    unsure = [c.name for c in curve.classes if c.verdict == "unsure"]
    if most is None and not unsure:
        return "Every class has enough photos: more of the same kind would hardly help."
    told = []
    if most is not None:
        told.append(
            f"{words.count(most.more_photos, 'more photo')} of **{words.plain(most.name)}** would "
            "help most."
        )
        others = [c.name for c in curve.classes if c.verdict == "more" and c is not most]
        if others:
            told.append(f"More of {_names(others)} would help, too.")
    if enough:
        told.append(f"{_names(enough)} {'has' if len(enough) == 1 else 'have'} enough.")
    if unsure:
        told.append(
            f"For {_names(unsure)} it cannot be told yet: what more photos bring is smaller than "
            "the doubt."
        )
    return " ".join(told)


def class_gain(curve: ClassCurve) -> str:
    """What more photos of a class would bring, in a sentence."""
    more = words.count(curve.more_photos, "more photo")
    if curve.verdict == "enough":
        return f"It has enough: {more} would hardly change anything."
    gain = f"between {of_hundred(curve.gain_low)} and {of_hundred(curve.gain_high)}"
    if curve.verdict == "more":
        return f"With {more}, {gain} more of 100 photos of this class would be recognised."
    return f"It cannot be told: {more} would bring {gain} more of 100 photos of this class."


def condition(found: Condition, conditions: Conditions) -> str:
    """How many photos are still answered rightly under a condition, and by how much that is less."""
    now = f"**{found.right:,} of {conditions.photos:,}** right"
    fall = conditions.right - found.right
    if fall > 0:
        now += f", {fall:,} fewer than before"
    elif fall < 0:
        now += f", {-fall:,} more than before"
    else:
        now += ", as before"
    if found.verdict in ("weaker", "fails"):
        low, high = of_hundred(max(0.0, found.low)), of_hundred(max(0.0, found.high))
        return f"{now}. Of 100 new photos, expect {low} to {high} fewer right."
    return f"{now}."


def conditions_in_a_sentence(found: Conditions) -> str:
    """The upshot of all conditions: what it has trouble with, and with what it may have."""
    weak = [CONDITIONS[c.id].lower() for c in found.conditions if c.verdict in ("weaker", "fails")]
    unsure = [CONDITIONS[c.id].lower() for c in found.conditions if c.verdict == "unsure"]
    told = []
    if weak:
        told.append(
            f"It has trouble with photos that are **{_listed(weak)}**. Photos like that in your "
            "classes help."
        )
    if unsure:
        told.append(
            f"**It may have trouble with photos that are {_listed(unsure)}, but there are too few "
            "photos to be sure.** Keep more photos aside, or add some."
        )
    return " ".join(told) or "No condition made it worse by more than chance."


def condition_picture(condition_id: ConditionId) -> str:
    """What the small photo beside a condition shows, for those who cannot see it."""
    return f"The same photo as beside the other conditions, {_PICTURES[condition_id]}"


def verdict(found: Comparison, first: str, second: str) -> str:
    """Whether the second of two models is better, and whether that is more than chance."""
    better, worse = len(found.now_right), len(found.now_wrong)
    got = f"{first} got {found.first_right:,} right and {second} {found.second_right:,}"
    if found.first_right == found.second_right:
        got = f"{first} and {second} got {found.first_right:,} right each"
    counts = f"Of {words.count(found.photos, 'photo')} that both were asked about, {got}."
    if not better and not worse:
        return f"**Both answer alike.** {counts} Not a single photo makes a difference."
    if found.verdict == "chance":
        return (
            f"**The difference may be chance.** {counts} A difference like this comes by chance "
            f"{_once_in(found.p_value)}, so it says nothing about which one is better."
        )
    word = "better" if found.verdict == "better" else "worse"
    return (
        f"**{second} is {word}, by more than chance.** {counts} A difference like this comes by "
        f"chance only {_once_in(found.p_value)}."
    )


def left_out(found: Comparison) -> str:
    """How many photos two models could not be compared on, and why; or ""."""
    if not found.left_out:
        return ""
    are, them = ("is", "it") if found.left_out == 1 else ("are", "them")
    return (
        f"**{words.count(found.left_out, 'photo')}** {are} left out, because one of the two models "
        f"did not know {them}, or knew {them} under another class."
    )


def nothing_in_common(first: str, second: str) -> str:
    """That two models cannot be compared."""
    return (
        f"**{first} and {second} have no photo in common** under the same class name, so they cannot "
        "be compared photo by photo."
    )


def newly(first: str, second: str) -> tuple[str, str]:
    """The titles of the photos that only the second of two models knows, and only the first; Markdown."""
    return (
        f"**Newly right:** {second} knows them, {first} did not",
        f"**Newly wrong:** {first} knew them, {second} does not",
    )


def pair(true: str, answered: str, photos: int, *, lines: int = 1) -> str:
    """How many photos of a class were taken for another, in one line or two; Markdown."""
    apart = "  \n" if lines > 1 else " "
    return (
        f"**{words.plain(true)}**{apart}taken for **{words.plain(answered)}**: "
        f"{words.count(photos, 'photo')}"
    )


def _once_in(p_value: float) -> str:
    if p_value > 0.5:
        return "most of the time"
    if p_value < 0.001:
        return "less than 1 time in 1,000"
    return f"about 1 time in {round(1 / p_value):,}"


def _names(names: Sequence[str]) -> str:
    shown = [f"**{words.plain(name)}**" for name in names[:_NAMED]]
    more = len(names) - len(shown)
    return _listed([*shown, words.count(more, "other class", "other classes")] if more else shown)


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
