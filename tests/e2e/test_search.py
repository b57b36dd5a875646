"""The search for good settings in a real browser: from settings that learn nothing to a model that does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from core.context import QuietContext
from core.intake import read_dataset
from core.settings import TrainSettings
from core.store.home import Home
from core.store.last_settings import save_settings
from core.store.projects import Project, ProjectStore
from tests.e2e.served_app import App
from tests.factories import folder_zip

FOUND_MS = 240_000
# One short epoch of tiny steps.
WEAK = TrainSettings(epochs=1, dense=(), teams=1, learning_rate=0.0001, patience=0)


@pytest.fixture(scope="module")
def project(app: App) -> Project:
    """A project in which somebody has set the sliders badly."""
    project = ProjectStore(Home(app.home).projects).create("Badly set")
    source = folder_zip(
        app.home / "data.zip", dict.fromkeys(("red hats", "blue mugs", "gold rings"), 12)
    )
    workspace = project.workspace
    workspace.save_dataset(read_dataset(source, workspace.photos, QuietContext()))
    save_settings(workspace, WEAK)
    return project


def test_search_finds_better_settings_trains_with_them_and_sets_the_sliders(
    app: App, project: Project, open_page: Callable[..., Any]
) -> None:
    from playwright.sync_api import expect

    page = open_page(f"{app.url}/train?project={project.id}")
    epochs = page.get_by_role("slider", name="Epochs")
    expect(epochs).to_have_value("1")
    page.get_by_text("Find good settings").click()
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_text(re.compile(r"\d+ choices? of settings tried")).first.wait_for(timeout=FOUND_MS)

    page.get_by_text("surely better than yours").wait_for(timeout=FOUND_MS)
    page.get_by_role("button", name="Set the sliders to the better settings").click()
    expect(epochs).not_to_have_value("1")

    page.get_by_role("link", name="Results of the model trained with them").click()
    page.get_by_role("heading", name="How good is it?").wait_for()
    page.get_by_text("36 of 36 photos").first.wait_for(timeout=FOUND_MS)
