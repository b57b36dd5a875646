"""The frame of every page: the open project, the navigation, banners, and errors in words."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.store.home import Home
from core.store.projects import ProjectStore
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import fill, open_page, texts
from ui import resources
from ui.steps import PROJECT_STEPS, STEPS

ALL = tuple(step.script for step in STEPS.values())
OF_A_PROJECT = tuple(STEPS[step].script for step in PROJECT_STEPS)


@pytest.mark.parametrize("script", ALL)
def test_page_opened_first_on_a_fresh_server_shows_itself_and_the_whole_navigation(
    app: AppTest, script: str
) -> None:
    open_page(app, script)

    assert not app.exception
    assert not app.error
    assert [link.proto.label for link in app.sidebar.page_link] == [s.title for s in STEPS.values()]


@pytest.mark.parametrize("script", OF_A_PROJECT)
def test_page_without_a_project_says_so_and_leads_home(app: AppTest, script: str) -> None:
    open_page(app, script)
    assert "Open a project first" in texts(app)

    app.button(key="go-home-").click().run()

    assert not app.exception
    assert app.title[0].value.startswith("Teach your computer")


@pytest.mark.parametrize("script", OF_A_PROJECT[1:])
def test_page_of_a_project_without_photos_says_what_is_missing_and_leads_there(
    app: AppTest, projects: ProjectStore, script: str
) -> None:
    project = projects.create("Pets")

    open_page(app, script, project)
    wanted = [button for button in app.main.button if str(button.key).startswith("go-")]
    wanted[0].click().run()

    assert not app.exception
    assert not app.error
    assert app.query_params["project"] == project.id


@pytest.mark.parametrize("script", OF_A_PROJECT)
def test_page_of_a_project_that_is_gone_says_so(app: AppTest, script: str) -> None:
    open_page(app, script, project="0123456789ab")

    assert not app.exception
    assert app.error[0].proto.title == "This project is not here"


def test_page_with_a_hostile_project_in_its_address_says_that_it_is_not_here(app: AppTest) -> None:
    open_page(app, "pages/data.py", project="../../etc")

    assert app.error[0].proto.title == "This project is not here"


def test_navigation_of_a_project_keeps_it_in_every_address(
    app: AppTest, projects: ProjectStore
) -> None:
    project = projects.create("Pets")

    open_page(app, "pages/data.py", project)

    links = app.sidebar.page_link
    assert {link.proto.query_string for link in links} == {f"project={project.id}"}
    assert "Pets" in app.sidebar.markdown[0].value


def test_navigation_of_a_project_with_photos_says_in_words_that_data_is_done(
    app: AppTest, projects: ProjectStore
) -> None:
    project = projects.create("Pets")
    fill(project, {"cats": 3, "dogs": 2})

    open_page(app, "pages/data.py", project)

    data = app.sidebar.page_link[1].proto
    assert "5 photos" in data.label
    assert data.icon != STEPS["data"].icon


def test_page_without_a_project_in_its_address_opens_the_one_opened_last(
    app: AppTest, projects: ProjectStore
) -> None:
    project = projects.create("Pets")
    open_page(app, "pages/data.py", project)
    del app.query_params["project"]

    app.run()

    assert app.query_params["project"] == project.id
    assert "Open a project first" not in texts(app)


def test_page_of_a_project_deleted_meanwhile_forgets_it_without_an_error(
    app: AppTest, projects: ProjectStore
) -> None:
    project = projects.create("Pets")
    open_page(app, "pages/data.py", project)
    projects.delete(project.id)
    del app.query_params["project"]

    app.run()

    assert not app.error
    assert "Open a project first" in texts(app)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("train", "Training is running"),
        ("search", "Good settings are being looked for"),
        ("fine_tune", "Fine-tuning is running"),
    ],
)
def test_page_while_its_project_trains_says_so_and_links_to_train(
    app: AppTest, projects: ProjectStore, engine: FakeEngine, kind: str, said: str
) -> None:
    project = projects.create("Pets")
    engine.set(engine.submit(kind, project.id, {}).id, state="running")

    open_page(app, "pages/data.py", project)

    assert said in texts(app)
    assert "Watch it" in [link.proto.label for link in app.main.page_link]


def test_page_whose_project_file_is_damaged_tells_the_file(
    app: AppTest, projects: ProjectStore
) -> None:
    project = projects.create("Pets")
    (project.workspace.folder / "dataset.json").write_text("{")

    open_page(app, "pages/train.py", project)

    assert not app.exception
    assert "dataset.json" in app.error[0].value


def test_page_whose_engine_fails_shows_a_reference_and_logs_it(
    app: AppTest, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(resources, "engine", broken)

    open_page(app, "streamlit_app.py")

    (log,) = home.logs.iterdir()
    assert not app.exception
    assert log.stem.split("-")[-1] in app.error[0].value
    assert "secret detail" not in app.error[0].value
    log.unlink()
