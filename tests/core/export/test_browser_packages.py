"""Zips for browsers and for code written for Teachable Machine: built, compared, and whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import UserError
from core.export import tfjs_runtime, web_page_format
from core.export.formats import get
from tests.core.export.conftest import Trained, run_outside
from tests.core.export.run_with_familiarity import FinishedRun

FORMS = ("web_page", "tfjs", "teachable_machine")


@pytest.fixture(autouse=True, scope="module")
def runtime() -> None:
    """TensorFlow.js, or a skip where it cannot be fetched."""
    try:
        tfjs_runtime.ensure_runtime()
    except UserError as error:
        pytest.skip(f"TensorFlow.js is not here: {error.code}")


@pytest.mark.parametrize("form", FORMS)
def test_zip_holds_the_files_of_its_form(form: str, unpacked: Callable[[str], Path]) -> None:
    folder = unpacked(form)
    assert [name for name in get(form).files if not (folder / name).exists()] == []
    assert get(form).runtime in (folder / "README.md").read_text(encoding="utf-8")


def test_web_page_is_small_enough_and_agrees_with_the_app(trained: Trained) -> None:
    package = trained.build("web_page")
    assert package.agreement is not None
    assert package.agreement >= 0.95
    assert package.size_mb <= 12 + 2


def test_web_page_that_would_be_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_page_format, "LARGEST_MB", 1.0)
    with pytest.raises(UserError) as caught:
        FinishedRun(tmp_path).build("web_page")
    assert caught.value.code == "export.page_too_large"


@pytest.mark.parametrize("form", ["tfjs", "teachable_machine"])
def test_exact_forms_differ_from_the_app_by_rounding_only(form: str, trained: Trained) -> None:
    assert trained.build(form).difference <= 1e-4


def test_teachable_machine_scripts_without_foldersight_say_ok(
    unpacked: Callable[[str], Path],
) -> None:
    done = run_outside(unpacked("teachable_machine"), ("selftest.py",))
    assert "OK: all 5 reference pictures" in done.stdout, done.stdout + done.stderr
