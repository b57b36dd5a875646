"""Seconds until the Results page of a project with many photos can be read, and each of its parts."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measured import table
from core.runs import Run
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from core.types import Dataset, Photo
from tests.e2e.browser import find_browser
from tests.e2e.journey import wait_until_settled
from tests.e2e.served_app import start_app
from tests.factories import photo_bytes
from tests.pages.evaluated import add_evaluation
from tests.pages.trained import add_run

FILES = 50
"""So many photos are really different; a project of 10,000 is about the page, not about the disk."""


def main(arguments: Sequence[str]) -> None:
    """Prints a row per round: a fresh browser each, the server's caches cold in the first."""
    parser = argparse.ArgumentParser("python run.py bench results", description=__doc__)
    parser.add_argument("--photos", type=int, default=10_000)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary) / "home"
        project, run = _project(home, options.photos, options.classes)
        app = start_app(home)
        try:
            address = f"{app.url}/results?project={project.id}&run={run.id}"
            print(table([_visit(app.url, address) for _ in range(options.rounds)]))
        finally:
            app.stop()


def _project(home: Path, count: int, classes: int) -> tuple[Project, Run]:
    """A project of so many photos, with a model that is right on nine of ten."""
    project = ProjectStore(Home(home).projects).create("Many photos")
    workspace = project.workspace
    for number in range(FILES):
        workspace.photos.put(f"{number:032x}", photo_bytes("red", (400, 300), seed=number))
    names = tuple(f"class {number}" for number in range(classes))
    dataset = Dataset(names, tuple(_photo(number, classes) for number in range(count)))
    workspace.save_dataset(dataset)
    rng = np.random.default_rng(0)
    answers = [
        photo.label if rng.random() < 0.9 else int(rng.integers(classes))
        for photo in dataset.photos
    ]
    run = add_run(project, dataset, answers)
    add_evaluation(run, dataset, answers)
    return project, run


def _photo(number: int, classes: int) -> Photo:
    return Photo(f"{number:032x}", f"photo {number}.jpg", number % classes, None, 400, 300)


def _visit(home_page: str, address: str) -> dict[str, object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(60_000)
        page.goto(home_page)  # somebody who opens results has the app open already
        page.get_by_label("Name of the project").wait_for()
        seconds: dict[str, object] = {"results page s": _timed(page, lambda: page.goto(address))}
        for part in ("Classes", "How sure", "Get better", "Compare", "Training"):
            tab = page.get_by_role("tab", name=part)
            seconds[f"{part} s"] = _timed(page, tab.click)
        browser.close()
    return seconds


def _timed(page: Any, act: Any) -> float:
    """Seconds until the page has come to rest after the act."""
    began = time.perf_counter()
    act()
    page.get_by_role("tab", name="Mistakes").wait_for()
    wait_until_settled(page)
    return round(time.perf_counter() - began, 2)
