"""A small copy of the project's frame, in which the set-up can be tried without a network."""

from __future__ import annotations

import venv
from pathlib import Path

import pytest

from launcher.places import Places


def make_bare_venv(places: Places) -> None:
    """A real environment with nothing in it, made in a fraction of a second."""
    venv.create(places.venv, with_pip=False, symlinks=places.python.name == "python")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A folder with the two files of requirements and nothing else; its name has a space."""
    root = tmp_path / "Folder sight"
    root.mkdir()
    (root / "requirements.txt").write_text("numpy==1.0\n", encoding="utf-8")
    (root / "requirements-dev.txt").write_text("-r requirements.txt\npytest==1.0\n", "utf-8")
    return Places(root)


@pytest.fixture
def places_with_venv(places: Places) -> Places:
    """The same with an empty environment."""
    make_bare_venv(places)
    return places
