"""The story of a search for good settings: what was tried, and how good it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from core import settings as train_settings
from core.errors import UserError
from core.settings import TrainSettings
from core.store import atomic
from core.store.workspace import Workspace

FILE = "search.json"
BUDGETS_S = (30, 120, 600)
"""How long a person may let it search."""

LEAST_GAIN = 0.01
"""A lower loss than this makes no difference that a person would notice."""

RIGHT_LESS = 0.005
"""A try may be right on so much smaller a share of the photos and still be better: a count of right
answers is a coarser measure than the loss, one of 300 more or fewer is chance."""

State = Literal[
    "searching", "viewing", "confirming", "time_is_up", "nothing_better", "enough_tries", "stopped"
]


@dataclass(frozen=True, slots=True)
class Trial:
    """One choice of settings, judged by cross-validation.

    Attributes:
        number: place in the order of trying, from 1; the first is what the person had.
        settings: all of them.
        right, photos: right answers out of fold.
        loss: mean cross-entropy of the calibrated answers; lower is better. It decides, as it tells
            apart settings that are right on the same number of photos.
        seconds: it took.
    """

    number: int
    settings: TrainSettings
    right: int
    photos: int
    loss: float
    seconds: float

    @property
    def accuracy(self) -> float:
        """Share of right answers, 0 to 1."""
        return self.right / self.photos


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One of the best tries and what the person had, both asked once more.

    Attributes:
        number: of the trial.
        right, start_right: right answers of the two, averaged where there was more than one round.
        photos: that were asked.
        gain: how much lower the loss of the try is on average over the groups of twins.
        doubt: standard error of the gain.
    """

    number: int
    right: float
    start_right: float
    photos: int
    gain: float
    doubt: float

    @property
    def is_sure(self) -> bool:
        """Whether the try is better by more than chance alone often brings."""
        least_right = self.start_right - RIGHT_LESS * self.photos
        return self.gain > max(self.doubt, LEAST_GAIN) and self.right >= least_right


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """What was tried so far.

    Attributes:
        dataset_key: `Dataset.key` of the photos.
        budget_s: how long the person allowed.
        state: whether it goes on, or why it ended.
        given_up: tries that were broken off as they fell behind.
        trials: in the order in which they were tried; never empty.
        confirmed: the best of them that were asked once more, when the trying was over.
    """

    dataset_key: str
    budget_s: float
    state: State
    given_up: int
    trials: tuple[Trial, ...]
    confirmed: tuple[Confirmation, ...] = ()

    @property
    def tries(self) -> int:
        """How many choices were tried, those given up included."""
        return len(self.trials) + self.given_up

    @property
    def start(self) -> Trial:
        """What the person had."""
        return self.trials[0]

    @property
    def best(self) -> Trial:
        """The lowest loss, be it by luck."""
        return min(self.trials, key=lambda trial: (trial.loss, trial.number))

    @property
    def confirmation(self) -> Confirmation | None:
        """That of the try with the largest gain that is sure; None while nothing is surely better."""
        sure = [each for each in self.confirmed if each.is_sure]
        return max(sure, key=lambda each: (each.gain, -each.number), default=None)

    @property
    def winner(self) -> Trial | None:
        """The try that should take the place of what the person had; None when nothing should."""
        sure = self.confirmation
        return next((t for t in self.trials if sure and t.number == sure.number), None)

    @property
    def ranked(self) -> tuple[Trial, ...]:
        """The best first."""
        return tuple(sorted(self.trials, key=lambda trial: (trial.loss, trial.number)))


def save_leaderboard(workspace: Workspace, leaderboard: Leaderboard) -> None:
    """It is what `load_leaderboard` returns from now on.

    Raises:
        UserError: `general.disk_full` or `general.folder_not_writable`.
    """
    atomic.write_json(workspace.folder / FILE, _plain(leaderboard))


def load_leaderboard(workspace: Workspace) -> Leaderboard | None:
    """The latest search of the workspace; None before the first, or where its file is damaged.

    A search can be made again at any time, so a damaged file is no reason for a message.
    """
    try:
        return _from_plain(atomic.read_json(workspace.folder / FILE))
    except (FileNotFoundError, UserError, KeyError, TypeError, ValueError):
        return None


def _plain(board: Leaderboard) -> dict[str, Any]:
    return {
        "dataset_key": board.dataset_key,
        "budget_s": board.budget_s,
        "state": board.state,
        "given_up": board.given_up,
        "trials": [
            {
                "number": trial.number,
                "settings": train_settings.to_dict(trial.settings),
                "right": trial.right,
                "photos": trial.photos,
                "loss": round(trial.loss, 6),
                "seconds": round(trial.seconds, 2),
            }
            for trial in board.trials
        ],
        "confirmed": [asdict(each) for each in board.confirmed],
    }


def _from_plain(value: Mapping[str, Any]) -> Leaderboard:
    trials = tuple(
        Trial(**{**row, "settings": train_settings.from_dict(row["settings"])})
        for row in value["trials"]
    )
    if not trials or any(trial.photos < 1 for trial in trials):
        raise ValueError
    confirmed = tuple(Confirmation(**row) for row in value.get("confirmed", ()))
    return Leaderboard(**{**value, "trials": trials, "confirmed": confirmed})
