from __future__ import annotations

import pytest

from ui import words
from ui.results.printed import markup


@pytest.mark.parametrize(
    "name", ["<b>bold</b>", "*a* [b](c)", ":red[x]", "a & b", "x:material/y:", "1. a", '"q"', "**"]
)
def test_names_of_strangers_come_out_as_they_are(name):
    import html

    assert html.unescape(markup.from_markdown(words.plain(name))) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**a** and b", "<b>a</b> and b"),
        (":material/check: done", "done"),
        (":green-badge[:material/check: holds]", "holds"),
        ("a  \n:small[b]", "a<br>b"),
        ("1 < 2", "1 &lt; 2"),
    ],
)
def test_markdown_of_the_app_becomes_html(text, expected):
    assert markup.from_markdown(text) == expected


def test_document_forbids_everything_but_its_own_pictures():
    page = markup.document("A & B", ["<p>x</p>"])

    assert "default-src 'none'; img-src data:" in page
    assert "<title>A &amp; B</title>" in page
