"""Classes told by the names of the files: `cat.123.jpg`, `dog_001.jpg`, `tulip (4).jpg`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from core.intake.names import same_name_key
from core.intake.parts import part_of

MIN_PHOTOS = 3
_MIN_SHARE = 0.9

_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_NUMBER_BEHIND = re.compile(r"(?:[\s._-]*\(?\d+\)?)+$")
_NUMBER_BEFORE = re.compile(r"^(?:\(?\d+\)?[\s._-]+)+")
_COPY = re.compile(r"[\s._-]*(?:- )?(?:copy|copie|kopie|副本)$", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")
# What cameras, phones, scanners, browsers and people who do not name their photos write.
_SAY_NOTHING = frozenset(
    _WORDS.findall(
        "img image images imagen photo photos foto fotos picture pictures pic pics bild bilder dsc dscn dscf dcim pxl "
        "mvimg vid gopr dji screenshot screen shot capture whatsapp snapchat fb facebook received signal telegram "
        "download downloads unnamed untitled unknown file frame frames scan scanned sample crop cropped resized edit "
        "edited burst hdr original orig thumb thumbnail cam webcam snapshot jpg jpeg png sam p id x im doc document "
        "mask seg label gt new wa at am pm"
    )
)


def class_of_name(name: str) -> str | None:
    """What a file name says besides its number, or None when it says nothing of what is shown."""
    stem = name
    while _EXTENSION.search(stem):
        shorter = _EXTENSION.sub("", stem)
        if shorter.isdigit() or not shorter or stem[len(shorter) + 1 :].isdigit():
            break
        stem = shorter
    stem = _NUMBER_BEFORE.sub("", _NUMBER_BEHIND.sub("", _COPY.sub("", stem)))
    # Teachable Machine's project files hold `Class 1-!-0.png`.
    stem = _NUMBER_BEHIND.sub("", stem).strip(" ._-!")
    words = [word.casefold() for word in _WORDS.findall(stem)]
    if not words or all(word in _SAY_NOTHING for word in words) or part_of(stem) is not None:
        return None
    return None if words[0] in _SAY_NOTHING and len(words) == 1 else stem


def classes_by_file_name(names: Sequence[str]) -> list[str | None] | None:
    """The class of each file by its name, or None when the names tell no classes.

    They do when nine files in ten share what they are called with two others at least, and there
    are two such classes or more.
    """
    found = [class_of_name(name) for name in names]
    keys = [None if name is None else same_name_key(name) for name in found]
    counts = Counter(key for key in keys if key is not None)
    large = {key for key, count in counts.items() if count >= MIN_PHOTOS}
    covered = sum(counts[key] for key in large)
    if len(large) < 2 or covered < _MIN_SHARE * len(names):
        return None
    return [name if key in large else None for name, key in zip(found, keys, strict=True)]
