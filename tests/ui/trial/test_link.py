"""A pasted link is refused in words that fit."""

from __future__ import annotations

import pytest

from core.messages import describe
from ui.trial.link import refusal


@pytest.mark.parametrize(
    ("link", "site"),
    [
        ("https://photos.example/cat.jpg", "photos.example"),
        ("  http://photos.example:8080/a?b=c  ", "photos.example"),
        ("www.photos.example/cat.jpg", "www.photos.example"),
    ],
)
def test_link_is_refused_with_its_site_and_a_way_round(link: str, site: str) -> None:
    message = describe(refusal(link))
    assert site in message.fix
    assert "Photo files" in message.fix


@pytest.mark.parametrize("text", ["a cat", "C:\\photos\\cat.jpg", "file:///etc/passwd", "http://["])
def test_what_is_no_link_is_told_so(text: str) -> None:
    assert refusal(text).code == "trial.not_a_link"
