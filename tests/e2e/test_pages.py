"""Every page by itself: first on a fresh server, on a phone, in the dark, and with bad input."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.context import QuietContext
from core.intake import read_dataset
from core.settings import TrainSettings
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from core.training import train_model
from tests.e2e import journey
from tests.e2e.served_app import REPOSITORY, App, start_app
from tests.factories import folder_zip, photo_bytes

# Set it to a folder, such as docs/screenshots, to keep the pictures that README shows.
SCREENSHOTS = os.environ.get("FOLDERSIGHT_SCREENSHOTS")
HEADINGS = {
    "": "Teach your computer to tell your photos apart",
    "data": "Your photos",
    "train": "Train your model",
    "results": "How good is it?",
    "test": "Try it on new photos",
    "download": "Take your model with you",
    "learn": "How your computer learns to see",
}
PICTURES_DRAWN = """
() => [...document.images].every((image) => image.complete || image.loading === 'lazy')
  && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(
    (chart) => chart.querySelector('.marks')
  )
"""
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def project(app: App) -> Project:
    """A project with a trained model, of real photos where they are on this computer."""
    home = Home(app.home)
    project = ProjectStore(home.projects).create("Cats, dogs and horses")
    source = REPOSITORY.parent / "shared" / "data" / "cats_dogs_horses.zip"
    if not source.is_file():
        counts = {"red hats": 20, "blue mugs": 20, "gold rings": 20}
        source = folder_zip(app.home / "data.zip", counts, size=(320, 240))
    dataset = read_dataset(source, project.workspace.photos, QuietContext())
    project.workspace.save_dataset(dataset)
    train_model(project.workspace, home.networks, TrainSettings(), QuietContext())
    return project


@pytest.mark.parametrize("path", list(HEADINGS))
def test_page_opened_first_on_a_fresh_server_has_its_frame(
    path: str, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    app = start_app(tmp_path / "home")
    try:
        page = open_page(f"{app.url}/{path}")
        navigation = page.get_by_test_id("stSidebar")
        navigation.get_by_role("link", name="Learn").wait_for()
        page.get_by_test_id("stMain").get_by_role("heading").or_(
            page.get_by_text("Open a project first")
        ).first.wait_for()
        assert "Foldersight" in page.title()
        assert page.get_by_test_id("stException").count() == 0
        assert page.get_by_test_id("stSidebarNav").count() == 0
    finally:
        app.stop()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", list(HEADINGS))
def test_page_with_a_trained_model_fits_its_window(
    app: App,
    project: Project,
    open_page: Callable[..., Any],
    tmp_path: Path,
    path: str,
    viewport: dict[str, int],
    scheme: str,
) -> None:
    address = f"{app.url}/{path}" + (f"?project={project.id}" if path else "")
    page = open_page(address, viewport=viewport, color_scheme=scheme)
    page.get_by_role("heading", name=HEADINGS[path]).first.wait_for()
    if path == "test":
        page.locator("input[type=file]").first.set_input_files(_new_photo(project, tmp_path))
        page.get_by_text("%").first.wait_for()
    journey.wait_until_settled(page)
    page.wait_for_function(PICTURES_DRAWN)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.get_by_test_id("stException").count() == 0
    _keep_picture(page, path or "home", viewport, scheme)


def _new_photo(project: Project, folder: Path) -> str:
    dataset = project.workspace.dataset()
    assert dataset is not None
    photo = folder / "A new photo.jpg"
    photo.write_bytes(project.workspace.photos.read(dataset.photos[-1].id))
    return str(photo)


def _keep_picture(page: Any, name: str, viewport: dict[str, int], scheme: str) -> None:
    if not SCREENSHOTS:
        return
    folder = Path(SCREENSHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    view = "" if (viewport, scheme) == (DESKTOP, "light") else f"-{viewport['width']}-{scheme}"
    page.screenshot(path=folder / f"{name}{view}.png")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("notes.zip", b"Dear diary, this is no zip.", "notes.zip"),
        ("cut.zip", None, "cut.zip"),
    ],
)
def test_upload_that_cannot_be_used_is_told_by_name_and_nothing_is_lost(
    app: App,
    open_page: Callable[..., Any],
    tmp_path: Path,
    name: str,
    content: bytes | None,
    sentence: str,
) -> None:
    if content is None:
        whole = folder_zip(tmp_path / "whole.zip", {"a": 6, "b": 6}).read_bytes()
        content = whole[: len(whole) // 2]
    (tmp_path / name).write_bytes(content)
    page = open_page(app.url)
    journey.create_project(page, "Bad input")
    journey.upload_archive(page, tmp_path / name)
    page.get_by_test_id("stAlert").filter(has_text=sentence).first.wait_for()
    good = folder_zip(tmp_path / "good.zip", {"a": 6, "b": 6})
    journey.upload_archive(page, good)
    journey.wait_until_read(page, 2)


def test_test_page_unreadable_photo_is_named_and_the_other_is_answered(
    app: App, project: Project, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "broken.jpg").write_bytes(photo_bytes("red")[:200])
    page = open_page(f"{app.url}/test?project={project.id}")
    page.get_by_role("heading", name=HEADINGS["test"]).wait_for()
    photos = [str(tmp_path / "broken.jpg"), _new_photo(project, tmp_path)]
    page.locator("input[type=file]").first.set_input_files(photos)
    page.get_by_text("cut off").or_(page.get_by_text("damaged")).first.wait_for()
    page.get_by_text(" %").first.wait_for()
