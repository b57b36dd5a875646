"""What the frozen backbone says of the views of photos: asked once, then remembered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.backbones.extractor import Extractor
from core.backbones.ready import ready_network
from core.backbones.registry import BackboneSpec
from core.context import Context
from core.feature_store import FeatureStore
from core.features import decoded, extract_into, feature_store, made_ahead
from core.joined_store import JoinedStore
from core.store.photos import PhotoStore
from core.store.workspace import Workspace
from core.types import Event, FeatureSet, PixelArray
from core.views import MIX, RECIPE, Mix, source_side, view, view_id

STAGE = "views"

# The views of a photo are made one after the other by two threads; each decodes it once.
_PHOTOS_AT_HAND = 8


def with_views(
    features: FeatureSet,
    rows: Sequence[int],
    views: int,
    workspace: Workspace,
    spec: BackboneSpec,
    networks: Path,
    context: Context,
    mix: Mix = MIX,
) -> FeatureSet:
    """The same features, and those of some views of the photos that may be learned from.

    Only views that the backbone has not seen yet are made. Memory does not grow with their number
    except for the result, and a stop loses a few seconds at most.

    Args:
        features: of photos whose working copies are in `workspace.photos`.
        rows: the photos that may be learned from; of others no view is made.
        views: how many of each photo; with 0 the features come back as they are.
        workspace: also holds the cache.
        spec: the backbone.
        networks: folder of converted backbones (`Home.networks`).
        context: told of `stage` and `progress` events in the stage `views`.
        mix: how far a view may be from its photo.

    Raises:
        UserError: `dataset.working_copy_missing`, `general.disk_full` and their kin.
        Cancelled: the person asked to stop.
    """
    if not views or not rows:
        return features
    shown = np.repeat(np.array(rows, dtype=np.int64), views)
    photo_ids = [features.ids[row] for row in shown]
    numbers = list(range(1, views + 1)) * len(rows)
    wanted = [view_id(*pair) for pair in zip(photo_ids, numbers, strict=True)]
    store = feature_store(workspace, spec, f"{RECIPE}-{mix.key}")
    pairs = dict(zip(wanted, zip(photo_ids, numbers, strict=True), strict=True))
    _extract_missing(
        pairs, store, workspace.photos, ready_network(spec, networks, context), mix, context
    )
    photos = len(features.ids)
    everything = np.empty((photos + len(wanted), spec.feature_count), dtype=np.float32)
    everything[:photos] = features.features
    store.gather(wanted, into=everything[photos:])
    return replace(features, features=everything[:photos], with_views=everything, shown=shown)


def _extract_missing(
    wanted: Mapping[str, tuple[str, int]],
    store: FeatureStore | JoinedStore,
    photos: PhotoStore,
    network: Path,
    mix: Mix,
    context: Context,
) -> None:
    known = store.known()
    missing = {name: wanted[name] for name in wanted if name not in known}
    context.emit(Event("stage", STAGE, len(wanted) - len(missing), len(wanted)))
    if missing:
        extractor = Extractor(network)
        batches = _batches(missing, photos, extractor.input_size, mix)
        extract_into(store, batches, extractor, len(missing), len(wanted), STAGE, context)


def _batches(
    missing: dict[str, tuple[str, int]], photos: PhotoStore, size: int, mix: Mix
) -> Iterator[tuple[list[str], PixelArray]]:
    @lru_cache(_PHOTOS_AT_HAND)
    def photo(photo_id: str) -> PixelArray:
        return decoded(photos, photo_id, source_side(size))

    def made(name: str) -> PixelArray:
        photo_id, number = missing[name]
        return view(photo(photo_id), photo_id, number, size, mix)

    return made_ahead(missing, made)
