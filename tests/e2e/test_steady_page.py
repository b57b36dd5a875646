"""What is under way on a page goes on while the page around it changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Route

from tests.e2e import journey
from tests.e2e.served_app import App
from tests.factories import class_photos, zip_of

DOCTOR_MS = 240_000
COUNT_CAMERAS = """
window.camerasOpened = 0;
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (...wishes) => {
  window.camerasOpened += 1;
  return open(...wishes);
};
"""


def test_camera_adds_photos_to_one_class_and_stays_on_meanwhile(
    app: App, open_page: Callable[..., Any]
) -> None:
    page = open_page("about:blank")
    page.add_init_script(COUNT_CAMERAS)
    page.goto(app.url)
    journey.create_project(page, "Toys")
    page.get_by_test_id("stMain").get_by_text("Camera", exact=True).click()
    name = page.get_by_role("textbox", name="Class")
    name.fill("toys")
    name.press("Enter")
    page.get_by_role("button", name="Take 10 photos").click()
    page.get_by_text("10 photos added to toys.").wait_for()
    page.get_by_text("toys · 10 photos").wait_for()
    # With the first class, the field for its name becomes a list, and the doctor begins to look.
    page.get_by_role("combobox", name="Class").wait_for()
    page.get_by_role("button", name="Take one photo").click()
    page.get_by_text("1 photo added to toys.").wait_for()
    page.get_by_text("toys · 11 photos").wait_for()
    page.get_by_text(re.compile("photos look fine|look good|would spoil")).wait_for(
        timeout=DOCTOR_MS
    )
    # A camera that starts anew shows nothing for a second, and a burst under way would be lost.
    assert page.evaluate("window.camerasOpened") == 1


def test_upload_under_way_is_not_lost_when_something_appears_above_it(
    app: App, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = open_page(app.url)
    journey.create_project(page, "Two zips")
    first = zip_of(tmp_path / "first.zip", dict(class_photos({"cats": 6, "dogs": 6})))
    journey.upload_archive(page, first)
    journey.wait_until_read(page, 2)
    held: list[Route] = []
    page.route("**/api/uploads*", lambda route: held.append(route))
    second = zip_of(tmp_path / "second.zip", dict(class_photos({"horses": 6}, seed=500)))
    journey.upload_archive(page, second)
    page.get_by_role("button", name="Cancel").wait_for()
    page.locator("[class*='st-key-class-']").first.get_by_role("button", name="More").click()
    page.get_by_text("Rename", exact=True).last.click()
    page.get_by_role("dialog").get_by_role("textbox").fill("kittens")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.get_by_text("Last change: “cats” renamed to “kittens”").wait_for()
    for route in held:
        route.continue_()
    page.get_by_text("Last change: 6 photos added from second").wait_for()
    page.get_by_text("horses · 6 photos").wait_for()
