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
# The two halves of all tests: the report of each, and what pytest is told. Browser tests time out
# when anything runs beside them, so they come last and alone. tests/conftest.py says how many
# processes "auto" is; a file's tests stay in one of them, for what they share is dear to make.
_HALVES = {
    "tests.xml": ["tests", "--ignore=tests/e2e", "--numprocesses=auto", "--dist=loadfile"],
    "browser-tests.xml": ["tests/e2e"],
}
_NO_TESTS = 5  # pytest's exit code where it was given nothing to run


@dataclass(frozen=True)
class BrowserTests:
    """How many of the end-to-end tests ran, and how many were skipped."""

    ran: int
    skipped: int


@dataclass(frozen=True)
class _Done:
    """A pytest that has ended: its exit code, and where its JUnit report is if it wrote one."""

    code: int
    report: Path


def run_tests(places: Places, arguments: list[str]) -> int:
    """Style, types and all tests; with `arguments` only one pytest, which gets them.

    Returns 0 only when everything passed, at least one test ran, and, where
    FOLDERSIGHT_REQUIRE_BROWSER=1, the browser tests ran too.
    """
    wants_browser = not arguments or any("e2e" in argument for argument in arguments)
    browser = obtain_browser(places, may_install=wants_browser)
    if browser is None and wants_browser:
        print(_no_browser_notice(), flush=True)
    checks = 0 if arguments else run_checks(places)
    parts = {"tests.xml": arguments} if arguments else _HALVES
    done = [_run_pytest(places, name, part, browser) for name, part in parts.items()]
    browser_tests = count_browser_tests(done[-1].report)
    print(_verdict(browser, browser_tests), flush=True)
    for earlier in done[:-1]:
        print(_failures(earlier), end="", flush=True)
    if checks:
        print("Mistakes in style or types: see what ruff and mypy said, at the top.", flush=True)
    missing = _is_required() and not arguments and browser_tests.ran == 0
    if missing:
        print(f"{REQUIRED} is set, so this counts as a failure.", flush=True)
    return _joint_code([each.code for each in done]) or checks or int(missing)


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


def _run_pytest(places: Places, name: str, arguments: list[str], browser: str | None) -> _Done:
    """What came of pytest with `arguments`; its report is called `name`."""
    places.setup.mkdir(exist_ok=True)
    report = places.setup / name
    report.unlink(missing_ok=True)
    extra = {VARIABLE: browser or NO_BROWSER}
    command = [str(places.python), "-m", "pytest", f"--junit-xml={report}", *arguments]
    done = subprocess.run(command, cwd=places.root, env=child_environment(**extra), check=False)
    return _Done(done.returncode, report)


def _joint_code(codes: list[int]) -> int:
    """The first code that tells of a failure; else 0, and 5 where none of them had any test."""
    return next((code for code in codes if code not in {0, _NO_TESTS}), min(codes))


def count_browser_tests(report: Path) -> BrowserTests:
    """Counts the tests of tests/e2e in a JUnit report of pytest; zeros where there is none."""
    ours = [case for case in _cases(report) if case.get("classname", "").startswith("tests.e2e")]
    skipped = sum(case.find("skipped") is not None for case in ours)
    return BrowserTests(ran=len(ours) - skipped, skipped=skipped)


def _cases(report: Path) -> list[ElementTree.Element]:
    """The tests in a JUnit report; empty where there is no report."""
    try:
        return list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return []


def _failures(done: _Done) -> str:
    """Lines that name the failed tests, as pytest did long before; empty where nothing failed."""
    if done.code in {0, _NO_TESTS}:
        return ""
    failed = [case for case in _cases(done.report) if _is_failure(case)]
    names = [f"  {case.get('classname')}::{case.get('name')}\n" for case in failed]
    return "Failed before the browser tests (see above them):\n" + "".join(names)


def _is_failure(case: ElementTree.Element) -> bool:
    return case.find("failure") is not None or case.find("error") is not None


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
