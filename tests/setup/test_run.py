"""run.py itself: a Python that does not fit gets a sentence."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import run

REPOSITORY = Path(__file__).resolve().parents[2]
RUN = REPOSITORY / "run.py"

PRETEND = """
import runpy, sys
sys.version_info = {version}
sys.maxsize = {maxsize}
runpy.run_path({path!r}, run_name="__main__")
"""


def _run_as(version: tuple[int, ...], maxsize: int = sys.maxsize) -> tuple[int, list[str]]:
    script = PRETEND.format(version=version, maxsize=maxsize, path=str(RUN))
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 9), (3, 13, 1)])
def test_wrong_python_supported_version_is_accepted(version: tuple[int, ...]) -> None:
    assert run.wrong_python(version, True) == ""


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13), (3, 14, 0)])
def test_run_with_unsupported_python_gives_one_sentence(version: tuple[int, ...]) -> None:
    code, lines = _run_as(version)
    assert code == 2
    assert len(lines) == 1
    assert f"this is Python {version[0]}.{version[1]}:" in lines[0]
    assert "install Python 3.12" in lines[0]


def test_run_with_32_bit_python_names_the_64_bit_one() -> None:
    code, lines = _run_as((3, 12, 1), maxsize=2**31 - 1)
    assert code == 2
    assert len(lines) == 1
    assert "64-bit" in lines[0]


def test_run_is_readable_for_an_old_python() -> None:
    ast.parse(RUN.read_text(encoding="ascii"), feature_version=(3, 4))


def test_run_imports_nothing_but_sys_before_the_version_is_known() -> None:
    top = ast.parse(RUN.read_text(encoding="utf-8")).body
    imports = [node for node in top if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imports] == ["import sys"]


def test_launcher_needs_nothing_but_the_standard_library() -> None:
    allowed = set(sys.stdlib_module_names) | {"launcher"}
    for path in (REPOSITORY / "launcher").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert {name.split(".")[0] for name in names} <= allowed, path


def test_run_with_an_unknown_command_names_the_known_ones() -> None:
    done = subprocess.run(
        [sys.executable, str(RUN), "nonsense"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "setup" in done.stderr
    assert "Traceback" not in done.stderr
