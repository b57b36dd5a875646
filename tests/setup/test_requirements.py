"""The pinned requirements, and Streamlit's settings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit import config

REPOSITORY = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((REPOSITORY / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_each_line_has_an_exact_version_and_a_reason(name: str) -> None:
    lines = (REPOSITORY / name).read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line.strip() and not line.startswith(("#", "-r"))]
    assert pins
    for line in pins:
        assert re.fullmatch(r"[a-z0-9-]+==\d+(\.\d+)+\s+# \S.{10,}", line), line


def _flatten(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


@pytest.mark.parametrize("name", [name for name, _ in _flatten(SETTINGS)])
def test_streamlit_settings_are_known_to_this_streamlit(name: str) -> None:
    assert name in config._config_options_template


def test_streamlit_settings_keep_to_this_computer() -> None:
    assert SETTINGS["server"]["address"] == "127.0.0.1"
    assert SETTINGS["browser"]["gatherUsageStats"] is False
    assert "://" not in str(SETTINGS["theme"])


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    dark, light = sorted([_luminance(one), _luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_theme_contrast_is_enough_to_read(look: str) -> None:
    theme = SETTINGS["theme"][look]
    grounds = [theme["backgroundColor"], theme["secondaryBackgroundColor"]]
    grounds += list(theme["sidebar"].values())
    for ground in grounds:
        assert _contrast(theme["textColor"], ground) >= 7
        assert _contrast(theme["linkColor"], ground) >= 4.5
    assert _contrast("#ffffff", theme["primaryColor"]) >= 4.5
    for colour in [theme["primaryColor"], *theme["chartCategoricalColors"]]:
        assert _contrast(colour, theme["backgroundColor"]) >= 3
