"""`python run.py test` and `matrix`: the exit codes and what is said are honest."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from launcher import testing
from launcher.places import Places
from launcher.testing import REQUIRED, run_matrix, run_tests
from tests import conftest


@dataclass(frozen=True)
class PlacesWithThisPython(Places):
    """The places of a small project whose tests run with the Python that runs this."""

    @property
    def python(self) -> Path:
        return Path(sys.executable)


RAN = "def test_page():\n    pass\n"
SKIPPED = "import pytest\n\n\ndef test_page():\n    pytest.skip('no browser')\n"
FAILED = "def test_page():\n    assert False\n"
PROCESS = "import os\n\n\ndef test_page():\n    assert os.environ.get('PYTEST_XDIST_WORKER') {}\n"


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REQUIRED, raising=False)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # three times as fast
    monkeypatch.setenv("PYTEST_PLUGINS", "xdist.plugin")
    monkeypatch.setenv("PYTEST_XDIST_AUTO_NUM_WORKERS", "0")
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.setattr(testing, "obtain_browser", lambda places, may_install: None)
    monkeypatch.setattr(testing, "run_checks", lambda places: 0)


def _project(root: Path, browser_test: str, other_test: str = RAN) -> Places:
    (root / "tests" / "e2e").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '-q'\n", "utf-8")
    (root / "tests" / "test_else.py").write_text(other_test, "utf-8")
    (root / "tests" / "e2e" / "test_pages.py").write_text(browser_test, "utf-8")
    return PlacesWithThisPython(root)


def test_run_tests_with_a_browser_test_run_says_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REQUIRED, "1")
    assert run_tests(_project(tmp_path, RAN), []) == 0
    assert capfd.readouterr().out.splitlines()[-1].startswith("Browser tests: 1 ran")


def test_run_tests_without_a_browser_says_so_loudly_and_succeeds(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_tests(_project(tmp_path, SKIPPED), []) == 0
    out = capfd.readouterr().out
    assert "NO BROWSER" in out
    assert "NONE RAN" in out.splitlines()[-1]


def test_run_tests_without_a_required_browser_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REQUIRED, "1")
    assert run_tests(_project(tmp_path, SKIPPED), []) == 1


def test_run_tests_with_a_failing_test_fails(tmp_path: Path) -> None:
    assert run_tests(_project(tmp_path, FAILED), []) == 1


def test_run_tests_that_select_nothing_fail(tmp_path: Path) -> None:
    assert run_tests(_project(tmp_path, RAN), ["-k", "nothing_of_that_name"]) == 5


def test_run_tests_share_processes_out_and_leave_the_browser_tests_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_AUTO_NUM_WORKERS", "2")
    in_a_worker, alone = PROCESS.format("in {'gw0', 'gw1'}"), PROCESS.format("is None")
    assert run_tests(_project(tmp_path, browser_test=alone, other_test=in_a_worker), []) == 0


def test_run_tests_with_arguments_are_one_pytest_in_one_process(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_AUTO_NUM_WORKERS", "2")
    alone = PROCESS.format("is None")
    assert run_tests(_project(tmp_path, alone, alone), ["tests"]) == 0
    assert "2 passed" in capfd.readouterr().out


def test_run_tests_repeat_in_the_end_what_failed_before_the_browser_tests(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_tests(_project(tmp_path, RAN, FAILED), []) == 1
    *_, browser_tests, heading, failed = capfd.readouterr().out.splitlines()
    assert browser_tests.startswith("Browser tests: 1 ran")
    assert heading.startswith("Failed before the browser tests")
    assert failed == "  tests.test_else::test_page"


@pytest.mark.parametrize(("browser_test", "other_test", "code"), [
    (RAN, "", 0),
    ("", RAN, 0),
    (FAILED, "", 1),
    ("", FAILED, 1),
    ("", "", 5),
])  # fmt: skip
def test_run_tests_with_a_half_that_is_empty_go_by_the_other(
    tmp_path: Path, browser_test: str, other_test: str, code: int
) -> None:
    assert run_tests(_project(tmp_path, browser_test, other_test), []) == code


@pytest.mark.parametrize(("workers", "processes"), [(1, 0), (2, 2), (4, 4)])
def test_processes_are_as_many_as_workers_fit_and_none_besides_pytest_for_one(
    monkeypatch: pytest.MonkeyPatch, workers: int, processes: int
) -> None:
    monkeypatch.setattr(conftest, "worker_count", lambda worker_bytes: workers)
    assert conftest.pytest_xdist_auto_num_workers() == processes


def test_run_tests_with_mistakes_in_style_fails_though_all_tests_pass(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testing, "run_checks", lambda places: 1)
    assert run_tests(_project(tmp_path, RAN), []) == 1
    assert "Mistakes in style or types" in capfd.readouterr().out.splitlines()[-1]


MATRIX = "import pytest\n\n\n@pytest.mark.matrix\ndef test_form():\n    {}\n"


def _matrix_project(root: Path, body: str) -> Places:
    places = _project(root, FAILED)
    (root / "pyproject.toml").write_text(
        "[tool.pytest.ini_options]\nmarkers = ['matrix']\n", "utf-8"
    )
    (root / "tests" / "matrix").mkdir()
    (root / "tests" / "matrix" / "test_forms.py").write_text(MATRIX.format(body), "utf-8")
    return places


def test_run_matrix_runs_its_tests_only_and_says_beforehand_what_it_takes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_matrix(_matrix_project(tmp_path, "pass"), []) == 0
    out = capfd.readouterr().out
    assert "GB" in out.splitlines()[0]
    assert "1 passed" in out


def test_run_matrix_with_a_failing_form_fails(tmp_path: Path) -> None:
    assert run_matrix(_matrix_project(tmp_path, "assert False"), []) == 1


def test_run_matrix_passes_arguments_on(tmp_path: Path) -> None:
    assert run_matrix(_matrix_project(tmp_path, "pass"), ["-k", "nothing_of_that_name"]) == 5
