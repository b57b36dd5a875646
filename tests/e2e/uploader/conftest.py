"""A page with the upload field in it, on an app with nothing uploaded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.uploader.served import Served, running_app


@pytest.fixture(scope="module")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running_app(tmp_path_factory.mktemp("served")) as app:
        yield app


@pytest.fixture
def served(shared_app: Served) -> Served:
    """The app, with nothing uploaded."""
    for path in shared_app.uploads:
        path.unlink()
    return shared_app


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.goto(served.url)
    expect(opened.get_by_role("button", name="Choose a zip")).to_be_visible(timeout=30_000)
    yield opened
    context.close()
    assert problems == []
