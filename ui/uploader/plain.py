"""Uploads without the served app's routes: Streamlit's own uploader, written to disk at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.errors import UserError
from core.uploads import MB, Received, UploadArea
from ui.errors import show_error
from ui.uploader.wording import Choice

_ASKS: dict[Choice, str] = {
    "zip": "as a zip",
    "file": "as a file",
    "folder": "as a folder",
    "photos": "one by one",
}


def plain_upload_area(
    key: str, area: UploadArea, *, label: str, choices: tuple[Choice, ...]
) -> Received | None:
    """The finished upload, once; None while there is nothing new. Refusals are shown.

    The widgets have the keys `<key>-<choice>-<number>`; the number grows with every upload: a new
    widget is empty, and what Streamlit held in memory for the old one is given back.
    """
    number_key, outcome_key = f"{key}-number", f"{key}-outcome"
    number = st.session_state.setdefault(number_key, 0)
    for choice in choices:
        files = _ask(f"{key}-{choice}-{number}", area.limits.size_mb, label, choice)
        if files:
            st.session_state[outcome_key] = _received(area, files, choice)
            st.session_state[number_key] = number + 1
            st.rerun()
    outcome = st.session_state.pop(outcome_key, None)
    if isinstance(outcome, UserError):
        show_error(outcome)
        return None
    return outcome


def is_hidden(path: str) -> bool:
    """Whether a file is one of those that systems leave beside photos."""
    parts = path.replace("\\", "/").split("/")
    return any(part.startswith(".") or part == "__MACOSX" for part in parts) or parts[
        -1
    ].lower() in ("thumbs.db", "desktop.ini")


def _ask(key: str, limit_mb: int, label: str, choice: Choice) -> list[UploadedFile]:
    several: dict[Choice, bool | Literal["directory"]] = {"folder": "directory", "photos": True}
    found = st.file_uploader(
        f"{label} {_ASKS[choice]}",
        type=["zip", "tar", "tgz", "gz", "tm"] if choice == "zip" else None,
        accept_multiple_files=several.get(choice, False),
        max_upload_size=min(limit_mb, int(st.get_option("server.maxUploadSize"))),
        key=key,
    )
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _received(
    area: UploadArea, files: list[UploadedFile], choice: Choice
) -> Received | UserError | None:
    try:
        if choice in ("zip", "file"):
            return _stored(area, files[0])
        return _packed(area, [file for file in files if not is_hidden(file.name)])
    except UserError as refusal:
        return refusal
    finally:
        _release(files)


def _stored(area: UploadArea, file: UploadedFile) -> Received | None:
    return _written(area, file.name, file.size, _blocks(file), photos=False)


def _packed(area: UploadArea, files: list[UploadedFile]) -> Received | None:
    size_bytes = sum(len(_header(file)) + file.size for file in files)
    return _written(area, _common_name(files), size_bytes, _frames(files), photos=True)


def _written(
    area: UploadArea, name: str, size_bytes: int, chunks: Iterator[bytes], *, photos: bool
) -> Received | None:
    upload = area.begin(name, size_bytes, "photos" if photos else "file")
    area.append(upload.id, 0, chunks)
    area.finish(upload.id)
    return area.take(upload.id)


def _frames(files: list[UploadedFile]) -> Iterator[bytes]:
    for file in files:
        yield _header(file)
        yield from _blocks(file)


def _blocks(file: UploadedFile) -> Iterator[bytes]:
    while block := file.read(MB):
        yield block


def _header(file: UploadedFile) -> bytes:
    return json.dumps({"name": file.name, "size": file.size}).encode() + b"\n"


def _common_name(files: list[UploadedFile]) -> str:
    """The folder's name where all files lie in one, else how many there are."""
    tops = {file.name.split("/")[0] for file in files if "/" in file.name}
    return tops.pop() if len(tops) == 1 else f"{len(files)} files"


def _release(files: list[UploadedFile]) -> None:
    """Streamlit would keep the bytes in memory for as long as the browser stays."""
    context = get_script_run_ctx()
    for file in files:
        if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
        file.close()
