"""What a page says of its model: short, for anybody."""

from __future__ import annotations

from html import escape
from math import ceil, floor

from core.export.description import Quality, quality
from core.runs import Run

_STRANGERS = {
    True: "Shown something else, it mostly says that it is not sure, but it can be wrong.",
    False: "Shown something else, it names one of these all the same.",
}


def page_card(run: Run, *, knows_strangers: bool) -> str:
    """HTML: what it can tell apart, how well, what it is not for.

    Args:
        run: the model.
        knows_strangers: whether it notices photos that are unlike all that it learned from.
    """
    learned = run.manifest.refit_photos or run.manifest.photos_used
    names = "".join(f"<li>{escape(name)}</li>" for name in run.manifest.classes)
    return "\n".join(
        [
            f"<p>It learned from {learned:,} photos to tell these apart:</p>",
            f"<ul>{names}</ul>",
            f"<p>{_how_good(quality(run))}</p>",
            f"<p>{_confused(quality(run))}</p>",
            f"<p>It knows nothing else. {_STRANGERS[knows_strangers]} Do not let it decide about "
            "people, health, safety or money, nor whether something can be eaten or touched: a "
            "person has to look.</p>",
        ]
    )


def page_details(run: Run) -> str:
    """HTML: the facts that a specialist asks for."""
    m = run.manifest
    facts = {
        "Network": _network(run),
        "Trained here": f"{m.trained_parameters:,} numbers",
        "Looks at": f"the whole photo, squeezed to {m.input_size} x {m.input_size} pixels",
        "Fingerprint of the photos": m.dataset_key,
        "Made with": f"Foldersight {m.app_version}",
    }
    lines = (f"<li>{escape(name)}: {escape(value)}</li>" for name, value in facts.items())
    return f"<ul>{''.join(lines)}</ul>"


def _network(run: Run) -> str:
    title, frozen = run.backbone.title, run.manifest.frozen_parameters
    if run.manifest.fine_tuned_from:
        return f"{title}, its last blocks trained here, too; {frozen:,} numbers left as they were"
    return f"{title}, {frozen:,} numbers, not trained here"


def _how_good(found: Quality) -> str:
    if not found.photos:
        return "Nobody has counted how often it is right."
    kind = "that it learned from" if found.part == "train" else "that it had not learned from"
    text = f"It was right on {found.right:,} of {found.photos:,} photos {kind}. "
    if found.part == "train":
        return text + "That says little about new photos."
    if found.few:
        return text + "That is too few photos to expect anything of new ones."
    low, high = floor(100 * found.low + 1e-6), ceil(100 * found.high - 1e-6)
    return text + f"Of 100 new photos like these, expect between {low} and {high} right answers."


def _confused(found: Quality) -> str:
    if found.report.most_confused is None:
        return "It made no mistake on them, which does not mean that it never will."
    true, answered, count = found.report.most_confused
    times = "once" if count == 1 else f"{count:,} times"
    return f"Its commonest mistake: it took {escape(true)} for {escape(answered)}, {times}."
