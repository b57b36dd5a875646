"""Asking a model about many photos at once."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.answering import Answerer
from core.backbones.extractor import Extractor
from core.classify.asking import STAGE, ask_all, folder_class
from core.classify.judging import judged
from core.classify.types import Batch
from core.context import QuietContext
from core.errors import Cancelled, UserError
from core.store.photos import PhotoStore
from core.types import Event, FloatArray, PixelArray, Prediction, Ranked
from tests.factories import class_photos, photo_bytes, zip_of


class RedOrBlue(Answerer):
    """Calls a photo red where its mean colour is redder than it is blue."""

    def __init__(self) -> None:
        self.classes = ("red", "blue")

    def answers(self, features: FloatArray) -> list[Prediction]:
        found = []
        for red, blue in features:
            names = ("red", "blue") if red > blue else ("blue", "red")
            found.append(Prediction((Ranked(names[0], 0.95), Ranked(names[1], 0.05)), "surely"))
        return found


class MeanColour(Extractor):
    """Red and blue of each photo, in place of a network."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    @property
    def input_size(self) -> int:
        return 32

    def features(self, batch: PixelArray) -> FloatArray:
        self.calls.append(len(batch))
        means: FloatArray = batch.mean(axis=(1, 2), dtype=np.float32)[:, [0, 2]]
        return means


class Watched(QuietContext):
    """Remembers what it is told, and asks to stop after some photos."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.events: list[Event] = []
        self._stop_after = stop_after

    def emit(self, event: Event) -> None:
        self.events.append(event)

    def stop_requested(self) -> bool:
        done = self.events[-1].done if self.events else 0
        return self._stop_after is not None and done >= self._stop_after


@pytest.fixture
def thumbnails(tmp_path: Path) -> PhotoStore:
    return PhotoStore(tmp_path / "thumbnails")


def _ask(source: Path, thumbnails: PhotoStore, context: QuietContext | None = None) -> Batch:
    model = (RedOrBlue(), MeanColour())
    return ask_all(source, "holiday.zip", "run", model, thumbnails, context or QuietContext())


def _zip(tmp_path: Path, counts: dict[str, int]) -> Path:
    return zip_of(tmp_path / "upload", dict(class_photos(counts)))


def test_every_photo_is_answered_in_the_order_of_the_upload(
    tmp_path: Path, thumbnails: PhotoStore
) -> None:
    context = Watched()
    batch = _ask(_zip(tmp_path, {"red": 20, "blue": 15}), thumbnails, context)
    assert [a.best.name for a in batch.answers] == ["red"] * 20 + ["blue"] * 15
    assert (batch.total, batch.skipped, batch.name) == (35, (), "holiday.zip")
    assert (context.events[-1].stage, context.events[-1].done) == (STAGE, 35)
    assert all(thumbnails.has(answer.photo_id) for answer in batch.answers)


def test_folder_on_disk_and_photos_without_folders_are_answered(
    tmp_path: Path, thumbnails: PhotoStore
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "one.jpg").write_bytes(photo_bytes("red"))
    (folder / "without_extension").write_bytes(photo_bytes("blue", format="PNG"))
    batch = _ask(folder, thumbnails)
    assert {a.name: a.best.name for a in batch.answers} == {
        "one.jpg": "red",
        "without_extension": "blue",
    }
    assert judged(batch) is None


def test_unreadable_photo_is_named_and_the_others_are_answered(
    tmp_path: Path, thumbnails: PhotoStore
) -> None:
    members = {"a.jpg": photo_bytes(), "broken.jpg": photo_bytes()[:300], "notes.txt": b"hello"}
    members["__MACOSX/._a.jpg"] = b"system"
    batch = _ask(zip_of(tmp_path / "upload", members), thumbnails)
    assert [a.name for a in batch.answers] == ["a.jpg"]
    assert [s.name for s in batch.skipped] == ["broken.jpg"]
    assert batch.total == 2


def test_upload_without_photos_is_refused(tmp_path: Path, thumbnails: PhotoStore) -> None:
    with pytest.raises(UserError, match=r"trial\.no_photos"):
        _ask(zip_of(tmp_path / "upload", {"notes.txt": b"hello"}), thumbnails)


def test_stop_keeps_what_was_answered(tmp_path: Path, thumbnails: PhotoStore) -> None:
    batch = _ask(_zip(tmp_path, {"red": 60}), thumbnails, Watched(stop_after=16))
    assert (len(batch.answers), batch.total) == (16, 60)


def test_stop_before_the_first_answer_leaves_nothing(
    tmp_path: Path, thumbnails: PhotoStore
) -> None:
    with pytest.raises(Cancelled):
        _ask(_zip(tmp_path, {"red": 60}), thumbnails, Watched(stop_after=0))


def test_thumbnail_has_the_shape_of_the_photo(tmp_path: Path, thumbnails: PhotoStore) -> None:
    upload = zip_of(tmp_path / "upload", {"wide.jpg": photo_bytes(size=(320, 100))})
    answer = _ask(upload, thumbnails).answers[0]
    with Image.open(io.BytesIO(thumbnails.read(answer.photo_id))) as picture:
        assert picture.size == (160, 50)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("red/1.jpg", "red"),
        ("test/RED/1.jpg", "red"),
        ("blue/red/1.jpg", "red"),
        ("holiday/1.jpg", ""),
        ("red.jpg", ""),
    ],
)
def test_folder_that_is_named_after_a_class_says_what_the_photo_shows(
    name: str, expected: str
) -> None:
    assert folder_class(name, ("red", "blue")) == expected


def test_judged_counts_only_photos_of_folders_that_are_classes(
    tmp_path: Path, thumbnails: PhotoStore
) -> None:
    right = [photo_bytes("red", seed=n) for n in range(3)]
    members = {f"red/{n}.jpg": data for n, data in enumerate(right)}
    members |= {"blue/wrong.jpg": photo_bytes("red", seed=9), "other/x.jpg": photo_bytes("blue")}
    report = judged(_ask(zip_of(tmp_path / "upload", members), thumbnails))
    assert report is not None
    assert report.confusion == ((3, 0), (1, 0))
    assert [mistake.name for mistake in report.mistakes] == ["blue/wrong.jpg"]
