"""The Data page: bringing photos in, looking at them, and what is still missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.store.home import Home
from core.store.projects import Project, ProjectStore
from core.types import Event, Skipped
from tests.factories import folder_zip, photo_bytes
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import button, fill, open_page, texts
from ui.data import class_by_hand

DATA = "pages/data.py"
ENOUGH = {"cats": 6, "dogs": 6}


@pytest.fixture
def project(projects: ProjectStore) -> Project:
    """An empty project."""
    return projects.create("Pets")


def test_data_of_an_empty_project_shows_the_ways_to_bring_photos_in(
    app: AppTest, project: Project
) -> None:
    open_page(app, DATA, project)

    assert not app.exception
    assert [header.value for header in app.header] == ["Bring in your photos"]
    assert len(app.segmented_control[0].options) == 3
    assert len(app.file_uploader) == 2


def test_data_says_the_limits_before_the_upload(app: AppTest, project: Project) -> None:
    open_page(app, DATA, project)

    assert "up to 50 MB for one photo" in texts(app)
    assert "At least 5 photos in each" in texts(app)


def test_data_with_an_uploaded_zip_starts_to_read_it(
    app: AppTest, project: Project, engine: FakeEngine, home: Home, tmp_path: Path
) -> None:
    data = folder_zip(tmp_path / "pets.zip", {"cats": 1, "dogs": 1}).read_bytes()
    open_page(app, DATA, project)

    app.file_uploader[0].upload("pets.zip", data).run()

    (job,) = engine.jobs
    source = Path(job.request["source"])
    assert not app.exception
    assert (job.kind, job.project_id, job.request["name"]) == ("intake", project.id, "pets.zip")
    assert source.parent == home.uploads
    assert source.read_bytes() == data


def test_data_while_photos_are_read_shows_counts_and_no_second_upload(
    app: AppTest, project: Project, engine: FakeEngine
) -> None:
    job = engine.submit("intake", project.id, {})
    engine.set(job.id, state="running", started_at=1.0)
    engine.story[job.id] = [Event("progress", "reading", 30, 197, 1.0)]

    open_page(app, DATA, project)

    assert "30 of 197 photos" in app.main.progress[0].text
    assert not app.file_uploader


def test_data_stop_while_photos_are_read_asks_the_engine_to_stop(
    app: AppTest, project: Project, engine: FakeEngine
) -> None:
    job = engine.submit("intake", project.id, {})
    engine.set(job.id, state="running", started_at=1.0)
    open_page(app, DATA, project)

    button(app, "Stop").click().run()

    assert engine.cancelled == [job.id]


def test_data_after_a_reading_that_failed_says_why_until_it_is_closed(
    app: AppTest, project: Project, engine: FakeEngine
) -> None:
    job = engine.submit("intake", project.id, {})
    failure = ("general.disk_full", {"what": "pets.zip", "folder": "home"})
    engine.set(job.id, state="failed", error=failure)

    open_page(app, DATA, project)
    assert app.error[0].proto.title == "The disk is full"
    assert len(app.file_uploader) == 2

    button(app, "Close this message").click().run()
    assert not app.error


def test_data_with_enough_photos_offers_train_as_the_next_step(
    app: AppTest, project: Project
) -> None:
    fill(project, ENOUGH)

    open_page(app, DATA, project)

    assert "12 photos in 2 classes" in texts(app)
    assert app.button(key="go-train-").label == "Train"


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ({"cats": 6}, "There is only one class"),
        ({"cats": 6, "dogs": 2}, "A class has too few photos"),
    ],
)
def test_data_with_too_little_says_what_is_missing_and_offers_no_training(
    app: AppTest, project: Project, engine: FakeEngine, counts: dict[str, int], says: str
) -> None:
    fill(project, counts)

    open_page(app, DATA, project)

    assert says in texts(app)
    assert "Train" not in [found.label for found in app.button]


def test_data_of_few_photos_gives_advice_in_words(app: AppTest, project: Project) -> None:
    fill(project, ENOUGH)

    open_page(app, DATA, project)

    assert "More photos would help" in texts(app)


def test_data_shows_each_class_with_its_count_and_photos(app: AppTest, project: Project) -> None:
    fill(project, {"cats": 7, "dogs": 6})

    open_page(app, DATA, project)

    assert "**cats** · 7 photos" in texts(app)
    assert "**dogs** · 6 photos" in texts(app)
    alts = [image.proto.imgs[0].alt for image in app.main.image]
    assert "cats: cats_0.jpg" in alts


def test_data_of_very_many_classes_shows_them_in_parts(app: AppTest, project: Project) -> None:
    fill(
        project,
        {f"class {number}": 1 for number in range(10)} | dict.fromkeys("abcdefghijklmnop", 0),
    )

    open_page(app, DATA, project)
    assert len(app.menu_button) == 1 + 24

    app.pagination[0].set_value(2).run()
    assert len(app.menu_button) == 1 + 2


def test_data_with_files_left_out_groups_them_by_reason_and_names_them(
    app: AppTest, project: Project
) -> None:
    skipped = (
        Skipped("a_b.jpg", "photo.truncated", {"name": "a_b.jpg"}),
        Skipped("c.jpg", "photo.truncated", {"name": "c.jpg"}),
        Skipped("d.pdf", "photo.pdf", {"name": "d.pdf"}),
    )
    fill(project, ENOUGH, skipped=skipped, ignored=4)

    open_page(app, DATA, project)

    assert app.expander[0].label == "3 files were left out"
    assert not app.expander[0].proto.expanded
    shown = texts(app)
    assert "**The photo is cut off** · 2 files" in shown
    assert "- a\\_b.jpg\n- c.jpg" in shown
    assert "It is a document, not a photo" in shown
    assert "4 files beside the photos" in shown


def test_data_with_a_hundred_thousand_files_left_out_names_some_and_counts_the_rest(
    app: AppTest, project: Project
) -> None:
    skipped = tuple(Skipped(f"{n}.jpg", "photo.empty", {}) for n in range(100_000))
    fill(project, ENOUGH, skipped=skipped)

    open_page(app, DATA, project)

    assert app.expander[0].label == "100,000 files were left out"
    assert "and 99,800 more" in texts(app)


def test_data_class_by_hand_adds_its_photos(app: AppTest, project: Project) -> None:
    open_page(app, DATA, project)
    app.segmented_control[0].set_value("files").run()
    app.text_input[0].set_value("cats").run()

    files = [("one.jpg", photo_bytes(seed=1)), ("two.jpg", photo_bytes(seed=2))]
    for name, data in files:
        app.file_uploader[0].upload(name, data)
    button(app, "Add these photos").click().run()

    dataset = project.workspace.dataset()
    assert not app.exception
    assert dataset is not None
    assert dataset.classes == ("cats",)
    assert [photo.name for photo in dataset.photos] == ["one.jpg", "two.jpg"]
    assert app.success[0].value == "2 photos added to cats."
    assert app.selectbox[0].value == "cats"


def test_data_class_by_hand_names_a_photo_that_cannot_be_read(
    app: AppTest, project: Project
) -> None:
    open_page(app, DATA, project)
    app.segmented_control[0].set_value("files").run()
    app.text_input[0].set_value("cats").run()

    app.file_uploader[0].upload("good.jpg", photo_bytes())
    app.file_uploader[0].upload("broken.jpg", photo_bytes()[:200])
    button(app, "Add these photos").click().run()

    assert app.success[0].value == "1 photo added to cats."
    assert "broken.jpg" in app.warning[0].value


def test_data_camera_adds_every_photo_of_a_burst(
    app: AppTest, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    bursts = [[photo_bytes(seed=1), photo_bytes(seed=2)], [photo_bytes(seed=3)]]
    monkeypatch.setattr(class_by_hand, "burst_field", lambda key: bursts.pop(0) if bursts else [])
    open_page(app, DATA, project)
    app.segmented_control[0].set_value("camera").run()

    app.text_input[0].set_value("cats").run()

    dataset = project.workspace.dataset()
    assert not app.exception
    assert dataset is not None
    assert [photo.name for photo in dataset.photos] == [f"camera {n}.jpg" for n in (1, 2, 3)]
    assert {photo.origin for photo in dataset.photos} == {"camera"}
    assert app.success[0].value == "1 photo added to cats."


def test_data_camera_at_an_address_where_browsers_forbid_it_says_so(
    app: AppTest, project: Project
) -> None:
    app.context = {"url": "http://classroom.example:8501/data"}
    open_page(app, DATA, project)
    app.segmented_control[0].set_value("camera").run()

    app.text_input[0].set_value("cats").run()

    assert app.info[0].proto.title == "The camera cannot be used here"
