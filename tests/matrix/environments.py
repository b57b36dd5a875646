"""Fresh virtual environments that hold what is asked for, and nothing of Foldersight's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

_INSTALL = ("install", "--only-binary", ":all:", "--no-input", "--progress-bar", "off")
_INSTALL_S, _RUN_S = 2400, 600
_SHOWN_LINES = 8
_TOLD = (
    "tensorflow", "keras", "tf-keras", "ai-edge-litert", "mediapipe", "onnxruntime", "numpy", "pillow",
)  # fmt: skip


@dataclass(frozen=True)
class Environment:
    """A Python with a few packages.

    Attributes:
        python: its program.
        versions: installed version by package name, in lower case with `-`.
    """

    python: Path
    versions: Mapping[str, str]

    @property
    def title(self) -> str:
        """The packages in it that matter, with their versions."""
        return ", ".join(f"{name} {self.versions[name]}" for name in _TOLD if name in self.versions)

    def run(self, folder: Path, *arguments: str) -> str:
        """What a program prints; the test fails with its errors where it does not end well.

        Args:
            folder: where it runs.
            arguments: of Python: a script and its own arguments.
        """
        done = subprocess.run(
            [str(self.python), *arguments], cwd=folder, env=_clean(), capture_output=True,
            text=True, encoding="utf-8", errors="replace", timeout=_RUN_S, check=False,
        )  # fmt: skip
        if done.returncode:
            pytest.fail(
                f"{' '.join(arguments)[:200]} did not end well:\n{done.stdout}{done.stderr}"
            )
        return done.stdout


class Environments:
    """Makes environments in a folder; one that has what is asked for is used again.

    Args:
        folder: for all of them; gigabytes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: list[tuple[tuple[str, ...], Environment]] = []

    def with_packages(self, *requirements: str) -> Environment:
        """An environment with these packages and what they need; the test fails where there is none.

        Args:
            requirements: as pip takes them: `name` or `name==version`.
        """
        for made_for, environment in self._made:
            if all(_is_met(each, made_for, environment) for each in requirements):
                return environment
        environment = self._make(requirements)
        self._made.append((requirements, environment))
        return environment

    def _make(self, requirements: Sequence[str]) -> Environment:
        place = self._folder / f"environment-{len(self._made) + 1}"
        _must([sys.executable, "-m", "venv", str(place)], "No environment could be made")
        inside = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
        python = place.joinpath(*inside)
        _must(
            [str(python), "-m", "pip", *_INSTALL, *requirements],
            f"{', '.join(requirements)} could not be fetched or installed",
        )
        listed = _must([str(python), "-m", "pip", "list", "--format", "json"], "pip list failed")
        versions = {_name(each["name"]): each["version"] for each in json.loads(listed)}
        return Environment(python, versions)


def _name(requirement: str) -> str:
    return re.split(r"[=<>~!]", requirement)[0].lower().replace("_", "-")


def _is_met(requirement: str, made_for: Sequence[str], environment: Environment) -> bool:
    """Whether that was asked for, or the version asked for now is what came."""
    name, _, version = requirement.partition("==")
    return requirement in made_for or (
        name in made_for and environment.versions.get(_name(name)) == version
    )


def _must(command: list[str], otherwise: str) -> str:
    done = subprocess.run(
        command, env=_clean(), capture_output=True, text=True, encoding="utf-8",
        errors="replace", timeout=_INSTALL_S, check=False,
    )  # fmt: skip
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-_SHOWN_LINES:])
        pytest.fail(f"{otherwise}:\n{said}")
    return done.stdout


def _clean() -> dict[str, str]:
    """No other place that Python could take packages from; where pip looks for them stays as it is."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {
        **kept,
        "PYTHONUTF8": "1",
        "PYTHONNOUSERSITE": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
