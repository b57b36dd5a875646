"""The home page: what this is, your projects, and how to begin."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.evaluation.report import Report
from core.samples import SAMPLES
from core.store.projects import ProjectStore
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import button, fill, finish_run, open_dialog, open_page, texts

HOME = "streamlit_app.py"


def test_home_without_projects_says_what_this_is_and_how_to_begin(app: AppTest) -> None:
    open_page(app, HOME)

    assert not app.exception
    assert app.title[0].value == "Teach your computer to tell your photos apart"
    assert [header.value for header in app.header] == ["Your projects"]
    assert "None yet" in texts(app)
    assert {s.value for s in app.subheader} == {
        "Start with your own photos",
        "Try it with a sample",
    }


def test_home_picture_has_alternative_texts(app: AppTest) -> None:
    open_page(app, HOME)

    images = [image.proto.imgs[0] for image in app.main.image]
    assert len(images) == 3
    assert all(image.alt for image in images)


def test_home_with_a_name_creates_a_project_and_opens_its_data(
    app: AppTest, projects: ProjectStore
) -> None:
    open_page(app, HOME)

    app.text_input[0].set_value("Leaves")
    app.button[0].click().run()

    (project,) = projects.all()
    assert not app.exception
    assert project.name == "Leaves"
    assert app.query_params["project"] == project.id
    assert app.title[0].value == "Your photos"


def test_home_without_a_name_creates_a_project_all_the_same(
    app: AppTest, projects: ProjectStore
) -> None:
    open_page(app, HOME)

    app.button[0].click().run()

    assert [project.name for project in projects.all()] == ["My project"]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_home_sample_becomes_a_project_whose_photos_are_being_read(
    app: AppTest, projects: ProjectStore, engine: FakeEngine, sample: object
) -> None:
    sample_id, title = getattr(sample, "id", ""), getattr(sample, "title", "")
    open_page(app, HOME)

    app.button(key=f"sample-{sample_id}").click().run()

    (project,) = projects.all()
    (job,) = engine.jobs
    assert not app.exception
    assert project.name == title
    assert (job.kind, job.project_id, job.request["sample"]) == ("intake", project.id, sample_id)
    assert app.query_params["project"] == project.id


def test_home_sample_that_is_downloaded_says_its_size_beforehand(app: AppTest) -> None:
    open_page(app, HOME)

    assert [
        str(sample.size_mb) in app.button(key=f"sample-{sample.id}").label
        for sample in SAMPLES
        if sample.needs_network
    ] == [True]


def test_home_project_shows_counts_and_photos(app: AppTest, projects: ProjectStore) -> None:
    fill(projects.create("Pets"), {"cats": 4, "dogs": 3})

    open_page(app, HOME)

    assert "#### Pets" in texts(app)
    assert "7 photos · 2 classes · not trained yet" in texts(app)
    alts = [image.proto.imgs[0].alt for image in app.main.image][3:]
    assert alts[:2] == ["A photo of the class cats", "A photo of the class dogs"]


def test_home_project_with_models_says_how_good_the_newest_is(
    app: AppTest, projects: ProjectStore
) -> None:
    project = projects.create("Pets")
    fill(project, {"cats": 4, "dogs": 3})
    finish_run(project, Report("validation", ("cats", "dogs"), ((3, 1), (1, 3)), ()), "20260101-1")
    finish_run(project, Report("validation", ("cats", "dogs"), ((3, 1), (0, 4)), ()), "20260101-2")

    open_page(app, HOME)

    assert "newest model 7 of 8 right" in texts(app)


def test_home_project_whose_file_is_damaged_is_shown_beside_the_others(
    app: AppTest, projects: ProjectStore
) -> None:
    fill(projects.create("Whole"), {"cats": 4, "dogs": 3})
    (projects.create("Broken").workspace.folder / "dataset.json").write_text("[")

    open_page(app, HOME)

    assert not app.error
    assert "#### Whole" in texts(app)
    assert "damaged" in texts(app)


def test_home_with_many_projects_shows_the_newest_and_all_when_asked(
    app: AppTest, projects: ProjectStore
) -> None:
    for number in range(8):
        projects.create(f"Project {number}")
    open_page(app, HOME)
    assert len(app.menu_button) == 6

    app.toggle[0].set_value(True).run()
    assert len(app.menu_button) == 8


def test_home_open_leads_to_the_data_of_the_project(app: AppTest, projects: ProjectStore) -> None:
    projects.create("Other")
    project = projects.create("Pets")
    open_page(app, HOME)

    app.button(key=f"open-{project.id}").click().run()

    assert app.query_params["project"] == project.id
    assert app.title[0].value == "Your photos"


@pytest.mark.parametrize(("action", "asks"), [("rename", "Save"), ("delete", "Delete for good")])
def test_home_menu_of_a_project_asks_before_it_changes_anything(
    app: AppTest, projects: ProjectStore, action: str, asks: str
) -> None:
    project = projects.create("Pets")
    open_page(app, HOME)

    app.menu_button(key=f"more-{project.id}").click(action).run()

    assert not app.exception
    assert asks in [found.label for found in app.button]
    assert projects.all() == [project]


def test_rename_dialog_gives_the_project_its_new_name(
    engine: FakeEngine, projects: ProjectStore
) -> None:
    projects.create("Pets")
    app = open_dialog("ui.home.project_dialogs", "ask_rename(page, project)")

    app.text_input[0].set_value("Animals")
    button(app, "Save").click().run()

    assert not app.exception
    assert [project.name for project in projects.all()] == ["Animals"]


def test_delete_dialog_keeps_the_project_when_told_so(
    engine: FakeEngine, projects: ProjectStore
) -> None:
    project = projects.create("Pets")
    app = open_dialog("ui.home.project_dialogs", "ask_delete(page, project)")

    button(app, "Keep it").click().run()

    assert projects.all() == [project]
    assert engine.forgotten == []


def test_delete_dialog_ends_the_jobs_of_the_project_and_removes_it(
    engine: FakeEngine, projects: ProjectStore
) -> None:
    project = projects.create("Pets")
    fill(project, {"cats": 2})
    app = open_dialog("ui.home.project_dialogs", "ask_delete(page, project)")

    button(app, "Delete for good").click().run()

    assert not app.exception
    assert projects.all() == []
    assert not project.workspace.folder.exists()
    assert engine.forgotten == [project.id]


def test_home_of_a_project_named_like_markdown_shows_its_name_as_it_is(
    app: AppTest, projects: ProjectStore
) -> None:
    projects.create("*Pets* [x](y)")

    open_page(app, HOME)

    assert "#### \\*Pets\\* \\[x\\](y)" in texts(app)
