"""A running app, and a real browser to look at it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.browser import find_browser, is_browser_required
from tests.e2e.served_app import App, start_app

WAIT_MS = 60_000
# Nothing but the app itself: what a browser asks of its maker's servers is not ours to wait for.
BROWSER_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test in this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """A test that failed tells what its pages showed; elsewhere nobody sees the screen."""
    report = yield
    started = getattr(item, "funcargs", {}).get("browser")
    if report.failed and started is not None:
        for page in [page for context in started.contexts for page in context.pages]:
            with contextlib.suppress(Exception):
                report.sections.append((f"Shown at {page.url}", page.inner_text("body")))
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless browser, or a skip where there is none."""
    program = find_browser()
    if program is None and is_browser_required():
        pytest.fail("no browser on this computer, and the browser tests must run")
    if program is None:
        pytest.skip("no browser on this computer; `python run.py test` gets one")
    from playwright.sync_api import expect, sync_playwright

    # It has a patience of its own, 5 s, and does not heed that of the page.
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=BROWSER_OPTIONS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app with an empty data folder, shared by the tests of a file."""
    started = start_app(tmp_path_factory.mktemp("app") / "home")
    yield started
    started.stop()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens an address in a fresh browser profile; fails the test on any request to elsewhere."""
    contexts: list[Any] = []
    strangers: list[str] = []

    def opened(url: str, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: _note_stranger(request.url, strangers))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert strangers == [], "the app asked for something from outside"


def _note_stranger(url: str, strangers: list[str]) -> None:
    inside = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")
    if not url.startswith(inside):
        strangers.append(url)
