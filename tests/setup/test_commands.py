"""What each command of `python run.py` asks for before it begins."""

from __future__ import annotations

import subprocess

import pytest

from launcher import app_server, environment
from launcher.commands import run_command
from launcher.places import Places


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether the tests' own packages were asked for, each time; nothing is installed or started."""
    found: list[bool] = []

    def ensure(places: Places, dev: bool = False) -> None:
        found.append(dev)

    def finished(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(environment, "ensure_environment", ensure)
    monkeypatch.setattr(app_server, "serve_app", lambda *_: 0)
    monkeypatch.setattr(subprocess, "run", finished)
    return found


def test_bench_has_what_the_tests_need_as_some_benchmarks_drive_a_browser(
    asked: list[bool],
) -> None:
    assert run_command(["bench", "results"]) == 0
    assert asked == [True]


def test_start_needs_nothing_of_the_tests(asked: list[bool]) -> None:
    assert run_command(["start", "--no-browser"]) == 0
    assert asked == [False]
