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


def test_word_of_a_deleted_model_stays_while_the_page_is_drawn_anew_and_goes_with_another_model(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    add_run(project, dataset, [0] * 20)
    older = add_run(project, dataset, [0] * 20, run_id="20250101-120000-aaaa")
    app.query_params["run"] = "gone"
    open_page(app, "pages/results.py", project)

    app.run()
    assert SAID in texts(app)

    box = next(found for found in app.selectbox if found.label == "Model")
    box.select_index(1).run()
    assert app.query_params["run"] == older.id
    assert SAID not in texts(app)
