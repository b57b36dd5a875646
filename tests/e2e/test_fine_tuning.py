"""Fine-tuning in a real browser: begun, stopped, gone on with, kept, and asked about a photo."""

from __future__ import annotations

import re
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
from tests.e2e.served_app import App
from tests.factories import folder_zip, photo_bytes

TUNED_MS = 240_000
PHOTOS = 40
"""A class. With fewer, a fast computer is through before anybody could press Stop."""

LONG = 50
SHORT = 12
"""Epochs: enough to be stopped within, and enough to gain from."""


@pytest.fixture(scope="module")
def project(app: App) -> Project:
    """A project whose model has learned for one epoch only, so that there is something to gain."""
    home = Home(app.home)
    project = ProjectStore(home.projects).create("Weak")
    source = folder_zip(
        app.home / "data.zip", dict.fromkeys(("red hats", "blue mugs", "gold rings"), PHOTOS)
    )
    workspace, context = project.workspace, QuietContext()
    workspace.save_dataset(read_dataset(source, workspace.photos, context))
    weak = TrainSettings(epochs=1, dense=(), learning_rate=0.0001)
    train_model(workspace, home.networks, weak, context)
    return project


def test_fine_tuning_is_stopped_gone_on_with_and_its_better_model_kept_and_asked(
    app: App, project: Project, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = open_page(f"{app.url}/train?project={project.id}")
    page.get_by_text("Fine-tune the network (advanced)").click()
    journey.set_slider(page, "Most epochs", LONG)
    page.get_by_role("slider", name="Size of the steps").press("End")
    page.get_by_text("medium", exact=True).first.wait_for()
    page.get_by_role("button", name="Fine-tune", exact=True).click()
    page.get_by_text(re.compile(r"After epoch \d+:")).first.wait_for(timeout=TUNED_MS)
    page.get_by_test_id("stMain").get_by_role("button", name="Stop").click()
    page.get_by_text(re.compile(r"It was stopped after \d+ epoch")).wait_for(timeout=TUNED_MS)

    journey.set_slider(page, "Most epochs", SHORT)
    page.get_by_role("button", name="Go on fine-tuning").click()
    page.get_by_text(re.compile("Fine-tuning helped")).wait_for(timeout=TUNED_MS)
    page.get_by_role("button", name="Go on fine-tuning").wait_for(state="detached")
    page.get_by_text(
        re.compile(r"EfficientNet-Lite0, fine-tuned|Fine-tuning went through")
    ).first.wait_for()

    page.get_by_role("link", name="Results of the fine-tuned model").click()
    page.get_by_role("heading", name="How good is it?").wait_for()
    page.get_by_text("They were kept aside: the model never learned from them").wait_for(
        timeout=TUNED_MS
    )

    journey.go(page, "Test", "Try it on new photos")
    photo = tmp_path / "new.jpg"
    photo.write_bytes(photo_bytes("red", seed=99))
    page.locator("input[type=file]").first.set_input_files(photo)
    page.get_by_alt_text(re.compile(r"new\.jpg.*red hats")).wait_for()
