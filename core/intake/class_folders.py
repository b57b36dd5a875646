"""Which folder gives a photo its class."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.intake.parts import part_of

_KINDS_OF_FILES = (
    "imgs?|images?|photos?|pictures?|pics?|jpe?gs?|pngs?|raws?|originals?|files?|data|dataset"
)
_GENERIC = re.compile(rf"(?:{_KINDS_OF_FILES})[\s_.-]*\d*")
_NUMBERED = re.compile(r"(?:folder|batch|part|set|fold|session|camera|group)?[\s_.-]*[\d\s_.-]*\d")


@dataclass(slots=True)
class _Folder:
    name: str
    photos: int = 0
    children: dict[str, _Folder] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.photos + sum(child.total for child in self.children.values())

    @property
    def is_generic(self) -> bool:
        return _GENERIC.fullmatch(self.name.casefold()) is not None

    @property
    def is_numbered(self) -> bool:
        return _NUMBERED.fullmatch(self.name.casefold()) is not None


def class_of_each(photos: Sequence[tuple[str, ...]]) -> list[str | None]:
    """The class name of each photo, or None for a photo that lies beside the class folders.

    The class is the folder that holds the photo. Wrapper folders around the classes are passed
    through, folders within a class that only sort its photos (`cats/images/`, `cats/2024/`) belong
    to the class.

    Args:
        photos: the names of the folders of each photo, the outermost first.
    """
    root = _tree(photos)
    found = dict(_class_folders(root, (), frozenset()))
    if len(found) == 1 and _says_nothing(next(iter(found.values()))):
        return [None] * len(photos)
    return [_lookup(found, folders) for folders in photos]


def says_what_is_in_it(name: str) -> bool:
    """Whether a folder is called after its photos, not "photos", "train" or "part 2"."""
    return not _says_nothing(name) and _NUMBERED.fullmatch(name.casefold()) is None


def _says_nothing(name: str) -> bool:
    """Whether a lone folder is called "photos" or "train" rather than what is in the photos."""
    return _GENERIC.fullmatch(name.casefold()) is not None or part_of(name) is not None


def _tree(photos: Sequence[tuple[str, ...]]) -> _Folder:
    root = _Folder("")
    for folders in photos:
        node = root
        for name in folders:
            node = node.children.setdefault(name, _Folder(name))
        node.photos += 1
    return root


def _lookup(found: dict[tuple[str, ...], str], folders: tuple[str, ...]) -> str | None:
    paths = (folders[:length] for length in range(1, len(folders) + 1))
    return next((found[path] for path in paths if path in found), None)


def _class_folders(
    folder: _Folder, path: tuple[str, ...], sorting: frozenset[str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Path and class name of each class at or below a folder.

    Args:
        folder: where to look; the root, whose path is empty, is never a class.
        path: names of the folders down to it.
        sorting: names that folders have which only sort the photos of a class.
    """
    if path and _is_class(folder, sorting):
        yield path, folder.name
        return
    within = _names_that_sort(list(folder.children.values()))
    for name, child in folder.children.items():
        yield from _class_folders(child, (*path, name), within)


def _is_class(folder: _Folder, sorting: frozenset[str]) -> bool:
    if not folder.children:
        return True
    if folder.photos and 4 * folder.photos >= folder.total:
        return True  # fewer are strays beside the class folders
    return all(_only_sorts(child, folder, sorting) for child in folder.children.values())


def _only_sorts(child: _Folder, parent: _Folder, sorting: frozenset[str]) -> bool:
    """Whether a folder within a class says nothing of the class."""
    if not all(_only_sorts(inner, child, sorting) for inner in child.children.values()):
        return False
    if child.is_generic or _repeats(child, parent):
        return True
    return child.name.casefold() in sorting and not parent.is_numbered


def _repeats(child: _Folder, parent: _Folder) -> bool:
    """Whether a class folder holds one folder that says the same again: `cats/cats_cropped/`."""
    name, outer = child.name.casefold(), parent.name.casefold()
    return len(parent.children) == 1 and not parent.is_generic and name.startswith(outer + "_")


def _names_that_sort(siblings: Sequence[_Folder]) -> frozenset[str]:
    """Names of inner folders of which neighbours share some: numbers, or the only one of each."""
    inner = [{name.casefold() for name in folder.children} for folder in siblings]
    if len(inner) < 2:
        return frozenset()
    counts = Counter(name for names in inner for name in names)
    numbers = {name for name in counts if _NUMBERED.fullmatch(name)}
    only = inner[0] if len(inner[0]) == 1 and all(names == inner[0] for names in inner) else set()
    return frozenset(only | numbers if any(counts[name] > 1 for name in numbers) else only)
