"""The app as people start it, as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from core.store.home import Home
from launcher.port import choose_port
from tests.logged_errors import fail_on_logged_errors

REPOSITORY = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 60


@dataclass
class App:
    """A running app.

    Attributes:
        url: its address.
        home: its data folder.
        process: the server.
        log: what it prints.
    """

    url: str
    home: Path
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        """Ends the server as Ctrl-C does; fails where it met an error that nobody foresaw."""
        self.process.terminate()
        self.process.wait(30)
        fail_on_logged_errors(Home(self.home).logs)


def start_app(home: Path, script: str = "server.py") -> App:
    """A fresh server on the data folder `home`, ready to answer."""
    port = choose_port()
    log = home.parent / f"server-{port}.log"
    command = [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}"]
    environment = {**os.environ, "FOLDERSIGHT_HOME": str(home), "PYTHONUTF8": "1"}
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    app = App(f"http://127.0.0.1:{port}", home, process, log)
    _wait_until_ready(app)
    return app


def _wait_until_ready(app: App) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{app.url}/_stcore/health", timeout=2):
                return
        except OSError:
            if app.process.poll() is not None:
                break
            time.sleep(0.1)
    raise AssertionError(f"the app did not start:\n{app.log.read_text()[-3000:]}")
