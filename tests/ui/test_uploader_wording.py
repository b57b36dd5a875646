"""What the upload field says: nothing is left without words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ui.uploader
from core.messages import CATALOGUE
from ui.uploader.wording import BUTTONS, Choice, browser_refusals, words

FRONTEND = Path(ui.uploader.__file__).parent / "frontend"
SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in FRONTEND.glob("*.js"))


def test_every_refusal_of_the_browser_has_its_words() -> None:
    codes = set(re.findall(r'code: "(uploads\.\w+)"', SCRIPTS))
    assert len(codes) >= 5
    assert codes == set(browser_refusals())
    assert codes <= set(CATALOGUE)


def test_every_text_that_the_browser_asks_for_is_there() -> None:
    asked = set(re.findall(r"words\.(\w+)", SCRIPTS))
    assert asked == set(words(("zip",), 100))


@pytest.mark.parametrize(
    ("choices", "invitation"),
    [
        (("zip",), "Drop a zip here"),
        (("zip", "folder"), "Drop a zip or a folder here"),
        (("zip", "folder", "photos"), "Drop a zip, a folder or photos here"),
    ],
)
def test_invitation_names_what_may_be_dropped(choices: tuple[Choice, ...], invitation: str) -> None:
    assert words(choices, 2000)["invitation"] == invitation
    assert "2,000 MB" in words(choices, 2000)["hint"]


def test_every_choice_has_a_button_and_an_input() -> None:
    html = (FRONTEND / "uploader.html").read_text(encoding="utf-8")
    for choice in BUTTONS:
        assert f'data-choice="{choice}"' in html
        assert f'data-input="{choice}"' in html


def test_field_fetches_nothing_from_elsewhere() -> None:
    for path in FRONTEND.iterdir():
        assert not re.search(r"https?://|//cdn|@import", path.read_text(encoding="utf-8"))
