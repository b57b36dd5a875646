"""Changing a data set: every function gives a new one and leaves the old as it is.

Only `add_photos` writes, and only working copies. Classes keep their order, and new ones are put at
the end, so that labels stay what they were as long as no class is removed. Photos that were put
aside follow their class wherever it goes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from core.errors import UserError
from core.intake.names import same_name_key, tidy_class_name, tidy_path
from core.intake.source import left_out
from core.intake.storing import store_photo
from core.store.photos import PhotoStore
from core.types import Dataset, Origin, Photo, Skipped

EMPTY = Dataset(classes=(), photos=())


def add_photos(
    dataset: Dataset | None,
    class_name: str,
    files: Sequence[tuple[str, bytes]],
    photos: PhotoStore,
    origin: Origin = "added",
) -> Dataset:
    """The data set with more photos in a class, which is created by need.

    What cannot be read, and what is there already (or was put aside), is named in `skipped`.

    Args:
        dataset: None stands for an empty one.
        class_name: tidied first; `cats` finds a class `Cats`.
        files: pairs of name and bytes.
        photos: where the working copies go.
        origin: how the photos came in.

    Raises:
        UserError: `dataset.class_name_empty`; `general.disk_full` and its like.
    """
    start = add_class(dataset, class_name)
    label = _label(start, class_name)
    added: dict[str, Photo] = {}
    known = _known(start)
    skipped = list(start.skipped)
    for file_name, data in files:
        name = tidy_path(file_name)
        result = store_photo(data, photos)
        if isinstance(result, UserError):
            skipped.append(left_out(name, result.code, **result.facts))
        elif result.id in known:
            skipped.append(_there_already(name, known[result.id], start, start.classes[label]))
        else:
            size = (result.width, result.height)
            added[result.id] = Photo(result.id, name, label, None, *size, origin, result.format)
            known[result.id] = added[result.id]
    photos_now = (*start.photos, *added.values())
    return _settled(replace(start, photos=photos_now, skipped=tuple(skipped)))


def add_class(dataset: Dataset | None, class_name: str) -> Dataset:
    """The data set with an empty class at the end; as it was when there is one of that name.

    Raises:
        UserError: `dataset.class_name_empty`.
    """
    start = dataset or EMPTY
    if _find(start, class_name) is not None:
        return start
    return replace(start, classes=(*start.classes, tidy_class_name(class_name)))


def merge(dataset: Dataset, other: Dataset) -> Dataset:
    """The photos of both by class name; one that both have stays where `dataset` has it.

    Both must have their working copies in the same store.
    """
    merged = dataset
    for name in other.classes:
        merged = add_class(merged, name)
    known = _known(merged)
    added: list[Photo] = []
    skipped = [*merged.skipped, *other.skipped]
    for photo in other.photos:
        name = other.classes[photo.label]
        if photo.id in known:
            skipped.append(_there_already(photo.name, known[photo.id], merged, name))
        else:
            added.append(replace(photo, label=_label(merged, name)))
    photos = (*merged.photos, *added)
    ignored = merged.ignored + other.ignored
    return _settled(replace(merged, photos=photos, skipped=tuple(skipped), ignored=ignored))


def rename_class(dataset: Dataset, old: str, new: str) -> Dataset:
    """The data set with a class renamed; its label stays.

    Raises:
        UserError: `dataset.class_name_empty`, `dataset.class_name_taken` or `dataset.class_missing`.
    """
    label = _label(dataset, old)
    if _find(dataset, new) not in (None, label):
        raise UserError("dataset.class_name_taken", name=tidy_class_name(new))
    classes = list(dataset.classes)
    classes[label] = tidy_class_name(new)
    return replace(dataset, classes=tuple(classes))


def merge_class(dataset: Dataset, class_name: str, into: str) -> Dataset:
    """The data set with all photos of a class in another one, and without the class.

    Raises:
        UserError: `dataset.class_missing`.
    """
    source, target = _label(dataset, class_name), _label(dataset, into)
    if source == target:
        return dataset
    return remove_class(_relabelled(dataset, {source: target}), class_name)


def remove_class(dataset: Dataset, class_name: str) -> Dataset:
    """The data set without a class and its photos; later classes move up by one label.

    Raises:
        UserError: `dataset.class_missing`.
    """
    gone = _label(dataset, class_name)
    kept = replace(
        dataset,
        classes=dataset.classes[:gone] + dataset.classes[gone + 1 :],
        photos=tuple(photo for photo in dataset.photos if photo.label != gone),
        excluded=tuple(photo for photo in dataset.excluded if photo.label != gone),
    )
    return _relabelled(kept, {label: label - 1 for label in range(gone, len(dataset.classes))})


def move_photos(dataset: Dataset, photo_ids: Collection[str], class_name: str) -> Dataset:
    """The data set with these photos in a class, which is created by need.

    Raises:
        UserError: `dataset.class_name_empty`.
    """
    start, moved = add_class(dataset, class_name), frozenset(photo_ids)
    label = _label(start, class_name)

    def placed(photos: Sequence[Photo]) -> tuple[Photo, ...]:
        return tuple(replace(p, label=label) if p.id in moved else p for p in photos)

    return replace(start, photos=placed(start.photos), excluded=placed(start.excluded))


def exclude_photos(dataset: Dataset, photo_ids: Collection[str]) -> Dataset:
    """The data set with these photos put aside: they stay of their class and are not learned from."""
    aside = frozenset(photo_ids)
    return replace(
        dataset,
        photos=tuple(photo for photo in dataset.photos if photo.id not in aside),
        excluded=(*dataset.excluded, *(photo for photo in dataset.photos if photo.id in aside)),
    )


def restore_photos(dataset: Dataset, photo_ids: Collection[str]) -> Dataset:
    """The data set with these photos, which were put aside, in use again."""
    back = frozenset(photo_ids)
    restored = replace(
        dataset,
        photos=(*dataset.photos, *(photo for photo in dataset.excluded if photo.id in back)),
        excluded=tuple(photo for photo in dataset.excluded if photo.id not in back),
    )
    return _settled(restored)


def remove_photos(dataset: Dataset, photo_ids: Collection[str]) -> Dataset:
    """The data set without these photos; classes stay, even when they become empty."""
    gone = frozenset(photo_ids)
    return replace(
        dataset,
        photos=tuple(photo for photo in dataset.photos if photo.id not in gone),
        excluded=tuple(photo for photo in dataset.excluded if photo.id not in gone),
    )


def _relabelled(dataset: Dataset, labels: Mapping[int, int]) -> Dataset:
    """The data set with other labels, by the present ones; those not named stay."""

    def changed(photos: Sequence[Photo]) -> tuple[Photo, ...]:
        return tuple(replace(p, label=labels[p.label]) if p.label in labels else p for p in photos)

    return replace(dataset, photos=changed(dataset.photos), excluded=changed(dataset.excluded))


def _find(dataset: Dataset, class_name: str) -> int | None:
    """Label of the class of that name.

    Raises:
        UserError: `dataset.class_name_empty`.
    """
    if not tidy_class_name(class_name):
        raise UserError("dataset.class_name_empty")
    key = same_name_key(class_name)
    keys = [same_name_key(name) for name in dataset.classes]
    return keys.index(key) if key in keys else None


def _label(dataset: Dataset, class_name: str) -> int:
    label = _find(dataset, class_name)
    if label is None:
        raise UserError("dataset.class_missing", name=tidy_class_name(class_name))
    return label


def _settled(dataset: Dataset) -> Dataset:
    """Where some photos come in parts, those that do not are for training."""
    if not dataset.has_given_split:
        return dataset
    return replace(
        dataset, photos=tuple(replace(p, split=p.split or "train") for p in dataset.photos)
    )


def _known(dataset: Dataset) -> dict[str, Photo]:
    """All photos by id, those that were put aside as well."""
    return {photo.id: photo for photo in (*dataset.photos, *dataset.excluded)}


def _there_already(name: str, first: Photo, dataset: Dataset, wanted: str) -> Skipped:
    """Why a photo that is there already is not added."""
    there = dataset.classes[first.label]
    if any(photo.id == first.id for photo in dataset.excluded):
        return left_out(name, "photo.put_aside", same_as=first.name, kept_in=there)
    if same_name_key(there) == same_name_key(wanted):
        return left_out(name, "photo.duplicate", same_as=first.name)
    return left_out(name, "photo.in_two_classes", same_as=first.name, kept_in=there, other=wanted)
