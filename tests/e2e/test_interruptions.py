"""Stopping a training, and what happens when something dies in the middle of one."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from core.context import QuietContext
from core.intake import read_dataset
from core.runs import all_runs
from core.settings import TrainSettings
from core.store.home import Home
from core.store.last_settings import save_settings
from core.store.projects import Project, ProjectStore
from tests.e2e import journey
from tests.e2e.served_app import App, start_app
from tests.factories import folder_zip

COUNTS = {"red hats": 40, "blue mugs": 40, "gold rings": 40}
LONG = TrainSettings(epochs=200, patience=0, dense=(2048,) * 4, batch_size=4)


@pytest.fixture
def app(tmp_path: Path) -> Any:
    """An app of its own for each test, as it may be killed."""
    started = start_app(tmp_path / "home")
    yield started
    started.stop()


@pytest.fixture
def project(app: App, tmp_path: Path) -> Project:
    """A project whose photos are in."""
    project = ProjectStore(Home(app.home).projects).create("Interrupted")
    source = folder_zip(tmp_path / "data.zip", COUNTS, size=(320, 240))
    project.workspace.save_dataset(read_dataset(source, project.workspace.photos, QuietContext()))
    save_settings(project.workspace, LONG)
    return project


def _train_long(page: Any) -> None:
    """A training that goes on for minutes is under way and has ended its first epoch."""
    page.get_by_role("heading", name="Train your model").wait_for()
    journey.start_training(page)
    page.get_by_text("After epoch").wait_for(timeout=journey.TRAINED_MS)


def _workers(home: Path) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if "core.jobs.worker" in (process.info["cmdline"] or [])
        and str(home) in process.info["cmdline"]
    ]


def _wait_for_no_workers(home: Path) -> None:
    deadline = time.monotonic() + 60
    while _workers(home):
        assert time.monotonic() < deadline, "a worker was left behind"
        time.sleep(0.2)


def test_stop_keeps_the_best_epoch_so_far(
    app: App, project: Project, open_page: Callable[..., Any]
) -> None:
    page = open_page(f"{app.url}/train?project={project.id}")
    _train_long(page)
    page.get_by_test_id("stMain").get_by_role("button", name="Stop").click()
    journey.wait_until_trained(page)
    run = all_runs(project.workspace)[0]
    assert run.manifest.stopped
    assert len(run.history) < LONG.epochs
    assert not list(project.workspace.runs.glob("*.unfinished"))


def test_killed_worker_is_told_in_words_and_the_app_goes_on(
    app: App, project: Project, open_page: Callable[..., Any]
) -> None:
    page = open_page(f"{app.url}/train?project={project.id}")
    _train_long(page)
    for worker in _workers(app.home):
        worker.kill()
    page.get_by_test_id("stAlert").first.wait_for()
    assert "Traceback" not in page.content()
    page.get_by_test_id("stMain").get_by_role("button", name="Train", exact=True).wait_for()
    journey.start_training(page)
    page.get_by_text("After epoch").wait_for(timeout=journey.TRAINED_MS)


def test_restarted_server_finds_the_training_again(
    app: App, project: Project, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = open_page(f"{app.url}/train?project={project.id}")
    _train_long(page)
    app.stop()
    _wait_for_no_workers(app.home)
    again = start_app(app.home)
    try:
        page = open_page(f"{again.url}/train?project={project.id}")
        page.get_by_text("After epoch").wait_for(timeout=journey.TRAINED_MS)
        page.get_by_test_id("stMain").get_by_role("button", name="Stop").click()
        journey.wait_until_trained(page)
    finally:
        again.stop()


def test_killed_server_leaves_a_training_that_a_new_one_shows(
    app: App, project: Project, open_page: Callable[..., Any]
) -> None:
    page = open_page(f"{app.url}/train?project={project.id}")
    _train_long(page)
    app.process.kill()
    app.process.wait(10)
    again = start_app(app.home)
    try:
        page = open_page(f"{again.url}/train?project={project.id}")
        page.get_by_text("After epoch").or_(page.get_by_text("See the results")).first.wait_for()
    finally:
        again.stop()
    for worker in _workers(app.home):
        worker.kill()
