"""A model of forty photos that took four cats for dogs, and the parts of its Results page."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from core.runs import Run
from core.store.projects import Project
from core.types import Dataset
from tests.pages.evaluated import add_evaluation
from tests.pages.opening import fill, open_page, texts
from tests.pages.trained import add_run


def judged_photos(project: Project) -> Dataset:
    """Twenty cats and twenty dogs, which the project has from now on."""
    return fill(project, {"cats": 20, "dogs": 20})


def judged_run(project: Project, dataset: Dataset) -> Run:
    """A model whose every photo was asked."""
    run = add_run(project, dataset, [0] * 10)
    add_evaluation(run, dataset, [1] * 4 + [0] * 16 + [1] * 20)
    return run


def open_part(app: AppTest, project: Project, part: str) -> str:
    """All texts of the Results page with that part open.

    Args:
        app: the test's app.
        project: with a model.
        part: one of `ui.results.results_page.TABS`.
    """
    app.session_state["view"] = part
    open_page(app, "pages/results.py", project)
    assert not app.exception
    assert not app.error
    return texts(app)
