from __future__ import annotations

import io
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image

from core.context import QuietContext
from core.errors import Cancelled, UserError
from core.intake import Limits, read_dataset
from core.intake.storing import StoredPhoto
from core.messages import CATALOGUE
from core.store import atomic
from core.store.photos import PhotoStore
from core.types import Dataset, Event
from tests.factories import folder_zip, photo_bytes, photo_folder, split_zip, zip_of

# Pillow remarks upon odd files; they are odd on purpose here.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")


@pytest.fixture
def store(tmp_path: Path) -> PhotoStore:
    return PhotoStore(tmp_path / "store")


def read(path: Path, store: PhotoStore, limits: Limits | None = None) -> Dataset:
    return read_dataset(path, store, QuietContext(), limits)


def files_in(store: PhotoStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def skipped_codes(dataset: Dataset) -> dict[str, str]:
    return {skipped.name: skipped.code for skipped in dataset.skipped}


def test_zip_of_class_folders_becomes_a_data_set_with_working_copies(
    tmp_path: Path, store: PhotoStore
) -> None:
    path = folder_zip(tmp_path / "a.zip", {"cats": 4, "dogs": 3}, size=(700, 350))
    dataset = read(path, store)
    assert dataset.classes == ("cats", "dogs")
    assert dataset.counts == (4, 3)
    assert (dataset.skipped, dataset.ignored) == ((), 0)
    assert {(photo.width, photo.height, photo.split) for photo in dataset.photos} == {
        (700, 350, None)
    }
    for photo in dataset.photos:
        assert Image.open(io.BytesIO(store.read(photo.id))).size == (512, 256)
    assert len(files_in(store)) == 7


def test_photos_stand_by_class_and_natural_name(tmp_path: Path, store: PhotoStore) -> None:
    names = ["dogs/10.jpg", "dogs/9.jpg", "cats/2.jpg", "cats/1.jpg"]
    members = {name: photo_bytes("red", seed=n) for n, name in enumerate(names)}
    dataset = read(zip_of(tmp_path / "a.zip", members), store)
    assert [photo.name for photo in dataset.photos] == ["1.jpg", "2.jpg", "9.jpg", "10.jpg"]


def test_folder_gives_the_same_data_set_as_a_zip_of_it(tmp_path: Path, store: PhotoStore) -> None:
    counts = {"cats": 11, "dogs": 3}
    zipped = read(folder_zip(tmp_path / "a.zip", counts), store)
    assert read(photo_folder(tmp_path / "a", counts), store) == zipped


def test_given_parts_reach_the_photos(tmp_path: Path, store: PhotoStore) -> None:
    counts = {"train": {"cats": 3, "dogs": 3}, "val": {"cats": 2}, "test": {"dogs": 1}}
    dataset = read(split_zip(tmp_path / "a.zip", counts), store)
    assert Counter((dataset.classes[p.label], p.split) for p in dataset.photos) == {
        ("cats", "train"): 3, ("dogs", "train"): 3, ("cats", "validation"): 2, ("dogs", "test"): 1,
    }  # fmt: skip
    assert dataset.has_given_split


def test_broken_photo_among_good_ones_is_skipped_counted_and_named(
    tmp_path: Path, store: PhotoStore
) -> None:
    extra = {
        "cats/cut.jpg": photo_bytes("red", (300, 300))[:2000],
        "cats/none.jpg": b"",
        "cats/page.jpg": b"<html>not found</html>",
        "readme.txt": b"hello",
    }
    dataset = read(folder_zip(tmp_path / "a.zip", {"cats": 2, "dogs": 2}, extra=extra), store)
    assert dataset.counts == (2, 2)
    assert skipped_codes(dataset) == {
        "cats/cut.jpg": "photo.truncated", "cats/none.jpg": "photo.empty", "cats/page.jpg": "photo.html",
    }  # fmt: skip
    assert all(skipped.facts["name"] == skipped.name for skipped in dataset.skipped)
    assert all(skipped.code in CATALOGUE for skipped in dataset.skipped)
    assert dataset.ignored == 1


def test_same_photo_twice_in_a_class_counts_once(tmp_path: Path, store: PhotoStore) -> None:
    photo = photo_bytes("red")
    members = {"cats/1.jpg": photo, "cats/copy.jpg": photo, "dogs/1.jpg": photo_bytes("blue")}
    dataset = read(zip_of(tmp_path / "a.zip", members), store)
    assert dataset.counts == (1, 1)
    (skipped,) = dataset.skipped
    assert (skipped.name, skipped.code) == ("cats/copy.jpg", "photo.duplicate")
    assert skipped.facts["same_as"] == "1.jpg"


def test_same_photo_in_two_classes_stays_in_the_first_and_both_are_named(
    tmp_path: Path, store: PhotoStore
) -> None:
    photo = photo_bytes("red")
    members = {"cats/1.jpg": photo, "dogs/1.jpg": photo_bytes("blue"), "dogs/2.jpg": photo}
    dataset = read(zip_of(tmp_path / "a.zip", members), store)
    assert dataset.counts == (1, 1)
    (skipped,) = dataset.skipped
    assert (skipped.name, skipped.code) == ("dogs/2.jpg", "photo.in_two_classes")
    assert (skipped.facts["kept_in"], skipped.facts["other"]) == ("cats", "dogs")


def test_class_without_a_readable_photo_stays_with_none(tmp_path: Path, store: PhotoStore) -> None:
    path = folder_zip(tmp_path / "a.zip", {"cats": 2}, extra={"dogs/1.jpg": b"\xff\xd8\xff"})
    dataset = read(path, store)
    assert dataset.classes == ("cats", "dogs")
    assert dataset.counts == (2, 0)


def test_archive_without_a_readable_photo_is_refused(tmp_path: Path, store: PhotoStore) -> None:
    path = zip_of(tmp_path / "a.zip", {"cats/1.jpg": b"broken", "dogs/1.jpg": b"broken"})
    with pytest.raises(UserError) as refused:
        read(path, store)
    assert refused.value.code == "archive.no_readable_photo"


def test_reading_again_gives_the_same_and_decodes_nothing(
    tmp_path: Path, store: PhotoStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    extra = {"cats/lying.jpg": photo_bytes("red", (90, 60), exif=exif)}
    path = folder_zip(tmp_path / "a.zip", {"cats": 2, "dogs": 2}, extra=extra)
    first = read(path, store)
    monkeypatch.setattr("core.intake.storing.working_copy", None)
    assert read(path, store) == first


def test_progress_is_told_from_the_stage_to_the_last_photo(
    tmp_path: Path, store: PhotoStore
) -> None:
    events: list[Event] = []
    path = folder_zip(tmp_path / "a.zip", {"cats": 5, "dogs": 4})
    read_dataset(path, store, QuietContext(events.append))
    assert (events[0].kind, events[0].stage, events[0].total) == ("stage", "reading", 9)
    assert {event.kind for event in events[1:]} == {"progress"}
    assert (events[-1].done, events[-1].total) == (9, 9)


def test_stopping_leaves_nothing_new_behind(tmp_path: Path, store: PhotoStore) -> None:
    before = read(folder_zip(tmp_path / "old.zip", {"owls": 2}, seed=7), store)
    asked = iter([False] * 5)
    context = QuietContext(should_stop=lambda: next(asked, True))
    path = folder_zip(tmp_path / "a.zip", {"cats": 30, "dogs": 30})
    with pytest.raises(Cancelled):
        read_dataset(path, store, context)
    assert {path.stem for path in files_in(store)} == {photo.id for photo in before.photos}


def test_full_disk_ends_the_reading_and_leaves_nothing_new_behind(
    tmp_path: Path, store: PhotoStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, left = atomic.write_bytes, iter(range(4))

    def write_a_few(path: Path, data: bytes) -> None:
        if next(left, None) is None:
            raise UserError("general.disk_full", what=path.name, folder="")
        write(path, data)

    monkeypatch.setattr(atomic, "write_bytes", write_a_few)
    with pytest.raises(UserError) as refused:
        read(folder_zip(tmp_path / "a.zip", {"cats": 20, "dogs": 20}), store)
    assert refused.value.code == "general.disk_full"
    assert files_in(store) == []


def test_disk_that_would_be_too_full_is_told_before_reading(
    tmp_path: Path, store: PhotoStore
) -> None:
    with pytest.raises(UserError) as refused:
        read(folder_zip(tmp_path / "a.zip", {"cats": 2}), store, Limits(free_disk_kept_mb=10**9))
    assert refused.value.code == "archive.disk_too_full"
    assert not store.folder.exists()


def test_nothing_is_written_outside_the_photo_store(tmp_path: Path) -> None:
    photo = photo_bytes("red")
    members = {"../../cats/evil.jpg": photo, "/dogs/evil.jpg": photo_bytes("blue")}
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    dataset = read(zip_of(inside / "in.zip", members), PhotoStore(inside / "store"))
    assert dataset.classes == ("cats", "dogs")
    outside = [p for p in tmp_path.rglob("*") if p.is_file() and "store" not in p.parts]
    assert outside == [inside / "in.zip"]


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_no_stored_file_knows_the_place_the_camera_or_the_owner(
    tmp_path: Path, store: PhotoStore, format: str
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SecretCamera"
    exif[ExifTags.Base.Orientation] = 6
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (48.0, 12.0, 30.0)
    notes: dict[str, Any] = {"exif": exif} if format == "TIFF" else {"exif": exif.tobytes()}
    if format in ("JPEG", "WEBP", "AVIF", "HEIF"):
        notes["xmp"] = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SecretOwner</x:xmpmeta>"
    members = {
        f"{n}s/SecretName.jpg": photo_bytes(n, format=format, **notes) for n in ("red", "blue")
    }
    assert all(b"SecretCamera" in data for data in members.values())
    read(zip_of(tmp_path / "a.zip", members), store)
    assert len(files_in(store)) == 2
    for path in files_in(store):
        with Image.open(path) as image:
            assert not image.getexif()
            assert not {"exif", "xmp", "comment", "icc_profile"} & set(image.info)
        assert b"Secret" not in path.read_bytes()
        assert "Secret" not in str(path)


def test_source_may_be_deleted_after_reading(tmp_path: Path, store: PhotoStore) -> None:
    folder = photo_folder(tmp_path / "a", {"cats": 2, "dogs": 2})
    dataset = read(folder, store)
    shutil.rmtree(folder)
    assert all(store.has(photo.id) for photo in dataset.photos)


def test_the_article_s_own_zip_is_read(shared_data: Path, store: PhotoStore) -> None:
    dataset = read(shared_data / "cats_dogs_horses.zip", store)
    assert dataset.classes == ("cats", "dogs", "horses")
    assert dataset.counts == (106, 34, 56)
    assert [skipped.code for skipped in dataset.skipped] == ["photo.duplicate"]
    assert not dataset.has_given_split


def test_real_zip_that_comes_in_parts_is_read_with_them(
    shared_data: Path, store: PhotoStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = StoredPhoto("", 1, 1, is_new=False)
    ids = (f"{number:032d}" for number in range(10_000))
    monkeypatch.setattr("core.intake.read.store_photo", lambda *_: replace(stored, id=next(ids)))
    dataset = read(shared_data / "clothing.zip", store)
    assert len(dataset.classes) == 10
    assert Counter(p.split for p in dataset.photos) == {
        "train": 3068, "validation": 341, "test": 372,
    }  # fmt: skip


def test_real_folder_of_odd_and_broken_photos_names_each_broken_one(
    shared_data: Path, store: PhotoStore
) -> None:
    dataset = read(shared_data / "photo_cases", store)
    broken = {f"broken/{path.name}" for path in (shared_data / "photo_cases/broken").iterdir()}
    assert set(skipped_codes(dataset)) == broken
    assert dataset.counts == (0, 15, 16)
