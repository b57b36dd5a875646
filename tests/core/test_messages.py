"""Every refusal has its sentences."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from core.errors import UserError
from core.messages import CATALOGUE, Message, describe, describe_code

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCES = [
    p for folder in ("core", "ui", "pages") for p in sorted((REPOSITORY / folder).rglob("*.py"))
]


def _raised() -> dict[str, set[str]]:
    """Facts that are always given, by code, for each `UserError("code", fact=...)`."""
    found: dict[str, set[str]] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            first = node.args[0]
            if node.func.id == "UserError" and isinstance(first, ast.Constant):
                if any(keyword.arg is None for keyword in node.keywords):
                    continue
                facts = {str(keyword.arg) for keyword in node.keywords}
                code = str(first.value)
                found[code] = found.get(code, facts) & facts
    return found


RAISED = _raised()


def test_sources_raise_errors_at_all() -> None:
    assert len(RAISED) > 10


@pytest.mark.parametrize("code", sorted(RAISED))
def test_error_code_in_the_sources_has_its_wording(code: str) -> None:
    assert code in CATALOGUE


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_message_tells_what_happened_and_what_to_do(code: str) -> None:
    message = CATALOGUE[code]
    assert message.title
    assert not message.title.endswith(".")
    assert message.fix.endswith((".", "!", "?"))


@pytest.mark.parametrize("code", sorted(set(RAISED) & set(CATALOGUE)))
def test_message_mentions_no_fact_that_is_not_given(code: str) -> None:
    message = CATALOGUE[code]
    texts = (message.title, message.detail, message.fix)
    named = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
    assert named - {"file", "name"} <= RAISED[code], f"{code} needs facts that are not given"


def test_describe_fills_in_the_facts() -> None:
    message = describe(UserError("general.project_missing", project="abc"))
    assert "abc" in message.detail


def test_describe_unknown_code_still_says_something_useful() -> None:
    assert describe_code("no.such.code", {}).title == CATALOGUE["general.unexpected"].title


def test_filled_big_number_is_grouped_and_braces_in_a_fact_stay() -> None:
    filled = Message("t", "{count} {name}", "f.").filled({"count": 12345, "name": "{x}"})
    assert filled.detail == "12,345 {x}"
