"""Opening pages in tests, with projects that have something in them, and reading what they say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from core.evaluation.report import Report
from core.runs import FORMAT, EpochResult, Manifest, write_description
from core.settings import TrainSettings, to_dict
from core.store.projects import Project
from core.types import Dataset, Photo
from tests.factories import COLOURS, photo_bytes


def open_page(app: AppTest, script: str, project: Project | str | None = None) -> AppTest:
    """The app on that page, as when its address is opened on a fresh server.

    Args:
        app: not run before.
        script: as in `ui.steps`.
        project: the project in the address, or what stands there in its place.
    """
    if project is not None:
        app.query_params["project"] = project if isinstance(project, str) else project.id
    return app.switch_page(script).run() if script != "streamlit_app.py" else app.run()


def open_dialog(module: str, call: str) -> AppTest:
    """An app that is nothing but an open dialog of the newest project.

    On a page, AppTest cannot press a button within a dialog: it draws the whole page anew.

    Args:
        module: where the dialog is.
        call: calls it, with `page` and `project`.
    """
    name = call.partition("(")[0]
    script = f"""
from core.store.projects import ProjectStore
from {module} import {name}
from ui import resources
from ui.page import Page

home = resources.home()
projects = ProjectStore(home.projects)
for project in projects.all()[:1]:
    page = Page("home", home, projects, resources.engine(), project)
    {call}
"""
    return AppTest.from_string(script, default_timeout=30).run()


def button(app: AppTest, label: str) -> Button:
    """The button of that label."""
    return next(found for found in app.button if found.label == label)


def fill(project: Project, counts: Mapping[str, int], **fields: Any) -> Dataset:
    """The project's new data set with generated photos.

    Args:
        project: whose.
        counts: number of photos by class.
        fields: further fields of the data set, such as `skipped`.
    """
    photos = []
    for label, (name, count) in enumerate(counts.items()):
        for number in range(count):
            photo_id = f"{label:02x}{number:06x}".ljust(32, "0")
            project.workspace.photos.put(photo_id, photo_bytes(COLOURS[label], seed=number))
            photos.append(Photo(photo_id, f"{name}_{number}.jpg", label, None, 64, 48))
    dataset = Dataset(tuple(counts), tuple(photos), **fields)
    project.workspace.save_dataset(dataset)
    return dataset


def texts(app: AppTest) -> str:
    """All text that the page and an open dialog show, line by line; not the sidebar's."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "error", "warning", "info")
    aside = {id(element) for kind in kinds for element in app.sidebar.get(kind)}
    shown = [element for kind in kinds for element in app.get(kind) if id(element) not in aside]
    found = "\n".join(str(getattr(element, "value", "")) for element in shown)
    return found.replace("\u00a0", " ")


def finish_run(project: Project, report: Report, run_id: str) -> Path:
    """The folder of a finished training without its model file.

    Args:
        project: whose.
        report: its result.
        run_id: of hexadecimal digits and `-`.
    """
    folder = project.workspace.runs / run_id
    history = (EpochResult(1, 0.9, 0.5, 0.8, 0.6), EpochResult(2, 0.5, 0.8, 0.6, report.accuracy))
    manifest = Manifest(
        format=FORMAT, app_version="0", created_at=1.7e9, classes=report.classes,
        backbone="efficientnet-lite0", weights_key="0", input_size=224, input="", preprocessing="",
        settings=to_dict(TrainSettings()), dataset_key="0", photos_used=10,
        photos_kept_aside=report.photos, photos_skipped=0, best_epoch=2, stopped=False,
        trained_parameters=100, frozen_parameters=1000, seconds={"training": 2.0}, sha256={},
    )  # fmt: skip
    write_description(folder, manifest, history, report)
    return folder
