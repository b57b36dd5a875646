"""Download: what is in the zip, the zip itself, and the other forms."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from streamlit.testing.v1 import AppTest

from core.export.bundle import download_zip
from core.export.formats import FORMATS
from core.export.kept import Package, found_package, package_path
from core.runs import Run
from core.store.projects import Project, ProjectStore
from core.types import Dataset
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import open_page, texts
from tests.pages.trained import add_run
from ui.download.file_names import file_name
from ui.download.format_card import finding

SCRIPT = "pages/download.py"


@pytest.fixture
def run(project: Project, dataset: Dataset) -> Run:
    return add_run(project, dataset, [0] * 10)


def _labels(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


def _built(run: Run, form: str, *, consent: bool = False, agreement: float | None = None) -> None:
    """The zip of a form stands beside the run, as a worker would have left it."""
    path = package_path(run, form, consent)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"zip" * 1000)
    facts = {"agreement": agreement, "photos": 40 if agreement else 0, "difference": 0.0}
    path.with_suffix(".json").write_text(json.dumps(facts))


def test_download_page_without_a_model_leads_to_train(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    open_page(app, SCRIPT, project)

    assert "no trained model yet" in texts(app)


def test_download_page_names_every_file_of_the_zip_and_shows_the_example(
    app: AppTest, project: Project, run: Run
) -> None:
    names = zipfile.ZipFile(io.BytesIO(download_zip(run))).namelist()

    open_page(app, SCRIPT, project)

    assert not app.exception
    assert [name for name in names if f"`{name}`" not in texts(app)] == []
    assert any("load_model" in code.value for code in app.code)
    assert _labels(app)[0].startswith("Download the zip (")


def test_model_of_the_address_is_the_one_that_is_offered(
    app: AppTest, project: Project, dataset: Dataset
) -> None:
    add_run(project, dataset, [0] * 10, run_id="20260101-120000-aaaa")
    add_run(project, dataset, [1] * 10, run_id="20260102-120000-bbbb")

    app.query_params["run"] = "20260101-120000-aaaa"
    open_page(app, SCRIPT, project)

    assert "Right on 10 of 10" in texts(app)


def test_every_other_form_has_a_card(app: AppTest, project: Project, run: Run) -> None:
    open_page(app, SCRIPT, project)

    for form in FORMATS.values():
        if form.id != "keras":
            assert f"**{form.title}**" in texts(app)


def test_build_button_starts_the_job_for_this_model_without_photos(
    app: AppTest, project: Project, run: Run, engine: FakeEngine
) -> None:
    open_page(app, SCRIPT, project)

    app.button(key="build.onnx").click().run()

    assert not app.exception
    (job,) = engine.jobs
    assert job.kind == "export"
    assert job.request == {"run": run.id, "format": "onnx", "consent": False}
    assert "build.onnx" not in [button.key for button in app.button]


def test_ticked_consent_is_part_of_the_job(
    app: AppTest, project: Project, run: Run, engine: FakeEngine
) -> None:
    open_page(app, SCRIPT, project)

    app.checkbox(key="download.consent").check().run()
    app.button(key="build.onnx").click().run()

    assert engine.jobs[0].request["consent"] is True


def test_form_that_was_built_is_offered_with_what_the_check_found(
    app: AppTest, project: Project, run: Run
) -> None:
    _built(run, "onnx")
    _built(run, "tflite_int8", agreement=0.975)

    open_page(app, SCRIPT, project)

    assert "Checked: opened again, it gives the same answers as here." in texts(app)
    assert "Checked: the same answer as here on 39 of 40 photos of yours." in texts(app)
    assert _labels(app)[1:] == ["Download (3 kB)"] * 2


def test_zip_with_photos_is_not_offered_without_consent(
    app: AppTest, project: Project, run: Run
) -> None:
    _built(run, "onnx", consent=True)

    open_page(app, SCRIPT, project)
    assert len(_labels(app)) == 1

    app.checkbox(key="download.consent").check().run()
    assert len(_labels(app)) == 2


def test_refused_form_says_why_and_is_not_offered(
    app: AppTest, project: Project, run: Run, engine: FakeEngine
) -> None:
    open_page(app, SCRIPT, project)
    app.button(key="build.tflite_int8").click().run()
    facts = {"format": "LiteRT", "changed": 9, "photos": 40}
    engine.set(engine.jobs[0].id, state="failed", error=("export.disagrees", facts), ended_at=2.0)

    app.run()

    assert "another class than the app on 9 of 40 photos" in texts(app)
    assert len(_labels(app)) == 1


def test_zip_of_an_earlier_evaluation_is_not_offered(run: Run) -> None:
    _built(run, "onnx")
    assert found_package(run, "onnx", consent=False) is not None

    (run.folder / "evaluation.json").write_text("{}")

    assert found_package(run, "onnx", consent=False) is None


def test_finding_of_rounded_numbers_without_photos_tells_the_difference(run: Run) -> None:
    found = finding(Package(run.folder, None, 0, 0.02))

    assert "by at most 2\u00a0%" in found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Pets", "pets-"),
        ("Äpfel & Birnen", "äpfel-birnen-"),
        ("../../etc", "etc-"),
        ("***", "model-"),
    ],
)
@pytest.mark.parametrize("form", ["", "tflite_int8"])
def test_file_name_is_one_that_every_system_accepts(
    projects: ProjectStore, project: Project, run: Run, name: str, expected: str, form: str
) -> None:
    named = file_name(projects.rename(project.id, name), run, form)

    assert named.startswith(expected)
    assert named.endswith(".zip")
    assert not set(named) & set('/\\:*?"<>| ')
