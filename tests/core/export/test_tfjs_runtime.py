"""TensorFlow.js is fetched once, and only the right one is taken."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from core.errors import UserError
from core.export import tfjs_runtime


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the file goes; nothing is there yet."""
    path = tmp_path / "share" / "tf.js"
    monkeypatch.setattr(tfjs_runtime, "runtime_path", lambda: path)
    return path


def _npm(monkeypatch: pytest.MonkeyPatch, content: bytes | None) -> None:
    """An npm that gives a package of that content, or fails."""

    def run(*_: Any, cwd: Path, **__: Any) -> None:
        if content is None:
            raise subprocess.CalledProcessError(1, "npm")
        (cwd / "tensorflow-tfjs.tgz").write_bytes(content)

    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/npm")
    monkeypatch.setattr(subprocess, "run", run)


def test_runtime_without_npm_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert tfjs_runtime.missing() == "export.npm_missing"
    with pytest.raises(UserError) as caught:
        tfjs_runtime.ensure_runtime()
    assert caught.value.code == "export.npm_missing"


@pytest.mark.parametrize("content", [None, b"another package"])
def test_runtime_that_is_not_the_known_one_is_refused(
    content: bytes | None, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    _npm(monkeypatch, content)
    with pytest.raises(UserError) as caught:
        tfjs_runtime.ensure_runtime()
    assert caught.value.code == "export.tfjs_not_fetched"
    assert not place.exists()


def test_runtime_that_is_here_needs_no_npm(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    place.parent.mkdir()
    place.write_bytes(b"tf")
    monkeypatch.setattr(tfjs_runtime, "SHA256", hashlib.sha256(b"tf").hexdigest())
    assert tfjs_runtime.missing() == ""
    assert tfjs_runtime.ensure_runtime() == b"tf"
