"""The upload field where the served app's routes are missing, as in these tests."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.store.home import Home
from core.uploads import UploadArea, sinks
from ui.uploader.plain import is_hidden
from ui.uploader.service import UploadService, current_service


def demo(folder, choices, limit_mb):  # its source is run without this file's imports
    """A page that lists what it was given."""
    from pathlib import Path

    import streamlit as st

    from core.store.home import Home
    from ui.uploader import last_upload_name, upload_area

    path = upload_area(
        "pets", Home(Path(folder)), label="Your photos", choices=choices, limit_mb=limit_mb
    )
    received = st.session_state.setdefault("received", [])
    if path is not None:
        received.append((str(path), last_upload_name("pets")))


def opened(home: Home, *choices: str, limit_mb: int = 2000) -> AppTest:
    app = AppTest.from_function(
        demo,
        kwargs={"folder": str(home.folder), "choices": choices, "limit_mb": limit_mb},
        default_timeout=20,
    )
    return app.run()


def received(app: AppTest) -> list[tuple[str, str]]:
    assert not app.exception
    return list(app.session_state["received"])


def test_zip_is_written_to_the_uploads_and_given_once(home: Home) -> None:
    app = opened(home, "zip", "folder")
    app.file_uploader[0].upload("my pets.zip", b"PK whatever it is").run()
    [(path, name)] = received(app)
    assert name == "my pets.zip"
    assert Path(path).parent == home.uploads
    assert Path(path).read_bytes() == b"PK whatever it is"
    app.run()
    assert len(received(app)) == 1
    assert app.file_uploader[0].value is None


def test_second_zip_is_given_too(home: Home) -> None:
    app = opened(home, "zip")
    for data in (b"first", b"second"):
        app.file_uploader[0].upload("pets.zip", data).run()
    assert [Path(path).read_bytes() for path, _ in received(app)] == [b"first", b"second"]


def test_folder_becomes_one_zip_without_hidden_files(home: Home) -> None:
    app = opened(home, "folder")
    uploader = app.file_uploader[0]
    uploader.upload("pets/cats/1.jpg", b"meow")
    uploader.upload("pets/.DS_Store", b"junk")
    uploader.upload("pets/dogs/1.jpg", b"woof").run()
    [(path, name)] = received(app)
    assert name == "pets"
    with zipfile.ZipFile(path) as archive:
        found = {info.filename: archive.read(info) for info in archive.infolist()}
    assert found == {"pets/cats/1.jpg": b"meow", "pets/dogs/1.jpg": b"woof"}


def test_loose_photos_become_one_zip(home: Home) -> None:
    app = opened(home, "photos")
    app.file_uploader[0].upload("1.jpg", b"meow").upload("2.jpg", b"woof").run()
    [(path, name)] = received(app)
    assert name == "2 files"
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["1.jpg", "2.jpg"]


def test_upload_onto_a_full_disk_is_refused_in_words_and_leaves_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: object, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sinks.FileSink, "write", full)
    app = opened(home, "zip")
    app.file_uploader[0].upload("pets.zip", b"x").run()
    assert received(app) == []
    assert len(app.error) == 1
    assert "pets" in app.error[0].value
    assert list(home.uploads.iterdir()) == []


def test_folder_of_hidden_files_only_is_refused_in_words(home: Home) -> None:
    app = opened(home, "folder")
    app.file_uploader[0].upload("pets/.DS_Store", b"junk").run()
    assert received(app) == []
    assert len(app.error) == 1


@pytest.mark.parametrize(
    "path",
    [".DS_Store", "pets/.git/x.jpg", "__MACOSX/pets/1.jpg", "pets\\Thumbs.db", "Desktop.ini"],
)
def test_files_that_systems_leave_behind_are_hidden(path: str) -> None:
    assert is_hidden(path)


@pytest.mark.parametrize("path", ["pets/1.jpg", "a.b/thumbs.dbx", "my__MACOSX.jpg"])
def test_files_of_people_are_not_hidden(path: str) -> None:
    assert not is_hidden(path)


def test_service_is_unknown_outside_the_served_app() -> None:
    UploadService()
    assert current_service() is None


def test_upload_area_of_the_plain_field_has_nothing_left_open(home: Home) -> None:
    app = opened(home, "zip")
    app.file_uploader[0].upload("pets.zip", b"x").run()
    assert UploadArea(home.uploads).expire(older_than_s=-60.0) == 1
