"""How long a person waits: for the first page, for the first epoch, and again with cached features."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil

from benchmarks.measured import table
from core.context import QuietContext
from core.intake import read_dataset
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from core.types import Dataset
from tests.e2e.browser import find_browser
from tests.e2e.journey import start_training, wait_until_trained
from tests.e2e.served_app import App, start_app


def main(arguments: Sequence[str]) -> None:
    """Prints seconds as a person in front of a browser waits them, a row per round."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        project = _project(folder / "prepared", options.data, options.photos)
        rows = [
            _round(folder / f"round{n}", project, folder / "prepared")
            for n in range(options.rounds)
        ]
    print(table(rows))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python run.py bench startup", description=__doc__)
    parser.add_argument("data", type=Path, help="a zip with one folder of photos per class")
    parser.add_argument("--photos", type=int, default=200, help="how many of its photos")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args(arguments)


def _project(home: Path, data: Path, photos: int) -> Project:
    """A project whose photos are read and that no network has seen."""
    project = ProjectStore(Home(home).projects).create("Startup")
    workspace = project.workspace
    dataset = read_dataset(data, workspace.photos, QuietContext())
    step = max(1, len(dataset.photos) // photos)
    workspace.save_dataset(Dataset(dataset.classes, dataset.photos[::step][:photos]))
    return project


def _round(home: Path, project: Project, prepared: Path) -> dict[str, object]:
    """One fresh start of the app on a fresh copy of the prepared folder."""
    shutil.copytree(prepared, home)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    began = time.perf_counter()
    app = start_app(home)
    ready_s = time.perf_counter() - began
    try:
        return {"load": round(load, 1), "server ready s": round(ready_s, 1), **_visit(app, project)}
    finally:
        app.stop()


def _visit(app: App, project: Project) -> dict[str, object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.set_default_timeout(120_000)
        first_s = _timed(lambda: _open(page, app.url, "Name of the project"))
        _open_train(page, app, project)
        cold_s = _timed(lambda: _train_to_first_epoch(page))
        wait_until_trained(page)
        _open_train(page, app, project)
        cached_s = _timed(lambda: _train_to_first_epoch(page))
        wait_until_trained(page)
        web_mb = psutil.Process(app.process.pid).memory_info().rss / 1e6
        browser.close()
    return {
        "first page s": round(first_s, 2),
        "Train to first epoch, cold s": round(cold_s, 2),
        "the same with cached features s": round(cached_s, 2),
        "web process MB": round(web_mb),
    }


def _open(page: Any, url: str, label: str) -> None:
    page.goto(url)
    page.get_by_label(label).wait_for()


def _open_train(page: Any, app: App, project: Project) -> None:
    page.goto(f"{app.url}/train?project={project.id}")
    page.get_by_test_id("stMain").get_by_role("button", name="Train", exact=True).wait_for()


def _train_to_first_epoch(page: Any) -> None:
    start_training(page)
    page.get_by_text("After epoch").wait_for()


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
