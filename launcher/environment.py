"""Makes .venv what it has to be, and does nothing at all when it is so already."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import time

from launcher import stamp
from launcher.lock import setup_lock
from launcher.pip_install import pip_install
from launcher.places import Places, child_environment
from launcher.preconditions import (
    check_disk,
    check_machine,
    check_venv_module,
    check_writable,
    no_room_sentence,
    no_venv_sentence,
)
from launcher.problem import SetupProblem

# One import of everything with compiled parts: it finds a missing system library now, and not
# in the middle of a training.
_TRY_IMPORTS = "import numpy, pandas, PIL, sklearn, onnxruntime, streamlit, tensorflow"
_FETCH_TIMEOUT_S = 120
# How a process ends that meets an instruction its processor does not have (POSIX, Windows).
_ILLEGAL_INSTRUCTION = {-4, 132, 0xC000001D}


def ensure_environment(places: Places, dev: bool = False) -> None:
    """Installs whatever is missing from .venv; with `dev` also what the tests need.

    Raises SetupProblem with one sentence when that cannot be done. An interrupted set-up is
    taken up again by the next call.
    """
    if stamp.is_installed(places, dev):
        return
    check_machine()
    check_writable(places.root)
    with setup_lock(places.lock):
        if not stamp.is_installed(places, dev):
            _install(places, dev)


def _install(places: Places, dev: bool) -> None:
    started_s = time.monotonic()
    _remove_if_unusable(places)
    check_disk(places)
    _say_what_comes(places)
    if not places.python.exists():
        check_venv_module()
        _make_venv(places)
    stamp.forget(places)
    try:
        pip_install(places, places.requirements(dev))
    finally:
        shutil.rmtree(places.temporary, ignore_errors=True)
    _try_imports(places)
    _fetch_page_runtime(places)
    stamp.remember(places, dev)
    minutes, seconds = divmod(round(time.monotonic() - started_s), 60)
    print(f"  Installed, in {minutes} min {seconds} s.", flush=True)


def _say_what_comes(places: Places) -> None:
    if places.stamp.exists():
        print("Bringing Foldersight's parts up to date (.venv) ...", flush=True)
        return
    print(
        "Installing Foldersight's parts into the folder .venv. This happens once: about 1 GB is\n"
        "downloaded, more than half of it TensorFlow. Allow 3 to 10 minutes; a slow line takes "
        "longer.",
        flush=True,
    )


def _remove_if_unusable(places: Places) -> None:
    """Takes away an environment whose Python is gone or of a version that does not fit."""
    if not (places.venv.exists() or places.venv.is_symlink()):
        return
    version = stamp.venv_version(places)
    if version in {"3.11", "3.12", "3.13"} and _has_pip(places):
        return
    print("The folder .venv is damaged or made by another Python; it is made anew.", flush=True)
    try:
        if places.venv.is_symlink() or places.venv.is_file():
            places.venv.unlink()
        else:
            shutil.rmtree(places.venv)
    except OSError as error:
        raise SetupProblem(
            f"The folder {places.venv} is damaged and could not be removed ({error.strerror}): "
            "close every Foldersight window, delete that folder, and run this again."
        ) from error


def _has_pip(places: Places) -> bool:
    command = [str(places.python), "-m", "pip", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _make_venv(places: Places) -> None:
    """Makes an empty .venv with the Python that runs this (or, inside a venv, with its base)."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run(
        [base, "-m", "venv", str(places.venv)],
        env=child_environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if made.returncode == 0:
        return
    shutil.rmtree(places.venv, ignore_errors=True)
    output = made.stdout + made.stderr
    if "ensurepip" in output:
        raise SetupProblem(no_venv_sentence())
    if "No space left" in output:
        raise SetupProblem(no_room_sentence())
    raise SetupProblem(
        f"Python could not make the folder {places.venv}: install Python 3.12 anew from "
        f"https://www.python.org and run this again. It said: {_last_line(output)}"
    )


def _try_imports(places: Places) -> None:
    print("  trying whether all of it starts ...", flush=True)
    tried = subprocess.run(
        [str(places.python), "-c", _TRY_IMPORTS],
        cwd=places.root,
        env=child_environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if tried.returncode == 0:
        return
    raise SetupProblem(start_failure_sentence(tried.returncode, tried.stderr))


def _fetch_page_runtime(places: Places) -> None:
    """TensorFlow.js, for models as web pages: fetched now, where npm is, so that classes without a
    network have it later. What fails here is no reason to stop; the app tells when it is needed.
    """
    if shutil.which("npm") is None:
        return
    print("  fetching what models as web pages need ...", flush=True)
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            [str(places.python), "-m", "core.export.tfjs_runtime"],
            cwd=places.root,
            env=child_environment(),
            capture_output=True,
            timeout=_FETCH_TIMEOUT_S,
            check=False,
        )


def start_failure_sentence(code: int, output: str) -> str:
    """The sentence for installed parts that do not start: by exit code and error output."""
    if code in _ILLEGAL_INSTRUCTION:
        return (
            "TensorFlow does not run on this computer's processor, which lacks the AVX "
            "instructions (made before about 2012): use a newer computer."
        )
    if "DLL load failed" in output:
        return (
            "Windows lacks a library of Microsoft's that TensorFlow needs: install the "
            '"Visual C++ Redistributable (x64)" from '
            "https://aka.ms/vs/17/release/vc_redist.x64.exe and run this again."
        )
    return (
        "Everything is installed, but it does not start: delete the folder .venv and run this "
        f"again. The reason given was: {_last_line(output)}"
    )


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "nothing"
