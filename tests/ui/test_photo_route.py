"""Handing out small pictures of photos: to the app's own pages only, and nothing but photos."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from core.intake.images import working_copy
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from tests.ui.served_routes import Get, served
from ui import resources
from ui.data.photo_route import picture_path, picture_routes


@pytest.fixture
def get(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Get]:
    """Asks the routes."""
    monkeypatch.setattr(resources, "home", lambda: home)
    with served(picture_routes()) as asked:
        yield asked


@pytest.fixture
def project(home: Home) -> Project:
    """A project without photos yet."""
    return ProjectStore(home.projects).create("Leaves")


@pytest.fixture
def photo_id(project: Project) -> str:
    """The id of the one photo of the project: wide, and red."""
    file = io.BytesIO()
    Image.new("RGB", (400, 300), (200, 20, 20)).save(file, "PNG")
    copy = working_copy(file.getvalue())
    project.workspace.photos.put(copy.id, copy.jpeg)
    return copy.id


def test_picture_of_a_photo_is_small_square_and_kept_by_the_browser(
    get: Get, project: Project, photo_id: str
) -> None:
    answer = get(picture_path(project, photo_id))

    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.size == (128, 128)
    assert picture.getpixel((64, 64)) == pytest.approx((200, 20, 20), abs=8)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_picture_of_a_damaged_photo_is_a_grey_square(
    get: Get, project: Project, photo_id: str
) -> None:
    project.workspace.photos.path(photo_id).write_bytes(b"not a photo any more")

    picture = Image.open(io.BytesIO(get(picture_path(project, photo_id)).content))

    assert picture.getpixel((10, 10)) == pytest.approx((128, 128, 128), abs=4)


def test_picture_that_is_not_a_photo_of_the_project_is_not_found(
    get: Get, project: Project, photo_id: str
) -> None:
    paths = [
        picture_path(project, "0" * len(photo_id)),
        picture_path(project, "..%2f..%2fproject"),
        picture_path(project, "*"),
        picture_path(project, photo_id).replace(project.id, "0" * 12),
    ]

    assert [get(path).status for path in paths] == [404] * len(paths)


@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"origin": "https://evil.example"}])
def test_picture_is_refused_to_other_web_sites(
    get: Get, project: Project, photo_id: str, headers: dict[str, str]
) -> None:
    assert get(picture_path(project, photo_id), headers).status == 403
