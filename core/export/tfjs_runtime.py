"""TensorFlow.js itself, fetched once with `npm` and kept in the environment."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from core.errors import UserError
from core.store import atomic

PACKAGE, VERSION = "@tensorflow/tfjs", "4.22.0"
INTEGRITY = (
    "0TrIrXs6/b7FLhLVNmfh8Sah6JgjBPH4mZ8JGb7NU6WW+cx00qK5BcAZxw7NCzxj6N8MRAIfHq+oNbPUNG5VAg=="
)
"""SHA-512 of the package in base64, as its publisher's registry states it."""
SHA256 = "a1f9e32fd9b373cf394905050cf0c8c66238b34925846c065db00d2a34d1c040"
"""Of the one file of the package that is used."""
_MEMBER = "package/dist/tf.es2017.min.js"
_TIMEOUT_S = 300


def runtime_path() -> Path:
    """Where the file stands once it was fetched: in the environment, so that it goes with it."""
    return Path(sys.prefix) / "share" / "foldersight" / f"tfjs-{VERSION}.min.js"


def missing() -> str:
    """The code of a message where the file is neither here nor can be fetched, else ""; cheap."""
    is_possible = runtime_path().is_file() or shutil.which("npm") is not None
    return "" if is_possible else "export.npm_missing"


def ensure_runtime() -> bytes:
    """The JavaScript of TensorFlow.js, fetched first where it is missing (30 MB, once).

    Raises:
        UserError: `export.npm_missing`, `export.tfjs_not_fetched`, `general.disk_full` or
            `general.folder_not_writable`.
    """
    path = runtime_path()
    if path.is_file():
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() == SHA256:
            return content
    npm = shutil.which("npm")
    if npm is None:
        raise UserError("export.npm_missing")
    with tempfile.TemporaryDirectory() as folder:
        content = _member(_packed(npm, Path(folder)))
    with atomic.explained(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    atomic.write_bytes(path, content)
    return content


def _packed(npm: str, folder: Path) -> Path:
    """The package, as npm downloads it."""
    command = [npm, "pack", f"{PACKAGE}@{VERSION}", "--silent"]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=_TIMEOUT_S)
    except (OSError, subprocess.SubprocessError) as error:
        raise UserError("export.tfjs_not_fetched", version=VERSION) from error
    found = sorted(folder.glob("*.tgz"))
    if len(found) != 1:
        raise UserError("export.tfjs_not_fetched", version=VERSION)
    return found[0]


def _member(archive: Path) -> bytes:
    """The one file, out of a package that is the very one that this app was tested with."""
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha512").digest()
    if base64.b64encode(digest).decode() != INTEGRITY:
        raise UserError("export.tfjs_not_fetched", version=VERSION)
    with tarfile.open(archive) as package:
        file_in = package.extractfile(_MEMBER)
        assert file_in is not None
        return file_in.read()


if __name__ == "__main__":
    ensure_runtime()
