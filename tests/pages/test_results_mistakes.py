"""Mistakes: choosing a cell, turning its pages, and repairing a photo from it."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from core.intake.edit import merge_class, rename_class
from core.runs import Run
from core.store.projects import Project
from core.types import Dataset
from tests.pages.evaluated import add_evaluation
from tests.pages.opening import button, fill, open_page, texts
from tests.pages.trained import add_run

SCRIPT = "pages/results.py"


@pytest.fixture
def dataset(project: Project) -> Dataset:
    return fill(project, {"cats": 20, "dogs": 20, "owls": 5})


@pytest.fixture
def run(project: Project, dataset: Dataset) -> Run:
    """Of the cats 15 were taken for dogs, of the dogs one for an owl."""
    run = add_run(project, dataset, [0] * 10)
    add_evaluation(run, dataset, [1] * 15 + [0] * 5 + [2] + [1] * 19 + [2] * 5)
    return run


def _names(app: AppTest) -> list[str]:
    return [image.proto.imgs[0].alt.split(":")[0] for image in app.main.get("image")]


def _choose(app: AppTest, run: Run, true: str, answered: str) -> None:
    app.selectbox(key=f"true-{run.id}").set_value(true)
    app.selectbox(key=f"answered-{run.id}").set_value(answered).run()


def test_wrong_answers_come_twelve_at_a_time(app: AppTest, project: Project, run: Run) -> None:
    open_page(app, SCRIPT, project)
    assert len(_names(app)) == 12

    app.pagination[0].set_value(2).run()

    assert not app.exception
    assert len(_names(app)) == 4


def test_table_of_many_classes_gets_the_whole_width(app: AppTest, project: Project) -> None:
    dataset = fill(project, {f"class {number}": 2 for number in range(10)})
    few = add_run(project, dataset, [0] * 10)
    add_evaluation(few, dataset, [0] * 20)
    open_page(app, SCRIPT, project)

    assert not app.exception
    assert "And 4 rarer mix-ups" in texts(app)


def test_long_names_that_begin_alike_are_told_apart_on_every_button(
    app: AppTest, project: Project
) -> None:
    names = ("golden retriever puppy asleep", "golden retriever puppy awake", "siamese cat")
    dataset = fill(project, dict.fromkeys(names, 5))
    long = add_run(project, dataset, [0] * 5)
    add_evaluation(long, dataset, [0] * 10 + [0, 1] + [2] * 3)

    open_page(app, SCRIPT, project)

    assert not app.exception
    labels = [found.label for found in app.button]
    assert "**golden r…ppy awake**  \ntaken for **golden r…py asleep**: 5 photos" in labels
    assert "Move to golden r…py asleep" in labels
    assert "Move to golden r…ppy awake" in labels


def test_two_lists_choose_a_cell_without_a_mouse(app: AppTest, project: Project, run: Run) -> None:
    open_page(app, SCRIPT, project)

    _choose(app, run, "dogs", "owls")

    assert not app.exception
    assert _names(app) == ["dogs_0.jpg"]


def test_right_answers_can_be_looked_at_too(app: AppTest, project: Project, run: Run) -> None:
    open_page(app, SCRIPT, project)

    _choose(app, run, "cats", "cats")

    assert "5 photos answered rightly" in texts(app)
    assert _names(app) == [f"cats_{n}.jpg" for n in range(15, 20)]
    assert "Move to cats" not in [found.label for found in app.button]


def test_pair_most_confused_is_a_button_that_shows_its_photos(
    app: AppTest, project: Project, run: Run
) -> None:
    open_page(app, SCRIPT, project)

    button(app, "**dogs** taken for **owls**: 1 photo").click().run()

    assert _names(app) == ["dogs_0.jpg"]
    assert app.selectbox(key=f"answered-{run.id}").value == "owls"


def test_photo_is_moved_to_the_class_that_was_answered_and_says_so(
    app: AppTest, project: Project, dataset: Dataset, run: Run
) -> None:
    open_page(app, SCRIPT, project)
    _choose(app, run, "dogs", "owls")

    button(app, "Move to owls").click().run()

    assert not app.exception
    now = project.workspace.dataset()
    assert now is not None
    assert next(p.label for p in now.photos if p.name == "dogs_0.jpg") == 2
    assert "Now in **owls**" in texts(app)
    assert "Your photos have changed since this model was trained" in texts(app)
    assert "Move to owls" not in [found.label for found in app.button]


def test_photo_is_put_aside_and_brought_back(
    app: AppTest, project: Project, dataset: Dataset, run: Run
) -> None:
    open_page(app, SCRIPT, project)
    _choose(app, run, "dogs", "owls")

    button(app, "Put aside").click().run()
    now = project.workspace.dataset()
    assert now is not None
    assert [photo.name for photo in now.excluded] == ["dogs_0.jpg"]
    assert "Put aside since" in texts(app)

    button(app, "Undo").click().run()
    assert project.workspace.dataset() == dataset
    assert "Your photos have changed since" not in texts(app)
    assert button(app, "Put aside").label


def test_photo_that_was_deleted_since_is_told(
    app: AppTest, project: Project, dataset: Dataset, run: Run
) -> None:
    gone = dataset.photos[20]
    kept = tuple(photo for photo in dataset.photos if photo != gone)
    project.workspace.save_dataset(Dataset(dataset.classes, kept))
    project.workspace.photos.path(gone.id).unlink()
    open_page(app, SCRIPT, project)

    _choose(app, run, "dogs", "owls")

    assert not app.exception
    assert "Deleted since" in texts(app)


def test_photo_whose_class_was_renamed_since_counts_as_unmoved(
    app: AppTest, project: Project, dataset: Dataset, run: Run
) -> None:
    project.workspace.save_dataset(rename_class(dataset, "dogs", "hounds"))
    open_page(app, SCRIPT, project)

    _choose(app, run, "dogs", "owls")

    assert "Its class is called **hounds** now." in texts(app)
    assert "Now in" not in texts(app)
    assert button(app, "Put aside").label
    button(app, "Move to owls").click().run()
    assert "Now in" not in texts(app)
    assert "Its class is called **owls** now." in texts(app)


def test_photo_is_never_moved_to_a_class_that_is_gone(
    app: AppTest, project: Project, dataset: Dataset, run: Run
) -> None:
    project.workspace.save_dataset(rename_class(dataset, "owls", "eagles"))
    open_page(app, SCRIPT, project)

    _choose(app, run, "dogs", "owls")

    assert "There is no class **owls** any more; move the photo on the Data page." in texts(app)
    assert not [found for found in app.button if found.label.startswith("Move")]
    assert button(app, "Put aside").label


def test_photo_whose_class_was_merged_into_the_one_answered_needs_no_move(
    app: AppTest, project: Project, dataset: Dataset, run: Run
) -> None:
    project.workspace.save_dataset(merge_class(dataset, "dogs", "owls"))
    open_page(app, SCRIPT, project)

    _choose(app, run, "dogs", "owls")

    assert "Its class is called **owls** now." in texts(app)
    assert not [found for found in app.button if found.label.startswith("Move")]


def test_class_spelt_otherwise_is_still_the_same_class(
    app: AppTest, project: Project, dataset: Dataset, run: Run
) -> None:
    other = rename_class(rename_class(dataset, "dogs", "Dogs"), "owls", "Owls")
    project.workspace.save_dataset(other)
    open_page(app, SCRIPT, project)

    _choose(app, run, "dogs", "owls")
    assert "called" not in texts(app)
    button(app, "Move to Owls").click().run()

    now = project.workspace.dataset()
    assert now is not None
    assert now.classes == ("cats", "Dogs", "Owls")
    assert "Now in **Owls**" in texts(app)


def _forget_mistakes(run: Run) -> None:
    """As in a model that somebody sent: the photos stayed there."""
    path = run.folder / "report.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "mistakes": []}))


def test_wrong_photos_that_stayed_with_the_sender_are_not_said_to_be_right(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    sent = add_run(project, dataset, [1] * 3 + [0] * 17, dataset_key="another")
    _forget_mistakes(sent)

    open_page(app, SCRIPT, project)

    shown = texts(app)
    assert not app.exception
    assert "**3 photos** went wrong. They are not here: they stayed with whoever sent" in shown
    assert "**cats** taken for **dogs**: 3 photos" in shown
    assert "were answered rightly. They were kept aside" in shown
    assert "None: all" not in shown
    assert "photos below" not in shown


def test_right_photos_of_a_model_not_yet_evaluated_are_said_to_be_unknown(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [1] + [0] * 19)
    open_page(app, SCRIPT, project)

    _choose(app, run, "cats", "cats")

    assert not app.exception
    assert "known once each photo has been asked" in texts(app)
