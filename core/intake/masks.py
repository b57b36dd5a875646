"""Pictures that mark areas in the photos beside them and show nothing themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from core.errors import UserError
from core.intake.images import model_input
from core.intake.source import Member, Source

_WORDS = "masks?|segmentations?|segs?|segmented|labels?|gt|ground[ _-]?truth|trimaps?|annotations?|matte|alpha"
_FOLDER = re.compile(rf"(?:\w+[ _-])?(?:{_WORDS})", re.IGNORECASE)
_BEHIND = re.compile(rf"(.+?)[ _.-](?:{_WORDS})(?:[ _-]?\d{{1,2}})?", re.IGNORECASE)

_LOOKED_AT = 3
_SIDE = 128
# Of a picture's pixels, the share that a handful of flat colours must cover.
_MIN_FLAT_SHARE = 0.9
_MAX_COLOURS = 6


def find_masks(source: Source, photos: Sequence[Member]) -> set[int]:
    """Indexes of the members that are masks of other members.

    A mask is called as a photo is, with `mask` behind it or in a folder of masks, and is made of a
    few flat colours; of each kind of mask three are looked at. A class named `mask`, of people who
    wear one, is not mistaken for it.

    Args:
        source: where the photos can be read.
        photos: the files that should be photos.
    """
    kinds: dict[str, list[tuple[Member, str]]] = {}
    stems = set()
    for member in photos:
        kind, stem = _kind(member.name)
        if kind:
            kinds.setdefault(kind, []).append((member, stem))
        else:
            stems.add(stem)
    masks: set[int] = set()
    for members in kinds.values():
        paired = [member for member, stem in members if stem in stems]
        if 2 * len(paired) >= len(members) and _are_flat(source, paired):
            masks.update(member.index for member, _ in members)
    return masks


def _kind(name: str) -> tuple[str, str]:
    """What makes a file look like a mask, or "", and what its photo would be called."""
    *folders, file = name.casefold().split("/")
    stem = file.rpartition(".")[0] or file
    behind = _BEHIND.fullmatch(stem)
    if behind:
        return "*" + stem[behind.end(1) :].rstrip("0123456789"), behind.group(1)
    of_masks = next((folder for folder in folders if _FOLDER.fullmatch(folder)), "")
    return of_masks, stem


def _are_flat(source: Source, members: Sequence[Member]) -> bool:
    step = max(1, len(members) // _LOOKED_AT)
    looked_at = members[::step][:_LOOKED_AT]
    return bool(looked_at) and all(_is_flat(source, member) for member in looked_at)


def _is_flat(source: Source, member: Member) -> bool:
    """Whether a handful of colours cover the picture; noise of JPEG within a colour does not count."""
    try:
        pixels = model_input(source.read(member), _SIDE) // 32
    except UserError:
        return False
    codes = pixels.astype(np.int32) @ np.array([64, 8, 1], dtype=np.int32)
    counts = np.sort(np.bincount(codes.ravel(), minlength=512))[::-1]
    return float(counts[:_MAX_COLOURS].sum()) >= _MIN_FLAT_SHARE * codes.size and _is_smooth(pixels)


def _is_smooth(pixels: np.ndarray) -> bool:
    """Whether neighbours are nearly always of the same colour."""
    across = (pixels[:, 1:] != pixels[:, :-1]).any(axis=2).mean()
    down = (pixels[1:] != pixels[:-1]).any(axis=2).mean()
    return float(max(across, down)) < 0.1
