"""Finds a browser for the end-to-end tests: anything of the Chromium family will do."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

VARIABLE = "FOLDERSIGHT_BROWSER"
# As the variable's value: take none, the end-to-end tests are to be skipped.
NO_BROWSER = "none"

_COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
_MAC_APPS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS_PROGRAMS = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "Chromium/Application/chrome.exe",
)
# Where Playwright unpacks its browsers: one folder per version, inside it a folder per system.
_PLAYWRIGHT_PROGRAMS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
)


def find_browser() -> str | None:
    """The program file of the browser to use, or None: the first of `browser_candidates`."""
    return next(iter(browser_candidates()), None)


def browser_candidates() -> list[str]:
    """Program files of browsers on this computer, the best first; whether they start is untried.

    What the variable FOLDERSIGHT_BROWSER names comes first, then the system's browsers, then
    those that Playwright has downloaded. The value "none" means that none shall be used.
    """
    if os.environ.get(VARIABLE) == NO_BROWSER:
        return []
    found = [os.environ[VARIABLE]] if os.environ.get(VARIABLE) else []
    found += _installed() + _downloaded()
    return [path for path in dict.fromkeys(found) if Path(path).is_file()]


def _installed() -> list[str]:
    on_path = [found for name in _COMMANDS if (found := shutil.which(name))]
    if sys.platform == "darwin":
        folders = [Path("/Applications"), Path.home() / "Applications"]
        return on_path + [str(folder / app) for folder in folders for app in _MAC_APPS]
    if sys.platform == "win32":
        names = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        folders = [Path(os.environ[name]) for name in names if name in os.environ]
        return on_path + [str(folder / app) for folder in folders for app in _WINDOWS_PROGRAMS]
    return on_path


def _downloaded() -> list[str]:
    folder = _playwright_folder()
    found = [path for pattern in _PLAYWRIGHT_PROGRAMS for path in folder.glob(pattern)]
    return [str(path) for path in sorted(found, reverse=True)]


def _playwright_folder() -> Path:
    own = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    if own and own != "0":
        return Path(own)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "ms-playwright"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Path(local) / "ms-playwright"
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "ms-playwright"
