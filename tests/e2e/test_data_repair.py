"""A messy zip from upload to a repaired data set, with every repair button used once."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error

from core.store.home import Home
from core.store.projects import Project, ProjectStore
from core.types import Dataset
from tests.e2e import journey
from tests.e2e.messy_photos import SHRUNK, SWAPPED, write_messy_zip
from tests.e2e.served_app import App
from tests.factories import class_photos, zip_of

DOCTOR_MS = 240_000


@pytest.fixture(scope="module")
def messy_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What people really have."""
    return write_messy_zip(tmp_path_factory.mktemp("messy") / "Holiday.zip")


@pytest.fixture(scope="module")
def page(app: App, browser: Any, messy_zip: Path) -> Any:
    """The Data page of a project with the messy photos; the tests go on from one another."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    opened = context.new_page()
    opened.goto(app.url)
    journey.create_project(opened, "Messy")
    journey.upload_archive(opened, messy_zip)
    journey.wait_until_read(opened, 3)
    yield opened
    context.close()


def _project(app: App) -> Project:
    return next(p for p in ProjectStore(Home(app.home).projects).all() if p.name == "Messy")


def _now(app: App) -> Dataset:
    dataset = _project(app).workspace.dataset()
    assert dataset is not None
    return dataset


def _wait_for_the_doctor(page: Any) -> None:
    """It has looked at the photos as they are now."""
    page.get_by_text(re.compile("Your .* photos look good|photos look fine|would spoil")).wait_for(
        timeout=DOCTOR_MS
    )


def _card(page: Any, title: str) -> Any:
    """The doctor's card of that title, unfolded."""
    card = page.get_by_test_id("stExpander").filter(has_text=re.compile(title))
    card.first.wait_for(timeout=DOCTOR_MS)
    # The cards of before are still there while the page is drawn.
    journey.wait_until_settled(page)
    card = card.first
    if not card.get_by_role("button", name="This is fine").is_visible():
        card.locator("summary").click()
        card.get_by_role("button", name="This is fine").wait_for()
    return card


def _press(page: Any, card: Any, label: str, told: str) -> None:
    """A repair is pressed, and the page says what was done."""
    card.get_by_role("button", name=re.compile(label)).first.click()
    page.get_by_text(re.compile(f"Last change: .*{told}")).wait_for()


def test_what_was_mended_and_left_out_is_told(page: Any, app: App) -> None:
    page.get_by_text("The folder around your classes was taken off").wait_for()
    page.get_by_text(re.compile(r"\d files were left out")).click()
    page.get_by_text("broken.jpg").first.wait_for()
    assert {s.code for s in _now(app).skipped} >= {"photo.truncated", "photo.html"}
    assert _now(app).classes == ("cats", "dogs", "horses")


def test_swapped_photos_are_found_and_moved_with_one_button(page: Any, app: App) -> None:
    card = _card(page, "photos may be in the wrong class")
    _press(page, card, r"^Move \d+ photos to cats", "moved to “cats”")
    cats = {photo.name for photo in _now(app).of_class(0)}
    assert {f"swapped {number}.jpg" for number in range(SWAPPED)} <= cats


def test_doubles_are_put_aside_but_for_the_one_that_is_spared(page: Any, app: App) -> None:
    card = _card(page, "nearly the same")
    card.get_by_role("checkbox").first.press("Space")
    _press(page, card, r"^Keep one of each, put \d+ photos? aside", "put aside")
    aside = {photo.name for photo in _now(app).excluded}
    assert len(aside & {f"small {number}.jpg" for number in range(10, 10 + SHRUNK)}) == SHRUNK - 1


def test_black_photo_is_put_aside(page: Any, app: App) -> None:
    _press(page, _card(page, "nearly black"), r"^Put 1 photo aside", "1 photo put aside")
    assert "black.jpg" in {photo.name for photo in _now(app).excluded}


def test_undo_takes_the_last_repair_back_and_it_can_be_done_again(page: Any, app: App) -> None:
    page.get_by_role("button", name="Undo").click()
    page.get_by_text(re.compile("Taken back: 1 photo put aside")).wait_for()
    assert "black.jpg" not in {photo.name for photo in _now(app).excluded}
    _press(page, _card(page, "nearly black"), r"^Put 1 photo aside", "1 photo put aside")


def test_album_moves_puts_aside_uses_again_and_deletes(page: Any, app: App) -> None:
    page.get_by_role("button", name="See all photos").nth(1).click()
    page.get_by_role("heading", name="dogs", exact=True).wait_for()
    before = _now(app)
    _tick(page, 0)
    page.get_by_role("button", name="Put aside").first.click()
    page.get_by_text(f"In use · {before.counts[1] - 1}", exact=True).wait_for()

    aside = [photo.id for photo in _now(app).excluded if photo.label == 1]
    (moved,) = {photo.id for photo in before.photos} & set(aside)
    page.get_by_text(f"Put aside · {len(aside)}", exact=True).click()
    page.get_by_text("no model learns from them").first.wait_for()
    _tick(page, aside.index(moved))
    page.get_by_role("button", name="Use again").first.click()
    page.get_by_text("Last change: 1 photo in use again").wait_for()
    assert _now(app).key == before.key

    page.get_by_text(f"In use · {before.counts[1]}", exact=True).click()
    page.get_by_role("button", name="Put aside", exact=True).first.wait_for()
    _tick(page, 1)
    page.get_by_role("button", name="Move").first.click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Move").click()
    page.get_by_text("Last change: 1 photo moved to “cats”").wait_for()
    assert _now(app).counts[0] == before.counts[0] + 1

    _tick(page, 0)
    page.get_by_role("button", name="Delete").first.click()
    page.get_by_role("button", name="Delete for good").click()
    page.get_by_role("dialog").wait_for(state="detached")
    page.get_by_text("0 chosen").first.wait_for()
    assert len(_now(app).photos) == len(before.photos) - 1
    page.get_by_role("button", name="All classes").click()
    page.get_by_role("heading", name="Your photos", exact=True).wait_for()


def _tick(page: Any, place: int) -> None:
    page.get_by_text("0 chosen").first.wait_for()
    # The boxes of before are still there while the page is drawn, and are no longer heeded.
    journey.wait_until_settled(page)
    # With the keyboard: a pointer may meet what lies over the box when the page has scrolled.
    page.get_by_role("checkbox").nth(place).press("Space")
    page.get_by_text("1 chosen").first.wait_for()


def test_doctor_looks_again_and_does_not_mention_what_was_repaired(page: Any, app: App) -> None:
    _wait_for_the_doctor(page)
    assert page.get_by_text("nearly black").count() == 0
    card = page.get_by_test_id("stExpander").filter(has_text="nearly the same")
    assert card.count() == 1, "the one that was spared is still there"
    _card(page, "nearly the same").get_by_role("button", name="This is fine").click()
    card.wait_for(state="detached")


def test_map_shows_the_photo_of_a_dot_large(page: Any) -> None:
    page.get_by_text("Map of all photos").click()
    dots = page.get_by_test_id("stVegaLiteChart").locator(".mark-symbol.role-mark path")
    dots.first.wait_for()
    dots.first.evaluate("dot => dot.scrollIntoView({block: 'center', behavior: 'instant'})")
    journey.wait_until_settled(page)
    place = _a_dot_with_its_picture(page, dots)
    page.wait_for_function("document.querySelector('#vg-tooltip-element img').naturalWidth > 1")
    page.mouse.click(*place)
    page.get_by_role("button", name="Put it aside").wait_for()


def _a_dot_with_its_picture(page: Any, dots: Any) -> tuple[float, float]:
    """Where on the page a dot lies whose picture shows under the pointer; some lie outside the window."""
    picture = page.locator("#vg-tooltip-element.visible img")
    for box in [dots.nth(number).bounding_box() for number in range(min(dots.count(), 40))]:
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        # In steps, as a hand moves: the chart answers to a pointer that moves over a dot.
        page.mouse.move(x, y, steps=10)
        with contextlib.suppress(Error):
            picture.wait_for(timeout=1_000)
            return x, y
    raise AssertionError("no dot was found on the map")


def test_rename_merge_and_remove_of_a_class(page: Any, app: App) -> None:
    _menu(page, "horses", "Rename")
    page.get_by_role("dialog").get_by_role("textbox").fill("ponies")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.get_by_text("Last change: “horses” renamed to “ponies”").wait_for()

    _menu(page, "ponies", "Merge into another")
    page.get_by_role("dialog").get_by_role("button", name="Merge", exact=True).click()
    page.get_by_text("“ponies” merged into “cats”").wait_for()
    assert _now(app).classes == ("cats", "dogs")
    page.get_by_role("button", name="Undo").click()
    page.get_by_text(re.compile("Taken back: “ponies” merged")).wait_for()
    assert _now(app).classes == ("cats", "dogs", "ponies")

    _menu(page, "ponies", "Remove")
    page.get_by_role("button", name="Remove the class").click()
    page.get_by_text(re.compile("Last change: “ponies” removed with")).wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text(re.compile("Taken back: “ponies” removed")).wait_for()
    assert _now(app).classes == ("cats", "dogs", "ponies")


def _menu(page: Any, name: str, action: str) -> None:
    card = page.locator("[class*='st-key-class-']").filter(has_text=re.compile(rf"^{name}"))
    card.first.get_by_role("button", name="More").click()
    page.get_by_text(action, exact=True).last.click()
    page.get_by_role("dialog").wait_for()


def test_question_about_two_readings_is_answered(
    app: App, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    counts = {"fruit/apples": 6, "fruit/pears": 6, "greens/beans": 6, "greens/peas": 6}
    page = open_page(app.url)
    journey.create_project(page, "Garden")
    journey.upload_archive(page, zip_of(tmp_path / "garden.zip", dict(class_photos(counts))))
    page.get_by_role("heading", name="Which folders are your classes?").wait_for(timeout=60_000)
    page.get_by_test_id("stVerticalBlock").filter(
        has_text="The outer folders are"
    ).last.get_by_role("button", name="Read it like this").click()
    journey.wait_until_read(page, 2)
    page.get_by_text("fruit · 12 photos").wait_for()
