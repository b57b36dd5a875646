"""A question about an upload, and what was put in order while reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.jobs import Job
from core.store.projects import Project
from tests.pages.fake_engine import FakeEngine
from tests.pages.opening import button, fill, open_page, texts

DATA = "pages/data.py"
OPTIONS = [
    {
        "id": "outer", "title_code": "general.project_missing", "facts": {"project": "a"},
        "tree": ["animals", "  cats", "  dogs"], "classes": 1, "photos": 12,
    },
    {
        "id": "inner", "title_code": "general.project_missing", "facts": {"project": "b"},
        "tree": ["cats", "dogs"], "classes": 2, "photos": 12,
    },
]  # fmt: skip


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    """A finished upload that waits."""
    path = tmp_path / "upload.zip"
    path.write_bytes(b"zip")
    return path


def ask(engine: FakeEngine, project: Project, upload: Path, **request: Any) -> Job:
    job = engine.submit("intake", project.id, request)
    result = {
        "question": {"kind": "layout", "options": OPTIONS},
        "source": str(upload),
        "name": "pets.zip",
    }
    return engine.set(job.id, state="done", result=result)


def test_question_shows_every_way_to_read_the_upload_and_no_second_upload(
    app: AppTest, engine: FakeEngine, project: Project, upload: Path
) -> None:
    ask(engine, project, upload)

    open_page(app, DATA, project)

    assert not app.exception
    assert app.header[0].value == "Which folders are your classes?"
    assert [code.value for code in app.code] == ["animals\n  cats\n  dogs", "cats\ndogs"]
    assert "12 photos in 2 classes" in texts(app)
    assert "pets.zip" in texts(app)
    assert not app.file_uploader


def test_answer_reads_the_same_upload_in_the_way_that_was_picked(
    app: AppTest, engine: FakeEngine, project: Project, upload: Path
) -> None:
    first = ask(engine, project, upload, choice={"names": "gbk"})
    open_page(app, DATA, project)

    app.button(key=f"answer-{first.id}-inner").click().run()

    job = engine.jobs[-1]
    assert (job.kind, job.state) == ("intake", "queued")
    assert job.request["source"] == str(upload)
    assert job.request["name"] == "pets.zip"
    assert job.request["choice"] == {"names": "gbk", "layout": "inner"}
    assert not app.code


def test_upload_that_is_not_to_be_read_is_deleted(
    app: AppTest, engine: FakeEngine, project: Project, upload: Path
) -> None:
    ask(engine, project, upload)
    open_page(app, DATA, project)

    button(app, "Do not read it").click().run()

    assert not upload.exists()
    assert len(app.file_uploader) == 2


def test_question_about_an_upload_that_is_gone_is_not_asked(
    app: AppTest, engine: FakeEngine, project: Project, tmp_path: Path
) -> None:
    ask(engine, project, tmp_path / "gone.zip")

    open_page(app, DATA, project)

    assert not app.code
    assert len(app.file_uploader) == 2


def test_repairs_while_reading_are_told_until_they_are_closed(
    app: AppTest, engine: FakeEngine, project: Project
) -> None:
    fill(project, {"cats": 6, "dogs": 6})
    job = engine.submit("intake", project.id, {})
    repairs = [["dataset.few_photos", {"name": "cats", "photos": 6, "good": 20}]]
    engine.set(job.id, state="done", result={"photos": 12, "classes": 2, "repairs": repairs})

    open_page(app, DATA, project)
    assert app.info[0].proto.title == "12 photos added, and some things were put in order"
    assert "More photos would help" in app.info[0].value

    button(app, "Close this message").click().run()
    assert not app.info
