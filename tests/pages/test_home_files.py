"""Home: projects saved as files, and files that become projects."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.context import QuietContext
from core.export.bundle import download_zip
from core.projects_io import open_model, rebuild
from core.projects_io.contents import saved_file
from core.projects_io.save import save_project
from core.runs import MODEL, all_runs
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from tests.core.projects_io.finished import finished_project
from tests.factories import folder_zip
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import fill, open_page, texts
from ui.results.results_page import TABS

HOME = "streamlit_app.py"


def _open_row(app: AppTest) -> AppTest:
    """The home page with the row for files unfolded."""
    app.session_state["open-file-row"] = True
    return open_page(app, HOME)


def _give(app: AppTest, path: Path, name: str) -> None:
    app.file_uploader[0].upload(name, path.read_bytes()).run()


@pytest.fixture
def project(projects: ProjectStore, tmp_path: Path) -> Project:
    """A finished project with a model file."""
    project = finished_project(projects, tmp_path)
    (run,) = all_runs(project.workspace)
    (run.folder / MODEL).write_bytes(b"keras")
    return project


@pytest.fixture
def received(
    projects: ProjectStore, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Project:
    """A project of a model that somebody sent."""
    monkeypatch.setattr(rebuild, "ready_network", lambda *_: None)
    monkeypatch.setattr(rebuild, "save_model", lambda path, *_: path.write_bytes(b"rebuilt"))
    sent = tmp_path / "sent.zip"
    sent.write_bytes(download_zip(all_runs(project.workspace)[0]))
    scratch = tmp_path / "scratch"
    return open_model.open_model(
        sent, "from-mia.zip", projects, scratch, scratch, QuietContext()
    ).project


def test_home_keeps_files_in_one_folded_row(app: AppTest) -> None:
    open_page(app, HOME)

    assert not app.exception
    assert [row.label for row in app.expander] == [
        "Open a saved project, or a model that somebody sent you"
    ]
    assert "Teachable Machine" not in texts(app)


def test_home_menu_saves_a_project_and_says_how_far_it_is(
    app: AppTest, projects: ProjectStore, engine: FakeEngine
) -> None:
    project = projects.create("Pets")
    fill(project, {"cats": 2, "dogs": 2})
    open_page(app, HOME)

    app.menu_button(key=f"more-{project.id}").click("save").run()

    (job,) = engine.jobs
    assert not app.exception
    assert (job.kind, job.project_id) == ("save_project", project.id)
    assert "Starting" in texts(app)


def test_home_offers_the_saved_file_with_its_size(
    app: AppTest, project: Project, engine: FakeEngine
) -> None:
    open_page(app, HOME)
    app.menu_button(key=f"more-{project.id}").click("save").run()
    save_project(project, saved_file(project.workspace), QuietContext())
    engine.set(engine.jobs[0].id, state="done", result={"size_mb": 0.1})

    app.run()

    assert not app.exception
    assert app.get("download_button")[0].proto.label.startswith("Download the file (")
    assert "keep it as safe as the photos" in texts(app)


def test_home_saved_project_that_is_given_is_opened_by_a_worker(
    app: AppTest, project: Project, engine: FakeEngine, tmp_path: Path
) -> None:
    save_project(project, tmp_path / "pets.zip", QuietContext())
    _open_row(app)

    _give(app, tmp_path / "pets.zip", "pets.zip")

    (job,) = engine.jobs
    assert not app.exception
    assert (job.kind, job.project_id, job.request["kind"]) == ("open_file", "", "project")
    assert job.request["name"] == "pets.zip"
    assert Path(job.request["source"]).is_file()


@pytest.mark.parametrize(("kind", "runs", "title"), [
    ("project", 0, "Your photos"), ("project", 1, "How good is it?"),
    ("model", 1, "Try it on new photos"),
])  # fmt: skip
def test_home_file_that_was_opened_leads_to_its_project(
    app: AppTest, project: Project, engine: FakeEngine, kind: str, runs: int, title: str
) -> None:
    job = engine.submit("open_file", "", {"kind": kind})
    engine.set(job.id, state="done", result={"project": project.id, "runs": runs})
    app.session_state["home.opening"] = job.id

    open_page(app, HOME)

    assert app.query_params["project"] == project.id
    assert app.title[0].value == title


def test_home_file_that_was_refused_says_why_and_opens_nothing(
    app: AppTest, engine: FakeEngine, projects: ProjectStore
) -> None:
    job = engine.submit("open_file", "", {"kind": "project"})
    engine.set(
        job.id, state="failed", error=("projects.incomplete", {"file": "pets.zip"}), ended_at=2.0
    )
    app.session_state["home.opening"] = job.id

    open_page(app, HOME)

    assert "pets.zip stops in the middle" in texts(app)
    assert projects.all() == []


def test_home_foreign_model_is_refused_with_the_reason_and_deleted(
    app: AppTest, engine: FakeEngine, home: Home, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "m.keras", "w") as archive:
        for name in ("config.json", "metadata.json", "model.weights.h5"):
            archive.writestr(name, b"{}")
    _open_row(app)

    _give(app, tmp_path / "m.keras", "m.keras")

    assert "program code that would run" in texts(app)
    assert engine.jobs == []
    assert list(home.uploads.glob("*.zip")) == []


def test_home_photos_of_another_program_become_a_project_that_is_being_read(
    app: AppTest, engine: FakeEngine, projects: ProjectStore, tmp_path: Path
) -> None:
    folder_zip(tmp_path / "leaves.tm", {"oak": 2, "elm": 2})
    _open_row(app)

    _give(app, tmp_path / "leaves.tm", "leaves.tm")

    (project,), (job,) = projects.all(), engine.jobs
    assert (project.name, job.kind, job.project_id) == ("leaves", "intake", project.id)
    assert app.title[0].value == "Your photos"


@pytest.mark.parametrize("script", ["results", "download", "data", "train"])
def test_page_of_a_model_that_was_sent_says_where_it_came_from(
    app: AppTest, received: Project, engine: FakeEngine, script: str
) -> None:
    open_page(app, f"pages/{script}.py", received)

    assert not app.exception
    assert [error.value for error in app.error] == []
    assert "from-mia.zip" in texts(app)
    assert [job.kind for job in engine.jobs if job.kind == "evaluate"] == []


@pytest.mark.parametrize("part", [TABS[0], TABS[1], TABS[5]])
def test_results_of_a_model_that_was_sent_show_what_is_known(
    app: AppTest, received: Project, part: str
) -> None:
    app.session_state["view-sent"] = part

    open_page(app, "pages/results.py", received)

    assert not app.exception
    assert [error.value for error in app.error] == []
    assert "How good is it?" in texts(app)
    assert "all 2 photos were answered rightly" not in texts(app)


def test_home_card_of_a_model_that_was_sent_says_so_and_leads_to_the_test(
    app: AppTest, received: Project
) -> None:
    open_page(app, HOME)
    assert "A model without its photos" in texts(app)

    app.button(key=f"open-{received.id}").click().run()

    assert app.title[0].value == "Try it on new photos"


def test_download_page_of_a_model_without_its_file_says_what_to_do(
    app: AppTest, received: Project
) -> None:
    (all_runs(received.workspace)[0].folder / MODEL).unlink()

    open_page(app, "pages/download.py", received)

    assert "open the project's file again" in texts(app)
