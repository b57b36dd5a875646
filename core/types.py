"""The frozen types that flow from stage to stage.

    archive -> Dataset -> FeatureSet -> TrainedModel -> Report
                                   `-> Prediction

Nothing live (a session, a Keras model, an open file) is ever part of them, so they can be written
to disk, sent to a worker and shown on a page.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import Fact

Split = Literal["train", "validation", "test"]
Origin = Literal["", "camera", "added", "correction"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")

FloatArray = NDArray[np.float32]
LabelArray = NDArray[np.int64]
PixelArray = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Photo:
    """One usable photo of a data set.

    Attributes:
        id: hash of the original bytes; names the working copy in the `PhotoStore`.
        name: what the person called it, for showing only; never used as a path.
        label: index into `Dataset.classes`.
        split: the part that the data itself put it in, or None when the data came unsplit.
        width, height: size of the original in pixels, upright.
        origin: how it came in: "" in an archive, "camera", "added" by hand, "correction" of an
            answer of a model.
        format: of the original file, such as `"jpeg"` or `"png"`; "" where nobody looked.
    """

    id: str
    name: str
    label: int
    split: Split | None
    width: int
    height: int
    origin: Origin = ""
    format: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left out, with the reason as a message code and its facts."""

    name: str
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dataset:
    """The photos of a project by class.

    Attributes:
        classes: class names in the order that every label, probability and matrix row follows.
        photos: the usable photos.
        skipped: the files that were left out, with reasons.
        ignored: number of files dropped silently by rule, such as `.DS_Store`.
        excluded: photos that a person put aside: never trained on, still of a class, restorable.
    """

    classes: tuple[str, ...]
    photos: tuple[Photo, ...]
    skipped: tuple[Skipped, ...] = ()
    ignored: int = 0
    excluded: tuple[Photo, ...] = ()

    @property
    def counts(self) -> tuple[int, ...]:
        """Number of photos of each class, in the order of `classes`."""
        counter = Counter(photo.label for photo in self.photos)
        return tuple(counter[label] for label in range(len(self.classes)))

    @property
    def has_given_split(self) -> bool:
        """Whether the data itself says which photos are for validation or test."""
        return any(photo.split in ("validation", "test") for photo in self.photos)

    @property
    def key(self) -> str:
        """Fingerprint of classes, photos, labels and given splits (32 hex digits); not of the names of files."""
        digest = hashlib.sha256(repr(self.classes).encode())
        for line in sorted(f"{p.id} {p.label} {p.split}" for p in self.photos):
            digest.update(line.encode())
        return digest.hexdigest()[:32]

    def of_class(self, label: int) -> tuple[Photo, ...]:
        """The photos of one class."""
        return tuple(photo for photo in self.photos if photo.label == label)


@dataclass(frozen=True, slots=True, eq=False)
class FeatureSet:
    """What the frozen backbone says of each photo.

    Attributes:
        ids: photo ids, row by row.
        features: float32 array of shape `(photos, features)`.
        backbone_id: the backbone that made them.
        with_views: float32 array `(photos + views, features)`: the photos, then other views of some
            of them (`core.views`), to learn from and never to be asked; None without views.
        shown: int64 array `(views,)`: the row of the photo that each view shows.
    """

    ids: tuple[str, ...]
    features: FloatArray
    backbone_id: str
    with_views: FloatArray | None = None
    shown: LabelArray | None = None


EventKind = Literal["stage", "progress", "epoch", "note"]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a job's story, in the order in which it happened.

    Attributes:
        kind: `stage` (a stage begins), `progress` (`done` of `total` in the stage), `epoch`
            (`metrics` of an epoch, `done` of `total` epochs), `note` (a fact worth telling, `stage`
            is its message code).
        stage: name of the stage, such as `"reading"`, `"features"`, `"training"`, `"saving"`.
        done, total: how far; `total` is 0 while unknown.
        elapsed_s: seconds since the job began.
        metrics: `loss`, `accuracy`, `val_loss`, `val_accuracy` of an epoch (accuracy from 0 to 1).
    """

    kind: EventKind
    stage: str
    done: int = 0
    total: int = 0
    elapsed_s: float = 0.0
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A class and how sure the model is of it (0 to 1)."""

    name: str
    confidence: float


Verdict = Literal["surely", "probably", "between", "unfamiliar"]


@dataclass(frozen=True, slots=True)
class Prediction:
    """The answer for one photo.

    Attributes:
        ranked: all classes, the surest first.
        verdict: what may be said of the first one: `between` when the second is nearly as sure,
            `unfamiliar` when the photo is unlike anything that the model learned from.
        strangeness: how unlike; from 1 on it is `unfamiliar`, 0 where that is not known.
    """

    ranked: tuple[Ranked, ...]
    verdict: Verdict = "probably"
    strangeness: float = 0.0

    @property
    def best(self) -> Ranked:
        """The class that the model answers."""
        return self.ranked[0]
