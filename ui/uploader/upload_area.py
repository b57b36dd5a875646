"""A field of a page that takes an upload of any size and answers with a file on disk."""

from __future__ import annotations

import time
from pathlib import Path

import streamlit as st

from core.store.home import Home
from core.uploads import Received, UploadArea, UploadLimits
from ui.uploader.component import upload_field
from ui.uploader.plain import plain_upload_area
from ui.uploader.routes import upload_path
from ui.uploader.service import TOKEN_LIFETIME_S, UploadService, current_service
from ui.uploader.wording import BUTTONS, Choice, browser_refusals, words


def upload_area(
    key: str,
    home: Home,
    *,
    limit_mb: int = 2000,
    label: str = "Your photos",
    choices: tuple[Choice, ...] = ("zip", "folder"),
) -> Path | None:
    """The finished file, a zip, once per finished upload; None otherwise.

    A folder, or several photos, arrives as one uncompressed zip whose entries have the paths that
    the files had. What came as a zip is not looked at: it may be anything, and with the choice "file"
    its name may be anything, too. The file lies in
    `home.uploads` and is the caller's to delete; what nobody deletes goes after a day. Refusals are
    shown by the field itself.

    Args:
        key: of the widget; unique on the page.
        home: the data folder.
        limit_mb: how large an upload may be, in millions of bytes.
        label: what is asked for.
        choices: what may be chosen or dropped.
    """
    limits = UploadLimits(size_mb=limit_mb)
    service = current_service()
    if service is None:
        area = UploadArea(home.uploads, limits)
        received = plain_upload_area(key, area, label=label, choices=choices)
    else:
        area = service.area(home.uploads, limits)
        received = _streamed(key, area, _token(key, service, area), label, choices)
    if received is None:
        return None
    st.session_state[_name_key(key)] = received.name
    return received.path


def last_upload_name(key: str) -> str:
    """What the person calls the last upload of that field, such as `pets.zip`; "" before one."""
    return str(st.session_state.get(_name_key(key), ""))


def _streamed(
    key: str, area: UploadArea, token: str, label: str, choices: tuple[Choice, ...]
) -> Received | None:
    upload_id = upload_field(
        key,
        {
            "route": upload_path(),
            "token": token,
            "label": label,
            "choices": list(choices),
            "buttons": dict(BUTTONS),
            "words": words(choices, area.limits.size_mb),
            "refusals": browser_refusals(),
        },
    )
    return area.take(upload_id) if upload_id else None


def _token(key: str, service: UploadService, area: UploadArea) -> str:
    """This session's token, a new one when half of its life is over."""
    remembered = f"{key}-token"
    token, renew_at_s = st.session_state.get(remembered, ("", 0.0))
    if time.time() >= renew_at_s:
        token = service.grant(area.folder, area.limits)
        st.session_state[remembered] = (token, time.time() + TOKEN_LIFETIME_S / 2)
    return str(token)


def _name_key(key: str) -> str:
    return f"{key}-upload-name"
