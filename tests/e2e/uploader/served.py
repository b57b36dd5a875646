"""An app of two pages that has the upload field, and nothing else of Foldersight."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from launcher.port import choose_port

REPOSITORY = Path(__file__).resolve().parents[3]
LIMIT_MB = 200

APP = f"""
import os
from pathlib import Path

import streamlit as st

from core.store.home import Home
from ui.uploader import last_upload_name, upload_area

st.title("Uploads")
path = upload_area(
    "pets",
    Home(Path(os.environ["FOLDERSIGHT_HOME"])),
    limit_mb={LIMIT_MB},
    choices=("zip", "folder", "photos"),
)
received = st.session_state.setdefault("received", [])
if path is not None:
    received.append((last_upload_name("pets"), path))
for name, path in received:
    st.text(f"received {{name}} as {{path.name}}")
st.button("Run again")
"""
SERVER = """
from contextlib import asynccontextmanager

import streamlit as st

from ui.uploader import UploadService, upload_routes

uploads = UploadService()


@asynccontextmanager
async def lifespan(_):
    with uploads.served():
        yield


app = st.App("streamlit_app.py", routes=upload_routes(uploads), lifespan=lifespan)
"""
TRAIN = """
import streamlit as st

st.set_page_config(page_title="Train page")
st.title("Train here")
st.page_link("streamlit_app.py", label="Home")
"""


@dataclass(frozen=True)
class Served:
    """A running app of two pages, with the upload routes and nothing else."""

    port: int
    home: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def uploads(self) -> list[Path]:
        folder = self.home / "uploads"
        return sorted(folder.iterdir()) if folder.exists() else []

    def memory_mb(self) -> float:
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6


def write_app(folder: Path) -> None:
    (folder / "pages").mkdir(parents=True)
    (folder / ".streamlit").mkdir()
    (folder / "streamlit_app.py").write_text(APP)
    (folder / "pages" / "train.py").write_text(TRAIN)
    (folder / "server.py").write_text(SERVER)
    (folder / ".streamlit" / "config.toml").write_text(
        "[client]\nshowSidebarNavigation = false\n[browser]\ngatherUsageStats = false\n"
        '[server]\nheadless = true\naddress = "127.0.0.1"\nfileWatcherType = "none"\n'
    )


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the app did not start:\n{log.read_text()}")


@contextmanager
def running_app(folder: Path) -> Iterator[Served]:
    """The app in its own process and with its own data folder, both within `folder`."""
    log = folder / "server.log"
    write_app(folder / "app")
    home = folder / "home"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "FOLDERSIGHT_HOME": str(home)}
    port = choose_port()
    command = [sys.executable, "-m", "streamlit", "run", "server.py", "--server.port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder / "app", env=environment, stdout=output, stderr=output
        )
    app = Served(port, home, process)
    try:
        wait_for(app.url, process, log)
        yield app
    finally:
        process.terminate()
        process.wait(20)
    assert "Traceback" not in log.read_text()
