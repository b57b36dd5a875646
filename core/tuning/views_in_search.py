"""Other views of the photos, made in the middle of a search if there is time for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np

from core.backbones.registry import get
from core.context import Context, QuietContext, raise_if_stopped
from core.errors import Cancelled
from core.features import extract_features
from core.lessons import Viewed
from core.run_data import RunData
from core.store.workspace import Workspace
from core.types import Event, FeatureSet
from core.view_features import with_views

VIEWS = 3
"""Of each photo, where the person has not asked for another number; decision 10 measured it."""


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
        return viewed_of(seen, data)

    return made


def viewed_of(features: FeatureSet, data: RunData) -> Viewed:
    """The photos that may be learned from, numbered from 0, and below them their views.

    Args:
        features: of all photos of the data set, with views.
        data: the photos and what each is for.
    """
    assert features.with_views is not None
    assert features.shown is not None
    rows = np.array(data.learnable, dtype=np.int64)
    photos, everything = len(features.ids), features.with_views
    if len(rows) < photos:
        everything = np.concatenate([everything[rows], everything[photos:]])
    labels = np.array([data.dataset.photos[row].label for row in rows], dtype=np.int64)
    order = np.arange(len(rows), dtype=np.int64)
    return Viewed(everything, order, labels, np.searchsorted(rows, features.shown))


def made_in_time(
    maker: ViewMaker,
    backbone: str,
    views: int,
    context: Context,
    *,
    is_over: Callable[[], bool],
    on_event: Callable[[Event], None],
) -> Viewed | None:
    """What `maker` makes, or None when the time for it was over before.

    Args:
        maker: of the views.
        backbone: id of the network that looks at them.
        views: how many of each photo.
        context: asked whether to stop.
        is_over: whether the time for it is over.
        on_event: told what the maker tells.

    Raises:
        Cancelled: the person asked to stop.
    """
    limited = QuietContext(on_event, lambda: context.stop_requested() or is_over())
    try:
        return maker(backbone, views, limited)
    except Cancelled:
        raise_if_stopped(context)
        return None
