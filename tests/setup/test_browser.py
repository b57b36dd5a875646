"""Finding a browser for the end-to-end tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher import browser, browser_install
from launcher.places import Places
from launcher.problem import SetupProblem


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Linux computer with no browser; the folder is the only one on the search path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "playwright"))
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    return folder


def _program(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_find_browser_on_a_bare_computer_is_none(bare: Path) -> None:
    assert browser.find_browser() is None


def test_find_browser_prefers_the_named_then_the_systems_then_playwrights(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    downloaded = _program(tmp_path / "playwright" / "chromium-1200" / "chrome-linux64" / "chrome")
    assert browser.browser_candidates() == [downloaded]
    installed = _program(bare / "chromium")
    assert browser.browser_candidates() == [installed, downloaded]
    named = _program(tmp_path / "mine")
    monkeypatch.setenv(browser.VARIABLE, named)
    assert browser.browser_candidates() == [named, installed, downloaded]


def test_find_browser_told_to_take_none_takes_none(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(bare / "chromium")
    monkeypatch.setenv(browser.VARIABLE, "none")
    assert browser.find_browser() is None


def test_obtain_browser_named_wrongly_is_refused(
    bare: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(browser.VARIABLE, str(bare / "absent"))
    with pytest.raises(SetupProblem, match=r"absent, which is no browser"):
        browser_install.obtain_browser(places, may_install=True)


def test_obtain_browser_goes_on_to_the_next_way_until_one_works(
    bare: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def run(command: list[str], quiet: bool = False) -> bool:
        tried.append(" ".join(Path(part).name for part in command))
        if "chromium" in command and Path(command[0]).name == "apt-get":
            _program(bare / "chromium")
        return True

    _program(bare / "apt-get")
    monkeypatch.setattr(browser_install, "_run", run)
    monkeypatch.setattr(browser_install, "_rights", list)
    monkeypatch.setattr(browser_install, "_try", lambda places, paths: paths[0])
    assert browser_install.obtain_browser(places, may_install=False) is None
    assert tried == []
    found = browser_install.obtain_browser(places, may_install=True)
    assert found == str(bare / "chromium")
    assert "playwright install chromium" in tried[0]
    assert "install-deps chromium" in tried[1]
    assert tried[2:] == [
        "apt-get update",
        "apt-get install -y --no-install-recommends chromium",
    ]


def test_obtain_browser_without_rights_never_calls_the_package_manager(
    bare: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], quiet: bool = False) -> bool:
        commands.append(command)
        return False

    _program(bare / "apt-get")
    monkeypatch.setattr(browser_install, "_run", run)
    monkeypatch.setattr(browser_install, "_rights", lambda: None)
    assert browser_install.obtain_browser(places, may_install=True) is None
    assert [command[2:] for command in commands] == [["playwright", "install", "chromium"]]
