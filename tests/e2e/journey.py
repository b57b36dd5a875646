"""What a person does on the pages, by the words that the person reads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

READ_MS = 120_000
TRAINED_MS = 240_000
_SLIDER_TELLS_MS, _MISSED_KEYS = 300, 2
SETTLED = """
() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
  && !document.querySelector(
    '[data-testid=stStatusWidget], [data-testid=stSkeleton], [data-stale=true]'
  )
"""


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


def wait_until_settled(page: Any) -> None:
    """The page has come to rest: it is drawn whole, and nothing old stands on it.

    What a press sets going begins a moment after it; wait for a sign of that first.
    """
    page.wait_for_function(SETTLED)


def set_slider(page: Any, label: str, value: int) -> None:
    """A slider is moved with the keyboard, as a person without a mouse does.

    One key of twenty went missing once, for a cause that is not found (in none of 161 tries of their
    own). A person sees that and presses once more; a slider that jumps further fails.
    """
    from playwright.sync_api import expect

    # A page that is still being drawn may put the old value back.
    wait_until_settled(page)
    slider = page.get_by_role("slider", name=label)
    _press_arrows(slider, value - int(slider.input_value()))
    page.wait_for_timeout(_SLIDER_TELLS_MS)
    wait_until_settled(page)
    missing = value - int(slider.input_value())
    assert abs(missing) <= _MISSED_KEYS, f"{label} jumped to {value - missing}"
    _press_arrows(slider, missing)
    wait_until_settled(page)
    expect(slider).to_have_value(str(value))


def _press_arrows(slider: Any, steps: int) -> None:
    for _ in range(abs(steps)):
        slider.press("ArrowRight" if steps > 0 else "ArrowLeft")


def start_training(page: Any) -> None:
    """The button Train on the Train page is pressed."""
    page.get_by_test_id("stMain").get_by_role("button", name="Train", exact=True).click()
    page.get_by_text("The model that is being trained").wait_for()


def wait_until_trained(page: Any) -> None:
    """The training has ended well and its result stands there in words."""
    page.get_by_role("button", name="See the results").wait_for(timeout=TRAINED_MS)
