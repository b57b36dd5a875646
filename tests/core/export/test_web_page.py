"""The one web page, as a file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser

import numpy as np
import pytest

from core.export.layers_model import LayersModelBuilder
from core.export.web_page import page_html, read_page
from core.familiarity import Familiarity

EVIL = "</script><img src=x onerror=alert(1)>"


def _page(classes: tuple[str, ...], limit: float = 2.0) -> bytes:
    builder = LayersModelBuilder(8)
    kernel = np.full((8, 2), 0.5, np.float32)
    builder.layer("Dense", "logits", [builder.input], {"units": 2}, kernel=kernel)
    normal = Familiarity(np.ones((2, 8), np.float32), (0.5, 0.1), (3.0, 1.0), limit)
    runtime = b"var tf = {};\n//# sourceMappingURL=x.js.map"
    return page_html(
        builder.finish("m", "logits"), classes, normal, runtime, 16, card="<p>card</p>", details=""
    )


class _Tags(HTMLParser):
    """Tags and addresses in a page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str | None] = []
        self.scripts: dict[str, str] = {}
        self._inside = ""
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values: Mapping[str, str | None] = dict(attrs)
        self.addresses += [values[name] for name in ("src", "href") if name in values]
        self._inside = values.get("id") or "" if tag == "script" else ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[self._inside] = self.scripts.get(self._inside, "") + data


def test_page_class_name_with_tags_stays_a_name() -> None:
    page = _page((EVIL, "dogs"))
    found = _Tags(page)
    assert "img" not in found.tags
    assert json.loads(found.scripts["about"])["classes"] == [EVIL, "dogs"]


def test_page_loads_nothing_from_elsewhere() -> None:
    page = _page(("cats", "dogs"))
    assert _Tags(page).addresses == []
    assert b"default-src 'none'" in page
    assert b"sourceMappingURL" not in page


def test_page_model_is_read_back() -> None:
    model = read_page(_page(("cats", "dogs")))
    assert list(model.weights) == ["logits"]
    assert model.weights["logits"]["kernel"] == pytest.approx(0.5)


def test_page_limit_of_nothing_leaves_strangers_unknown() -> None:
    about = json.loads(_Tags(_page(("cats", "dogs"), limit=0.0)).scripts["about"])
    assert about["familiarity"] is None


def test_page_without_a_model_is_refused() -> None:
    with pytest.raises(ValueError, match="a model in it"):
        read_page(re.sub(b'id="weights"', b"", _page(("cats", "dogs"))))
