"""The upload field in a real browser: refusals at once, fingers, keyboard, no other host."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FileChooser, Page, expect

from tests.e2e.uploader.acts import big_file, choose
from tests.e2e.uploader.served import LIMIT_MB, Served, running_app


def test_upload_that_is_too_large_is_refused_with_the_limit(
    page: Page, served: Served, tmp_path: Path
) -> None:
    path = tmp_path / "pets.zip"
    with path.open("wb") as file:
        file.truncate(LIMIT_MB * 1_000_000 + 1)
    choose(page, "Choose a zip", path)
    alert = page.get_by_role("alert").filter(has_text="too large")
    expect(alert).to_contain_text(f"at most {LIMIT_MB} MB")
    assert served.uploads == []


def test_file_that_is_no_zip_is_refused_at_once(page: Page, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    choose(page, "Choose a zip", tmp_path / "notes.txt")
    alert = page.get_by_role("alert").filter(has_text="not a zip")
    expect(alert).to_contain_text("notes.txt is not a zip file")


def test_folder_without_photos_is_refused_at_once(page: Page, tmp_path: Path) -> None:
    (tmp_path / "pets").mkdir()
    (tmp_path / "pets" / ".DS_Store").write_bytes(b"junk")
    choose(page, "Choose a folder", tmp_path / "pets")
    expect(page.get_by_role("alert").filter(has_text="nothing to upload")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1000])
def test_buttons_are_large_enough_for_a_finger_and_fit(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    for name in ("Choose a zip", "Choose a folder", "Choose photos"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 40
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_field_is_reached_and_used_with_the_keyboard(page: Page) -> None:
    choosers: list[FileChooser] = []
    page.on("filechooser", lambda chooser: choosers.append(chooser))
    page.get_by_role("button", name="Choose a zip").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Choose a folder")).to_be_focused()
    with page.expect_file_chooser():
        page.keyboard.press("Enter")
    assert [chooser.is_multiple() for chooser in choosers] == [True]


def test_page_below_the_entry_is_served_first_on_a_fresh_server(
    browser: Browser, tmp_path: Path
) -> None:
    with running_app(tmp_path) as app, closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(f"{app.url}/train")
        expect(page.get_by_role("heading", name="Train here")).to_be_visible(timeout=30_000)
        expect(page).to_have_title("Train page")
        expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
        page.get_by_role("link", name="Home").click()
        expect(page.get_by_role("button", name="Choose a zip")).to_be_visible()


def test_nothing_is_asked_of_any_other_host(page: Page, served: Served, tmp_path: Path) -> None:
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.reload()
    choose(page, "Choose a zip", big_file(tmp_path, 1))
    expect(page.get_by_text("received pets.zip")).to_be_visible()
    assert {host for host in hosts if host and not host.startswith("127.0.0.1:")} == set()
