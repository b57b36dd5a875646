"""Runs the checks and the tests, and tells honestly whether a browser took part."""

from __future__ import annotations

import os
import subprocess
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from launcher.browser import NO_BROWSER, VARIABLE
from launcher.browser_install import obtain_browser
from launcher.places import Places, child_environment

REQUIRED = "FOLDERSIGHT_REQUIRE_BROWSER"
# Both tools take their settings from pyproject.toml.
_CHECKS = {
    "style (ruff)": ["-m", "ruff", "check", "--quiet", "."],
    "types (mypy)": ["-m", "mypy", "--no-error-summary"],
}


@dataclass(frozen=True)
class BrowserTests:
    """How many of the end-to-end tests ran, and how many were skipped."""

    ran: int
    skipped: int


def run_tests(places: Places, arguments: list[str]) -> int:
    """Style, types and all tests; with `arguments` only pytest, which gets them.

    Returns 0 only when everything passed, at least one test ran, and, where
    FOLDERSIGHT_REQUIRE_BROWSER=1, the browser tests ran too.
    """
    wants_browser = not arguments or any("e2e" in argument for argument in arguments)
    browser = obtain_browser(places, may_install=wants_browser)
    if browser is None and wants_browser:
        print(_no_browser_notice(), flush=True)
    checks = 0 if arguments else run_checks(places)
    tests, browser_tests = _run_pytest(places, arguments, browser)
    print(_verdict(browser, browser_tests), flush=True)
    if checks:
        print("Mistakes in style or types: see what ruff and mypy said, at the top.", flush=True)
    missing = _is_required() and not arguments and browser_tests.ran == 0
    if missing:
        print(f"{REQUIRED} is set, so this counts as a failure.", flush=True)
    return tests or checks or int(missing)


def run_matrix(places: Places, arguments: list[str]) -> int:
    """Every form of a download, tried in environments of its own; pytest gets `arguments`.

    Returns 0 only when everything passed and at least one test ran.
    """
    print(
        "Trying every download in fresh environments. Several GB are fetched, and removed at the "
        "end;\nallow half an hour, and 8 GB of room for temporary files.",
        flush=True,
    )
    command = [str(places.python), "-m", "pytest", "-m", "matrix", "tests/matrix", *arguments]
    return subprocess.run(command, cwd=places.root, env=child_environment(), check=False).returncode


def run_checks(places: Places) -> int:
    """Looks for mistakes in style and types; 0 when there are none, else 1."""
    failed = []
    for name, arguments in _CHECKS.items():
        print(f"Checking {name} ...", flush=True)
        command = [str(places.python), *arguments]
        if subprocess.run(
            command, cwd=places.root, env=child_environment(), check=False
        ).returncode:
            failed.append(name)
    if failed:
        print(f"Mistakes found in: {', '.join(failed)}.", flush=True)
    return 1 if failed else 0


def _run_pytest(
    places: Places, arguments: list[str], browser: str | None
) -> tuple[int, BrowserTests]:
    places.setup.mkdir(exist_ok=True)
    report = places.setup / "tests.xml"
    report.unlink(missing_ok=True)
    extra = {VARIABLE: browser or NO_BROWSER}
    command = [str(places.python), "-m", "pytest", f"--junit-xml={report}", *arguments]
    done = subprocess.run(command, cwd=places.root, env=child_environment(**extra), check=False)
    return done.returncode, count_browser_tests(report)


def count_browser_tests(report: Path) -> BrowserTests:
    """Counts the tests of tests/e2e in a JUnit report of pytest; zeros where there is none."""
    try:
        cases = ElementTree.parse(report).iter("testcase")
    except (OSError, ElementTree.ParseError):
        return BrowserTests(0, 0)
    ours = [case for case in cases if case.get("classname", "").startswith("tests.e2e")]
    skipped = sum(case.find("skipped") is not None for case in ours)
    return BrowserTests(ran=len(ours) - skipped, skipped=skipped)


def _verdict(browser: str | None, tests: BrowserTests) -> str:
    if tests.ran:
        skipped = f", {tests.skipped} skipped" if tests.skipped else ""
        return f"Browser tests: {tests.ran} ran{skipped}, in {browser or 'no browser we chose'}."
    if browser is None:
        return "Browser tests: NONE RAN, for there is no browser here."
    return f"Browser tests: none ran (the browser would have been {browser})."


def _no_browser_notice() -> str:
    return (
        "\n*** NO BROWSER could be found or installed. The end-to-end tests are skipped; all "
        "others run.\n*** Install Chrome, Chromium or Edge, or set "
        f"{VARIABLE} to the program file of one.\n"
    )


def _is_required() -> bool:
    return os.environ.get(REQUIRED, "") not in {"", "0"}
