"""Tries settings until the time is up or nothing gets better, the promising ones first."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

from core.context import Context, QuietContext
from core.errors import Cancelled, UserError
from core.settings import TrainSettings
from core.settings_search.confirm import Finalist, confirmations
from core.settings_search.judge import Judge, Judgement
from core.settings_search.leaderboard import Leaderboard, State, Trial
from core.settings_search.material import DEALS, Material
from core.settings_search.space import as_parameters, suggested
from core.settings_search.views_in_search import VIEWS, ViewMaker, made_in_time
from core.types import Event

if TYPE_CHECKING:
    import optuna

STAGE = "search"
FINALISTS = 3
_KEPT_SHARE = 0.3
_VIEWS_SHARE = 0.4
"""Of the time that is left, so much may go into views of the photos for the best network."""
_TRIES_BEFORE_VIEWS = 2
"""Beyond one for each network: only then is it known which network is worth it."""
PATIENCE = 20
"""After so many tries without a better one the search ends."""
MOST_TRIES = 80
"""TensorFlow keeps about 14 MB of each network it has compiled until its process ends (2.21, measured)."""


def search(
    material: Material,
    start: TrainSettings,
    budget_s: float,
    context: Context,
    on_trial: Callable[[Leaderboard], None] = lambda _: None,
    clock: Callable[[], float] = time.monotonic,
    maker: ViewMaker | None = None,
) -> Leaderboard:
    """Everything that was tried; what the person had is tried first, whatever time it takes.

    Which settings come next is decided by Optuna's tree-structured Parzen estimator (Akiba et al.
    2019, arXiv:1907.10902), seeded; a try that is behind the median of the others after a fold is
    given up. When each network had its turn, views of the photos are made for the best of them,
    if a part of the time is enough for it, and tried as well. In the end the best are asked again,
    see `core.settings_search.confirm`.

    Args:
        material: features, labels, deals.
        start: what the person has; its backbone must be in `material.features`, and if it learns
            from views, in `material.viewed`.
        budget_s: seconds, of which some are kept for asking again; a try that has begun is finished.
        context: told after each try (seconds of the budget, metrics `accuracy` of the best so far); stopped,
            what was found until then is returned.
        on_trial: called with the story so far after each try.
        clock: seconds, by which the budget is counted.
        maker: makes views of the photos; without it none are tried that are not in the material.

    Raises:
        Cancelled: stopped before the first try had ended.
    """
    return _Search(material, start, budget_s, context, on_trial, clock, maker).run()


class _Search:
    def __init__(
        self,
        material: Material,
        start: TrainSettings,
        budget_s: float,
        context: Context,
        on_trial: Callable[[Leaderboard], None],
        clock: Callable[[], float],
        maker: ViewMaker | None,
    ) -> None:
        self._material, self._start, self._context = material, start, context
        self._on_trial, self._clock, self._maker = on_trial, clock, maker
        self._began = clock()
        self._board = Leaderboard(material.dataset_key, budget_s, "searching", 0, ())
        self._epochs: dict[int, int] = {}
        self._study = _study(start, list(material.features))

    def run(self) -> Leaderboard:
        """The finished story."""
        self._context.emit(Event("stage", STAGE))
        first = self._tried(1, self._start, lambda _fold, _judgement: False)
        assert first is not None
        self._learn_of(first)
        self._add(first)
        try:
            while (state := self._state()) == "searching":
                self._look_at_views()
                self._try_next()
            self._confirm()
        except Cancelled:
            state = "stopped"
        except UserError as error:
            if error.code != "training.diverged":
                raise
            # Asked again, the person's settings let the training diverge: what was found is kept.
        self._tell(replace(self._board, state=state))
        return self._board

    def _learn_of(self, first: Trial) -> None:
        """Tells Optuna how good the start is, where its space holds it."""
        if as_parameters(self._start) is not None:
            drawn = self._study.ask()
            self._suggested(drawn)
            self._study.tell(drawn, first.loss)

    def _suggested(self, drawn: optuna.trial.Trial) -> TrainSettings:
        material = self._material
        return suggested(drawn, self._start, list(material.features), material.views)

    def _look_at_views(self) -> None:
        """Makes views for the best network and puts them next in line, once, when its time has come."""
        board = self._board
        if self._maker is None or board.tries <= len(self._material.features) + _TRIES_BEFORE_VIEWS:
            return
        maker, self._maker = self._maker, None
        best, views = board.best.settings, self._start.views or VIEWS
        if best.backbone in self._material.viewed:
            return
        left_s = board.budget_s - self._kept_s - self._elapsed_s
        context = QuietContext(lambda _: self._emit_progress(), self._context.stop_requested)
        self._tell(replace(board, state="viewing"))
        seen = made_in_time(
            maker, best.backbone, views, context, within_s=_VIEWS_SHARE * left_s, clock=self._clock
        )
        self._tell(replace(self._board, state="searching"))
        if seen is not None:
            self._material = self._material.with_views(best.backbone, seen)
            if parameters := as_parameters(replace(best, views=views)):
                self._study.enqueue_trial(parameters)

    def _state(self) -> State:
        board = self._board
        if self._elapsed_s >= board.budget_s - self._kept_s:
            return "time_is_up"
        if board.tries - board.best.number >= PATIENCE:
            return "nothing_better"
        return "enough_tries" if board.tries >= MOST_TRIES else "searching"

    @property
    def _elapsed_s(self) -> float:
        return self._clock() - self._began

    @property
    def _kept_s(self) -> float:
        """What is kept of the budget for asking the best again."""
        one_s = (DEALS - 1) * median(trial.seconds for trial in self._board.trials) / 2
        return min((FINALISTS + 1) * one_s, _KEPT_SHARE * self._board.budget_s)

    def _confirm(self) -> None:
        """Asks the best again, at least one of them, as long as there is time."""
        start, *finalists = (
            Finalist(trial.number, trial.settings, self._epochs[trial.number])
            for trial in (self._board.start, *self._finalists())
        )
        if not finalists:
            return
        self._tell(replace(self._board, state="confirming"))
        for each in confirmations(self._material, start, finalists, self._context):
            self._tell(replace(self._board, confirmed=(*self._board.confirmed, each)))
            if self._elapsed_s >= self._board.budget_s:
                return

    def _finalists(self) -> Sequence[Trial]:
        """The best tries; first the best of those that only take another network, the least lucky ones."""
        start = self._board.start
        better = [trial for trial in self._board.ranked if trial.loss < start.loss]
        plain = [trial for trial in better if _is_plain(trial.settings, start.settings)][:1]
        return [*plain, *(trial for trial in better if trial not in plain)][:FINALISTS]

    def _try_next(self) -> None:
        import optuna

        drawn = self._study.ask()
        settings = self._suggested(drawn)

        def is_behind(fold: int, judgement: Judgement) -> bool:
            drawn.report(judgement.loss, fold)
            return drawn.should_prune()

        number = self._board.tries + 1
        try:
            trial = self._tried(number, settings, is_behind)
        except UserError:  # these settings let the training diverge
            trial = None
        if trial is None:
            self._study.tell(drawn, state=optuna.trial.TrialState.PRUNED)
            self._board = replace(self._board, given_up=self._board.given_up + 1)
        else:
            self._study.tell(drawn, trial.loss)
            self._add(trial)

    def _tried(
        self, number: int, settings: TrainSettings, is_behind: Callable[[int, Judgement], bool]
    ) -> Trial | None:
        """The judged settings, or None when they were given up."""
        began = self._clock()
        judge = Judge(settings, self._material, self._context)
        judgement: Judgement | None = None
        for fold, judgement in enumerate(judge.judged(self._material.deals[0])):
            if is_behind(fold, judgement):
                return None
        assert judgement is not None
        self._epochs[number] = judgement.epochs
        seconds = self._clock() - began
        return Trial(number, settings, judgement.right, judgement.photos, judgement.loss, seconds)

    def _add(self, trial: Trial) -> None:
        self._board = replace(self._board, trials=(*self._board.trials, trial))
        self._emit_progress()
        self._tell(self._board)

    def _emit_progress(self) -> None:
        board = self._board
        done_s = int(min(self._elapsed_s, board.budget_s))
        metrics = {"accuracy": board.best.accuracy, "loss": board.best.loss}
        self._context.emit(
            Event("progress", STAGE, done_s, int(board.budget_s), self._elapsed_s, metrics)
        )

    def _tell(self, board: Leaderboard) -> None:
        self._board = board
        self._on_trial(board)


def _is_plain(settings: TrainSettings, start: TrainSettings) -> bool:
    """Whether what is searched differs in nothing but the network and the views."""
    kept = {name: getattr(start, name) for name in ("backbone", "views", "epochs", "patience")}
    return replace(settings, **kept) == start


def _study(start: TrainSettings, backbones: Sequence[str]) -> optuna.study.Study:
    """A study whose first tries are the present settings with each network.

    Settings that the space does not hold, such as the layers of the article, are tried as they are by
    the search itself, and with no other network.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(
        direction="minimize",
        sampler=optuna.samplers.TPESampler(seed=start.seed, multivariate=True, n_startup_trials=8),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=5),
    )
    for backbone in dict.fromkeys((start.backbone, *backbones)):
        parameters = as_parameters(replace(start, backbone=backbone))
        if parameters is not None:
            study.enqueue_trial(parameters)
    return study
