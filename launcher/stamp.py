"""Whether what is installed is what the requirements ask for, told in milliseconds."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import subprocess
from pathlib import Path

from launcher.places import Places

# The environment's version, asked of its own Python: a system upgrade can exchange the Python
# under an environment, whose packages are then those of another version.
_ASK_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"


def venv_version(places: Places) -> str | None:
    """The version of the environment's Python, such as "3.12"; None where it does not start."""
    try:
        answer = subprocess.run(
            [str(places.python), "-I", "-S", "-c", _ASK_VERSION],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def fingerprint(requirements: list[Path], version: str) -> str:
    """A SHA-256 over all that decides what gets installed: the files, Python, and the machine."""
    digest = hashlib.sha256(f"{version} {platform.system()} {platform.machine()}".encode())
    for file in requirements:
        digest.update(f"\0{_without_comments(file)}".encode())
    return digest.hexdigest()


def _without_comments(file: Path) -> str:
    """The lines that pip acts on; a reworded reason is no reason to install again."""
    lines = file.read_text(encoding="utf-8").splitlines()
    kept = (re.sub(r"(^|\s)#.*", "", line).strip() for line in lines)
    return "\n".join(line for line in kept if line)


def is_installed(places: Places, dev: bool) -> bool:
    """Whether .venv works and holds the present requirements (with those of the tests: `dev`)."""
    version = venv_version(places)
    if version is None:
        return False
    wanted = fingerprint(places.requirements(dev), version)
    return _read(places.stamp).get(_key(dev)) == wanted


def forget(places: Places) -> None:
    """Takes the stamp away: what is installed is in doubt from now on."""
    places.stamp.unlink(missing_ok=True)


def remember(places: Places, dev: bool) -> None:
    """Notes that the present requirements are installed."""
    version = venv_version(places) or ""
    installed = {_key(d): fingerprint(places.requirements(d), version) for d in {False, dev}}
    temporary = places.stamp.with_suffix(".tmp")
    temporary.write_text(json.dumps(installed, indent=1), encoding="utf-8")
    temporary.replace(places.stamp)


def _key(dev: bool) -> str:
    return "dev" if dev else "app"


def _read(stamp: Path) -> dict[str, str]:
    try:
        content = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
