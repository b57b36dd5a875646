"""Which files of an archive should be photos, told by their content, and what the others are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import UserError
from core.intake import junk, sniff
from core.intake.decoding import refusal_of
from core.intake.masks import find_masks
from core.intake.source import Member, Source, left_out
from core.types import Skipped

_ARCHIVE_EXTENSIONS = frozenset({"zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz"})


@dataclass(frozen=True, slots=True)
class Candidates:
    """The files sorted by what they are.

    Attributes:
        photos: what should be photos, in the order of the source.
        paths: folders and name of each of them, without what only says where to start.
        skipped: what is something else, with reasons.
        ignored: number of files dropped silently by rule.
        masks: how many of the skipped ones are masks of photos.
        code_page: how names were read of which the archive does not say it, or "".
    """

    photos: tuple[Member, ...]
    paths: tuple[tuple[str, ...], ...]
    skipped: tuple[Skipped, ...]
    ignored: int
    masks: int
    code_page: str


def find_candidates(source: Source, file: str) -> Candidates:
    """The files that should be photos.

    Args:
        source: the files.
        file: what the person calls the archive or folder, for the sentence of a refusal.

    Raises:
        UserError: `archive.no_photos`, or `archive.only_archives` when there are archives instead.
    """
    photos, skipped, ignored = _sorted_by_kind(source)
    if not photos:
        raise _nothing_found(file, skipped, len(source.members))
    masks = find_masks(source, photos)
    for member in photos:
        if member.index in masks:
            skipped.append(left_out(member.name, "layout.mask"))
    kept = tuple(member for member in photos if member.index not in masks)
    paths = tuple(path_of(member.name) for member in kept)
    return Candidates(kept, paths, tuple(skipped), ignored, len(masks), source.decoding.code_page)


def path_of(name: str) -> tuple[str, ...]:
    """The folders and the name of a path, without what only says where to start."""
    parts = tuple(part.strip() for part in name.split("/"))
    kept = tuple(part for part in parts if part not in ("", ".", ".."))
    return kept[1:] if kept and len(kept[0]) == 2 and kept[0][1] == ":" else kept


def _sorted_by_kind(source: Source) -> tuple[list[Member], list[Skipped], int]:
    """The files that should be photos, those that are something else, the number of the rest."""
    photos: list[Member] = []
    unread = [entry for entry in source.skipped if not junk.is_junk(path_of(entry.name))]
    skipped = [_named_for_what_it_is(entry) for entry in unread]
    ignored = len(source.skipped) - len(skipped)
    for member in source.members:
        parts = path_of(member.name)
        if not parts or junk.is_junk(parts) or junk.has_note_extension(parts[-1]):
            ignored += 1
            continue
        if junk.has_photo_extension(parts[-1]):
            photos.append(member)
            continue
        kind = sniff.kind_of(source.head(member, sniff.HEAD_BYTES))
        if kind in sniff.PHOTO_KINDS:
            photos.append(member)
        elif kind in ("text", "empty"):
            ignored += 1
        else:
            refusal = refusal_of(kind)
            skipped.append(left_out(member.name, refusal.code, **refusal.facts))
    return photos, skipped, ignored


def _named_for_what_it_is(entry: Skipped) -> Skipped:
    """An archive within the archive may be too large as a photo, but that is not what matters."""
    extension = entry.name.rpartition(".")[2].casefold()
    if entry.code == "archive.file_too_large" and extension in _ARCHIVE_EXTENSIONS:
        return left_out(entry.name, "photo.archive", format=extension)
    return entry


def _nothing_found(file: str, skipped: Sequence[Skipped], files: int) -> UserError:
    archives = [entry.name for entry in skipped if entry.code == "photo.archive"]
    if archives:
        return UserError(
            "archive.only_archives", file=file, archives=len(archives), found=archives[0]
        )
    return UserError("archive.no_photos", file=file, files=files)
