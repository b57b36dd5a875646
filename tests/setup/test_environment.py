"""What is installed when, and how each obstacle is told."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import tempfile
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from launcher import environment, preconditions, stamp
from launcher.environment import ensure_environment, start_failure_sentence
from launcher.places import Places
from launcher.problem import SetupProblem
from tests.setup.conftest import make_bare_venv

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What pip was asked to install, call by call; pip itself and the trial start are left out."""
    calls: list[list[str]] = []

    def install(places: Places, requirements: list[Path]) -> None:
        calls.append([file.name for file in requirements])

    monkeypatch.setattr(environment, "pip_install", install)
    monkeypatch.setattr(environment, "_make_venv", make_bare_venv)
    monkeypatch.setattr(environment, "_has_pip", lambda places: True)
    monkeypatch.setattr(environment, "_try_imports", lambda places: None)
    monkeypatch.setattr(environment, "check_machine", lambda: None)
    monkeypatch.setattr(environment, "check_disk", lambda places: None)
    return calls


def _fail_with(error: BaseException) -> Any:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise error

    return fail


def test_ensure_environment_called_twice_installs_once(
    places: Places, installed: list[list[str]]
) -> None:
    ensure_environment(places)
    ensure_environment(places)
    assert installed == [["requirements.txt"]]
    assert places.python.exists()


def test_ensure_environment_where_the_parts_of_pages_do_not_come_is_set_up_all_the_same(
    places: Places, installed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: program)
    monkeypatch.setattr(subprocess, "run", _fail_with(subprocess.TimeoutExpired("python", 120)))
    ensure_environment(places)
    assert installed == [["requirements.txt"]]


def test_ensure_environment_with_dev_installs_for_the_app_too(
    places: Places, installed: list[list[str]]
) -> None:
    ensure_environment(places, dev=True)
    ensure_environment(places)
    ensure_environment(places, dev=True)
    assert installed == [["requirements.txt", "requirements-dev.txt"]]


def test_ensure_environment_after_a_changed_requirement_installs_again(
    places: Places, installed: list[list[str]]
) -> None:
    ensure_environment(places)
    (places.root / "requirements.txt").write_text("numpy==2.0\n", encoding="utf-8")
    ensure_environment(places)
    assert len(installed) == 2


def test_ensure_environment_with_only_comments_and_line_ends_changed_installs_nothing(
    places: Places, installed: list[list[str]]
) -> None:
    ensure_environment(places)
    (places.root / "requirements.txt").write_bytes(b"# Why\r\nnumpy==1.0  # for sums\r\n")
    ensure_environment(places)
    assert len(installed) == 1


def test_ensure_environment_after_a_failure_installs_again(
    places: Places, installed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(environment, "pip_install", _fail_with(SetupProblem("no way")))
        with pytest.raises(SetupProblem, match="no way"):
            ensure_environment(places)
    assert not stamp.is_installed(places, dev=False)
    ensure_environment(places)
    assert len(installed) == 1


def test_ensure_environment_interrupted_update_does_not_pass_for_installed(
    places: Places, installed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_environment(places)
    requirements = places.root / "requirements.txt"
    before = requirements.read_bytes()
    requirements.write_bytes(b"numpy==2.0\n")
    monkeypatch.setattr(environment, "pip_install", _fail_with(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        ensure_environment(places)
    requirements.write_bytes(before)
    assert not stamp.is_installed(places, dev=False)


def test_ensure_environment_with_its_python_missing_makes_it_anew(
    places: Places, installed: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    ensure_environment(places)
    remnant = places.venv / "remnant.txt"
    remnant.write_text("old", encoding="utf-8")
    places.python.unlink()
    ensure_environment(places)
    assert places.python.exists()
    assert not remnant.exists()
    assert len(installed) == 2
    assert "made anew" in capsys.readouterr().out


def test_ensure_environment_with_a_file_in_its_place_makes_it_anew(
    places: Places, installed: list[list[str]]
) -> None:
    places.venv.write_text("not a folder", encoding="utf-8")
    ensure_environment(places)
    assert places.python.exists()


def test_ensure_environment_with_a_damaged_stamp_installs_again(
    places: Places, installed: list[list[str]]
) -> None:
    ensure_environment(places)
    places.stamp.write_text("[1, 2", encoding="utf-8")
    ensure_environment(places)
    assert len(installed) == 2


def test_ensure_environment_in_a_protected_folder_says_to_move_it(
    places: Places, installed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse = _fail_with(PermissionError(13, "Permission denied"))
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(SetupProblem, match="move the whole folder"):
        ensure_environment(places)
    assert installed == []


def test_check_disk_with_too_little_room_tells_both_figures(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10e9, 9e9, 1.2e9))
    monkeypatch.setattr("platform.system", lambda: "Linux")
    with pytest.raises(SetupProblem, match=r"5\.0 GB .* only 1\.2 GB .* 3\.8 GB more"):
        preconditions.check_disk(places)


def test_check_disk_with_room_is_silent(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100e9, 9e9, 91e9))
    preconditions.check_disk(places)


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_check_venv_module_without_it_tells_how_to_get_it(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == missing else find(name)
    )
    with pytest.raises(SetupProblem, match=r"lacks its module venv.*install"):
        preconditions.check_venv_module()


def test_no_venv_sentence_on_linux_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert "sudo apt install python3." in preconditions.no_venv_sentence()


@pytest.mark.parametrize(
    ("system", "machine", "part"),
    [("Darwin", "x86_64", "Apple processor"), ("Windows", "ARM64", "64-bit")],
)
def test_check_machine_without_tensorflow_is_refused(system: str, machine: str, part: str) -> None:
    with pytest.raises(SetupProblem, match=part):
        preconditions.check_machine(system, machine)


@pytest.mark.parametrize(
    ("system", "machine"),
    [("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "arm64"), ("Windows", "AMD64")],
)
def test_check_machine_with_tensorflow_is_silent(system: str, machine: str) -> None:
    preconditions.check_machine(system, machine)


@pytest.mark.parametrize(
    ("code", "output", "part"),
    [
        (-4, "", "AVX"),
        (1, "ImportError: DLL load failed while importing _pywrap", "Visual C++"),
        (1, "Traceback ...\nImportError: libgomp.so.1: cannot open", "libgomp.so.1"),
    ],
)
def test_start_failure_sentence_tells_the_remedy(code: int, output: str, part: str) -> None:
    assert part in start_failure_sentence(code, output)
