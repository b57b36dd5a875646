"""`README.md`: a model card that a parent can read."""

from __future__ import annotations

import time
from math import ceil, floor

from core.backbones.tuned import TUNED
from core.errors import UserError
from core.evaluation.report import ClassResult
from core.export.description import Quality, quality
from core.export.formats import Format
from core.runs import DATASET, Run
from core.store import atomic
from core.store.dataset_json import dataset_from_json

_WORST = 3

_COMMON_FILES = {
    "labels.txt": "the names of the classes, one per line, in the order of the model's answers",
    "model.json": "the same as this page and more, for programs",
    "head.npz": "the layers that were trained, as plain numbers; with it and with `history.json`, "
    "`report.json` and `familiarity.npz` Foldersight opens this zip again",
    TUNED: "what the training changed in the ready-made network, as plain numbers; it belongs to "
    "`head.npz`",
    "predict.py": "a short Python program that names what is on a photo",
    "selftest.py": "a program that checks that all this works on another computer",
    "reference/": "pictures with the answers that are expected for them",
}


def model_card(
    run: Run, format_: Format, check: str, photos_inside: int, *, python: bool, reference: bool
) -> str:
    """The page as Markdown.

    Args:
        run: the model.
        format_: of the zip.
        check: what the comparison with the app found, in a sentence; "" when there was none.
        photos_inside: how many photos of the project are in the zip.
        python: whether `predict.py` is, and `selftest.py` with a reference.
        reference: whether `reference/` is.
    """
    found = quality(run)
    parts = [
        "# What this model is",
        _classes(run),
        "## How good it is",
        _how_good(found),
        "## Where it goes wrong",
        _mistakes(found),
        "## What it must not be used for",
        _LIMITS,
        "## What is in here",
        _files(run, format_, python, reference),
        f"When it was made, {check}" if check else "",
        _inside(photos_inside, reference),
        "## How to use it",
        _use(format_, reference) if python else f"It runs with: {format_.runtime}.",
        "## For the curious",
        _details(run),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def comparison(agreement: float | None, photos: int, difference: float) -> str:
    """What the comparison with the app found, in a sentence.

    Args:
        agreement: share (0 to 1) of photos with the same first class; None where none were asked.
        photos: how many.
        difference: largest difference of a share, on the reference pictures.
    """
    if agreement is None or not photos:
        if difference < 1e-3:
            return "the file was opened again and gave the app's answers, to within 0.001."
        return (
            "the file was opened again; its shares differ from the app's by up to "
            f"{difference:.3f} on the reference pictures."
        )
    same = round(agreement * photos)
    return (
        f"the file was opened again and gave the same answer as the app on {same:,} of {photos:,} "
        "photos of the project."
    )


_LIMITS = """- It only knows the classes above. Shown anything else, it still names one of them.
- It has only seen the photos of one collection. With other light, cameras or backgrounds it may do
  worse than the number says.
- Do not let it decide about people, health, safety or money, nor whether something can be eaten or
  touched. A person has to look."""


def _classes(run: Run) -> str:
    counts = _counts(run)
    lines = [
        f"- {_plain(name)}" + (f" ({counts[i]:,} photos)" if counts else "")
        for i, name in enumerate(run.manifest.classes)
    ]
    learned = run.manifest.refit_photos or run.manifest.photos_used
    names = len(run.manifest.classes)
    return (
        f"It looks at a photo and says which of {names} things is on it:\n\n"
        + "\n".join(lines)
        + f"\n\nIt learned that from {learned:,} photos, on {_day(run)}."
    )


def _counts(run: Run) -> tuple[int, ...]:
    try:
        return dataset_from_json(atomic.read_json(run.folder / DATASET)).counts
    except (OSError, UserError, KeyError, TypeError, ValueError):
        return ()


def _how_good(found: Quality) -> str:
    if not found.photos:
        return "Nobody has counted: there were no photos to ask it about."
    asked = {
        "test": "photos kept for a test, which it never saw",
        "out_of_fold": "photos, each answered by a model that had never seen that photo",
        "validation": "photos that were kept aside while this was counted",
        "train": "photos that it learned from, which says little",
    }[found.part]
    text = f"It was right on **{found.right:,} of {found.photos:,}** {asked}. "
    if found.few:
        return text + "That is too few photos to expect anything of new ones."
    low, high = floor(100 * found.low + 1e-6), ceil(100 * found.high - 1e-6)
    return text + f"Of 100 new photos like these, expect between {low} and {high} right answers."


def _mistakes(found: Quality) -> str:
    asked = [each for each in found.report.per_class if each.photos]
    wrong = sorted((each for each in asked if each.right < each.photos), key=_recall)
    if not wrong:
        return (
            "It made no mistake on the photos it was asked about. That does not mean it never will."
        )
    lines = [
        f"- {_plain(each.name)}: {each.photos - each.right:,} of {each.photos:,} photos were not recognised"
        for each in wrong[:_WORST]
    ]
    confused = found.report.most_confused
    if confused:
        true, answered, count = confused
        lines.append(
            f"- The commonest mistake: {_plain(true)} taken for {_plain(answered)}, {count:,} times"
        )
    return "\n".join(lines)


def _recall(result: ClassResult) -> float:
    return result.right / result.photos


def _files(run: Run, format_: Format, python: bool, reference: bool) -> str:
    left_out = set() if run.manifest.fine_tuned_from else {TUNED}
    if not python:
        left_out |= {"predict.py", "selftest.py"}
    if not reference:
        left_out |= {"selftest.py", "reference/"}
    common = {name: what for name, what in _COMMON_FILES.items() if name not in left_out}
    return "\n".join(f"- `{name}`: {what}" for name, what in {**format_.files, **common}.items())


def _inside(photos: int, reference: bool) -> str:
    if not photos:
        drawn = " The reference pictures were drawn by the app." if reference else ""
        return f"None of the photos that it learned from is in here.{drawn}"
    return (
        f"{photos} of the photos that it learned from are in here, in `reference`, because whoever "
        "made this model chose so."
    )


def _use(format_: Format, reference: bool) -> str:
    install = f"    pip install {format_.runtime} numpy pillow"
    test = "Does it work here as it did there?\n\n    python selftest.py"
    return "\n\n".join(
        [
            "You need Python 3.11, 3.12 or 3.13. In this folder, once:",
            install,
            *([test] if reference else []),
            "Then, for each photo:",
            "    python predict.py my_photo.jpg",
        ]
    )


def _details(run: Run) -> str:
    m = run.manifest
    settings = ", ".join(f"{name} {value}" for name, value in sorted(m.settings.items()))
    return "\n".join(
        [
            f"- Input: {m.input}; {m.input_size} x {m.input_size} pixels",
            f"- Inside the model, first: {m.preprocessing}",
            _network(run),
            f"- Trained: {m.trained_parameters:,} numbers",
            f"- Settings: {settings}",
            f"- Fingerprint of the data: {m.dataset_key}",
            f"- Made with Foldersight {m.app_version}",
        ]
    )


def _network(run: Run) -> str:
    m = run.manifest
    if m.fine_tuned_from:
        return (
            f"- Ready-made network: {m.backbone}, its last blocks trained here, too "
            f"({m.frozen_parameters:,} numbers stayed as they were), weights {m.weights_key}"
        )
    return (
        f"- Frozen network: {m.backbone} ({m.frozen_parameters:,} numbers), weights {m.weights_key}"
    )


def _day(run: Run) -> str:
    return time.strftime("%d %B %Y", time.localtime(run.manifest.created_at))


def _plain(name: str) -> str:
    """A class name that Markdown shows as it is."""
    return "".join(f"\\{letter}" if letter in r"\`*_[]<>#|" else letter for letter in name)
