"""Train: settings, the picture of the model, a training from start to end, earlier trainings."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.settings import TrainSettings, to_dict
from core.store.projects import Project
from core.types import Dataset, Event
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import fill, open_page, texts
from tests.pages.trained import add_run

SCRIPT = "pages/train.py"


def _button(app: AppTest, label: str):
    return next(button for button in app.button if button.label == label)


def test_train_page_without_photos_leads_to_them(app: AppTest, project: Project) -> None:
    open_page(app, SCRIPT, project)

    assert "no photos yet" in texts(app)


@pytest.mark.parametrize("counts", [{"cats": 10}, {"cats": 10, "dogs": 1}])
def test_train_page_with_too_few_photos_says_so_without_alarm_and_offers_no_training(
    app: AppTest, project: Project, counts: dict[str, int]
) -> None:
    fill(project, counts)

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert not app.error
    assert _button(app, "Go to your photos")
    assert "Train" not in [button.label for button in app.main.button]


def test_network_that_is_not_here_says_how_much_will_be_downloaded(
    app: AppTest, project: Project, dataset: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    open_page(app, SCRIPT, project)
    assert "It comes with the app" in texts(app)

    network = next(box for box in app.selectbox if box.label == "Ready-made network")
    network.set_value("mobilenet").run()

    assert "13 MB are downloaded once" in texts(app)


def test_train_button_submits_the_settings_and_shows_progress(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    open_page(app, SCRIPT, project)
    next(found for found in app.slider if found.label == "Epochs").set_value(9).run()

    _button(app, "Train").click().run()

    assert not app.exception
    job = engine.latest(project.id, "train")
    assert job is not None
    assert job.request["settings"] == to_dict(TrainSettings(epochs=9))
    assert "Starting…" in texts(app)
    assert _button(app, "Stop")


def test_running_training_is_found_by_a_page_that_is_opened_anew(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    _submit_running(engine, project)

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "Your layers learn" in texts(app)
    assert "right on **80 %** of the training photos and on **75 %**" in texts(app)
    assert len(app.get("vega_lite_chart")) == 2
    assert "Train" not in [button.label for button in app.main.button]


def test_stop_asks_the_engine_to_stop(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    job = _submit_running(engine, project)
    open_page(app, SCRIPT, project)

    _button(app, "Stop").click().run()

    assert engine.cancelled == [job.id]
    assert "You stopped the training before" in texts(app)
    assert _button(app, "Train")


def test_finished_training_is_told_in_words_with_the_next_step(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 9 + [1])
    job = _submit_running(engine, project)
    engine.set(job.id, state="done", ended_at=3.0, result={"run": run.id})

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "Right on 9 of 10 photos." in texts(app)
    assert "With 10 more photos that are really different" in texts(app)
    assert _button(app, "See the results")


def test_model_that_was_just_trained_is_asked_about_every_photo(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 10)

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert [(job.kind, job.request) for job in engine.jobs] == [("evaluate", {"run": run.id})]


def test_pressing_train_breaks_off_what_is_found_out_about_an_earlier_model(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    add_run(project, dataset, [0] * 10)
    open_page(app, SCRIPT, project)

    _button(app, "Train").click().run()

    assert not app.exception
    assert [(job.kind, job.state) for job in engine.jobs] == [
        ("evaluate", "stopped"),
        ("train", "queued"),
    ]


def test_training_that_was_stopped_says_which_epoch_is_kept(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    add_run(project, dataset, [0] * 10, stopped=True)

    open_page(app, SCRIPT, project)

    assert "You stopped it after epoch 3; epoch 2 was the best and is kept." in texts(app)


def test_failed_training_gives_its_sentence_and_the_model_of_before(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    add_run(project, dataset, [0] * 10, created_at=0.5)
    job = _submit_running(engine, project)
    failure = ("training.diverged", {"epoch": 3, "learning_rate": 0.1})
    engine.set(job.id, state="failed", ended_at=3.0, error=failure)

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert app.error[0].title == "The training went astray"
    assert "Your newest model is still this one" in texts(app)
    assert _button(app, "Train")


def test_earlier_trainings_are_listed_and_one_can_be_deleted(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    add_run(project, dataset, [0] * 10, run_id="20260101-120000-aaaa")
    add_run(project, dataset, [0] * 9 + [1], run_id="20260102-120000-bbbb")
    open_page(app, SCRIPT, project)
    assert len(app.dataframe[0].value) == 2

    app.button(key="train.delete.20260102-120000-bbbb").click().run()

    assert not app.exception
    assert [path.name for path in project.workspace.runs.iterdir()] == ["20260101-120000-aaaa"]
    assert len(app.dataframe[0].value) == 1


@pytest.mark.parametrize("kind", ["train", "search", "fine_tune"])
def test_page_while_any_training_goes_on_says_that_it_may_be_left(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset, kind: str
) -> None:
    job = engine.submit(kind, project.id, {"settings": to_dict(TrainSettings())})
    engine.set(job.id, state="running", started_at=1.0)

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "the work goes on, and this page finds it again" in texts(app)


def _submit_running(engine: FakeEngine, project: Project):
    job = engine.submit("train", project.id, {"settings": to_dict(TrainSettings(epochs=5))})
    metrics = {"loss": 0.5, "accuracy": 0.8, "val_loss": 0.6, "val_accuracy": 0.75}
    engine.story[job.id] = [
        Event("stage", "features", 0, 20, 0.1),
        Event("progress", "features", 20, 20, 1.0),
        Event("stage", "training", 0, 5, 1.5),
        Event("epoch", "training", 1, 5, 2.0, metrics),
    ]
    return engine.set(job.id, state="running", started_at=1.0, attempt=1)
