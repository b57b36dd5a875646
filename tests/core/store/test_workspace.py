"""The data set of a workspace on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import UserError
from core.store.workspace import Workspace
from core.types import Dataset, Photo, Skipped

DATASET = Dataset(
    ("cat", "dog"),
    (
        Photo("ab" * 16, "1.jpg", 0, None, 4, 3),
        Photo("cd" * 16, "2.png", 1, "test", 4, 3, "camera", "png"),
    ),
    (Skipped("bad.jpg", "photo.truncated", {"n": 1}),),
    2,
    (Photo("ef" * 16, "3.jpg", 0, "train", 4, 3, "added"),),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def test_saved_data_set_comes_back_with_every_field(workspace: Workspace) -> None:
    workspace.save_dataset(DATASET)

    assert workspace.dataset() == DATASET


def test_data_set_of_an_earlier_version_opens(workspace: Workspace) -> None:
    old = {
        "classes": ["cat"],
        "photos": [["ab" * 16, "1.jpg", 0, None, 4, 3]],
        "skipped": [],
        "ignored": 0,
    }
    workspace.dataset_file.write_text(json.dumps(old), encoding="utf-8")

    assert workspace.dataset() == Dataset(("cat",), (Photo("ab" * 16, "1.jpg", 0, None, 4, 3),))


def test_key_of_a_data_set_does_not_depend_on_what_was_put_aside() -> None:
    assert replace(DATASET, excluded=()).key == DATASET.key
    assert replace(DATASET, photos=DATASET.photos[:1]).key != DATASET.key


@pytest.mark.parametrize("text", ["[]", '{"classes": []}', '{"classes": 1, "photos": [[1]]}'])
def test_damaged_data_set_is_told(workspace: Workspace, text: str) -> None:
    workspace.dataset_file.write_text(text, encoding="utf-8")

    with pytest.raises(UserError) as refused:
        workspace.dataset()
    assert refused.value.code == "general.file_damaged"
