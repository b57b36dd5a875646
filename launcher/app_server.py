"""Starts the app, opens the browser, and ends the app when asked to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from launcher.places import Places, child_environment
from launcher.port import ADDRESS, choose_port
from launcher.problem import SetupProblem

_READY_WITHIN_S = 60
_STOP_WITHIN_S = 8


class _StopAsked(Exception):
    """The system asks us to end (SIGTERM, or the terminal was closed)."""


def serve_app(places: Places, port: int | None, open_browser: bool) -> int:
    """Runs the app until it is stopped; the exit code, 0 after a stop that was asked for."""
    chosen = choose_port(port)
    with _stop_signals():
        server = _start(places, chosen)
        try:
            _announce(server, f"http://{ADDRESS}:{chosen}", open_browser)
            code = server.wait()
        except (KeyboardInterrupt, _StopAsked):
            _stop(server)
            print("\nFoldersight has stopped.", flush=True)
            return 0
    raise SetupProblem(
        f"Foldersight's server ended by itself (code {code}): the lines above say why; run this "
        "again, and if that does not help, delete the folder .venv first."
    )


def _start(places: Places, port: int) -> subprocess.Popen[bytes]:
    """The server, in a process group of its own: Ctrl-C reaches us, and we end the server."""
    command, environment = _command(places, port), child_environment()
    if sys.platform == "win32":
        return subprocess.Popen(
            command,
            cwd=places.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP,
        )
    return subprocess.Popen(
        command, cwd=places.root, env=environment, stdin=subprocess.DEVNULL, process_group=0
    )


def _command(places: Places, port: int) -> list[str]:
    return [
        str(places.python),
        *("-m", "streamlit", "run", "server.py"),
        *("--server.address", ADDRESS),
        *("--server.port", str(port)),
        *("--server.headless", "true"),
        # We say it ourselves, once the first page can be had.
        *("--logger.hideWelcomeMessage", "true"),
    ]


def _announce(server: subprocess.Popen[bytes], address: str, open_browser: bool) -> None:
    if not _wait_until_ready(server, address):
        return
    print(f"Foldersight is running: {address}", flush=True)
    print("To stop it, press Ctrl-C in this window, or close the window.", flush=True)
    if open_browser and _has_screen():
        # In the background: some browsers only return when they are closed.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _wait_until_ready(server: subprocess.Popen[bytes], address: str) -> bool:
    """Whether the server lives; returns as soon as it answers, or after a minute regardless."""
    # No proxy of the surroundings for an address of this computer.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    give_up_s = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < give_up_s and server.poll() is None:
        try:
            with opener.open(f"{address}/_stcore/health", timeout=2):
                return True
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    return server.poll() is None


def _has_screen() -> bool:
    """Whether opening a browser makes sense: without a screen a text browser would come up."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def _stop_signals() -> Iterator[None]:
    """Turns SIGTERM and SIGHUP into _StopAsked while the block runs."""

    def ask(number: int, frame: FrameType | None) -> None:
        raise _StopAsked

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), ask) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ends the server: politely, and after some seconds or a second Ctrl-C by force."""
    try:
        # On Windows to terminate is to kill; Ctrl-Break is the polite way there.
        if sys.platform == "win32":
            server.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            server.terminate()
        server.wait(timeout=_STOP_WITHIN_S)
    except (subprocess.TimeoutExpired, KeyboardInterrupt, _StopAsked):
        server.kill()
        server.wait()
