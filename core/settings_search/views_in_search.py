"""Other views of the photos, made in the middle of a search if there is time for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np

from core.backbones.registry import get
from core.context import Context, QuietContext, raise_if_stopped
from core.errors import Cancelled, UserError
from core.features import extract_features
from core.head import Labelled
from core.lessons import Viewed, all_photos
from core.run_data import RunData
from core.splits import Rows
from core.store.workspace import Workspace
from core.types import Event
from core.view_features import with_views

VIEWS = 3
"""Of each photo, where the person has not asked for another number; decision 10 measured it."""

_VIEWS_TO_TELL_BY = 64
"""After so many it is known how long all of them take."""


class ViewMaker(Protocol):
    """Makes views of all photos that may be learned from."""

    def __call__(self, backbone: str, views: int, context: Context) -> Viewed:
        """The photos that may be learned from, as `Material` has them, with that many views of each.

        Raises:
            Cancelled: the context said so; what was made until then is kept for the next time.
        """


def view_maker(data: RunData, workspace: Workspace, networks: Path) -> ViewMaker:
    """Makes the views that a training with the same photos would learn from, or finds them made.

    Args:
        data: the photos and what each is for.
        workspace: holds them and the cache.
        networks: folder of converted backbones (`Home.networks`).
    """

    def made(backbone: str, views: int, context: Context) -> Viewed:
        spec = get(backbone)
        quiet = QuietContext(should_stop=context.stop_requested)
        features = extract_features(data.dataset, workspace, spec, networks, quiet)
        seen = with_views(features, data.learnable, views, workspace, spec, networks, context)
        return viewed_of(all_photos(seen, data.dataset), data.learnable)

    return made


def viewed_of(photos: Labelled, rows: Rows) -> Viewed:
    """Some photos, numbered from 0, and below them their views.

    Args:
        photos: all photos, with views of those in `rows` and of no others.
        rows: in ascending order.
    """
    assert isinstance(photos, Viewed)
    chosen, count = np.array(rows, dtype=np.int64), len(photos.labels)
    features = photos.features
    if len(chosen) < count:
        features = np.concatenate([features[chosen], features[count:]])
    order = np.arange(len(chosen), dtype=np.int64)
    return Viewed(features, order, photos.labels[chosen], np.searchsorted(chosen, photos.shown))


def made_in_time(
    maker: ViewMaker,
    backbone: str,
    views: int,
    context: Context,
    *,
    within_s: float,
    clock: Callable[[], float],
) -> Viewed | None:
    """What `maker` makes, or None as soon as it is clear that the time does not suffice.

    None as well where the disk is full, say: what a search has found is worth more than views.

    Args:
        maker: of the views.
        backbone: id of the network that looks at them.
        views: how many of each photo.
        context: told what the maker tells; asked whether to stop.
        within_s: how long it may take.
        clock: seconds.

    Raises:
        Cancelled: the person asked to stop.
    """
    forecast = _Forecast(within_s, clock)

    def on_event(event: Event) -> None:
        forecast.hear(event)
        context.emit(event)

    limited = QuietContext(on_event, lambda: context.stop_requested() or forecast.is_too_late())
    try:
        return maker(backbone, views, limited)
    except Cancelled:
        raise_if_stopped(context)
        return None
    except UserError:
        return None


class _Forecast:
    """Whether work whose progress it hears of ends in time."""

    def __init__(self, within_s: float, clock: Callable[[], float]) -> None:
        self._clock, self._ends_s = clock, clock() + within_s
        self._first: tuple[int, float] | None = None
        self._expected_end_s = 0.0

    def hear(self, event: Event) -> None:
        """Notes how far the work is."""
        now_s = self._clock()
        if event.kind != "progress":
            return
        if self._first is None:  # what came before it is not of the same kind: a network was loaded
            self._first = (event.done, now_s)
        made, took_s = event.done - self._first[0], now_s - self._first[1]
        if made >= _VIEWS_TO_TELL_BY:
            self._expected_end_s = now_s + took_s / made * (event.total - event.done)

    def is_too_late(self) -> bool:
        """Whether its time is over, or will be before the work is done."""
        return max(self._clock(), self._expected_end_s) >= self._ends_s
