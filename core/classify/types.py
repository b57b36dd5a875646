"""What came of asking a model about many photos."""

from __future__ import annotations

from dataclasses import dataclass

from core.types import Ranked, Skipped, Verdict


@dataclass(frozen=True, slots=True)
class Answered:
    """One photo with its answer.

    Attributes:
        name: its path in the upload, for showing only.
        index: its place in the upload's listing, by which it is read again.
        photo_id: names its thumbnail.
        ranked: the surest classes, at most `KEPT_CLASSES`.
        verdict, strangeness: see `core.types.Prediction`.
        true_class: the class that its folder is named after; "" where none is.
    """

    name: str
    index: int
    photo_id: str
    ranked: tuple[Ranked, ...]
    verdict: Verdict
    strangeness: float = 0.0
    true_class: str = ""

    @property
    def best(self) -> Ranked:
        """The class that the model answers."""
        return self.ranked[0]

    @property
    def is_sure(self) -> bool:
        """Whether the answer may be taken as one."""
        return self.verdict in ("surely", "probably")

    @property
    def is_right(self) -> bool | None:
        """Whether the folder says the same as the model; None where the folder says nothing."""
        return self.best.name == self.true_class if self.true_class else None


@dataclass(frozen=True, slots=True)
class Batch:
    """All answers for one upload.

    Attributes:
        run: id of the model that was asked.
        name: what the person calls the upload.
        classes: of the model, in its order.
        answers: in the order of the upload.
        skipped: photos that could not be read, with reasons.
        total: how many photos there are; more than were asked when it was stopped.
        seconds: how long it took.
    """

    run: str
    name: str
    classes: tuple[str, ...]
    answers: tuple[Answered, ...]
    skipped: tuple[Skipped, ...] = ()
    total: int = 0
    seconds: float = 0.0


KEPT_CLASSES = 3
