"""A link to a model that was deleted opens another one, and says so."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.store.projects import Project
from core.types import Dataset
from tests.pages.opening import open_page, texts
from tests.pages.trained import add_run

SAID = "The model of this link was deleted. This is the newest one."


@pytest.mark.parametrize(("named", "is_said"), [("20260101-120000-aaaa", False), ("gone", True)])
def test_link_to_a_model_says_only_of_a_deleted_one_that_another_is_shown(
    app: AppTest, project: Project, dataset: Dataset, named: str, is_said: bool
) -> None:
    run = add_run(project, dataset, [0] * 20)
    app.query_params["run"] = named

    open_page(app, "pages/results.py", project)

    assert not app.exception
    assert (SAID in texts(app)) == is_said
    assert app.query_params["run"] == run.id
