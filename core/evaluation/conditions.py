"""What the job "conditions" finds out: does the model hold when the photos are not so good?"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from core.backbones.extractor import BATCH_SIZE, Extractor
from core.backbones.ready import ready_network
from core.context import Context, raise_if_stopped
from core.errors import UserError
from core.evaluation.alterations import ALTERATIONS, Alteration
from core.evaluation.comparison import CHANCE_BELOW
from core.evaluation.paired import change_of_groups, fall_interval, mcnemar_p_value, votes
from core.evaluation.types import Condition, ConditionId, Conditions, ConditionVerdict
from core.features import extract_features
from core.intake.images import squeezed
from core.run_data import load_run_data, with_latest_twins
from core.run_layers import layers_of, witness_of
from core.runs import Run
from core.store.photos import PhotoStore
from core.store.workspace import Workspace
from core.trained_layers import Layers, probabilities
from core.types import Event, FloatArray, LabelArray, Photo, PixelArray

STAGE = "conditions"
MAX_PHOTOS = 200
"""More photos would take longer than a person waits: seven alterations of 200 are 1,400 photos for
the network."""
FAILS_FROM = 0.1


def try_conditions(workspace: Workspace, run: Run, networks: Path, context: Context) -> Conditions:
    """The right answers on photos kept aside, as they are and altered in seven ways.

    They are answered by a head that never learned from them: by the model itself where they are a
    given test part, else by the witness that was kept from the training (`core.fitting`), so nothing
    is trained again. Of more than `MAX_PHOTOS` some are drawn.

    Args:
        workspace: of the run.
        run: a finished training.
        networks: folder of converted backbones (`Home.networks`).
        context: told of progress in the stage `conditions`.

    Raises:
        UserError: `evaluation.data_changed`, `evaluation.nothing_kept_aside` or
            `dataset.working_copy_missing`.
        Cancelled: the person asked to stop.
    """
    data = load_run_data(run, workspace)
    spec = run.backbone
    layers = layers_of(run) if data.parts.test else witness_of(run)
    found_features = extract_features(data.dataset, workspace, spec, networks, context)
    data = with_latest_twins(data, workspace, found_features, context)
    part, rows = data.parts.reported
    rows = data.unseen(rows, data.learnable if part == "test" else data.parts.train)
    if not rows:
        raise UserError("evaluation.nothing_kept_aside")
    features, twins = found_features.features, data.twins
    asked = np.sort(np.random.default_rng(run.settings.seed).permutation(rows)[:MAX_PHOTOS])
    photos = [data.dataset.photos[row] for row in asked]
    labels = np.array([photo.label for photo in photos], dtype=np.int64)
    before = _answers(layers, features[asked]) == labels
    extractor = Extractor(ready_network(spec, networks, context))
    context.emit(Event("stage", STAGE, 0, len(ALTERATIONS) * len(photos)))
    found = []
    for number, (name, alteration) in enumerate(ALTERATIONS.items()):
        altered = _features(
            photos, workspace.photos, alteration, extractor, context, number * len(photos)
        )
        after = _answers(layers, altered) == labels
        found.append(_condition(name, photos, before, after, twins[asked]))
    return Conditions(run.id, part, len(photos), int(before.sum()), tuple(found))


def _answers(layers: Layers, features: FloatArray) -> LabelArray:
    return probabilities(layers, features).argmax(axis=1)


def _features(
    photos: Sequence[Photo],
    store: PhotoStore,
    alteration: Alteration,
    extractor: Extractor,
    context: Context,
    done: int,
) -> FloatArray:
    """float32 array `(photos, features)`, a small batch of altered photos at a time."""
    total = len(ALTERATIONS) * len(photos)
    parts = []
    for start in range(0, len(photos), BATCH_SIZE):
        raise_if_stopped(context)
        batch = photos[start : start + BATCH_SIZE]
        pixels = list(_altered(batch, store, alteration, extractor.input_size))
        parts.append(extractor.features(np.stack(pixels)))
        context.emit(Event("progress", STAGE, done + start + len(batch), total))
    return np.concatenate(parts)


def _altered(
    photos: Sequence[Photo], store: PhotoStore, alteration: Alteration, size: int
) -> Iterator[PixelArray]:
    for photo in photos:
        try:
            data = store.read(photo.id)
        except FileNotFoundError as error:
            raise UserError("dataset.working_copy_missing", photo=photo.id) from error
        with Image.open(io.BytesIO(data)) as opened:
            altered = alteration(opened.convert("RGB"))
        yield squeezed(altered, size)


def _condition(
    name: ConditionId,
    photos: Sequence[Photo],
    before: np.ndarray,
    after: np.ndarray,
    twins: LabelArray,
) -> Condition:
    lost, gained = before & ~after, after & ~before
    change = change_of_groups(before, after, twins)
    low, high = fall_interval(change)
    return Condition(
        id=name,
        right=int(after.sum()),
        lost=int(lost.sum()),
        gained=int(gained.sum()),
        low=low,
        high=high,
        verdict=_verdict(*votes(change), -float(change.mean())),
        lost_ids=tuple(photo.id for photo, is_lost in zip(photos, lost, strict=True) if is_lost),
    )


def _verdict(lost: int, gained: int, fall: float) -> ConditionVerdict:
    is_chance = fall <= 0 or mcnemar_p_value(lost, gained) >= CHANCE_BELOW
    if fall >= FAILS_FROM:
        return "unsure" if is_chance else "fails"
    return "holds" if is_chance else "weaker"
