"""Settings: one place, held to."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from core.errors import UserError
from core.settings import (
    PRESETS,
    SETTINGS,
    TrainSettings,
    allowed,
    checked,
    from_dict,
    in_words,
    to_dict,
)


def test_settings_describe_every_field_and_no_other() -> None:
    assert set(SETTINGS) == {field.name for field in fields(TrainSettings)}


@pytest.mark.parametrize("name", list(PRESETS))
def test_preset_is_within_every_range_and_survives_a_file(name: str) -> None:
    preset = PRESETS[name]
    assert checked(preset) == preset
    assert from_dict(to_dict(preset)) == preset


def test_article_preset_has_the_articles_shape() -> None:
    assert PRESETS["As in the article"].dense == (1024, 1024, 512)
    assert PRESETS["As in the article"].backbone == "mobilenet"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", 0), ("epochs", 201), ("epochs", 2.5), ("epochs", True), ("epochs", "3"),
        ("dense", (7,)), ("dense", (2049,)), ("dense", (8,) * 5), ("dense", 8),
        ("dropout", -0.1), ("dropout", 0.9), ("dropout", float("nan")), ("weight_decay", -0.1), ("weight_decay", 3.1),
        ("views", -1), ("views", 9), ("views", 1.5),
        ("learning_rate", 0.0), ("backbone", "resnet9000"), ("class_weights", 1), ("seed", -1),
    ],
)  # fmt: skip
def test_setting_outside_its_range_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(UserError) as caught:
        checked(replace(TrainSettings(), **{name: value}))
    assert caught.value.code == "general.setting_out_of_range"
    assert caught.value.facts["name"] == name


def test_from_dict_unknown_name_is_refused() -> None:
    with pytest.raises(UserError, match="setting_unknown"):
        from_dict({"epoch": 3})


def test_from_dict_absent_names_take_their_defaults() -> None:
    assert from_dict({"epochs": 3}) == replace(TrainSettings(), epochs=3)


@pytest.mark.parametrize("name", list(SETTINGS))
def test_allowed_says_the_range_in_words(name: str) -> None:
    setting = SETTINGS[name]
    words = allowed(setting)
    if setting.minimum is not None:
        assert float(words.split()[-3]) == setting.minimum
        assert float(words.split()[-1]) == setting.maximum
        assert "e-" not in words
    else:
        assert words


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("refit", True, "on"), ("refit", False, "off"), ("dense", (256, 64), "256 · 64"), ("dense", (), "none"),
        ("dropout", 0.1 + 0.2, "0.3"), ("dropout", 0.0, "0"), ("learning_rate", 0.00001, "0.00001"),
        ("validation_percent", 20, "20\u00a0%"), ("patience", 0, "never"), ("patience", 8, "8 epochs"),
        ("patience", 1, "1 epoch"), ("epochs", 60, "60"), ("backbone", "mobilenet", "MobileNet"),
        ("backbone", "of another version", "of another version"),
    ],
)  # fmt: skip
def test_value_of_a_setting_in_words_is_what_a_person_would_write(
    name: str, value: Any, shown: str
) -> None:
    assert in_words(name, value) == shown
