"""How good a model is, in sentences that claim neither more nor less than the numbers do."""

from __future__ import annotations

import time
from collections.abc import Sequence
from math import ceil, floor

from core.evaluation.report import ClassResult, Report
from core.runs import Run
from ui import words
from ui.standing import Standing, standing

_ALL = 1 - 1e-9


def of_hundred(share: float) -> int:
    """How many of 100 a share from 0 to 1 is; 0 and 100 only when it is exactly none or all."""
    if 0 < share < _ALL:
        return min(99, max(1, round(100 * share)))
    return round(100 * share)


def between(low: float, high: float) -> str:
    """A range of shares (0 to 1) in natural numbers of 100, rounded outwards: `86 and 95`."""
    return f"{floor(100 * low + 1e-6)} and {ceil(100 * high - 1e-6)}"


def rating(run: Run) -> str:
    """How good a run is in a few words: `91 of 100 right`, or bare counts of a few photos."""
    found = standing(run)
    if found.more_needed or found.evaluation is None:
        return f"{found.right:,} of {found.photos:,} right" if found.photos else "never asked"
    return f"{of_hundred(found.share)} of 100 right"


def run_title(run: Run, number: int) -> str:
    """What a model is called where one is chosen among several.

    Args:
        run: the training.
        number: its place in time, from 1.
    """
    tuned = " · fine-tuned" if run.manifest.fine_tuned_from else ""
    return f"Model {number}{tuned} · {rating(run)} · {trained_at(run)}"


def number(runs: Sequence[Run], run: Run) -> int:
    """The place of a training in time, from 1.

    Args:
        runs: all trainings of the project, the newest first.
        run: one of them.
    """
    return len(runs) - [other.id for other in runs].index(run.id)


def trained_at(run: Run) -> str:
    """When a model was trained, by this computer's clock."""
    return time.strftime("%d %b %Y, %H:%M", time.localtime(run.manifest.created_at))


def headline(found: Standing) -> str:
    """The one number in a sentence."""
    if not found.photos:
        return "No photo could be asked."
    if found.more_needed:
        return f"Right on {found.right:,} of {words.count(found.photos, 'photo')}."
    if found.right == found.photos:
        return f"Right on all {found.photos:,} photos that it was asked about."
    if found.part == "validation":
        return f"Right on {found.right:,} of {found.photos:,} photos kept aside."
    hundred = of_hundred(found.share)
    return f"Right on {hundred} of 100 new photos, between {between(found.low, found.high)}."


def expectation(found: Standing) -> str:
    """What to expect on new photos of the same kind, or how many photos are missing to say so."""
    if found.more_needed:
        more = words.count(found.more_needed, "more photo")
        return (
            f"That is too few photos for a percentage. With {more} that are really different, "
            "there will be one."
        )
    if found.right == found.photos or found.part == "validation":
        return (
            f"Of 100 new photos like these, expect between {between(found.low, found.high)} right."
        )
    return "That is for new photos of the same kind as yours."


def counted_on(found: Standing) -> str:
    """Which photos were asked, and how far their number can be trusted."""
    counts = f"**{found.right:,} of {words.count(found.photos, 'photo')}** were answered rightly."
    if found.part == "test":
        return (
            f"{counts} They are the test part that came with your data: the model never saw them "
            "while it learned, and nothing was decided by them. That is as honest as a number gets."
        )
    if found.part == "out_of_fold":
        return (
            f"{counts} Each was answered by a model that was trained the same way without this "
            f"photo and without any near copy of it. So every photo counts as a new one.{_test_part(found)}"
        )
    return (
        f"{counts} They were kept aside: the model never learned from them. They only helped "
        "to choose between states of the model, so the number may be a little kinder than the truth."
    )


def of_which(found: Standing) -> str:
    """Which photos were asked, after their number: `of the test part`."""
    return {
        "test": "of the test part",
        "out_of_fold": "of all that were asked",
    }.get(found.part, "of those kept aside")


def _test_part(found: Standing) -> str:
    """What became of a given test part that is too small for the number; or ""."""
    tested = found.evaluation.test_report if found.evaluation else None
    if tested is None:
        return ""
    return (
        f" Of the test part that came with your data, **{tested.right:,} of "
        f"{words.count(tested.photos, 'photo')}** were answered rightly: too few for a number of its own."
    )


def too_kind(found: Standing) -> str:
    """A warning where photos of the test part have a near copy among those learned from; or ""."""
    copies = found.evaluation.twins_in_test if found.evaluation else 0
    if not copies:
        return ""
    has, which = ("has", "it") if copies == 1 else ("have", "them")
    return (
        f"{words.count(copies, 'photo')} of the test part {has} a near copy among the photos that "
        f"the model learned from. It knows {which} already, so the number may be too kind."
    )


def best_and_worst(report: Report) -> str:
    """The class that was recognised best and the one that was hardest, in a sentence; or ""."""
    known = [result for result in report.per_class if result.photos]
    if not known:
        return ""
    if all(result.right == result.photos for result in known):
        return "Every photo of every class was recognised."
    worst = min(known, key=lambda r: (r.right / r.photos, -r.photos))
    best = max(known, key=lambda r: (r.right / r.photos, r.photos))
    if worst.right / worst.photos == best.right / best.photos:
        if all((r.right, r.photos) == (best.right, best.photos) for r in known):
            return f"All classes were recognised equally well: {_of(best)} each."
        return "All classes were recognised equally well."
    return (
        f"Recognised best: **{words.plain(best.name)}** ({_of(best)}). "
        f"Hardest: **{words.plain(worst.name)}** ({_of(worst)})."
    )


def not_here(wrong: int) -> str:
    """That so many photos went wrong, but stayed with the sender of the model; Markdown."""
    are, they = ("It is", "it") if wrong == 1 else ("They are", "they")
    return (
        f"**{words.count(wrong, 'photo')}** went wrong. {are} not here: {they} stayed with whoever "
        "sent the model."
    )


def which_epoch(run: Run) -> str:
    """Which epoch's state the model is in, and why the training ended."""
    kept, epochs = run.manifest.best_epoch, len(run.history)
    if run.manifest.stopped:
        return f"You stopped it after epoch {epochs}; epoch {kept} was the best and is kept."
    if run.manifest.fine_tuned_from:
        through = words.count(epochs, "epoch")
        return f"Fine-tuning went through {through}; epoch {kept} was the best and is kept."
    if epochs < run.settings.epochs:
        return (
            f"It stopped by itself after epoch {epochs}, because nothing improved any more; "
            f"epoch {kept} was the best and is kept."
        )
    all_of_them = words.count(epochs, "epoch")
    return f"It went through all {all_of_them}; epoch {kept} was the best and is kept."


def _of(result: ClassResult) -> str:
    return f"{result.right:,} of {result.photos:,}"
