from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.errors import UserError
from core.intake.archive import open_archive
from core.intake.layout import Layout, find_layout
from core.intake.limits import Limits
from core.messages import CATALOGUE, describe
from tests.factories import photo_bytes, zip_of

PHOTO = photo_bytes("red")


def layout_of(path: Path, members: Mapping[str, bytes]) -> Layout:
    zip_of(path / "photos.zip", members)
    with open_archive(path / "photos.zip", Limits()) as archive:
        return find_layout(archive, "photos.zip")


def photos(*names: str) -> dict[str, bytes]:
    return dict.fromkeys(names, PHOTO)


def found(layout: Layout) -> list[tuple[str, str | None, str]]:
    return [(layout.classes[p.label], p.split, p.name) for p in layout.places]


def test_class_folders_are_found_with_names_in_natural_order(tmp_path: Path) -> None:
    layout = layout_of(tmp_path, photos("class 10/b.jpg", "class 9/a.jpg"))
    assert layout.classes == ("class 9", "class 10")
    assert found(layout) == [("class 10", None, "b.jpg"), ("class 9", None, "a.jpg")]


def test_lone_train_folder_gives_no_split(tmp_path: Path) -> None:
    layout = layout_of(tmp_path, photos("train/cats/1.jpg", "train/dogs/2.jpg"))
    assert found(layout) == [("cats", None, "1.jpg"), ("dogs", None, "2.jpg")]


def test_given_parts_are_honoured_in_any_spelling(tmp_path: Path) -> None:
    names = ["D/Training/cats/1.jpg", "D/VALID/cats/2.jpg", "D/Holdout/cats/3.jpg"]
    assert found(layout_of(tmp_path, photos(*names))) == [
        ("cats", "train", "1.jpg"), ("cats", "validation", "2.jpg"), ("cats", "test", "3.jpg"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "junk",
    [
        "__MACOSX/cats/._1.jpg", "cats/._1.jpg", "cats/.DS_Store", "cats/Thumbs.db", "desktop.ini",
        "cats/@eaDir/1.jpg/thumb.jpg", "cats/.ipynb_checkpoints/1-checkpoint.jpg", ".git/config",
        "LICENSE", "labels.csv", "cats/notes.txt", "cats/1.xml", "empty",
    ],
)  # fmt: skip
def test_what_no_person_means_as_a_photo_is_ignored(tmp_path: Path, junk: str) -> None:
    content = b"" if junk == "empty" else b"some text"
    layout = layout_of(tmp_path, {**photos("cats/1.jpg", "dogs/2.jpg"), junk: content})
    assert layout.classes == ("cats", "dogs")
    assert (layout.ignored, layout.skipped) == (1, ())


@pytest.mark.parametrize(
    "name", ["1.jpg?resize=300", "photo.asp", "no extension", "x.JPG", "1.dat"]
)
def test_photo_is_known_by_its_content_whatever_its_name(tmp_path: Path, name: str) -> None:
    layout = layout_of(tmp_path, photos(f"cats/{name}", "dogs/2.jpg"))
    assert [place.name for place in layout.places] == [name, "2.jpg"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("cats/clip.mp4", b"\x00\x00\x00\x20ftypisom" + bytes(20), "photo.video"),
        ("cats/more.zip", b"PK\x03\x04" + bytes(30), "photo.archive"),
        ("cats/paper.pdf", b"%PDF-1.7", "photo.pdf"),
        ("cats/logo.svg", b"<svg/>", "photo.svg"),
        ("cats/page.html", b"<html></html>", "photo.html"),
        ("model.bin", bytes(range(100)), "photo.not_a_photo"),
        ("beside.jpg", PHOTO, "layout.outside_classes"),
    ],
)
def test_other_file_is_left_out_and_named_for_what_it_is(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    layout = layout_of(tmp_path, {**photos("cats/1.jpg", "dogs/2.jpg"), name: data})
    assert [(skipped.name, skipped.code) for skipped in layout.skipped] == [(name, code)]
    assert layout.classes == ("cats", "dogs")
    assert code in CATALOGUE


def test_classes_that_differ_only_in_case_are_one_as_most_spell_it(tmp_path: Path) -> None:
    layout = layout_of(tmp_path, photos("cats/1.jpg", "Cats/2.jpg", "Cats/3.jpg", "dogs/4.jpg"))
    assert layout.classes == ("Cats", "dogs")
    assert [place.label for place in layout.places] == [0, 0, 0, 1]


def test_names_that_point_elsewhere_still_name_their_class(tmp_path: Path) -> None:
    layout = layout_of(tmp_path, photos("../../cats/1.jpg", "/dogs/2.jpg", "C:\\owls\\3.jpg"))
    assert layout.classes == ("cats", "dogs", "owls")


def test_class_whose_photos_may_all_be_broken_is_still_a_class(tmp_path: Path) -> None:
    layout = layout_of(tmp_path, {**photos("cats/1.jpg"), "dogs/1.jpg": b"broken"})
    assert layout.classes == ("cats", "dogs")


@pytest.mark.parametrize(
    "names", [("1.jpg", "2.jpg"), ("photos/1.jpg", "photos/2.jpg"), ("train/1.jpg", "test/2.jpg")]
)
def test_photos_without_class_folders_are_refused_with_what_was_found(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    with pytest.raises(UserError) as refused:
        layout_of(tmp_path, photos(*names))
    assert refused.value.code == "layout.no_classes"
    assert refused.value.facts["found"] == ", ".join(names)
    assert names[0] in describe(refused.value).detail


def test_archive_without_photos_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        layout_of(tmp_path, {"cats/notes.txt": b"text", "cats/song.mp3": b"ID3\x03"})
    assert refused.value.code == "archive.no_photos"


def test_photo_in_a_flat_test_folder_beside_sorted_ones_is_left_out(tmp_path: Path) -> None:
    names = ["train/cats/1.jpg", "train/dogs/2.jpg", "test/3.jpg"]
    layout = layout_of(tmp_path, photos(*names))
    assert [skipped.name for skipped in layout.skipped] == ["test/3.jpg"]
    assert [place.split for place in layout.places] == ["train", "train"]
