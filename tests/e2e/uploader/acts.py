"""What a person does at the upload field, and what they hold in their hands."""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page


def choose(page: Page, button: str, *paths: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button).click()
    files = chooser.value
    files.set_files([str(path) for path in paths])


def big_file(folder: Path, size_mb: int) -> Path:
    """A file of random bytes; the field does not look inside a zip."""
    path = folder / "pets.zip"
    path.write_bytes(os.urandom(size_mb * 1_000_000))
    return path


def photo_folder(folder: Path, per_class: int) -> dict[str, bytes]:
    """Files by their path from `folder`, junk left out; each is an entry that is expected."""
    files = {
        f"pets/{name}/{number}.jpg": os.urandom(500 + number)
        for name in ("cats", "dogs")
        for number in range(per_class)
    }
    junk = {"pets/.DS_Store": b"junk", "pets/cats/Thumbs.db": b"junk", "pets/.git/x.jpg": b"junk"}
    for path, data in {**files, **junk}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return files


def wait_until(page: Page, condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether the condition came true in that time."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        # Not `time.sleep`: Playwright has requests to let through meanwhile.
        page.wait_for_timeout(50)
    return condition()


def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}
