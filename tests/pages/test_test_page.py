"""Test: photos come in, ranked answers go out, and a bad photo stops nobody."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import UserError
from core.store.projects import Project
from core.types import Dataset
from tests.factories import photo_bytes
from tests.pages.fake_engine import FakeEngine
from tests.pages.fake_predictor import FakePredictor
from tests.pages.opening import open_page, texts
from tests.pages.trained import add_run
from ui import resources
from ui.trial.camera import is_allowed

SCRIPT = "pages/test.py"
PROBABLY = ":material/check: Probably dogs"


def test_test_page_without_a_model_leads_to_train(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    open_page(app, SCRIPT, project)

    assert "no trained model yet" in texts(app)


@pytest.mark.usefixtures("predictor")
def test_uploaded_photos_get_ranked_answers(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    add_run(project, dataset, [0] * 10)
    open_page(app, SCRIPT, project)
    assert "It can answer **cats**, **dogs**, **owls**." in texts(app)

    uploader = app.file_uploader[0]
    uploader.upload("one.jpg", photo_bytes("red"))
    uploader.upload("two.png", photo_bytes("blue", format="PNG"))
    app.run()

    assert not app.exception
    assert [element.value for element in app.subheader] == [PROBABLY, PROBABLY]
    assert (
        texts(app).count("It is **70 %** sure. Of 100 answers that are as sure as this, about 70")
        == 2
    )
    assert len(app.get("vega_lite_chart")) == 2


@pytest.mark.usefixtures("predictor")
def test_unreadable_photo_says_why_and_the_others_are_answered(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    add_run(project, dataset, [0] * 10)
    open_page(app, SCRIPT, project)

    app.file_uploader[0].upload("broken.jpg", photo_bytes()[:200])
    app.file_uploader[0].upload("good.jpg", photo_bytes())
    app.run()

    assert not app.exception
    assert len(app.error) == 1
    assert "broken" in texts(app)
    assert [element.value for element in app.subheader] == [PROBABLY]


@pytest.mark.usefixtures("predictor")
def test_switch_for_other_programs_stays_open_once_it_was_used(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 10)
    open_page(app, SCRIPT, project)
    assert not _for_programs(app).proto.expanded

    app.session_state[f"test.programs.{run.id}"] = True
    app.run()

    assert _for_programs(app).proto.expanded


def _for_programs(app: AppTest) -> Any:
    return next(each for each in app.expander if each.label == "Use it from other programs")


@pytest.fixture
def unprepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The network of whatever model is asked is yet to be prepared."""

    def refuse(folder: object) -> FakePredictor:
        raise UserError("model.network_not_ready", backbone="MobileNet")

    monkeypatch.setattr(resources, "predictor", refuse)


def _prepare(app: AppTest, engine: FakeEngine, project: Project) -> dict[str, Any]:
    """What is asked for by the button of the page."""
    open_page(app, SCRIPT, project)
    next(button for button in app.button if button.label == "Prepare it now").click().run()
    assert not app.exception
    job = engine.latest(project.id, "network")
    assert job is not None
    return dict(job.request)


@pytest.mark.usefixtures("unprepared")
def test_network_that_is_not_prepared_can_be_prepared_here(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    add_run(project, dataset, [0] * 10)

    assert _prepare(app, engine, project) == {"backbone": "efficientnet-lite0"}
    assert not app.file_uploader


@pytest.mark.usefixtures("unprepared")
def test_network_of_a_fine_tuned_model_is_prepared_for_that_model(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    run = add_run(project, dataset, [0] * 10, fine_tuned_from="20251231-120000-bbbb")

    request = _prepare(app, engine, project)

    assert request == {"backbone": "efficientnet-lite0", "run": run.id}


@pytest.mark.usefixtures("predictor")
def test_prepared_network_lets_photos_in(
    app: AppTest, engine: FakeEngine, project: Project, dataset: Dataset
) -> None:
    add_run(project, dataset, [0] * 10)
    job = engine.submit("network", project.id, {"backbone": "efficientnet-lite0"})
    engine.set(job.id, state="done", started_at=1.0, ended_at=2.0)

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert app.file_uploader


def test_damaged_model_gives_its_sentence(app: AppTest, project: Project, dataset: Dataset) -> None:
    run = add_run(project, dataset, [0] * 10)
    (run.folder / "head.npz").write_bytes(b"nonsense")

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert len(app.error) == 1


@pytest.mark.usefixtures("predictor")
def test_camera_takes_a_photo(app: AppTest, project: Project, dataset: Dataset) -> None:
    add_run(project, dataset, [0] * 10)
    open_page(app, SCRIPT, project)

    app.segmented_control[0].set_value("Camera").run()
    app.camera_input[0].upload("shot.jpg", photo_bytes())
    app.run()

    assert not app.exception
    assert [element.value for element in app.subheader] == [PROBABLY]


@pytest.mark.usefixtures("predictor")
def test_pasted_link_is_refused_with_a_way_round(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    add_run(project, dataset, [0] * 10)
    open_page(app, SCRIPT, project)
    app.segmented_control[0].set_value("Link").run()
    app.text_input[0].set_value("https://photos.example/cat.jpg").run()
    assert not app.exception
    assert "Open photos.example in your browser" in texts(app)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://school.example/test", True),
        ("http://localhost:8501/test", True),
        ("http://127.0.0.1:8501/test", True),
        ("http://[::1]:8501/test", True),
        ("http://192.168.1.20:8501/test", False),
        ("http://school.example/test", False),
        ("http://localhost.evil.example/test", False),
        ("", True),
    ],
)
def test_camera_is_offered_where_browsers_allow_it(url: str, allowed: bool) -> None:
    assert is_allowed(url) == allowed
