"""Asking a model about every photo of an upload; nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from core.answering import Answerer
from core.backbones.extractor import BATCH_SIZE, Extractor
from core.classify.types import KEPT_CLASSES, Answered, Batch
from core.context import Context
from core.errors import Cancelled, UserError
from core.intake import Limits
from core.intake.archive import open_archive
from core.intake.images import model_input, photo_id, upright_size
from core.intake.junk import has_photo_extension, is_junk
from core.intake.names import same_name_key
from core.intake.sniff import HEAD_BYTES, PHOTO_KINDS, kind_of
from core.intake.source import Member, Source, left_out
from core.store.photos import PhotoStore
from core.types import Event, FloatArray, PixelArray, Prediction, Skipped

STAGE = "classify"
THUMBNAIL_SIDE = 160
_DECODERS = 2
_BATCHES_AHEAD = 4
_ANSWERED_AT_ONCE = 512


@dataclass(frozen=True, slots=True, eq=False)
class _Decoded:
    photo_id: str
    pixels: PixelArray


_Part = Sequence[tuple[Member, Future[_Decoded] | UserError]]


def ask_all(
    source: Path, name: str, run: str, model: tuple[Answerer, Extractor], thumbnails: PhotoStore,
    context: Context, limits: Limits | None = None,
) -> Batch:  # fmt: skip
    """The answer for each photo of a zip, tar or folder.

    Photos are decoded in threads beside the network; a few of them are in memory at once.

    Args:
        source: the upload; hostile until read.
        name: what the person calls it.
        run: id of the model's run.
        model: the head and its backbone.
        thumbnails: where small pictures of the photos go.
        context: told of the stage `classify` and its progress; stopped, what was answered is kept.
        limits: what is refused by size; `Limits.default()` when not given.

    Raises:
        UserError: an `archive.…` code; `trial.no_photos`; `general.disk_full` and its like.
        Cancelled: stopped before the first answer.
    """
    began = time.monotonic()
    asked = _Asked(*model)
    with open_archive(source, limits or Limits.default()) as archive:
        members = _photos(archive)
        if not members:
            raise UserError("trial.no_photos", file=name, files=len(archive.members))
        context.emit(Event("stage", STAGE, 0, len(members)))
        for part in _parts(archive, members, model[1].input_size, thumbnails):
            if context.stop_requested():
                break
            asked.look_at(part)
            context.emit(Event("progress", STAGE, asked.seen, len(members)))
    if not asked.seen:
        raise Cancelled
    return Batch(
        run, name, model[0].classes, asked.finished(), tuple(asked.skipped), len(members),
        round(time.monotonic() - began, 3),
    )  # fmt: skip


def folder_class(name: str, classes: Sequence[str]) -> str:
    """The class that the innermost fitting folder of a path is named after; "" where none is."""
    known = {same_name_key(each): each for each in classes}
    folders = reversed(name.split("/")[:-1])
    return next((known[key] for f in folders if (key := same_name_key(f)) in known), "")


def _photos(archive: Source) -> list[Member]:
    """The files that are photos by their name or by their first bytes."""
    return [
        member
        for member in archive.members
        if not is_junk(tuple(member.name.split("/")))
        and (
            has_photo_extension(member.name)
            or kind_of(archive.head(member, HEAD_BYTES)) in PHOTO_KINDS
        )
    ]


class _Asked:
    """What has been asked so far.

    The head answers hundreds of photos at a time: after each matrix product, NumPy's threads go on
    spinning for a while and take the cores from the network (measured: a fifth of the speed).
    """

    def __init__(self, answerer: Answerer, extractor: Extractor) -> None:
        self.skipped: list[Skipped] = []
        self.seen = 0
        self._answerer, self._extractor = answerer, extractor
        self._answers: list[Answered] = []
        self._waiting: list[tuple[Member, str]] = []
        self._features: list[FloatArray] = []

    def look_at(self, part: _Part) -> None:
        """The network sees the photos of one part; those that cannot be read are skipped."""
        ready: list[PixelArray] = []
        for member, decoded in part:
            try:
                photo = _result(decoded)
            except UserError as refusal:
                if not refusal.code.startswith(("photo.", "archive.")):
                    raise
                self.skipped.append(left_out(member.name, refusal.code, **refusal.facts))
                continue
            ready.append(photo.pixels)
            self._waiting.append((member, photo.photo_id))
        self.seen += len(part)
        if ready:
            self._features.append(self._extractor.features(np.stack(ready)))
        if len(self._waiting) >= _ANSWERED_AT_ONCE:
            self._answer()

    def finished(self) -> tuple[Answered, ...]:
        """All answers."""
        self._answer()
        return tuple(self._answers)

    def _answer(self) -> None:
        if not self._waiting:
            return
        found = self._answerer.answers(np.concatenate(self._features))
        for (member, own_id), prediction in zip(self._waiting, found, strict=True):
            self._answers.append(_row(member, own_id, prediction, self._answerer.classes))
        self._waiting.clear()
        self._features.clear()


def _result(decoded: Future[_Decoded] | UserError) -> _Decoded:
    if isinstance(decoded, UserError):
        raise decoded
    return decoded.result()


def _row(member: Member, own_id: str, found: Prediction, classes: Sequence[str]) -> Answered:
    return Answered(
        member.name, member.index, own_id, found.ranked[:KEPT_CLASSES], found.verdict,
        round(found.strangeness, 4), folder_class(member.name, classes),
    )  # fmt: skip


def _parts(
    archive: Source, members: Sequence[Member], size: int, thumbnails: PhotoStore
) -> Iterator[_Part]:
    """The photos in parts of `BATCH_SIZE`, decoded ahead by threads; only this one reads the archive."""
    ahead: deque[_Part] = deque()
    pool = ThreadPoolExecutor(_DECODERS, thread_name_prefix="classify")
    try:
        for start in range(0, len(members), BATCH_SIZE):
            part = members[start : start + BATCH_SIZE]
            ahead.append([(m, _begun(pool, archive, m, size, thumbnails)) for m in part])
            if len(ahead) > _BATCHES_AHEAD:
                yield ahead.popleft()
        while ahead:
            yield ahead.popleft()
    finally:
        pool.shutdown(cancel_futures=True)


def _begun(
    pool: ThreadPoolExecutor, archive: Source, member: Member, size: int, thumbnails: PhotoStore
) -> Future[_Decoded] | UserError:
    try:
        data = archive.read(member)
    except UserError as refusal:
        return refusal
    return pool.submit(_decoded, data, size, thumbnails)


def _decoded(data: bytes, size: int, thumbnails: PhotoStore) -> _Decoded:
    own_id, pixels = photo_id(data), model_input(data, size)
    thumbnails.put(own_id, _thumbnail(pixels, upright_size(data)))
    return _Decoded(own_id, pixels)


def _thumbnail(pixels: PixelArray, original: tuple[int, int]) -> bytes:
    """A small JPEG in the photo's own shape, made of what the model sees: no second decoding."""
    factor = THUMBNAIL_SIDE / max(original)
    width, height = (max(1, round(side * factor)) for side in original)
    file = io.BytesIO()
    small = Image.fromarray(pixels).resize((width, height), Image.Resampling.BILINEAR)
    small.save(file, "JPEG", quality=80)
    return file.getvalue()
