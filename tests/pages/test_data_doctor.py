"""The doctor on the Data page: when it looks, what it says, and what its buttons do."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from streamlit.testing.v1 import AppTest

from core.doctor.storing import load_diagnosis, save_diagnosis
from core.doctor.types import Diagnosis, Finding, Repair
from core.errors import Fact
from core.messages import describe_code
from core.settings import TrainSettings
from core.store.projects import Project, ProjectStore
from core.types import Dataset, Event
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import button, fill, open_page, texts
from ui import work
from ui.page import Page

DATA = "pages/data.py"
ENOUGH = {"cats": 6, "dogs": 6}
# Any sentences do for the page; those of the doctor are tested beside it.
CODE, HEALTH = "dataset.few_photos", "doctor.health_serious"
WHOLE = {"photos": 12, "classes": 2}
FACTS: dict[str, Fact] = {"name": "cats", "photos": 6, "good": 20}


@pytest.fixture
def dataset(project: Project) -> Dataset:
    return fill(project, ENOUGH)


def now(project: Project) -> Dataset:
    dataset = project.workspace.dataset()
    assert dataset is not None
    return dataset


def diagnose(
    project: Project,
    *findings: Finding,
    places: Mapping[str, tuple[float, float]] | None = None,
) -> None:
    key = now(project).key
    save_diagnosis(
        project.workspace, Diagnosis(key, findings, HEALTH, WHOLE, (), dict(places or {}))
    )


def doubles(dataset: Dataset) -> Finding:
    """Two pairs of cats, of which the second of each is to go."""
    a, b, c, d = (photo.id for photo in dataset.photos[:4])
    keep = Repair("keep_one", (b, d))
    return Finding("doubles", CODE, "serious", FACTS, ((a, b), (c, d)), {}, (keep,))


def wrong_folder(dataset: Dataset) -> Finding:
    """Two cats that are taken for dogs."""
    a, b = (photo.id for photo in dataset.photos[4:6])
    notes = {a: "the model thinks: dogs, 97 %"}
    repairs = (Repair("move", (a, b), "dogs"), Repair("exclude", (a, b)))
    return Finding("suspects", CODE, "look", FACTS, ((a,), (b,)), notes, repairs)


def test_doctor_looks_at_new_photos_by_itself_and_only_once(
    app: AppTest, project: Project, dataset: Dataset, engine: FakeEngine
) -> None:
    open_page(app, DATA, project)
    engine.set(engine.jobs[0].id, state="done")
    app.run()

    assert [job.kind for job in engine.jobs] == ["doctor"]
    assert engine.jobs[0].request == {"backbone": "efficientnet-lite0"}


def test_doctor_looks_again_when_photos_have_changed_and_breaks_the_old_look_off(
    app: AppTest, project: Project, dataset: Dataset, engine: FakeEngine
) -> None:
    open_page(app, DATA, project)
    fill(project, {"cats": 6, "dogs": 7})

    app.run()

    assert [job.state for job in engine.jobs] == ["stopped", "queued"]
    assert engine.cancelled == [engine.jobs[0].id]


def test_doctor_of_a_project_without_photos_does_not_look(
    app: AppTest, project: Project, engine: FakeEngine
) -> None:
    open_page(app, DATA, project)

    assert not engine.jobs


def test_doctor_shows_how_far_it_is(
    app: AppTest, project: Project, dataset: Dataset, engine: FakeEngine
) -> None:
    open_page(app, DATA, project)
    job = engine.jobs[0]
    engine.set(job.id, state="running", started_at=1.0)
    engine.story[job.id] = [Event("progress", "doctor", 42, 100, 1.0)]

    app.run()

    assert "Looking for mistakes in the photos" in texts(app)
    assert "42 % done" in app.main.progress[0].text


def test_doctor_that_was_stopped_can_be_sent_again(
    app: AppTest, project: Project, dataset: Dataset, engine: FakeEngine
) -> None:
    open_page(app, DATA, project)
    button(app, "Stop").click().run()
    app.run()
    assert len(engine.jobs) == 1

    button(app, "Look the photos over").click().run()

    assert [job.state for job in engine.jobs] == ["stopped", "queued"]


def test_doctor_makes_way_for_a_training_and_looks_when_it_has_ended(
    app: AppTest, project: Project, dataset: Dataset, engine: FakeEngine, projects: ProjectStore
) -> None:
    open_page(app, DATA, project)
    page = Page("train", None, projects, engine, project)  # type: ignore[arg-type]

    training = work.start_training(page, project, TrainSettings())
    app.run()
    assert [(job.kind, job.state) for job in engine.jobs] == [
        ("doctor", "stopped"),
        ("train", "queued"),
    ]

    engine.set(training.id, state="done")
    app.run()
    assert (engine.jobs[-1].kind, engine.jobs[-1].state) == ("doctor", "queued")


def test_diagnosis_is_said_in_one_sentence_and_a_card_for_each_finding(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    diagnose(project, doubles(dataset), wrong_folder(dataset))

    open_page(app, DATA, project)

    assert not app.exception
    diagnosis = load_diagnosis(project.workspace)
    assert diagnosis is not None
    health = describe_code(diagnosis.health_code, diagnosis.health_facts).title
    assert f":material/stethoscope: **{health}.** " in texts(app)
    cards = [card for card in app.expander if "More photos would help" in card.label]
    assert ["Serious" in card.label for card in cards] == [True, False]
    assert cards[0].proto.expanded
    # Only the open card has made its thumbnails: 10 of the classes, 4 of the card, 1 drawing.
    assert len(app.main.image) == 10 + 4 + 1


def test_serious_finding_is_the_next_step_until_it_is_repaired(
    app: AppTest, project: Project
) -> None:
    enough = fill(project, {"cats": 8, "dogs": 6})
    diagnose(project, doubles(enough))
    open_page(app, DATA, project)
    assert "what the photo doctor found first" in texts(app)
    assert app.button(key="go-train-").proto.type == "secondary"

    button(app, "Keep one of each, put 2 photos aside").click().run()

    assert "what the photo doctor found first" not in texts(app)
    assert app.button(key="go-train-").proto.type == "primary"


def test_keep_one_of_each_puts_the_others_aside(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    diagnose(project, doubles(dataset))
    open_page(app, DATA, project)

    button(app, "Keep one of each, put 2 photos aside").click().run()

    assert not app.exception
    assert [photo.name for photo in now(project).excluded] == ["cats_1.jpg", "cats_3.jpg"]
    assert "Nothing of what was found is left" in texts(app)


def test_group_without_its_tick_is_spared(app: AppTest, project: Project, dataset: Dataset) -> None:
    diagnose(project, doubles(dataset))
    open_page(app, DATA, project)

    app.checkbox[0].uncheck().run()
    button(app, "Keep one of each, put 1 photo aside").click().run()

    assert [photo.name for photo in now(project).excluded] == ["cats_3.jpg"]


def test_move_of_suspects_puts_them_into_the_class_that_the_model_thinks(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    diagnose(project, wrong_folder(dataset))
    open_page(app, DATA, project)
    assert "the model thinks: dogs, 97 %" in texts(app)

    button(app, "Move 2 photos to dogs").click().run()

    assert now(project).counts == (4, 8)
    assert "2 photos moved to “dogs”" in texts(app)


def test_this_is_fine_is_not_mentioned_again_even_what_was_spared(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    diagnose(project, wrong_folder(dataset))
    open_page(app, DATA, project)
    app.checkbox[0].uncheck().run()

    button(app, "This is fine").click().run()

    diagnosis = load_diagnosis(project.workspace)
    assert diagnosis is not None
    assert diagnosis.findings == ()
    assert "Move 2 photos to dogs" not in [found.label for found in app.button]
    assert now(project) == dataset


def test_repair_that_is_undone_shows_its_finding_again(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    diagnose(project, doubles(dataset))
    open_page(app, DATA, project)
    button(app, "Keep one of each, put 2 photos aside").click().run()

    button(app, "Undo").click().run()

    assert "Keep one of each, put 2 photos aside" in [found.label for found in app.button]


def test_map_is_drawn_only_when_it_is_opened(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    places = {photo.id: (n / 12, n % 2) for n, photo in enumerate(dataset.photos)}
    diagnose(project, places=places)
    open_page(app, DATA, project)

    folded = next(card for card in app.expander if card.label == "Map of all photos")
    assert not folded.proto.expanded
    assert not app.get("vega_lite_chart")
