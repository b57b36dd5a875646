"""Errors as a person sees them: a sentence, what to do now, and never a traceback."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

import streamlit as st

from core.errors import UserError
from core.jobs.outcome import unexpected
from core.messages import Message, describe
from core.store.home import Home
from ui.words import plain

_logger = logging.getLogger("foldersight.ui")


def show_error(error: UserError) -> None:
    """A refusal in words: what happened, the details, and what to do now."""
    show_message(describe(error))


def show_message(message: Message) -> None:
    """The three parts of a message, as an error."""
    parts = [plain(message.detail)] if message.detail else []
    if message.fix:
        parts.append(f"**What to do:** {plain(message.fix)}")
    st.error("\n\n".join(parts), title=plain(message.title), icon=":material/error:")


@contextlib.contextmanager
def error_boundary(home: Home) -> Iterator[None]:
    """What goes wrong within the block is shown as a sentence, and logged where it is our mistake.

    Streamlit's own `st.stop` and `st.rerun` pass through: they are no `Exception`.
    """
    try:
        yield
    except UserError as error:
        _logger.info("refused: %s", error)
        show_error(error)
    except Exception as error:
        show_error(UserError("general.unexpected", reference=write_log(home, error)))


def write_log(home: Home, error: BaseException) -> str:
    """The short reference under which the traceback now stands in `home.logs`."""
    _, facts = unexpected(error, home.logs)
    reference = str(facts["reference"])
    _logger.error("unexpected error %s", reference, exc_info=error)
    return reference
