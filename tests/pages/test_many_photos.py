"""Test: many photos are asked in the background, counted honestly, filtered, and taken away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.classify.storing import save_batch
from core.classify.types import Answered, Batch
from core.runs import Run
from core.store.projects import Project
from core.types import Dataset, Ranked, Verdict
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import open_page, texts
from tests.pages.test_test_page import SCRIPT
from tests.pages.trained import add_run
from ui.trial.batch_results import in_short


@pytest.fixture
def answers_page(
    app: AppTest,
    engine: FakeEngine,
    project: Project,
    predictor: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AppTest:
    """The page whose answers are in the folder `tmp_path`, ready to be opened."""
    job = engine.submit("classify", project.id, {})
    engine.set(job.id, state="done", result={"answers": 3}, started_at=1.0, ended_at=2.0)
    monkeypatch.setattr(engine, "folder", lambda job_id: tmp_path)
    return app


def open_answers(app: AppTest, project: Project) -> str:
    """All texts of the page once the person has chosen many photos."""
    open_page(app, SCRIPT, project)
    app.segmented_control[0].set_value("Many photos").run()
    assert not app.exception
    return texts(app)


@pytest.mark.usefixtures("predictor")
def test_many_photos_go_to_the_background(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 10)
    open_page(app, SCRIPT, project)
    app.segmented_control[0].set_value("Many photos").run()
    app.file_uploader[0].upload("pets.zip", b"PK not looked at here")
    app.run()
    assert not app.exception
    job = engine.latest(project.id, "classify")
    assert job is not None
    assert (job.request["run"], job.request["name"]) == (run.id, "pets.zip")


def test_answers_for_many_photos_are_counted_filtered_and_taken_away(
    answers_page: AppTest, project: Project, dataset: Dataset, tmp_path: Path
) -> None:
    app, run = answers_page, add_run(project, dataset, [0] * 10)
    save_batch(tmp_path, _batch(run))
    shown = open_answers(app, project)
    assert "2 of 3 photos answered as their folder says" in shown
    assert "Its answers: **1** cats, **1** dogs, not sure about **1**." in shown
    assert "already in this project" not in shown
    assert len(app.dataframe[0].value) == 3
    next(box for box in app.selectbox if box.label == "How sure").set_value("Not sure").run()
    assert list(app.dataframe[0].value["File"]) == ["dogs/2.jpg"]
    assert list(app.dataframe[0].value["Right?"]) == ["wrong"]
    assert app.get("download_button")


def test_photos_of_the_project_do_not_count_as_proof(
    answers_page: AppTest, project: Project, dataset: Dataset, tmp_path: Path
) -> None:
    run = add_run(project, dataset, [0] * 10)
    batch = _batch(run)
    own = replace(batch.answers[0], photo_id=dataset.photos[0].id)
    save_batch(tmp_path, replace(batch, answers=(own, *batch.answers[1:])))
    shown = open_answers(answers_page, project)
    assert "1 photo is already in this project" in shown
    assert "1 of 2 photos answered as their folder says" in shown
    assert len(answers_page.dataframe[0].value) == 3


def test_nothing_but_photos_of_the_project_proves_nothing(
    answers_page: AppTest, project: Project, dataset: Dataset, tmp_path: Path
) -> None:
    batch = _batch(add_run(project, dataset, [0] * 10))
    own = (replace(a, photo_id=p.id) for a, p in zip(batch.answers, dataset.photos, strict=False))
    save_batch(tmp_path, replace(batch, answers=tuple(own)))
    shown = open_answers(answers_page, project)
    assert "3 photos are already in this project" in shown
    assert "as their folder says" not in shown.replace("As its folder says", "")


def test_answers_of_very_many_classes_are_told_in_short(run_answers: tuple[Answered, ...]) -> None:
    assert in_short(run_answers).endswith("**1** class 7, **2** of other classes.")


@pytest.fixture
def run_answers() -> tuple[Answered, ...]:
    """One sure answer for each of ten classes."""
    return tuple(
        Answered(f"{n}.jpg", n, f"{n:032x}", (Ranked(f"class {n}", 0.95),), "surely")
        for n in range(10)
    )


def _batch(run: Run) -> Batch:
    def row(number: int, best: str, sureness: Verdict) -> Answered:
        ranked = (Ranked(best, 0.9), Ranked("owls", 0.1))
        name = f"{'cats' if number == 0 else 'dogs'}/{number}.jpg"
        true = name.partition("/")[0]
        return Answered(name, number, f"{number + 900:032x}", ranked, sureness, 0.1, true)

    answers = (row(0, "cats", "surely"), row(1, "dogs", "probably"), row(2, "cats", "between"))
    return Batch(run.id, "pets.zip", ("cats", "dogs", "owls"), answers, (), 3, 0.5)
