"""Saved projects with chance damage: they open, or are refused in words; nothing else happens."""

from __future__ import annotations

import copy
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from core.errors import UserError
from core.store.projects import ProjectStore
from tests.core.projects_io.conftest import Open
from tests.core.projects_io.finished import rewritten

RUN = "runs/20260101-120000-aaaa"
FILES = (
    "dataset.json", "settings.json", "doctor-fine.json", f"{RUN}/model.json",
    f"{RUN}/history.json", f"{RUN}/report.json", f"{RUN}/dataset.json",
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1.5, 10**30, 1e308, "", "x" * 5000, "../..", [], {}, [[]], {"a": []},
    [None, 1, "x"],
)  # fmt: skip


def _opens_or_is_refused(open_it: Open, path: Path, elsewhere: ProjectStore) -> None:
    before = len(elsewhere.all())
    try:
        open_it(path)
    except UserError:
        assert len(elsewhere.all()) == before


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys: Any = value if isinstance(value, dict) else range(len(value))
    found = [path] if path else []
    for key in keys:
        inner = value[key]
        found += _places(inner, (*path, key)) if isinstance(inner, dict | list) else [(*path, key)]
    return found


def _with(value: Any, place: tuple[Any, ...], odd: Any) -> Any:
    changed = copy.deepcopy(value)
    inside = changed
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = odd
    return changed


@pytest.mark.parametrize("seed", range(12))
def test_project_with_flipped_bytes_opens_or_is_refused(
    saved: Path, open_it: Open, elsewhere: ProjectStore, seed: int
) -> None:
    chance, data = random.Random(seed), bytearray(saved.read_bytes())
    for _ in range(chance.choice((1, 3, 30))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    saved.write_bytes(data)

    _opens_or_is_refused(open_it, saved, elsewhere)


@pytest.mark.parametrize("seed", range(24))
def test_project_with_odd_values_and_right_hashes_opens_or_is_refused(
    saved: Path, open_it: Open, elsewhere: ProjectStore, seed: int
) -> None:
    chance, name = random.Random(seed), FILES[seed % len(FILES)]
    with zipfile.ZipFile(saved) as archive:
        value = json.loads(archive.read(name))
    changed = _with(value, chance.choice(_places(value)), chance.choice(ODD))

    _opens_or_is_refused(open_it, rewritten(saved, {name: json.dumps(changed).encode()}), elsewhere)


def test_number_that_no_array_can_hold_is_refused(saved: Path, open_it: Open) -> None:
    name = f"{RUN}/dataset.json"
    with zipfile.ZipFile(saved) as archive:
        value = json.loads(archive.read(name))
    value["twins"][0] = 10**30

    with pytest.raises(UserError) as caught:
        open_it(rewritten(saved, {name: json.dumps(value).encode()}))

    assert caught.value.code == "projects.damaged"
