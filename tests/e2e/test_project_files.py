"""A project and a model leave one computer and arrive on another; the answers are the same."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.predict import Predictor
from core.runs import MODEL, Run, all_runs
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from tests.e2e import journey
from tests.e2e.served_app import App, start_app
from tests.factories import folder_zip, photo_bytes
from ui import words

CLASSES = ("red hats", "blue mugs")
ROW = "Open a saved project, or a model that somebody sent you"
OPENED_MS = 240_000


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on another computer, with nothing in its data folder."""
    started = start_app(tmp_path_factory.mktemp("other") / "home")
    yield started
    started.stop()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo that no model has seen."""
    path = tmp_path / "new.jpg"
    path.write_bytes(photo_bytes("red", (160, 120), seed=99))
    return path


def _only_run(project: Project) -> Run:
    (run,) = all_runs(project.workspace)
    return run


def _answer(app: App, project: Project, photo: Path) -> dict[str, float]:
    predictor = Predictor(_only_run(project).folder, Home(app.home).networks)
    ranked = predictor.predict(photo.read_bytes()).ranked
    return {each.name: each.confidence for each in ranked}


def _give(page: Any, app: App, file: Path) -> None:
    """The row on the home page is unfolded and the file chosen."""
    page.goto(app.url)
    page.get_by_text(ROW).click()
    page.get_by_role("button", name="Choose a file").wait_for()
    page.locator("input[data-input=file]").set_input_files(str(file))


def _shown_answer(page: Any, photo: Path, expected: dict[str, float]) -> None:
    """The Test page gives the photo the share that is expected."""
    page.locator("input[type=file]").first.set_input_files(str(photo))
    page.get_by_text(words.percent(max(expected.values()))).first.wait_for()


def test_project_and_model_are_opened_on_another_computer_and_answer_the_same(
    app: App, other: App, open_page: Callable[..., Any], photo: Path, tmp_path: Path
) -> None:
    page = open_page(app.url)
    archive = folder_zip(tmp_path / "things.zip", dict.fromkeys(CLASSES, 12), size=(160, 120))
    journey.create_project(page, "Things")
    journey.upload_archive(page, archive)
    journey.wait_until_read(page, len(CLASSES))
    journey.go(page, "Train", "Train your model")
    journey.start_training(page)
    journey.wait_until_trained(page)
    (original,) = ProjectStore(Home(app.home).projects).all()
    journey.go(page, "Download", "Take your model with you")
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Download the zip").click()
    model_file = Path(download.value.path()).rename(tmp_path / "from-mia.zip")

    project_file = _saved(page, app, tmp_path)
    with zipfile.ZipFile(project_file) as packed:
        assert not any(name.endswith(".keras") for name in packed.namelist())

    elsewhere = open_page(other.url)
    _give(elsewhere, other, project_file)
    elsewhere.get_by_role("heading", name="How good is it?").wait_for(timeout=OPENED_MS)
    (opened,) = ProjectStore(Home(other.home).projects).all()
    assert opened.workspace.dataset() == original.workspace.dataset()
    expected = _answer(app, original, photo)
    assert _answer(other, opened, photo) == pytest.approx(expected)
    assert (_only_run(opened).folder / MODEL).stat().st_size > 1_000_000
    journey.go(elsewhere, "Test", "Try it on new photos")
    _shown_answer(elsewhere, photo, expected)

    _give(elsewhere, other, model_file)
    elsewhere.get_by_role("heading", name="Try it on new photos").wait_for(timeout=OPENED_MS)
    elsewhere.get_by_text("from-mia.zip").wait_for()
    received = ProjectStore(Home(other.home).projects).all()[0]
    assert received.workspace.dataset() is None
    assert _answer(other, received, photo) == pytest.approx(expected)
    _shown_answer(elsewhere, photo, expected)


def _saved(page: Any, app: App, folder: Path) -> Path:
    """The project of the home page as a file."""
    page.goto(app.url)
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Save as a file").click()
    link = page.get_by_role("link", name="Download the file")
    link.wait_for(timeout=60_000)
    response = page.request.get(app.url + link.get_attribute("href"))
    assert response.ok
    assert "things-project.zip" in response.headers["content-disposition"]
    path = folder / "things-project.zip"
    path.write_bytes(response.body())
    return path


def test_torn_download_is_refused_in_words_and_leaves_no_project(
    other: App, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    before = len(ProjectStore(Home(other.home).projects).all())
    torn = folder_zip(tmp_path / "pets-project.zip", {"a": 3, "b": 3})
    torn.write_bytes(torn.read_bytes()[:-100])
    page = open_page(other.url)

    _give(page, other, torn)

    page.get_by_text("stops in the middle").wait_for()
    assert len(ProjectStore(Home(other.home).projects).all()) == before
