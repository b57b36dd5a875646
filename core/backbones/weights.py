"""Where the pretrained weights are, whether they are there and whole, and what identifies them."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
from pathlib import Path
from typing import Literal

from core.backbones.registry import BACKBONES, BackboneSpec
from core.errors import UserError

WeightsState = Literal["bundled", "present", "missing"]

# Raise it when a change of our code changes the features that the same weights give.
_FEATURES_VERSION = 1


def weights_file(spec: BackboneSpec) -> Path:
    """The path at which the weights of a single network are expected, whether or not the file is there."""
    folder = _package_folder(spec.weights.package) if spec.bundled else keras_home()
    return folder / "models" / spec.weights.name


def weights_state(spec: BackboneSpec) -> WeightsState:
    """Whether the weights came with the app, were downloaded or copied, or are missing."""
    if not all(weights_file(network).is_file() for network in spec.networks):
        return "missing"
    return "bundled" if spec.bundled else "present"


def weights_key(spec: BackboneSpec) -> str:
    """32 hex digits that change whenever the features of a photo may change.

    They depend on the content of the weights, on what a fine-tuning changed of them, on the size of
    the photo where it is not the usual one, and on the version of our own code.

    Raises:
        UserError: `backbone.weights_missing` or `backbone.package_missing`; `general.file_damaged`
            when what the fine-tuning changed is gone.
    """
    identity = " ".join(_identity(network) for network in spec.networks)
    if spec.tuned is not None:
        if not spec.tuned.is_file():
            raise UserError("general.file_damaged", file=spec.tuned.name)
        identity += f" {_content_hash(spec.tuned, 'sha256')}"
    return hashlib.sha256(identity.encode()).hexdigest()[:32]


def _identity(network: BackboneSpec) -> str:
    """What there is to say of a single network without a fine-tuning."""
    path = weights_file(network)
    if not path.is_file():
        raise missing_weights(network)
    identity = f"{network.id} {_content_hash(path, 'sha256')} {_FEATURES_VERSION}"
    is_usual = network.input_size == BACKBONES[network.id].input_size
    return identity if is_usual else f"{identity} {network.input_size}"


def whole_weights(spec: BackboneSpec) -> Path:
    """The path of a single network's weights, which are there and have the content that was published.

    Raises:
        UserError: `backbone.weights_missing`, `backbone.package_missing` or
            `backbone.weights_damaged`.
    """
    path = weights_file(spec)
    if not path.is_file():
        raise missing_weights(spec)
    if not has_checksum(path, spec.weights.checksum):
        raise damaged_weights(path)
    return path


def has_checksum(path: Path, checksum: str) -> bool:
    """Whether a file has the content that a `WeightsFile.checksum` states; yes where it is ""."""
    if not checksum:
        return True
    algorithm, _, digits = checksum.partition(":")
    return _content_hash(path, algorithm).startswith(digits)


def missing_weights(spec: BackboneSpec) -> UserError:
    """The refusal for weights that are not on this computer.

    `backbone.weights_missing` names the file, its folder and a network that needs no download;
    `backbone.package_missing` is for the file of a network that should have come with the app.
    """
    path = weights_file(spec)
    facts = {"backbone": spec.title, "file": path.name, "folder": str(path.parent)}
    if spec.bundled:
        return UserError("backbone.package_missing", **facts)
    alternative = next(other.title for other in BACKBONES.values() if other.bundled)
    return UserError("backbone.weights_missing", **facts, alternative=alternative)


def damaged_weights(path: Path) -> UserError:
    """The refusal `backbone.weights_damaged`, for a weights file that cannot be what it should."""
    return UserError("backbone.weights_damaged", file=path.name, folder=str(path.parent))


def keras_home() -> Path:
    """The folder in which Keras keeps its downloads, found without importing Keras.

    Follows keras.src.backend.config: `KERAS_HOME`, else `.keras` in the home folder, else
    `.keras` in `/tmp` where the home folder cannot be written to.
    """
    named = os.environ.get("KERAS_HOME")
    if named:
        return Path(named).expanduser()
    home = Path("~").expanduser()
    return (home if os.access(home, os.W_OK) else Path("/tmp")) / ".keras"


def _package_folder(package: str) -> Path:
    # find_spec finds the package without running its code.
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        return Path(package)
    return Path(found.submodule_search_locations[0])


def _content_hash(path: Path, algorithm: str) -> str:
    stat = path.stat()
    return _hash(path, algorithm, stat.st_size, stat.st_mtime_ns)


@functools.lru_cache(maxsize=32)
def _hash(path: Path, algorithm: str, size_bytes: int, modified_ns: int) -> str:
    """The hash of a file's content, remembered while its size and time stay the same."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()
