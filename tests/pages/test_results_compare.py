"""Results: two models beside each other, and what is said where they cannot be compared."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.evaluation.comparison import compare_runs
from core.evaluation.types import Comparison
from core.intake.edit import move_photos, rename_class
from core.runs import Run
from core.settings import TrainSettings
from core.store.projects import Project
from core.types import Dataset
from tests.pages.evaluated import add_evaluation
from tests.pages.fake_engine import FakeEngine
from tests.pages.judged import judged_photos, judged_run, open_part
from tests.pages.opening import button, open_page, texts
from tests.pages.trained import add_run
from ui.results import compared
from ui.results.results_page import TABS

SCRIPT = "pages/results.py"
BETTER, COMPARE = TABS[3:5]


@pytest.fixture
def dataset(project: Project) -> Dataset:
    return judged_photos(project)


@pytest.fixture
def run(project: Project, dataset: Dataset) -> Run:
    return judged_run(project, dataset)


def test_one_model_alone_cannot_be_compared(app: AppTest, project: Project, run: Run) -> None:
    assert "There is one model so far" in open_part(app, project, COMPARE)


def _second(project: Project, dataset: Dataset) -> Run:
    settings = TrainSettings(epochs=3, dense=(32,))
    return add_run(project, dataset, [0] * 10, run_id="20260102-120000-bbbb", settings=settings)


def test_two_models_are_compared_by_settings_photos_and_chance(
    app: AppTest, project: Project, dataset: Dataset, run: Run
) -> None:
    second = _second(project, dataset)
    add_evaluation(second, dataset, [1] + [0] * 19 + [0] * 1 + [1] * 19)

    shown = open_part(app, project, COMPARE)

    assert "**The difference may be chance.** Of 40 photos" in shown
    assert "Model 1 got 36 right and Model 2 38." in shown
    assert app.table[0].value["Setting"].tolist() == ["Dense layers"]
    assert [found.label for found in app.expander] == [
        "**Newly right:** Model 2 knows them, Model 1 did not (3 photos)",
        "**Newly wrong:** Model 1 knew them, Model 2 does not (1 photo)",
    ]
    models = app.dataframe[0].value
    assert models["Result"].tolist() == ["95 of 100 right", "90 of 100 right"]
    assert models["Dense layers"].tolist() == ["32", "256"]


def test_photos_repaired_between_two_models_are_said_to_be_left_out(
    app: AppTest, project: Project, dataset: Dataset, run: Run
) -> None:
    repaired = move_photos(dataset, [photo.id for photo in dataset.photos[:4]], "dogs")
    project.workspace.save_dataset(repaired)
    add_evaluation(_second(project, repaired), repaired, [1] * 4 + [0] * 16 + [1] * 20)

    shown = open_part(app, project, COMPARE)

    assert "Of 36 photos that both were asked about" in shown
    assert "**4 photos** are left out, because one of the two models did not know them" in shown


def test_models_without_a_common_photo_are_said_not_to_be_comparable(
    app: AppTest, project: Project, dataset: Dataset, run: Run
) -> None:
    renamed = rename_class(rename_class(dataset, "cats", "tigers"), "dogs", "wolves")
    project.workspace.save_dataset(renamed)
    add_evaluation(_second(project, renamed), renamed, [0] * 20 + [1] * 20)

    shown = open_part(app, project, COMPARE)

    assert "**Model 1 and Model 2 have no photo in common** under the same class name" in shown
    assert not app.expander


def test_photo_put_aside_in_compare_is_brought_back_there(
    app: AppTest, project: Project, dataset: Dataset, run: Run
) -> None:
    second = _second(project, dataset)
    add_evaluation(second, dataset, [1] + [0] * 19 + [0] * 1 + [1] * 19)
    app.session_state[f"do_not_disturb_on-{run.id}-{second.id}"] = True
    open_part(app, project, COMPARE)

    button(app, "Put aside").click().run()
    assert "Put aside since" in texts(app)
    button(app, "Undo").click().run()

    assert not app.exception
    assert project.workspace.dataset() == dataset


def test_two_models_are_compared_once_and_not_at_every_press(
    app: AppTest, project: Project, dataset: Dataset, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = _second(project, dataset)
    add_evaluation(second, dataset, [1] + [0] * 19 + [1] * 20)
    asked = []

    def noted(first: Run, second: Run) -> Comparison:
        asked.append((first.id, second.id))
        return compare_runs(first, second)

    monkeypatch.setattr(compared, "compare_runs", noted)
    open_part(app, project, COMPARE)
    app.run()
    assert len(asked) == 1

    add_evaluation(second, dataset, [0] * 20 + [0] + [1] * 19)
    app.run()

    assert len(asked) == 2
    assert "does not (1 photo)" in app.expander[1].label


def test_fine_tuned_model_is_told_apart_from_the_one_it_began_with(
    app: AppTest, project: Project, dataset: Dataset, run: Run
) -> None:
    second = add_run(
        project, dataset, [0] * 10, run_id="20260102-120000-bbbb",
        settings=run.settings, fine_tuned_from=run.id,
    )  # fmt: skip
    add_evaluation(second, dataset, [1] + [0] * 19 + [0] * 1 + [1] * 19)

    open_part(app, project, COMPARE)

    assert app.table[0].value["Setting"].tolist() == ["Network fine-tuned"]
    assert app.table[0].value["Model 2"].tolist() == ["yes"]
    assert app.dataframe[0].value["Fine-tuned"].tolist() == ["yes", "no"]


def test_more_photos_of_a_fine_tuned_model_is_left_to_the_one_it_began_with(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    tuned = add_run(project, dataset, [0] * 10, run_id="20260102-120000-bbbb", fine_tuned_from="a")
    add_evaluation(tuned, dataset, [1] + [0] * 19 + [0] * 1 + [1] * 19)

    shown = open_part(app, project, BETTER)

    assert "This is asked of the model that the fine-tuning began with" in shown
    assert "Find out" not in [found.label for found in app.button]


def test_model_that_was_never_asked_is_asked_before_it_is_compared(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset, run: Run
) -> None:
    second = _second(project, dataset)
    add_evaluation(second, dataset, [0] * 40)

    (run.folder / "evaluation.json").unlink()
    shown = open_part(app, project, COMPARE)

    assert "To compare them, Model 1 must answer each photo first" in shown
    assert [job.request for job in engine.jobs] == [{"run": run.id}]


def test_two_models_that_both_fail_do_not_start_each_other_for_ever(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset, run: Run
) -> None:
    _second(project, dataset)
    (run.folder / "evaluation.json").unlink()
    open_page(app, SCRIPT, project)
    engine.set(
        engine.jobs[0].id, state="failed", ended_at=2.0, error=("evaluation.data_changed", {})
    )

    app.session_state["view"] = COMPARE
    app.run()
    app.run()

    assert len(engine.jobs) == 1
    assert button(app, "Let Model 1 answer").label
