"""The other parts of Results: classes, sureness, what would help, comparing."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.runs import Run
from core.store.projects import Project
from core.types import Dataset
from tests.pages.evaluated import add_conditions, add_learning_curve
from tests.pages.fake_engine import FakeEngine
from tests.pages.judged import judged_photos, judged_run, open_part
from tests.pages.opening import button, texts
from ui.results.results_page import TABS

SCRIPT = "pages/results.py"
CLASSES, SURE, BETTER, _, TRAINING = TABS[1:]


@pytest.fixture
def dataset(project: Project) -> Dataset:
    return judged_photos(project)


@pytest.fixture
def run(project: Project, dataset: Dataset) -> Run:
    return judged_run(project, dataset)


def test_classes_are_told_in_words_and_counts(app: AppTest, project: Project, run: Run) -> None:
    shown = open_part(app, project, CLASSES)

    assert "Recognised best: **dogs** (20 of 20). Hardest: **cats** (16 of 20)." in shown
    table = app.table[0].value
    assert table["Class"].tolist() == ["**cats**", "**dogs**"]
    assert table["Recognised"].tolist() == ["16 of 20", "20 of 20"]
    assert table["Right when said"].tolist() == ["16 of 16", "20 of 24"]
    assert table["F1"].tolist() == ["0.89", "0.91"]
    assert table["In words"][0] == "sometimes missed, hardly ever said wrongly"


def test_only_the_open_part_is_drawn(app: AppTest, project: Project, run: Run) -> None:
    shown = open_part(app, project, TRAINING)

    assert "It learned from 30 photos" in shown
    assert app.main.get("image") == []
    assert "What was taken for what" not in shown


def test_sureness_is_explained_and_the_slider_counts_what_is_answered(
    app: AppTest, project: Project, run: Run
) -> None:
    shown = open_part(app, project, SURE)
    assert "With so few photos nobody can say yet whether you can take its word" in shown
    assert "It answers **all 40 photos**, and of those **36** are right: 90 of 100." in shown

    app.slider(key="threshold").set_value(95).run()

    assert "It is never so sure: all 40 photos would be left to you." in texts(app)


@pytest.mark.parametrize(
    ("kind", "label"), [("learning_curve", "Find out"), ("conditions", "Try it out")]
)
def test_study_is_begun_when_asked_for_and_only_then(
    app: AppTest, engine: FakeEngine, project: Project, run: Run, kind: str, label: str
) -> None:
    open_part(app, project, BETTER)
    assert engine.jobs == []

    button(app, label).click().run()

    assert not app.exception
    assert [(job.kind, job.request) for job in engine.jobs] == [(kind, {"run": run.id})]
    assert label not in [found.label for found in app.button]


def test_learning_curve_ends_in_which_class_wants_photos(
    app: AppTest, project: Project, run: Run
) -> None:
    add_learning_curve(run, ["more", "enough"])

    shown = open_part(app, project, BETTER)

    assert "30 more photos of **cats** would help most. **dogs** has enough." in shown
    app.selectbox(key=f"curve-{run.id}").set_value("cats").run()
    assert "between 2 and 9 more of 100 photos" in texts(app)


def test_conditions_say_what_holds_and_what_fails_by_how_much(
    app: AppTest, project: Project, dataset: Dataset, run: Run
) -> None:
    add_conditions(run, tuple(photo.id for photo in dataset.photos[:4]))

    shown = open_part(app, project, BETTER)

    assert "trouble with photos that are **blurred**" in shown
    assert "**18 of 20** right, as before." in shown
    assert "**14 of 20** right, 4 fewer than before. Of 100 new photos, expect 5 to 35" in shown
    assert len(app.main.get("image")) == 2
