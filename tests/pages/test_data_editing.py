"""Editing on the Data page: classes, the album of a class, and taking changes back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.intake.edit import exclude_photos, remove_photos
from core.store.history import save_for_good
from core.store.projects import Project, ProjectStore
from core.types import Dataset
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import button, fill, open_dialog, open_page, texts

DATA = "pages/data.py"
ENOUGH = {"cats": 6, "dogs": 6}


@pytest.fixture
def project(projects: ProjectStore) -> Project:
    """An empty project."""
    return projects.create("Pets")


def now(project: Project) -> Dataset:
    dataset = project.workspace.dataset()
    assert dataset is not None
    return dataset


def open_album(app: AppTest, project: Project, name: str) -> AppTest:
    app.query_params["class"] = name
    return open_page(app, DATA, project)


def tick(app: AppTest, *places: int) -> None:
    for place in places:
        app.checkbox[place].check()
    app.run()


def test_rename_class_dialog_gives_it_its_new_name(engine: FakeEngine, project: Project) -> None:
    fill(project, ENOUGH)
    app = open_dialog("ui.data.class_dialogs", 'ask_rename(page, project, "cats")')

    app.text_input[0].set_value("tigers")
    button(app, "Save").click().run()

    assert now(project).classes == ("tigers", "dogs")


def test_rename_class_dialog_with_a_name_that_is_taken_says_so(
    engine: FakeEngine, project: Project
) -> None:
    fill(project, ENOUGH)
    app = open_dialog("ui.data.class_dialogs", 'ask_rename(page, project, "cats")')

    app.text_input[0].set_value("Dogs")
    button(app, "Save").click().run()

    assert app.error[0].proto.title == "There is a class of that name"


def test_merge_class_dialog_puts_its_photos_into_the_other(
    engine: FakeEngine, project: Project
) -> None:
    fill(project, {**ENOUGH, "puppies": 3})
    app = open_dialog("ui.data.class_dialogs", 'ask_merge(page, project, "puppies")')

    app.selectbox[0].set_value("dogs")
    button(app, "Merge").click().run()

    assert now(project).classes == ("cats", "dogs")
    assert now(project).counts == (6, 9)


def test_remove_class_dialog_takes_its_photos_out_until_it_is_undone(
    app: AppTest, project: Project
) -> None:
    before = fill(project, ENOUGH)
    dialog = open_dialog("ui.data.class_dialogs", 'ask_remove(page, project, "cats", 6)')
    assert now(project) == before

    button(dialog, "Remove the class").click().run()
    assert now(project).classes == ("dogs",)

    open_page(app, DATA, project)
    assert "“cats” removed with 6 photos" in texts(app)
    button(app, "Undo").click().run()
    assert now(project) == before
    assert "Undo" not in [found.label for found in app.button]


def test_remove_all_dialog_leaves_an_empty_project_until_it_is_undone(
    app: AppTest, project: Project
) -> None:
    before = fill(project, ENOUGH)
    dialog = open_dialog("ui.data.class_dialogs", "ask_remove_all(page, project)")

    button(dialog, "Remove all photos").click().run()
    assert (now(project).classes, now(project).photos) == ((), ())

    open_page(app, DATA, project)
    button(app, "Undo").click().run()
    assert now(project) == before


def test_see_all_photos_opens_the_album_of_that_class(app: AppTest, project: Project) -> None:
    fill(project, {"cats": 7, "dogs": 6})
    open_page(app, DATA, project)

    app.button(key="album-cats").click().run()

    assert not app.exception
    assert app.title[0].value == "cats"
    assert len(app.checkbox) == 7
    button(app, "All classes").click().run()
    assert app.title[0].value == "Your photos"


def test_album_of_a_class_that_is_gone_shows_the_page(app: AppTest, project: Project) -> None:
    fill(project, ENOUGH)

    open_album(app, project, "lions")

    assert app.title[0].value == "Your photos"


def test_album_of_ten_thousand_photos_shows_them_in_parts(app: AppTest, project: Project) -> None:
    dataset = fill(project, {"cats": 40, "dogs": 6})
    many = tuple(replace(dataset.photos[0], id=f"{n:032x}") for n in range(10_000))
    project.workspace.save_dataset(replace(dataset, photos=(*dataset.photos, *many)))

    open_album(app, project, "cats")
    assert (len(app.checkbox), len(app.main.image)) == (30, 30)

    app.pagination[0].set_value(2).run()
    assert app.main.image[0].proto.imgs[0].alt == "cats_30.jpg"


def test_album_puts_ticked_photos_aside_and_they_can_be_used_again(
    app: AppTest, project: Project
) -> None:
    before = fill(project, ENOUGH)
    open_album(app, project, "cats")
    assert button(app, "Put aside").disabled

    tick(app, 0, 2)
    button(app, "Put aside").click().run()

    assert not app.exception
    assert now(project).counts == (4, 6)
    assert [photo.name for photo in now(project).excluded] == ["cats_0.jpg", "cats_2.jpg"]
    assert "0 chosen" in texts(app)

    app.segmented_control[0].set_value("aside").run()
    tick(app, 0, 1)
    button(app, "Use again").click().run()
    assert now(project).key == before.key


def test_album_keeps_what_is_ticked_while_parts_are_turned(app: AppTest, project: Project) -> None:
    fill(project, {"cats": 35, "dogs": 6})
    open_album(app, project, "cats")

    tick(app, 0)
    app.pagination[0].set_value(2).run()
    tick(app, 4)
    assert "2 chosen" in texts(app)
    app.pagination[0].set_value(1).run()
    assert app.checkbox[0].value

    button(app, "Put aside").click().run()
    assert [photo.name for photo in now(project).excluded] == ["cats_0.jpg", "cats_34.jpg"]


def test_album_choose_all_shown_and_choose_none(app: AppTest, project: Project) -> None:
    fill(project, ENOUGH)
    open_album(app, project, "cats")

    button(app, "Choose all shown").click().run()
    assert "6 chosen" in texts(app)
    assert all(box.value for box in app.checkbox)

    button(app, "Choose none").click().run()
    assert not any(box.value for box in app.checkbox)


def test_album_moves_ticked_photos_to_another_class(app: AppTest, project: Project) -> None:
    fill(project, ENOUGH)
    open_album(app, project, "cats")

    tick(app, 0, 1, 2)
    app.selectbox[0].set_value("dogs")
    button(app, "Move").click().run()

    assert not app.exception
    assert now(project).counts == (3, 9)
    assert "3 photos moved to “dogs”" in texts(app)


def test_delete_dialog_deletes_for_good_and_undo_does_not_bring_it_back(
    engine: FakeEngine, project: Project
) -> None:
    cat = fill(project, ENOUGH).photos[0]
    ask = f'ask_delete(page, project, {{"{cat.id}"}})'
    app = open_dialog("ui.data.class_album", ask)
    assert "cannot be undone" in texts(app)
    assert now(project).counts == (6, 6)

    button(app, "Delete for good").click().run()

    assert now(project).counts == (5, 6)
    assert not project.workspace.photos.has(cat.id)


def test_deleted_photo_stays_on_disk_while_a_job_runs_and_goes_when_it_has_ended(
    app: AppTest, engine: FakeEngine, project: Project
) -> None:
    cat = fill(project, ENOUGH).photos[0]
    job = engine.submit("train", project.id, {})
    dialog = open_dialog("ui.data.class_album", f'ask_delete(page, project, {{"{cat.id}"}})')

    button(dialog, "Delete for good").click().run()
    assert now(project).counts == (5, 6)
    assert project.workspace.photos.has(cat.id)

    engine.set(job.id, state="done")
    open_page(app, DATA, project)
    assert not project.workspace.photos.has(cat.id)


def test_class_card_counts_what_was_put_aside(app: AppTest, project: Project) -> None:
    dataset = fill(project, ENOUGH)
    project.workspace.save_dataset(exclude_photos(dataset, [dataset.photos[0].id]))

    open_page(app, DATA, project)

    assert "**cats** · 5 photos, 1 put aside" in texts(app)


def test_album_gives_way_while_photos_are_read(
    app: AppTest, engine: FakeEngine, project: Project
) -> None:
    fill(project, ENOUGH)
    engine.submit("intake", project.id, {})

    open_album(app, project, "cats")

    assert app.title[0].value == "Your photos"
    assert not app.checkbox


def test_undo_tells_what_was_taken_back_until_something_else_is_changed(
    app: AppTest, project: Project
) -> None:
    fill(project, {"cats": 7, "dogs": 6})
    open_album(app, project, "cats")
    tick(app, 0)
    button(app, "Put aside").click().run()

    button(app, "Undo").click().run()
    app.run()
    assert "Taken back: 1 photo put aside." in texts(app)

    tick(app, 1, 2)
    button(app, "Put aside").click().run()
    assert "Taken back" not in texts(app)
    assert "Last change: 2 photos put aside." in texts(app)


def test_undo_tells_nothing_of_before_when_photos_were_deleted_for_good_since(
    app: AppTest, project: Project
) -> None:
    before = fill(project, {"cats": 7, "dogs": 6})
    open_album(app, project, "cats")
    tick(app, 0)
    button(app, "Put aside").click().run()
    button(app, "Undo").click().run()
    assert "Taken back" in texts(app)

    save_for_good(project.workspace, remove_photos(now(project), [before.photos[0].id]))
    app.run()

    assert "Taken back" not in texts(app)
