"""The upload field in a real browser: breaks of the network, cancelling, leaving."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import closing, suppress
from pathlib import Path

from playwright.sync_api import APIResponse, Page, Route, expect

from tests.e2e.uploader.acts import big_file, choose, wait_until
from tests.e2e.uploader.served import Served


class Breaking:
    """A network between browser and app that breaks off after so many bytes, a few times."""

    def __init__(self, target_port: int, after_bytes: int, times: int) -> None:
        self._target = ("127.0.0.1", target_port)
        self._after_bytes = after_bytes
        self._times = times
        self.broken = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            threading.Thread(target=self._carry, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, False), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, outward: bool) -> None:
        carried = 0
        try:
            while data := source.recv(65536):
                carried += len(data)
                if outward and carried > self._after_bytes and self.broken < self._times:
                    self.broken += 1
                    break
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def test_upload_goes_on_after_the_connection_broke_in_the_middle(
    page: Page, served: Served, tmp_path: Path
) -> None:
    path = big_file(tmp_path, 40)
    with closing(Breaking(served.port, after_bytes=4_300_000, times=3)) as network:
        page.goto(f"http://127.0.0.1:{network.port}")
        choose(page, "Choose a zip", path)
        expect(page.get_by_text("received pets.zip")).to_be_visible(timeout=60_000)
        assert network.broken == 3
    assert served.uploads[0].read_bytes() == path.read_bytes()


def test_upload_says_that_it_tries_again_and_gives_up_in_words(
    page: Page, served: Served, tmp_path: Path
) -> None:
    page.clock.install()
    page.route("**/api/uploads/*", lambda route: route.abort("connectionreset"))
    choose(page, "Choose a zip", big_file(tmp_path, 1))
    expect(page.get_by_text("The connection broke off. Trying again")).to_be_visible()
    refusal = page.get_by_role("alert").get_by_text("connection to the app was lost")
    for _ in range(200):
        if refusal.is_visible():
            break
        page.clock.run_for(10_000)
        page.wait_for_timeout(50)
    expect(refusal).to_be_visible()
    expect(page.get_by_role("button", name="Choose a zip")).to_be_visible()


def test_cancelled_upload_leaves_nothing(page: Page, served: Served, tmp_path: Path) -> None:
    held: list[object] = []
    page.route("**/api/uploads/*offset=*", lambda route: held.append(route))
    choose(page, "Choose a zip", big_file(tmp_path, 5))
    expect(page.get_by_role("progressbar", name="Upload progress")).to_be_visible()
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(re.compile("was cancelled"))
    expect(page.get_by_role("button", name="Choose a zip")).to_be_focused()
    assert wait_until(page, lambda: served.uploads == [])


def test_upload_cancelled_before_the_app_has_answered_leaves_nothing(
    page: Page, served: Served, tmp_path: Path
) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.method))
    answers: list[tuple[Route, APIResponse]] = []
    page.route("**/api/uploads", lambda route: answers.append((route, route.fetch())))
    choose(page, "Choose a zip", big_file(tmp_path, 5))
    assert wait_until(page, lambda: len(answers) == 1)
    assert len(served.uploads) == 1
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("was cancelled"))
    [(route, answer)] = answers
    route.fulfill(response=answer)
    assert wait_until(page, lambda: served.uploads == [])
    assert requests[-1] == "DELETE"


def test_leaving_the_page_in_the_middle_leaves_nothing(
    page: Page, served: Served, tmp_path: Path
) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    held: list[object] = []
    page.route("**/api/uploads/*offset=*", lambda route: held.append(route))
    choose(page, "Choose a zip", big_file(tmp_path, 5))
    expect(page.get_by_role("progressbar")).to_be_visible()
    # Only once it sends does the page know what the server called the upload.
    assert wait_until(page, lambda: len(served.uploads) == 1 and len(held) > 0)
    page.goto("about:blank")
    assert wait_until(page, lambda: served.uploads == [])
