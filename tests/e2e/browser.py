"""Which browser the end-to-end tests drive."""

from __future__ import annotations

import os

from launcher import browser

REQUIRED = "FOLDERSIGHT_REQUIRE_BROWSER"


def find_browser() -> str | None:
    """The program file of a browser of the Chromium family, or None where there is none.

    `python run.py test` has chosen one that works and hands it over in FOLDERSIGHT_BROWSER
    ("none" where none works); where pytest is called by itself, the first one on this computer
    is taken.
    """
    return browser.find_browser()


def is_browser_required() -> bool:
    """Whether a missing browser is a failure and not a reason to skip, as in continuous checks."""
    return os.environ.get(REQUIRED, "") not in {"", "0"}
