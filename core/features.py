"""What the frozen backbone says of each photo: asked once, then remembered."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np

from core.backbones.extractor import BATCH_SIZE, Extractor
from core.backbones.ready import ready_network
from core.backbones.registry import BackboneSpec
from core.backbones.weights import weights_key
from core.context import Context, raise_if_stopped
from core.errors import UserError
from core.feature_store import FeatureStore
from core.intake.images import RECIPE, model_input
from core.joined_store import JoinedStore
from core.store.photos import PhotoStore
from core.store.workspace import Workspace
from core.types import Dataset, Event, FeatureSet, FloatArray, PixelArray

STAGE = "features"
_DECODERS = 2
_BATCHES_AHEAD = 6
_BATCHES_PER_CHUNK = 32

T = TypeVar("T")


def extract_features(
    dataset: Dataset, workspace: Workspace, spec: BackboneSpec, networks: Path, context: Context
) -> FeatureSet:
    """The features of every photo of a data set, in the order of `dataset.photos`.

    Of networks side by side each looks for itself: what one of them has seen before is not looked at again.

    Only photos that the backbone has not seen yet are decoded, in threads beside the inference;
    memory does not grow with their number except for the result. Each finished chunk is stored, so
    a stop loses a few seconds at most.

    Args:
        dataset: photos whose working copies are in `workspace.photos`.
        workspace: also holds the cache.
        spec: the backbone.
        networks: folder of converted backbones (`Home.networks`).
        context: told of `stage` and `progress` events; a stop raises `Cancelled`.

    Raises:
        UserError: `backbone.weights_missing`, `general.disk_full` and their kin.
        Cancelled: the person asked to stop.
    """
    if spec.parts:
        return _side_by_side(dataset, workspace, spec, networks, context)
    # First of all: it may have to download the weights, and the key of the cache is made of them.
    network = ready_network(spec, networks, context)
    store = feature_store(workspace, spec)
    ids = tuple(photo.id for photo in dataset.photos)
    known = store.known()
    missing = [i for i in dict.fromkeys(ids) if i not in known]
    context.emit(Event("stage", STAGE, len(ids) - len(missing), len(ids)))
    if missing:
        extractor = Extractor(network)
        batches = decoded_batches(missing, workspace.photos, extractor.input_size)
        extract_into(store, batches, extractor, len(missing), len(ids), STAGE, context)
    return FeatureSet(ids, store.gather(ids), spec.id)


def _side_by_side(
    dataset: Dataset, workspace: Workspace, spec: BackboneSpec, networks: Path, context: Context
) -> FeatureSet:
    found = [extract_features(dataset, workspace, part, networks, context) for part in spec.parts]
    joined = np.concatenate([part.features for part in found], axis=1)
    return FeatureSet(found[0].ids, joined, spec.id)


def feature_store(
    workspace: Workspace, spec: BackboneSpec, kind: str = ""
) -> FeatureStore | JoinedStore:
    """The cache of one backbone; its name holds all that changes a feature except the photo.

    Args:
        workspace: also holds the cache.
        spec: the backbone; of several networks side by side each has its own.
        kind: names what is seen where that is not the photo itself.
    """
    stores = tuple(_single_store(workspace, network, kind) for network in spec.networks)
    return JoinedStore(stores) if len(stores) > 1 else stores[0]


def _single_store(workspace: Workspace, network: BackboneSpec, kind: str) -> FeatureStore:
    name = f"{network.id}-{weights_key(network)[:12]}-{network.input_size}-{RECIPE}"
    return FeatureStore(
        workspace.features / (name + (f"-{kind}" if kind else "")), network.feature_count
    )


def extract_into(
    store: FeatureStore | JoinedStore,
    batches: Iterable[tuple[list[str], PixelArray]],
    extractor: Extractor,
    missing: int,
    total: int,
    stage: str,
    context: Context,
) -> None:
    """What the backbone says of each batch is stored, chunk by chunk.

    Args:
        store: the cache.
        batches: ids, and a uint8 array `(ids, size, size, 3)`.
        extractor: the backbone.
        missing: how many pictures there are in all batches.
        total: as many and those that were known before.
        stage: told of progress in it.
        context: told of progress; asked before each batch whether to stop.

    Raises:
        Cancelled: the person asked to stop; what was seen until then is stored.
        UserError: `general.disk_full` and its kin.
    """
    done = total - missing
    kept: list[tuple[Sequence[str], FloatArray]] = []
    try:
        for batch_ids, pixels in batches:
            raise_if_stopped(context)
            kept.append((batch_ids, extractor.features(pixels)))
            done += len(batch_ids)
            context.emit(Event("progress", stage, done, total))
            if len(kept) == _BATCHES_PER_CHUNK:
                _store(store, kept)
    finally:
        _store(store, kept)


def _store(store: FeatureStore | JoinedStore, kept: list[tuple[Sequence[str], FloatArray]]) -> None:
    """Moves what is kept into the cache."""
    if kept:
        ids = list(itertools.chain.from_iterable(batch_ids for batch_ids, _ in kept))
        store.add(ids, np.concatenate([features for _, features in kept]))
        kept.clear()


def decoded_batches(
    ids: Iterable[str], photos: PhotoStore, size: int
) -> Iterator[tuple[list[str], PixelArray]]:
    """Batches of photo ids with their pixels, decoded ahead of their use.

    Args:
        ids: photos in the store.
        photos: the working copies.
        size: side of the square in pixels.

    Yields:
        Ids, and a uint8 array of shape `(len(ids), size, size, 3)`.
    """
    return made_ahead(ids, lambda photo_id: decoded(photos, photo_id, size))


def made_ahead(
    items: Iterable[T], made: Callable[[T], PixelArray]
) -> Iterator[tuple[list[T], PixelArray]]:
    """Batches of items with the pixels of each, made in threads ahead of their use.

    Args:
        items: whatever pixels are made of.
        made: gives the pixels of an item, uint8 `(size, size, 3)`.

    Yields:
        Items, and a uint8 array of shape `(len(items), size, size, 3)`.
    """
    ahead: deque[tuple[list[T], list[Future[PixelArray]]]] = deque()
    pool = ThreadPoolExecutor(_DECODERS, thread_name_prefix="decode")
    try:
        for batch in _batches(items):
            ahead.append((batch, [pool.submit(made, item) for item in batch]))
            if len(ahead) > _BATCHES_AHEAD:
                yield _ready(*ahead.popleft())
        while ahead:
            yield _ready(*ahead.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    source = iter(items)
    while batch := list(itertools.islice(source, BATCH_SIZE)):
        yield batch


def _ready(items: list[T], futures: list[Future[PixelArray]]) -> tuple[list[T], PixelArray]:
    return items, np.stack([future.result() for future in futures])


def decoded(photos: PhotoStore, photo_id: str, size: int) -> PixelArray:
    """The photo squeezed to a square: uint8 RGB `(size, size, 3)`.

    Raises:
        UserError: `dataset.working_copy_missing`.
    """
    try:
        return model_input(photos.read(photo_id), size)
    except FileNotFoundError as error:
        raise UserError("dataset.working_copy_missing", photo=photo_id) from error
