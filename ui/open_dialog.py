"""The dialog that is open: it stays so when the page is drawn anew, until the person closes it.

Streamlit closes a dialog with every run of the page, so also when a job in the background ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import streamlit as st

_OPEN = "open-dialog"


def open_dialog(step: str, ask: Callable[..., None], *arguments: Any) -> None:
    """The dialog opens at the end of this run of the page, and of each one after it.

    Args:
        step: id of the page; on another page the dialog is gone.
        ask: decorated with `st.dialog(..., on_dismiss=forget_dialog)`; ends with `close_dialog`.
        arguments: of `ask`.
    """
    st.session_state[_OPEN] = (step, ask, arguments)


def show_open_dialog(step: str) -> None:
    """The open dialog, if it belongs to this page; to be called once, at the page's end."""
    opened = st.session_state.get(_OPEN)
    if opened is None:
        return
    its_step, ask, arguments = opened
    if its_step == step:
        ask(*arguments)
    else:
        forget_dialog()


def forget_dialog() -> None:
    """No dialog is open from the next run on."""
    st.session_state.pop(_OPEN, None)


def close_dialog() -> NoReturn:
    """The dialog is closed and the page drawn anew."""
    forget_dialog()
    st.rerun()
