"""From a wrong answer to a better model: a cell, a repair, another training, and both compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.context import QuietContext
from core.intake import read_dataset
from core.intake.edit import move_photos
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from core.types import Dataset
from tests.e2e import journey
from tests.e2e.served_app import REPOSITORY, App
from tests.factories import folder_zip

EVALUATED_MS = 240_000
SWAPPED = 3


@pytest.fixture(scope="module")
def project(app: App) -> Project:
    """A project in which some photos of the first class lie in the second one."""
    project = ProjectStore(Home(app.home).projects).create("Swapped")
    source = REPOSITORY.parent / "shared" / "data" / "cats_dogs_horses.zip"
    if not source.is_file():
        counts = {"red hats": 20, "blue mugs": 20, "gold rings": 20}
        source = folder_zip(app.home / "data.zip", counts, size=(320, 240))
    dataset = read_dataset(source, project.workspace.photos, QuietContext())
    swapped = [photo.id for photo in dataset.of_class(0)[:SWAPPED]]
    project.workspace.save_dataset(move_photos(dataset, swapped, dataset.classes[1]))
    return project


def _now(project: Project) -> Dataset:
    dataset = project.workspace.dataset()
    assert dataset is not None
    return dataset


def _train(page: Any) -> None:
    page.get_by_role("heading", name=re.compile("^Train your model$")).wait_for()
    journey.start_training(page)
    journey.wait_until_trained(page)
    page.get_by_role("button", name="See the results").click()
    page.get_by_role("heading", name="How good is it?").wait_for()
    page.get_by_text("was trained the same way without this photo").wait_for(timeout=EVALUATED_MS)


def _open_cell(page: Any, true: str, answered: str) -> None:
    """The cell of the table is clicked, and the lists beneath say so."""
    from playwright.sync_api import expect

    name = f"Shows: {true}; Answered: {answered}"
    page.locator(f"path[aria-label*='{name}']").click(force=True)
    for label, chosen in (("In the class", true), ("Answered", answered)):
        expect(page.get_by_role("combobox", name=label)).to_have_value(chosen)


def test_wrong_photo_is_found_in_its_cell_repaired_and_both_models_compared(
    app: App, project: Project, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    first, second = _now(project).classes[:2]
    page = open_page(f"{app.url}/train?project={project.id}")
    _train(page)
    page.get_by_text(re.compile(r"Right on \d+ of 100 new photos, between")).wait_for()

    _open_cell(page, second, first)
    move = page.get_by_role("button", name=f"Move to {first}")
    move.first.wait_for()
    before = len(_now(project).of_class(0))
    move.first.click()
    page.get_by_text(f"Last change: 1 photo moved to “{first}”").wait_for()
    page.get_by_text(f"Now in {first}").wait_for()
    assert len(_now(project).of_class(0)) == before + 1

    page.get_by_role("button", name="Train again").click()
    _train(page)
    page.get_by_role("tab", name=re.compile("Compare")).click()
    page.get_by_text("No setting: the photos have changed").wait_for(timeout=EVALUATED_MS)
    verdict = page.get_by_test_id("stMarkdown").filter(
        has_text=re.compile("may be chance|by more than chance|Both answer alike")
    )
    assert re.search(r"Model 1( got \d+ right)? and Model 2( got)? \d+", verdict.first.inner_text())

    _page_as_a_file_opens_by_itself(page, tmp_path / "page.html")


def _page_as_a_file_opens_by_itself(page: Any, file: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Save this page")).click()
    download.value.save_as(file)
    page.goto("about:blank")
    page.context.set_offline(True)
    page.set_content(file.read_text(encoding="utf-8"))
    page.get_by_role("heading", name="Photos that went wrong").wait_for()
    pictures = page.locator("img")
    assert pictures.count() > 0
    assert pictures.first.evaluate("image => image.complete && image.naturalWidth > 0")
