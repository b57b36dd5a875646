"""What a person does on the pages, by the words that the person reads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

READ_MS = 120_000
TRAINED_MS = 240_000
SLIDER_TRIES, SETTLED_MS = 10, 1_000


def create_project(page: Any, name: str) -> None:
    """From the home page to the Data page of a new project."""
    page.get_by_label("Name of the project").fill(name)
    page.get_by_role("button", name="Create project").click()
    page.get_by_role("heading", name="Your photos", exact=True).wait_for()


def upload_archive(page: Any, archive: Path) -> None:
    """A zip is uploaded; returns before it is read."""
    chooser = page.locator("input[type=file][accept*='.zip']")
    chooser.wait_for(state="attached")
    chooser.set_input_files(str(archive))


def wait_until_read(page: Any, classes: int) -> None:
    """The photos are in, and the project is ready to train."""
    page.get_by_text(f"in {classes} classes").wait_for(timeout=READ_MS)
    page.get_by_text("That is enough to train a model.").wait_for()


def go(page: Any, step: str, heading: str) -> None:
    """By the navigation to another page of the project."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=re.compile(f"^{step}")).click()
    page.get_by_role("heading", name=heading, exact=True).wait_for()


def set_slider(page: Any, label: str, value: int) -> None:
    """A slider is moved with the keyboard, as a person without a mouse does."""
    slider = page.get_by_role("slider", name=label)
    for _ in range(SLIDER_TRIES):
        slider.focus()
        missing = value - int(slider.input_value())
        if missing == 0:
            return
        for _ in range(abs(missing)):
            slider.press("ArrowRight" if missing > 0 else "ArrowLeft")
        # A page that is still being drawn may put the old value back.
        page.wait_for_timeout(SETTLED_MS)
    raise AssertionError(f"the slider {label} does not stay at {value}")


def start_training(page: Any) -> None:
    """The button Train on the Train page is pressed."""
    page.get_by_test_id("stMain").get_by_role("button", name="Train", exact=True).click()
    page.get_by_test_id("stMain").get_by_role("button", name="Stop").wait_for()


def wait_until_trained(page: Any) -> None:
    """The training has ended well and its result stands there in words."""
    page.get_by_role("button", name="See the results").wait_for(timeout=TRAINED_MS)
