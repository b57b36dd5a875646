"""Train: fine-tuning the network, from the button to what came of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.fine_tuning.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from core.fine_tuning.places import checkpoint_path, purpose_of
from core.fine_tuning.tuning_settings import TuningSettings
from core.runs import EpochResult, Run
from core.settings import TrainSettings
from core.store.projects import Project
from core.types import Dataset, Event
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import button, open_page, texts
from tests.pages.trained import add_run

SCRIPT = "pages/train.py"
AFTER_THE_MODEL = 2e9
USUAL = {"epochs": 10, "blocks": 1, "learning_rate": 0.00003, "patience": 3}


@pytest.fixture
def run(project: Project, dataset: Dataset) -> Run:
    """A model on the usual network."""
    return add_run(project, dataset, [0] * 10)


def labels(app: AppTest) -> list[str]:
    return [found.label for found in app.main.button]


def tuned(engine: FakeEngine, project: Project, run: Run, result: dict[str, object]) -> None:
    job = engine.submit("fine_tune", project.id, {"run": run.id, "settings": USUAL})
    known = {"run": "", "photos": 40, "before": 35, "after": 35, "stopped": False, **result}
    engine.set(job.id, state="done", started_at=1.0, ended_at=2.0, result=known)


def stop_in_the_middle(project: Project, run: Run) -> None:
    history = (EpochResult(0, 1.0, 0.5, 1.0, 0.5), EpochResult(1, 0.9, 0.6, 0.9, 0.6))
    numbers = [np.zeros(2, np.float32)]
    found = Checkpoint(purpose_of(run, TuningSettings()), history, 1, numbers, numbers)
    save_checkpoint(checkpoint_path(project.workspace, run), found)


def test_fine_tune_starts_with_the_newest_model_and_the_chosen_settings(
    app: AppTest, engine: FakeEngine, project: Project, run: Run
) -> None:
    open_page(app, SCRIPT, project)
    next(slider for slider in app.slider if slider.label == "Most epochs").set_value(4).run()

    button(app, "Fine-tune").click().run()

    assert not app.exception
    job = engine.latest(project.id, "fine_tune")
    assert job is not None
    assert job.request == {"run": run.id, "settings": {**USUAL, "epochs": 4}}


def test_fine_tune_is_not_offered_without_a_model_on_a_network_that_can_be_tuned(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    add_run(
        project,
        dataset,
        [0] * 10,
        backbone="mobilenet",
        settings=TrainSettings(backbone="mobilenet"),
    )

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "Fine-tune" not in labels(app)


def test_fine_tuning_under_way_shows_its_curves_in_place_of_the_settings(
    app: AppTest, engine: FakeEngine, project: Project, run: Run
) -> None:
    job = engine.submit("fine_tune", project.id, {"run": run.id, "settings": USUAL})
    engine.set(job.id, state="running", started_at=1.0)
    figures = {"loss": 0.4, "accuracy": 0.9, "val_loss": 0.5, "val_accuracy": 0.8}
    engine.story[job.id] = [
        Event("stage", "tuning", 0, 10),
        Event("epoch", "tuning", 1, 10, metrics=figures),
    ]

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "After epoch 1: right on 90 %" in texts(app).replace("*", "")
    assert "Train" not in labels(app)
    assert "Stop" in labels(app)


def test_fine_tuning_that_helped_says_by_how_much_and_leads_to_the_model(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset, run: Run
) -> None:
    newer = add_run(
        project, dataset, [0] * 12, run_id="20260102-120000-bbbb", fine_tuned_from=run.id
    )
    tuned(engine, project, run, {"run": newer.id, "after": 38})

    open_page(app, SCRIPT, project)

    assert "Fine-tuning helped." in texts(app)
    assert "Of 40 photos kept aside, 35 were right before and 38 after it" in texts(app)
    assert "Fine-tuning went through 3 epochs" in texts(app)
    networks = app.dataframe[0].value["Ready-made network"].tolist()
    assert networks == ["EfficientNet-Lite0, fine-tuned", "EfficientNet-Lite0"]


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ({}, "Fine-tuning did not help, so your model stays as it was."),
        ({}, "35 were right before and as many after it, and its answers were not surely better."),
        ({"after": 34}, "35 were right before and 34 after it, and its answers were not surely"),
        ({"stopped": True}, "You stopped the fine-tuning early; you can go on with it."),
        ({"run": "20260101-120000-aaaa"}, "Fine-tuning helped a little."),
    ],
)
def test_fine_tuning_result_is_told_as_it_is(
    app: AppTest,
    engine: FakeEngine,
    project: Project,
    run: Run,
    result: dict[str, object],
    said: str,
) -> None:
    tuned(engine, project, run, result)

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert said in texts(app)


def test_fine_tuning_that_was_stopped_can_be_gone_on_with_or_begun_again(
    app: AppTest, engine: FakeEngine, project: Project, run: Run
) -> None:
    stop_in_the_middle(project, run)
    open_page(app, SCRIPT, project)
    assert "It was stopped after 1 epoch." in texts(app)
    assert {"Go on fine-tuning", "Start over"} <= {*labels(app)}

    button(app, "Go on fine-tuning").click().run()

    purpose = purpose_of(run, TuningSettings())
    assert engine.latest(project.id, "fine_tune") is not None
    assert load_checkpoint(checkpoint_path(project.workspace, run), purpose) is not None


def test_fine_tuning_that_was_stopped_comes_back_with_its_own_settings_and_model(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset, run: Run
) -> None:
    add_run(project, dataset, [0] * 12, run_id="20260102-120000-bbbb")
    own = {"epochs": 7, "blocks": 2, "learning_rate": 0.0003, "patience": 3}
    job = engine.submit("fine_tune", project.id, {"run": run.id, "settings": own})
    result = {"run": "", "photos": 4, "before": 3, "after": 3, "stopped": True}
    engine.set(job.id, state="stopped", started_at=1.0, ended_at=2.0, result=result)

    open_page(app, SCRIPT, project)
    button(app, "Fine-tune").click().run()

    started = engine.latest(project.id, "fine_tune")
    assert started is not None
    assert started.request == {"run": run.id, "settings": own}


def test_fine_tuning_begun_again_forgets_how_far_it_was(
    app: AppTest, engine: FakeEngine, project: Project, run: Run
) -> None:
    stop_in_the_middle(project, run)
    open_page(app, SCRIPT, project)

    button(app, "Start over").click().run()

    assert engine.latest(project.id, "fine_tune") is not None
    assert not checkpoint_path(project.workspace, run).exists()


def test_fine_tuning_with_other_settings_offers_a_fresh_start_only(
    app: AppTest, engine: FakeEngine, project: Project, run: Run
) -> None:
    stop_in_the_middle(project, run)
    assert purpose_of(run, replace(TuningSettings(), blocks=2)) != purpose_of(run, TuningSettings())
    open_page(app, SCRIPT, project)

    next(s for s in app.slider if s.label == "Blocks of the network").set_value(2).run()

    assert "Fine-tune" in labels(app)
    assert "Go on fine-tuning" not in labels(app)


def test_fine_tuning_that_failed_says_why(
    app: AppTest, engine: FakeEngine, project: Project, run: Run
) -> None:
    job = engine.submit("fine_tune", project.id, {"run": run.id, "settings": USUAL})
    engine.set(
        job.id,
        state="failed",
        ended_at=AFTER_THE_MODEL,
        error=("fine_tuning.too_few_aside", {"photos": 4, "needed": 10}),
    )

    open_page(app, SCRIPT, project)

    assert "below 10 nobody could tell it from luck" in texts(app)


def test_fine_tuning_that_has_just_ended_says_what_it_gave_above_the_settings_and_once(
    app: AppTest, engine: FakeEngine, project: Project, run: Run
) -> None:
    tuned(engine, project, run, {})

    open_page(app, SCRIPT, project)

    said = [element.value for element in app.main.markdown]
    told = [place for place, text in enumerate(said) if "Fine-tuning did not help" in text]
    assert len(told) == 1
    assert told[0] < said.index("**What your model will look like**")


def test_fine_tuning_before_a_later_training_says_what_it_gave_beside_its_button(
    app: AppTest, engine: FakeEngine, project: Project, run: Run
) -> None:
    tuned(engine, project, run, {})
    later = engine.submit("train", project.id, {})
    engine.set(later.id, state="done", created_at=3.0, ended_at=4.0, result={"run": run.id})

    open_page(app, SCRIPT, project)

    said = [element.value for element in app.main.markdown]
    told = [place for place, text in enumerate(said) if "Fine-tuning did not help" in text]
    assert len(told) == 1
    assert told[0] > said.index("**What your model will look like**")


def test_fine_tuned_model_that_was_deleted_is_said_to_be_and_not_linked(
    app: AppTest, engine: FakeEngine, project: Project, run: Run
) -> None:
    tuned(engine, project, run, {"run": "20260102-120000-bbbb", "after": 38})

    open_page(app, SCRIPT, project)

    assert "That model was deleted since." in texts(app)
    links = [link.proto.label for link in app.main.get("page_link")]
    assert "Results of the fine-tuned model" not in links


def test_size_of_the_steps_says_its_range_in_plain_numbers(
    app: AppTest, project: Project, run: Run
) -> None:
    open_page(app, SCRIPT, project)

    slider = next(s for s in app.select_slider if s.label == "Size of the steps")
    assert "from 0.00001 to 0.0003" in slider.help
