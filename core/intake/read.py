"""Reading a whole archive or folder of photos into a data set and its working copies."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections import deque
from collections.abc import Collection, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from core.context import Context, raise_if_stopped
from core.errors import UserError
from core.intake import names
from core.intake.choosing import opened_layout
from core.intake.layout import Layout, Place
from core.intake.limits import MB, Limits
from core.intake.question import Choice, Repaired
from core.intake.source import Member, Source, left_out
from core.intake.storing import StoredPhoto, store_photo
from core.store.photos import PhotoStore
from core.types import Dataset, Event, Photo, Skipped

STAGE = "reading"

_PROGRESS_EVERY_S = 0.2
_MAX_THREADS = 8
_AHEAD_PER_THREAD = 4
_MAX_BYTES_AHEAD = 64 * MB
_WORKING_COPY_MB = 0.1

_Result = StoredPhoto | UserError


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What came of reading.

    Attributes:
        dataset: the photos.
        repairs: what was understood or mended without asking, and is worth telling.
    """

    dataset: Dataset
    repairs: tuple[Repaired, ...]


def read_dataset(
    source: Path,
    photos: PhotoStore,
    context: Context,
    limits: Limits | None = None,
    choice: Choice | None = None,
) -> Dataset:
    """The photos of a zip, tar or folder, decoded once and stored as working copies.

    See `read_with_repairs`.
    """
    return read_with_repairs(source, photos, context, limits, choice).dataset


def read_with_repairs(
    source: Path,
    photos: PhotoStore,
    context: Context,
    limits: Limits | None = None,
    choice: Choice | None = None,
    known_classes: Collection[str] = (),
) -> ReadResult:
    """The photos of a zip, tar or folder, and what was mended on the way.

    A file that cannot be read is left out and named in `Dataset.skipped`. So is a photo whose
    content came before: in the same class (`photo.duplicate`) or in another one, where one of the
    two must be wrong (`photo.in_two_classes`); the first one stays.

    Args:
        source: a zip, tar, tar.gz or folder; hostile until read.
        photos: where the working copies go.
        context: is told of the stage `"reading"` and, at most five times a second, of its progress.
        limits: what is refused by size; `Limits.default()` when not given.
        choice: what a person answered to an earlier `NeedsChoice`.
        known_classes: classes that the photos will be added to.

    Raises:
        NeedsChoice: the files can be read in more than one way; nothing has been stored.
        UserError: an `archive.…` or `layout.…` code; `general.disk_full` and its like.
        Cancelled: the person asked to stop.
        In each case the working copies that this call stored are removed again.
    """
    limits = limits or Limits.default()
    stored: list[str] = []
    with opened_layout(source, limits, choice or Choice(), known_classes) as (archive, layout):
        _refuse_full_disk(photos.folder, len(layout.places), limits)
        try:
            results = _results(archive, layout.places, photos, stored)
            with contextlib.closing(results):
                told = _told(results, len(layout.places), context)
                return ReadResult(_dataset(layout, told, source.name), layout.repairs)
        except BaseException:
            _remove(stored, photos)
            raise


def _results(
    archive: Source, places: Sequence[Place], photos: PhotoStore, stored: list[str]
) -> Generator[tuple[Place, _Result]]:
    """Each photo's result in the order of the archive, a few of them decoded ahead by threads.

    Pillow lets other threads run while it decodes. Only this thread reads the archive.

    Args:
        archive: where to read.
        places: the files to read.
        photos: where the working copies go.
        stored: the ids of working copies that were not there before are added to it.
    """
    ahead: deque[tuple[Place, Future[_Result] | UserError]] = deque()
    bytes_ahead = 0
    threads = _threads()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="intake")
    try:
        for place in places:
            ahead.append((place, _begun(pool, archive, place.member, photos, stored)))
            bytes_ahead += place.member.size_bytes
            while len(ahead) > threads * _AHEAD_PER_THREAD or bytes_ahead > _MAX_BYTES_AHEAD:
                bytes_ahead -= ahead[0][0].member.size_bytes
                yield _finished(*ahead.popleft())
        while ahead:
            yield _finished(*ahead.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _begun(
    pool: ThreadPoolExecutor, archive: Source, member: Member, photos: PhotoStore, stored: list[str]
) -> Future[_Result] | UserError:
    try:
        data = archive.read(member)
    except UserError as refusal:
        return refusal
    return pool.submit(_stored, data, photos, stored)


def _stored(data: bytes, photos: PhotoStore, stored: list[str]) -> _Result:
    result = store_photo(data, photos)
    if isinstance(result, StoredPhoto) and result.is_new:
        stored.append(result.id)
    return result


def _finished(place: Place, begun: Future[_Result] | UserError) -> tuple[Place, _Result]:
    return place, begun if isinstance(begun, UserError) else begun.result()


def _told(
    results: Iterator[tuple[Place, _Result]], total: int, context: Context
) -> Iterator[tuple[Place, _Result]]:
    """The same results; meanwhile the context is told of progress and asked whether to go on."""
    began = told = time.monotonic()
    context.emit(Event("stage", STAGE, 0, total))
    for done, result in enumerate(results, 1):
        raise_if_stopped(context)
        yield result
        now = time.monotonic()
        if now - told >= _PROGRESS_EVERY_S or done == total:
            told = now
            context.emit(Event("progress", STAGE, done, total, now - began))


def _dataset(layout: Layout, results: Iterator[tuple[Place, _Result]], file: str) -> Dataset:
    found: dict[str, Photo] = {}
    skipped = list(layout.skipped)
    for place, result in results:
        if isinstance(result, UserError):
            skipped.append(left_out(place.member.name, result.code, **result.facts))
        elif result.id in found:
            skipped.append(_repeated(place, found[result.id], layout.classes))
        else:
            found[result.id] = Photo(
                result.id, place.name, place.label, place.split, result.width, result.height,
                format=result.format,
            )  # fmt: skip
    if not found:
        raise UserError("archive.no_readable_photo", file=file, files=len(layout.places))
    in_order = sorted(found.values(), key=lambda p: (p.label, names.natural_key(p.name)))
    return Dataset(layout.classes, tuple(in_order), tuple(skipped), layout.ignored)


def _repeated(place: Place, first: Photo, classes: Sequence[str]) -> Skipped:
    if place.label == first.label:
        return left_out(place.member.name, "photo.duplicate", same_as=first.name)
    return left_out(
        place.member.name, "photo.in_two_classes", same_as=first.name,
        kept_in=classes[first.label], other=classes[place.label],
    )  # fmt: skip


def _refuse_full_disk(folder: Path, count: int, limits: Limits) -> None:
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free_mb = shutil.disk_usage(existing).free // MB
    needed_mb = int(count * _WORKING_COPY_MB) + limits.free_disk_kept_mb
    if free_mb < needed_mb:
        raise UserError("archive.disk_too_full", free_mb=free_mb, needed_mb=needed_mb)


def _remove(photo_ids: Sequence[str], photos: PhotoStore) -> None:
    for photo_id in photo_ids:
        path = photos.path(photo_id)
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            path.parent.rmdir()  # only when nothing else is in it


def _threads() -> int:
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ()
    return max(1, min(_MAX_THREADS, len(allowed) or os.cpu_count() or 1))
