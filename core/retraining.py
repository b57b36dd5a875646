"""What a new training changed: photo by photo, the answers of the model before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.answering import Answerer
from core.errors import UserError
from core.features import feature_store
from core.run_data import load_run_data
from core.runs import Run
from core.store.workspace import Workspace
from core.types import Photo, Prediction

_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Difference:
    """One photo, asked of two models.

    Attributes:
        photo: which.
        class_name: what it shows, as the newer training was told.
        before, after: the answers.
        is_new: whether only the newer model learned from it or was told of it.
    """

    photo: Photo
    class_name: str
    before: Prediction
    after: Prediction
    is_new: bool

    @property
    def flipped(self) -> bool:
        """Whether another class is answered now."""
        return self.before.best.name != self.after.best.name

    @property
    def is_mended(self) -> bool:
        """Whether the answer was wrong before and is right now."""
        return self.flipped and self.after.best.name == self.class_name

    @property
    def is_spoilt(self) -> bool:
        """Whether the answer was right before and is wrong now."""
        return self.flipped and self.before.best.name == self.class_name


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed from one model to the next.

    Attributes:
        corrected: the corrections that only the newer one learned from, each with both answers.
        flipped: other photos that are answered differently now.
        asked: how many photos were asked.
    """

    corrected: tuple[Difference, ...]
    flipped: tuple[Difference, ...]
    asked: int


def changes(workspace: Workspace, before: Run, after: Run) -> Changes | None:
    """The answers of two runs on every photo of the newer one; no photo is decoded for it.

    Returns:
        None where the features of the photos are not in the cache for both.

    Raises:
        UserError: `evaluation.data_changed`, `general.file_damaged` or `model.head_damaged`.
    """
    dataset = load_run_data(after, workspace).dataset
    known = _known_ids(workspace, before)
    found = _differences(workspace, (before, after), dataset.photos, dataset.classes, known)
    if found is None:
        return None
    corrected = tuple(d for d in found if d.is_new and d.photo.origin == "correction")
    flipped = tuple(d for d in found if d.flipped and d not in corrected)
    return Changes(corrected, flipped, len(found))


def learned_corrections(workspace: Workspace, before: Run, after: Run) -> frozenset[str]:
    """Ids of the corrections that the newer run learned from and the older one did not.

    Raises:
        UserError: `evaluation.data_changed` or `general.file_damaged`.
    """
    photos = load_run_data(after, workspace).dataset.photos
    own = {photo.id for photo in photos if photo.origin == "correction"}
    return frozenset(own - _known_ids(workspace, before)) if own else frozenset()


def _known_ids(workspace: Workspace, run: Run) -> frozenset[str]:
    try:
        return frozenset(photo.id for photo in load_run_data(run, workspace).dataset.photos)
    except UserError:
        return frozenset()  # a run of an earlier version that did not keep its photos


def _differences(
    workspace: Workspace,
    runs: tuple[Run, Run],
    photos: Sequence[Photo],
    classes: Sequence[str],
    known: frozenset[str],
) -> list[Difference] | None:
    answerers = [Answerer(run.folder) for run in runs]
    stores = [feature_store(workspace, answerer.spec) for answerer in answerers]
    found = []
    for start in range(0, len(photos), _AT_ONCE):
        part = photos[start : start + _AT_ONCE]
        ids = [photo.id for photo in part]
        try:
            before, after = (
                answerer.answers(store.gather(ids))
                for answerer, store in zip(answerers, stores, strict=True)
            )
        except KeyError:
            return None
        found += [
            Difference(photo, classes[photo.label], old, new, photo.id not in known)
            for photo, old, new in zip(part, before, after, strict=True)
        ]
    return found
