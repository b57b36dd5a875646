"""Results: the number with its doubt, the asking of every photo, the matrix and the mistakes."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.store.projects import Project
from core.types import Dataset
from tests.pages.evaluated import add_evaluation
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import button, fill, open_page, texts
from tests.pages.trained import add_run
from ui.result_words import between

SCRIPT = "pages/results.py"


@pytest.fixture
def dataset(project: Project) -> Dataset:
    return fill(project, {"cats": 20, "dogs": 20})


def _photos(app: AppTest) -> list[str]:
    return [image.proto.imgs[0].alt for image in app.main.get("image")]


def test_results_page_without_a_model_leads_to_train(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    open_page(app, SCRIPT, project)

    assert "no trained model yet" in texts(app)
    app.button(key="go-train-").click().run()
    assert not app.exception
    assert app.title[0].value == "Train your model"


def test_model_that_nobody_has_looked_at_is_asked_about_every_photo_at_once(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 17 + [1] * 3 + [1] * 20)

    open_page(app, SCRIPT, project)

    shown = texts(app)
    assert not app.exception
    job = engine.latest(project.id, "evaluate")
    assert job is not None
    assert job.request == {"run": run.id}
    assert "Right on 37 of 40 photos kept aside." in shown
    assert "expect between 80 and 98 right" in shown
    assert "A firmer number is on its way" in shown


def test_asking_that_was_stopped_is_not_begun_anew_but_offered(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    add_run(project, dataset, [0] * 20)
    open_page(app, SCRIPT, project)

    button(app, "Stop").click().run()
    assert [job.state for job in engine.jobs] == ["stopped"]
    assert "You stopped it" in texts(app)

    button(app, "Ask every photo").click().run()
    assert [job.state for job in engine.jobs] == ["stopped", "queued"]


def test_asking_that_made_way_for_a_training_begins_anew_after_it(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 20)
    old = engine.submit("evaluate", project.id, {"run": run.id}, key=f"evaluate {run.id}")
    engine.set(old.id, state="stopped", ended_at=2.0)
    training = engine.submit("train", project.id, {})
    engine.set(training.id, state="done", created_at=1.9, ended_at=9.0)

    open_page(app, SCRIPT, project)

    assert [job.kind for job in engine.jobs] == ["evaluate", "train", "evaluate"]


def test_number_of_an_evaluated_model_is_said_of_a_hundred_new_photos(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 10)
    found = add_evaluation(run, dataset, [0] * 17 + [1] * 3 + [1] * 20).headline

    open_page(app, SCRIPT, project)

    shown = texts(app)
    assert not app.exception
    assert engine.jobs == []
    assert f"Right on 92 of 100 new photos, between {between(found.low, found.high)}." in shown
    assert "**37 of 40 photos** were answered rightly. Each was answered by a model" in shown
    assert len(app.get("vega_lite_chart")) == 2


def test_given_test_part_is_the_headline_and_its_copies_are_mentioned(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 10)
    add_evaluation(run, dataset, [0] * 20 + [1] * 15 + [0] * 5, tested=20, twins_in_test=2)

    open_page(app, SCRIPT, project)

    assert "Right on 75 of 100 new photos" in texts(app)
    assert "the test part that came with your data" in texts(app)
    assert "2 photos of the test part have a near copy" in texts(app)


def test_wrong_photos_of_the_other_part_can_be_looked_at(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 10)
    add_evaluation(run, dataset, [1] + [0] * 19 + [1] * 18 + [0] * 2, tested=20)
    open_page(app, SCRIPT, project)
    assert len(_photos(app)) == 2

    app.segmented_control(key="mistakes-part").set_value(False).run()

    assert not app.exception
    assert [alt.split(":")[0] for alt in _photos(app)] == ["cats_0.jpg"]


def test_few_photos_get_no_percentage_but_how_many_are_missing(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 6)
    add_evaluation(run, dataset, [0] * 13 + [1])

    open_page(app, SCRIPT, project)

    shown = texts(app)
    assert "Right on 13 of 14 photos." in shown
    assert "With 6 more photos that are really different" in shown
    assert "%" not in app.subheader[0].value


def test_model_that_was_right_on_all_photos_does_not_promise_all_new_ones(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 10)
    found = add_evaluation(run, dataset, [0] * 20 + [1] * 20).headline

    open_page(app, SCRIPT, project)

    assert "Right on all 40 photos that it was asked about." in texts(app)
    assert f"expect between {between(found.low, 1)} right" in texts(app)
    assert "None: all 40 photos were answered rightly." in texts(app)


def test_model_without_photos_kept_aside_says_that_nobody_knows(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [])
    job = engine.submit("evaluate", project.id, {"run": run.id}, key=f"evaluate {run.id}")
    engine.set(job.id, state="failed", ended_at=2.0, error=("evaluation.data_changed", {}))

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "nobody knows how good the model is" in texts(app)
    assert app.error[0].title == "The photos of this model are not here any more"


def test_old_model_that_cannot_be_asked_shows_what_it_has(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [1] + [0] * 19, dataset_key="another")
    job = engine.submit("evaluate", project.id, {"run": run.id}, key=f"evaluate {run.id}")
    engine.set(job.id, state="failed", ended_at=2.0, error=("evaluation.data_changed", {}))

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "Right on 19 of 20 photos kept aside." in texts(app)
    assert len(_photos(app)) == 1
    assert "Your photos have changed since this model was trained" in texts(app)


def test_damaged_evaluation_is_as_good_as_none(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 20)
    (run.folder / "evaluation.json").write_text("{")

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert not app.error
    assert [job.kind for job in engine.jobs] == ["evaluate"]


def test_class_names_are_never_taken_for_markup(app: AppTest, project: Project) -> None:
    dataset = fill(project, {"*wild* [cats](x)": 10, ":red[dogs]": 10})
    run = add_run(project, dataset, [1] * 10 + [1] * 10)
    add_evaluation(run, dataset, [1] * 10 + [1] * 10)

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "*wild* [" not in texts(app)
    assert r"\*wild\* \[cats\]" in texts(app)
