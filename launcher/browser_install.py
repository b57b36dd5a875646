"""Gets hold of a browser that Playwright can really drive, by the gentlest way that works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from launcher.browser import NO_BROWSER, VARIABLE, browser_candidates
from launcher.places import Places, child_environment
from launcher.problem import SetupProblem

# Tries the programs in turn, and prints the first that opens a page.
_TRY = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    for path in sys.argv[1:]:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            browser.new_page().goto("about:blank")
            browser.close()
        except Exception:
            continue
        print(path)
        break
"""
# Package managers and what a browser is called there.
_PACKAGES = {
    "apt-get": ["install", "-y", "--no-install-recommends", "chromium"],
    "dnf": ["install", "-y", "chromium"],
    "zypper": ["--non-interactive", "install", "chromium"],
    "pacman": ["-S", "--noconfirm", "chromium"],
    "brew": ["install", "--cask", "chromium"],
}


def obtain_browser(places: Places, may_install: bool) -> str | None:
    """The program file of a browser that works, or None where none can be had.

    Takes one that is there; else, if `may_install`, Playwright's own, and at last the system's
    package manager, provided it asks nothing. Raises SetupProblem when FOLDERSIGHT_BROWSER names
    a browser that does not work.
    """
    named = os.environ.get(VARIABLE)
    if named == NO_BROWSER:
        return None
    if named:
        return _named(places, named)
    found = _working(places)
    if found or not may_install:
        return found
    print("No browser for the end-to-end tests here; getting one (about 200 MB) ...", flush=True)
    for attempt in (_playwrights_own, _playwrights_libraries, _systems_own):
        if attempt(places) and (found := _working(places)):
            return found
    return None


def _named(places: Places, path: str) -> str:
    if Path(path).is_file() and _try(places, [path]):
        return path
    raise SetupProblem(
        f"{VARIABLE} names {path}, which is no browser that the tests can drive: name the program "
        "file of Chrome, Chromium or Edge, or unset the variable."
    )


def _working(places: Places) -> str | None:
    candidates = browser_candidates()
    return _try(places, candidates) if candidates else None


def _try(places: Places, paths: list[str]) -> str | None:
    try:
        tried = subprocess.run(
            [str(places.python), "-c", _TRY, *paths],
            env=child_environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60 + 30 * len(paths),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return tried.stdout.strip() or None


def _playwrights_own(places: Places) -> bool:
    return _run([str(places.python), "-m", "playwright", "install", "chromium"])


def _playwrights_libraries(places: Places) -> bool:
    """The system's libraries for Playwright's browser, where we may install without a question."""
    rights = _rights()
    if sys.platform != "linux" or rights is None:
        return False
    return _run([*rights, str(places.python), "-m", "playwright", "install-deps", "chromium"])


def _systems_own(places: Places) -> bool:
    for manager, arguments in _PACKAGES.items():
        program = shutil.which(manager)
        rights = [] if manager == "brew" else _rights()
        if program is None or rights is None:
            continue
        if manager == "apt-get":
            _run([*rights, program, "update"])
        return _run([*rights, program, *arguments])
    return False


def _rights() -> list[str] | None:
    """What to put before a command to run it as the administrator; None where a password is due."""
    if sys.platform == "win32":
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and _run([sudo, "-n", "true"], quiet=True):
        return [sudo, "-n"]
    return None


def _run(command: list[str], quiet: bool = False) -> bool:
    if not quiet:
        print(f"  {' '.join(command)}", flush=True)
    try:
        done = subprocess.run(
            command,
            env=child_environment(DEBIAN_FRONTEND="noninteractive"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=1200,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    if done.returncode != 0 and not quiet:
        print(f"  did not work: {_reason(done.stderr.decode(errors='replace'))}", flush=True)
    return done.returncode == 0


def _reason(output: str) -> str:
    """The line of an error output that tells most: the last that speaks of an error."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if re.search("error|failed|denied|unable", line, re.I)]
    return (telling or lines or ["no reason given"])[-1]
