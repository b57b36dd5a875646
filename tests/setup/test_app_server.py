"""Start and stop, with a small server in Streamlit's place."""

from __future__ import annotations

import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from launcher.app_server import serve_app
from launcher.places import Places
from launcher.port import is_free
from launcher.problem import SetupProblem

REPOSITORY = Path(__file__).resolve().parents[2]
# Answers everything with its own arguments, as `python -m streamlit run ...` would its pages.
STAND_IN = """
import http.server, os, sys
port = int(sys.argv[sys.argv.index("--server.port") + 1])
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
        self.wfile.write((" ".join(sys.argv[1:]) + " UTF8=" + os.environ["PYTHONUTF8"]).encode())
    def log_message(self, *args):
        pass
http.server.HTTPServer(("127.0.0.1", port), Answer).serve_forever()
"""
SERVE = """
import signal, sys
from pathlib import Path
# A shell that starts the tests in the background has Ctrl-C ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
from launcher.app_server import serve_app
from launcher.places import Places
sys.exit(serve_app(Places(Path(sys.argv[1])), None, open_browser=False))
"""


@contextmanager
def _serving(places: Places, server: str) -> Iterator[subprocess.Popen[str]]:
    (places.root / "streamlit.py").write_text(server, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(places.root)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()  # where the test failed; leaving the block waits for its end


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_app_stopped_by_a_signal_says_one_line_and_frees_the_port(
    places_with_venv: Places, number: signal.Signals
) -> None:
    with _serving(places_with_venv, STAND_IN) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        process.stdout.readline()
        with urllib.request.urlopen(address, timeout=10) as answer:
            command = answer.read().decode()
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert command.startswith("run server.py --server.address 127.0.0.1")
    assert command.endswith("UTF8=1")
    assert process.returncode == 0
    assert out.split("\n") == ["", "Foldersight has stopped.", ""]
    assert err == ""
    assert is_free(int(address.rsplit(":", 1)[1]))


def test_serve_app_whose_server_ends_by_itself_is_a_problem(places_with_venv: Places) -> None:
    (places_with_venv.root / "streamlit.py").write_text("raise SystemExit(3)", encoding="utf-8")
    with pytest.raises(SetupProblem, match=r"ended by itself \(code 3\)"):
        serve_app(places_with_venv, None, open_browser=False)
