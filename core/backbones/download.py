"""Fetches the weights of a backbone that did not come with the app, once."""

from __future__ import annotations

import http.client
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from core.backbones.registry import BackboneSpec
from core.backbones.weights import (
    has_checksum,
    missing_weights,
    weights_file,
    weights_state,
    whole_weights,
)
from core.store import atomic

# What is called after each piece, with the bytes so far and in all (0 while unknown).
OnProgress = Callable[[int, int], None]

_TIMEOUT_S = 20
_PIECE_BYTES = 1 << 18
_HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"


def ensure_weights(
    spec: BackboneSpec, on_progress: OnProgress = lambda _done, _total: None
) -> Path:
    """The path of the weights, downloaded to where Keras looks for them if they were missing.

    The file appears only when it is complete and its content is what was published.

    Args:
        spec: the backbone.
        on_progress: told of the bytes; what it raises ends the download and leaves no file.

    Raises:
        UserError: `backbone.weights_missing` when they can be neither found nor downloaded,
            `backbone.weights_damaged`, `backbone.package_missing`, `general.disk_full` or
            `general.folder_not_writable`.
    """
    if spec.weights.url and weights_state(spec) == "missing":
        _download(spec, weights_file(spec), on_progress)
    return whole_weights(spec)


def _download(spec: BackboneSpec, path: Path, on_progress: OnProgress) -> None:
    with atomic.replacing(path) as temporary:
        try:
            with temporary.open("wb") as file:
                for piece, total in _pieces(spec.weights.url):
                    file.write(piece)
                    on_progress(file.tell(), total)
            _require_published(temporary, spec)
        except _DownloadError as error:
            raise missing_weights(spec) from error


class _DownloadError(Exception):
    """The network did not deliver the file."""


def _pieces(url: str) -> Iterator[tuple[bytes, int]]:
    """Pieces of what stands at an address, each with the announced total."""
    received = 0
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as response:
            total = int(response.headers.get("Content-Length") or 0)
            while piece := response.read(_PIECE_BYTES):
                received += len(piece)
                yield piece, total
    except (OSError, http.client.HTTPException) as error:
        raise _DownloadError(str(error)) from error
    if total and received != total:
        raise _DownloadError(f"{received} of {total} bytes arrived")


def _require_published(path: Path, spec: BackboneSpec) -> None:
    """Refuses what is not the weights file, such as the login page of a guarded network."""
    with path.open("rb") as file:
        is_hdf5 = file.read(len(_HDF5_SIGNATURE)) == _HDF5_SIGNATURE
    if not is_hdf5 or not has_checksum(path, spec.weights.checksum):
        raise _DownloadError("the content is not what was published")
