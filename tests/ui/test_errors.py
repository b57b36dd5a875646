"""Errors as a person sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.store.home import Home
from ui.errors import write_log


def _app(body: str, tmp_path: Path) -> AppTest:
    script = f"""
from pathlib import Path
import streamlit as st
from core.errors import UserError
from core.store.home import Home
from ui.errors import error_boundary

with error_boundary(Home(Path({str(tmp_path)!r}))):
    {body}
"""
    return AppTest.from_string(script, default_timeout=30).run()


def test_error_boundary_on_a_refusal_shows_its_sentences(tmp_path: Path) -> None:
    app = _app('raise UserError("general.disk_full", what="a_b.jpg", folder="home")', tmp_path)

    assert not app.exception
    assert app.error[0].proto.title == "The disk is full"
    assert "a\\_b.jpg" in app.error[0].value
    assert not Home(tmp_path).logs.exists()


def test_error_boundary_on_a_mistake_of_ours_shows_a_reference_that_stands_in_the_log(
    tmp_path: Path,
) -> None:
    app = _app('raise ValueError("secret detail")', tmp_path)
    (log,) = Home(tmp_path).logs.iterdir()

    assert not app.exception
    assert "secret detail" not in app.error[0].value
    assert log.stem.split("-")[-1] in app.error[0].value
    assert "secret detail" in log.read_text()


def test_error_boundary_lets_a_stopped_page_stop(tmp_path: Path) -> None:
    app = _app('st.markdown("before"); st.stop(); st.markdown("after")', tmp_path)

    assert [text.value for text in app.markdown] == ["before"]
    assert not app.error


def test_write_log_where_nothing_can_be_written_still_gives_a_reference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")

    assert write_log(Home(tmp_path), ValueError("x"))
