"""What a visitor of the Learn page does: a photo of their own, every depth, and a network from nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.store.home import Home
from core.store.projects import ProjectStore
from tests.e2e import journey
from tests.e2e.served_app import App
from tests.factories import folder_zip, photo_bytes

HEADING = "How your computer learns to see"
CLASSES = {"red hats": 12, "blue mugs": 12}


def _see_depth(page: Any, name: str) -> Any:
    """The picture of the strongest unit at that depth."""
    page.get_by_text(name, exact=True).click()
    return page.get_by_alt_text(re.compile(r"^Where unit \d+ answers on the photo")).first


def test_visitor_without_a_project_looks_through_the_layers_at_an_uploaded_photo(
    app: App, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    photo = tmp_path / "mine.jpg"
    photo.write_bytes(photo_bytes("teal", (200, 150)))
    page = open_page(f"{app.url}/learn")
    page.get_by_role("heading", name=HEADING).wait_for()

    page.get_by_text("Upload one", exact=True).click()
    page.locator("input[type=file]").first.set_input_files(str(photo))
    page.get_by_alt_text("The photo you uploaded").first.wait_for()
    # The old elements stay for a moment beside the new ones while the page is drawn anew.
    journey.wait_until_settled(page)
    page.get_by_text("My photo, made tiny", exact=True).click()
    _see_depth(page, "1 · Edges").wait_for()
    page.get_by_text("each with a map of 112 by 112 places").wait_for()
    _see_depth(page, "5 · Things").wait_for()
    page.get_by_text("each with a map of 7 by 7 places").wait_for()
    journey.set_slider(page, "Dense layers", 3)
    page.get_by_role("slider", name="Neurons in dense layer 3").wait_for()


def test_project_shows_its_climb_and_a_network_from_nothing_beside_its_model(
    app: App, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = open_page(app.url)
    journey.create_project(page, "Things")
    journey.upload_archive(page, folder_zip(tmp_path / "things.zip", CLASSES, size=(160, 120)))
    journey.wait_until_read(page, len(CLASSES))
    journey.go(page, "Train", "Train your model")
    journey.start_training(page)
    journey.wait_until_trained(page)
    project = ProjectStore(Home(app.home).projects).all()[0]
    page.goto(f"{app.url}/learn?project={project.id}")

    page.get_by_role("button", name="Look at my photos at every depth").click()
    page.get_by_text("Of 24 photos of yours, the first layers").wait_for(timeout=journey.READ_MS)
    page.get_by_text("2 · Corners", exact=True).click()
    page.get_by_text(re.compile(r"Of 24 photos of yours, unit \d+ answers most")).wait_for()

    page.get_by_role("button", name="Train a network from nothing").click()
    page.get_by_text(re.compile(r"^After epoch \d+")).wait_for(timeout=journey.TRAINED_MS)
    page.get_by_test_id("stMain").get_by_role("button", name="Stop").click()
    page.get_by_role("table").filter(has_text="From nothing").wait_for(timeout=journey.READ_MS)
    page.get_by_text("You stopped it early.").wait_for()
