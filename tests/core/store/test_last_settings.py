from __future__ import annotations

import json

import pytest

from core.errors import UserError
from core.settings import ARTICLE, TrainSettings
from core.store.last_settings import load_settings, reset_settings, save_settings
from core.store.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path)


def test_load_settings_before_any_were_saved_gives_the_suggested(workspace):
    assert load_settings(workspace) == TrainSettings()


def test_saved_settings_come_back_as_they_were(workspace):
    save_settings(workspace, ARTICLE)
    assert load_settings(workspace) == ARTICLE


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "",
        "[1, 2]",
        '"epochs"',
        '{"epochs": 0}',
        '{"epochs": "ten"}',
        '{"dense": "256"}',
        '{"dense": [256, "x"]}',
        '{"backbone": "none-such"}',
        '{"colour": "red"}',
        "\xff\xfe\x00",
    ],
)
def test_load_settings_from_a_damaged_file_names_the_file(workspace, text):
    (workspace.folder / "settings.json").write_text(text, encoding="latin-1")
    with pytest.raises(UserError) as caught:
        load_settings(workspace)
    assert caught.value.code == "general.settings_damaged"
    assert caught.value.facts["file"] == "settings.json"


def test_reset_settings_after_damage_brings_the_suggested_back(workspace):
    (workspace.folder / "settings.json").write_text("{")
    reset_settings(workspace)
    assert load_settings(workspace) == TrainSettings()


def test_reset_settings_without_a_file_changes_nothing(workspace):
    reset_settings(workspace)
    assert load_settings(workspace) == TrainSettings()


def test_save_settings_out_of_range_is_refused_and_the_file_stays(workspace):
    save_settings(workspace, ARTICLE)
    with pytest.raises(UserError, match="out_of_range"):
        save_settings(workspace, TrainSettings(epochs=0))
    assert load_settings(workspace) == ARTICLE


def test_settings_file_from_an_older_version_takes_defaults_for_what_it_lacks(workspace):
    (workspace.folder / "settings.json").write_text(json.dumps({"epochs": 7}))
    assert load_settings(workspace) == TrainSettings(epochs=7)
