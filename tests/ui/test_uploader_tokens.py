"""Tokens of the upload field: ours and fresh, or nothing."""

from __future__ import annotations

import pytest

from ui.uploader import tokens

SECRET = b"s" * 32


def test_token_says_its_subject_until_it_expires() -> None:
    token = tokens.sign(SECRET, "area-1", 1000)
    assert tokens.verify(SECRET, token, 999.9) == "area-1"
    assert tokens.verify(SECRET, token, 1000.0) is None


def test_token_of_another_process_is_refused() -> None:
    assert tokens.verify(SECRET, tokens.sign(b"t" * 32, "area-1", 1000), 1.0) is None


def test_tokens_for_the_same_subject_differ() -> None:
    assert tokens.sign(SECRET, "a", 1000) != tokens.sign(SECRET, "a", 1000)


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: "",
        lambda token: "nonsense",
        lambda token: token[:-1],
        lambda token: token.replace("area-1", "area-2"),
        lambda token: token.replace(".1000.", ".9000."),
        lambda token: "\ud800é" + token,
        lambda token: token + "é",
    ],
)
def test_token_that_was_tampered_with_is_refused(forge) -> None:
    assert tokens.verify(SECRET, forge(tokens.sign(SECRET, "area-1", 1000)), 1.0) is None
