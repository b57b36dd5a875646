"""Handing out saved projects: to the app's own pages only, straight from the disk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.projects_io.contents import saved_file
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from tests.ui.served_routes import Get, served
from ui import resources
from ui.home.saved_route import file_name, saved_path, saved_routes


@pytest.fixture
def get(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Get]:
    """Asks the routes."""
    monkeypatch.setattr(resources, "home", lambda: home)
    with served(saved_routes()) as asked:
        yield asked


@pytest.fixture
def project(home: Home) -> Project:
    """A project that was saved."""
    project = ProjectStore(home.projects).create("Leaves & flowers")
    path = saved_file(project.workspace)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PK the zip")
    return project


def test_saved_project_comes_as_a_file_with_the_name_of_the_project(
    get: Get, project: Project
) -> None:
    answer = get(saved_path(project.id))

    assert (answer.status, answer.content) == (200, b"PK the zip")
    assert "leaves-flowers-project.zip" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"


def test_project_that_was_not_saved_or_does_not_exist_is_not_found(
    get: Get, project: Project
) -> None:
    saved_file(project.workspace).unlink()

    paths = (saved_path(project.id), saved_path("0" * 12), saved_path("..%2f..%2fetc"))

    assert [get(path).status for path in paths] == [404, 404, 404]


@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"origin": "https://evil.example"}])
def test_saved_project_is_refused_to_other_web_sites(
    get: Get, project: Project, headers: dict[str, str]
) -> None:
    assert get(saved_path(project.id), headers).status == 403


def test_file_name_of_a_project_without_letters_is_still_a_name(home: Home) -> None:
    project = ProjectStore(home.projects).create("***")

    assert file_name(project) == "project-project.zip"
