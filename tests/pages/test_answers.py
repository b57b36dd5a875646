"""Answers on the Test page: how sure, why, put right by the person, and by two models."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.corrections import teach
from core.run_data import RunData, save_run_data
from core.runs import Run
from core.settings import to_dict
from core.splits import split_dataset
from core.store.projects import Project
from core.types import Dataset
from tests.factories import photo_bytes
from tests.pages.fake_engine import FakeEngine
from tests.pages.fake_predictor import FakePredictor
from tests.pages.opening import button, open_page, texts
from tests.pages.trained import add_run
from ui import resources

SCRIPT = "pages/test.py"
PROBABLY = ":material/check: Probably dogs"


def _answered(
    app: AppTest,
    project: Project,
    dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    predictor: FakePredictor,
) -> Run:
    """The page after one photo was brought in for that predictor."""
    run = add_run(project, dataset, [0] * 10)
    monkeypatch.setattr(resources, "predictor", lambda folder: predictor)
    open_page(app, SCRIPT, project)
    app.file_uploader[0].upload("new.jpg", photo_bytes("green"))
    app.run()
    assert not app.exception
    return run


@pytest.mark.parametrize(
    ("shares", "strangeness", "title", "text"),
    [
        ((0.95, 0.05), 0.2, "Surely dogs", "about 95 are right"),
        ((0.5, 0.4), 0.2, "Not sure: it may be dogs or cats", "**50 %** for dogs and **40 %** for"),
        ((0.95, 0.05), 1.2, "Not sure: it looks like nothing I have learned", "do not count on it"),
    ],
)
def test_answer_says_in_words_how_sure_it_is(
    app: AppTest,
    project: Project,
    dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    shares: tuple[float, ...],
    strangeness: float,
    title: str,
    text: str,
) -> None:
    predictor = FakePredictor(*shares, strangeness=strangeness)
    _answered(app, project, dataset, monkeypatch, predictor)
    assert app.subheader[0].value.endswith(title)
    assert text in texts(app)


def test_heatmap_can_be_had_for_any_class_and_says_where_it_is_strongest(
    app: AppTest, project: Project, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answered(app, project, dataset, monkeypatch, FakePredictor(0.7, 0.2, 0.1))
    why = next(box for box in app.selectbox if box.label.startswith("Why?"))
    assert why.value == "dogs"
    assert "strongest (bottom left)" in texts(app)
    why.set_value("cats").run()
    assert "strongest (top right)" in texts(app)
    alts = [image.proto.imgs[0].alt for image in app.main.image]
    assert any("Probably dogs" in alt and "in the top right of the photo" in alt for alt in alts)
    next(box for box in app.selectbox if box.label.startswith("Why?")).set_value("owls").run()
    assert "Nothing in this photo speaks for owls" in texts(app)


def test_right_answer_joins_the_data_as_a_correction(
    app: AppTest, project: Project, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answered(app, project, dataset, monkeypatch, FakePredictor(0.95, 0.05))
    button(app, "Yes, dogs").click().run()
    assert not app.exception
    added = _now(project).photos[-1]
    assert (added.name, added.origin, added.label) == ("new.jpg", "correction", 1)
    assert "In your data as **dogs**, marked as a correction." in texts(app)
    button(app, "Take it back").click().run()
    assert _now(project).photos == dataset.photos
    assert "Is it right?" in texts(app)


def test_wrong_answer_is_put_right_with_a_class_that_is_new(
    app: AppTest, project: Project, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answered(app, project, dataset, monkeypatch, FakePredictor(0.95, 0.05))
    shows = next(box for box in app.selectbox if box.label == "What does it show?")
    assert shows.options == ["cats", "Something else …"]
    shows.set_value("Something else …").run()
    next(field for field in app.text_input if field.label == "A new class").set_value("owls").run()
    button(app, "Save").click().run()
    assert not app.exception
    assert _now(project).classes == ("cats", "dogs", "owls")


def test_photo_of_the_data_is_told_to_prove_little(
    app: AppTest, project: Project, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_run(project, dataset, [0] * 10)
    teach(project.workspace, "new.jpg", photo_bytes("green"), "cats")
    added = _now(project)
    photos = tuple(replace(photo, origin="") for photo in added.photos)
    project.workspace.save_dataset(replace(added, photos=photos))
    monkeypatch.setattr(resources, "predictor", lambda folder: FakePredictor(0.95, 0.05))
    open_page(app, SCRIPT, project)
    app.file_uploader[0].upload("new.jpg", photo_bytes("green"))
    app.run()
    assert "one of your data, as **cats**" in texts(app)


@pytest.mark.usefixtures("predictor")
def test_retrain_now_trains_with_the_settings_of_the_model(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 10)
    _remember_data(run, dataset)
    teach(project.workspace, "new.jpg", photo_bytes("green"), "cats")
    open_page(app, SCRIPT, project)
    assert "1 photo that this model has not learned from waits" in texts(app)
    button(app, "Retrain now").click().run()
    assert not app.exception
    job = engine.latest(project.id, "train")
    assert job is not None
    assert job.request == {"settings": to_dict(run.settings)}


@pytest.mark.usefixtures("predictor")
def test_retraining_of_a_fine_tuned_model_says_that_it_begins_with_the_network_as_it_came(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    _remember_data(add_run(project, dataset, [0] * 10, fine_tuned_from="earlier"), dataset)
    teach(project.workspace, "new.jpg", photo_bytes("green"), "cats")
    open_page(app, SCRIPT, project)
    assert "Retraining begins with the ready-made network as it came" in texts(app)


@pytest.mark.usefixtures("predictor")
def test_data_as_the_model_knows_them_need_no_retraining(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    _remember_data(add_run(project, dataset, [0] * 10), dataset)
    open_page(app, SCRIPT, project)
    assert not [found for found in app.button if found.label == "Retrain now"]


@pytest.mark.usefixtures("predictor")
def test_two_models_answer_the_same_photo_side_by_side(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    add_run(project, dataset, [0] * 10)
    add_run(project, dataset, [1] * 10, run_id="20260102-120000-bbbb")
    open_page(app, SCRIPT, project)
    second = next(box for box in app.selectbox if box.label == "A second model beside it")
    assert second.value is None
    second.select_index(0).run()
    app.file_uploader[0].upload("new.jpg", photo_bytes("green"))
    app.run()
    assert not app.exception
    assert [element.value for element in app.subheader] == [PROBABLY, PROBABLY]
    assert texts(app).count("Is it right?") == 1


def _now(project: Project) -> Dataset:
    dataset = project.workspace.dataset()
    assert dataset is not None
    return dataset


def _remember_data(run: Run, dataset: Dataset) -> None:
    parts = split_dataset(dataset, 20, 0)
    save_run_data(run.folder, RunData(dataset, parts, np.arange(len(dataset.photos))))


def test_model_that_knows_no_strangers_yet_finds_out_by_itself(
    app: AppTest,
    engine: FakeEngine,
    project: Project,
    dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _answered(app, project, dataset, monkeypatch, FakePredictor(0.7, 0.3, knows=False))
    assert "and nothing else" in texts(app)
    assert engine.latest(project.id, "evaluate") is not None
