"""Train: looking for good settings, from the button to what was found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from streamlit.testing.v1 import AppTest

from core.settings import TrainSettings, to_dict
from core.settings_search.leaderboard import (
    Confirmation,
    Leaderboard,
    Trial,
    save_leaderboard,
)
from core.store.last_settings import load_settings
from core.store.projects import Project
from core.types import Dataset, Event
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import button, open_page, texts
from tests.pages.trained import add_run

SCRIPT = "pages/train.py"
YOURS = Trial(1, TrainSettings(), right=17, photos=20, loss=0.5, seconds=1.0)
BETTER = Trial(2, replace(TrainSettings(), dense=(64,)), right=19, photos=20, loss=0.2, seconds=1.0)
SURE = Confirmation(2, right=18.5, start_right=17.0, photos=20, gain=0.3, doubt=0.1)


def board(dataset: Dataset, *trials: Trial, **changes: Any) -> Leaderboard:
    return replace(Leaderboard(dataset.key, 30.0, "time_is_up", 1, trials), **changes)


def searched(engine: FakeEngine, project: Project, **changes: Any) -> None:
    job = engine.submit("search", project.id, {"settings": {}, "budget_s": 30.0})
    engine.set(job.id, state="done", started_at=1.0, ended_at=2.0, result={"run": ""})
    engine.set(job.id, **changes)


def under_way(engine: FakeEngine, project: Project, elapsed_s: int) -> None:
    """A search that has gone on for so long."""
    job = engine.submit("search", project.id, {"settings": {}, "budget_s": 30.0})
    engine.set(job.id, state="running", started_at=1.0)
    engine.story[job.id] = [Event("stage", "search"), Event("progress", "search", elapsed_s, 30)]


def test_search_starts_from_the_sliders_with_the_chosen_time(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    open_page(app, SCRIPT, project)
    next(slider for slider in app.slider if slider.label == "Epochs").set_value(7).run()

    button(app, "Search").click().run()

    assert not app.exception
    job = engine.latest(project.id, "search")
    assert job is not None
    settings = to_dict(TrainSettings(epochs=7))
    assert job.request == {"settings": settings, "budget_s": 30.0}


def test_search_under_way_shows_its_leaderboard_in_place_of_the_settings(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    under_way(engine, project, 3)
    save_leaderboard(project.workspace, board(dataset, YOURS, BETTER, state="searching"))

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "Trying other settings" in texts(app)
    assert "3 choices of settings tried so far" in texts(app)
    assert app.dataframe[0].value["Right"].tolist() == [95.0, 85.0]
    assert "Train" not in [found.label for found in app.main.button]


def test_search_that_looks_at_views_says_what_it_does(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    under_way(engine, project, 9)
    save_leaderboard(project.workspace, board(dataset, YOURS, BETTER, state="viewing"))

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "looks at each photo a little differently" in texts(app)
    assert app.dataframe[0].value["Right"].tolist() == [95.0, 85.0]


def test_search_that_found_better_settings_says_what_differs_and_offers_them(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 10)
    searched(engine, project, result={"run": run.id})
    save_leaderboard(project.workspace, board(dataset, YOURS, BETTER, confirmed=(SURE,)))
    open_page(app, SCRIPT, project)

    assert "right on 18 of 20 photos, yours on 17" in texts(app)
    assert "dense layers 256 → 64" in texts(app)
    button(app, "Set the sliders to the better settings").click().run()

    assert not app.exception
    assert load_settings(project.workspace) == BETTER.settings
    slider = next(slider for slider in app.slider if slider.label == "Neurons in dense layer 1")
    assert slider.value == 64


def test_search_that_found_nothing_better_offers_nothing(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    searched(engine, project)
    save_leaderboard(project.workspace, board(dataset, YOURS, replace(BETTER, loss=0.9)))

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "Your settings were the best of them" in texts(app)
    assert "Set the sliders" not in " ".join(found.label for found in app.button)


def test_search_that_found_nothing_surely_better_says_that_the_settings_stay(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    searched(engine, project)
    doubtful = replace(SURE, doubt=0.4)
    save_leaderboard(project.workspace, board(dataset, YOURS, BETTER, confirmed=(doubtful,)))

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "Nothing tried was surely better, so your settings stay" in texts(app)
    assert "Set the sliders" not in " ".join(found.label for found in app.button)


def test_search_that_asks_the_best_once_more_says_so(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    under_way(engine, project, 25)
    save_leaderboard(project.workspace, board(dataset, YOURS, BETTER, state="confirming"))

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "The best are asked once more" in texts(app)


def test_search_of_photos_that_have_changed_since_says_so(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    searched(engine, project)
    save_leaderboard(project.workspace, board(dataset, YOURS, dataset_key="others"))

    open_page(app, SCRIPT, project)

    assert "before you changed your photos" in texts(app)


def test_search_that_failed_says_why_and_shows_no_old_leaderboard(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    searched(
        engine,
        project,
        state="failed",
        error=("settings_search.too_few", {"photos": 4}),
        result=None,
    )
    save_leaderboard(project.workspace, board(dataset, YOURS, BETTER))

    open_page(app, SCRIPT, project)

    assert "no class has enough" in texts(app)
    assert not app.dataframe


def told(app: AppTest, text: str) -> list[bool]:
    """Where a text stands, each time: whether above the settings."""
    said = [element.value for element in app.main.markdown]
    settings = said.index("**What your model will look like**")
    return [place < settings for place, found in enumerate(said) if text in found]


def test_search_that_has_just_ended_says_what_it_found_above_the_settings_and_once(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    searched(engine, project)
    save_leaderboard(project.workspace, board(dataset, YOURS, BETTER, confirmed=(SURE,)))

    open_page(app, SCRIPT, project)

    assert told(app, "surely better than yours") == [True]


def test_search_before_a_later_training_says_what_it_found_beside_its_table(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    searched(engine, project)
    later = engine.submit("train", project.id, {})
    engine.set(later.id, state="stopped", created_at=3.0, ended_at=4.0)
    save_leaderboard(project.workspace, board(dataset, YOURS, BETTER, confirmed=(SURE,)))

    open_page(app, SCRIPT, project)

    assert told(app, "surely better than yours") == [False]
    assert "You stopped the training" in texts(app)


def test_search_that_was_stopped_before_its_first_try_shows_no_old_leaderboard(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    searched(engine, project, state="stopped", result=None)
    save_leaderboard(project.workspace, board(dataset, YOURS, BETTER))

    open_page(app, SCRIPT, project)

    assert "before the first settings had been tried" in texts(app)
    assert not app.dataframe


def test_search_whose_model_was_deleted_says_so_and_does_not_link_to_another(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    add_run(project, dataset, [0] * 10)
    searched(engine, project, result={"run": "20260102-120000-bbbb"})
    save_leaderboard(project.workspace, board(dataset, YOURS, BETTER, confirmed=(SURE,)))

    open_page(app, SCRIPT, project)

    assert "That model was deleted since." in texts(app)
    links = [link.proto.label for link in app.main.get("page_link")]
    assert "Results of the model trained with them" not in links


def test_better_settings_that_the_sliders_stand_at_are_not_offered_again(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    searched(engine, project)
    save_leaderboard(project.workspace, board(dataset, YOURS, BETTER, confirmed=(SURE,)))
    open_page(app, SCRIPT, project)

    button(app, "Set the sliders to the better settings").click().run()

    assert "The sliders stand at them." in texts(app)
    assert "Set the sliders" not in " ".join(found.label for found in app.button)
