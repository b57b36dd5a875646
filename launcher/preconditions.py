"""What must be true before anything is installed; each refusal is one sentence with its remedy."""

from __future__ import annotations

import importlib.util
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from launcher.places import Places
from launcher.problem import SetupProblem

GB = 1e9
# Measured with these requirements: .venv takes 3.1, 2.2 and 2.5 GB; the downloads lie beside it
# until the end, and pip keeps a copy of them. Linux' TensorFlow carries the code for graphics cards.
NEEDED_GB = {"Linux": 5.0, "Darwin": 3.6, "Windows": 4.0}
NEEDED_FOR_CHANGE_GB = 2.5


def check_machine(system: str = "", machine: str = "") -> None:
    """Refuses computers for which TensorFlow is not made.

    `system` and `machine` are as in the module platform, and by default this computer's.
    """
    system, machine = system or platform.system(), machine or platform.machine()
    if system == "Darwin" and machine == "x86_64":
        raise SetupProblem(
            "TensorFlow is no longer made for Macs with an Intel processor, so Foldersight cannot "
            "run here; if this Mac has an Apple processor (M1 or later), install Python anew from "
            "https://www.python.org and run this again with it."
        )
    if system == "Windows" and machine.upper() == "ARM64":
        raise SetupProblem(
            "TensorFlow is not made for Windows on ARM: install the ordinary Python, "
            '"Windows installer (64-bit)" from https://www.python.org, which works on this '
            "computer too, and run this again with it."
        )


def check_writable(folder: Path) -> None:
    """Refuses when nothing can be written into `folder`."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SetupProblem(
            f"Nothing can be written into the folder {folder} ({error.strerror}): move the whole "
            "folder to a place that is yours, such as your documents, and run this again there."
        ) from error


def check_venv_module() -> None:
    """Refuses when this Python cannot make a virtual environment (as on a bare Debian)."""
    if all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        return
    raise SetupProblem(no_venv_sentence())


def no_venv_sentence() -> str:
    """The sentence for a Python that lacks its modules venv or ensurepip."""
    version = "{}.{}".format(*sys.version_info[:2])
    if sys.platform == "linux":
        return (
            "This Python lacks its module venv, which keeps Foldersight's parts apart from the "
            f"system's: install it with `sudo apt install python{version}-venv` (Debian, Ubuntu) "
            "or your system's own package of that kind, and run this again."
        )
    return (
        "This Python lacks its module venv, which keeps Foldersight's parts apart from the "
        "system's: install Python 3.12 from https://www.python.org and run this again with it."
    )


def check_disk(places: Places) -> None:
    """Refuses when the disk has too little room for what is about to be installed."""
    fresh = not places.python.exists()
    needed_gb = NEEDED_GB.get(platform.system(), NEEDED_GB["Linux"])
    if not fresh:
        needed_gb = min(needed_gb, NEEDED_FOR_CHANGE_GB)
    free_gb = shutil.disk_usage(places.root).free / GB
    if free_gb < needed_gb:
        raise SetupProblem(no_room_sentence(needed_gb, free_gb))


def no_room_sentence(needed_gb: float | None = None, free_gb: float | None = None) -> str:
    """The sentence for a full disk; the figures are given where they are known."""
    if needed_gb is None or free_gb is None:
        return "The disk is full: make room for about 5 GB more and run this again."
    return (
        f"Foldersight's parts need about {needed_gb:.1f} GB on the disk and only {free_gb:.1f} GB "
        f"are free: make room for {max(0.1, needed_gb - free_gb):.1f} GB more and run this again."
    )
