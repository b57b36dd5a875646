"""A backbone that can be asked: downloaded where it has to be, converted, on disk."""

from __future__ import annotations

import time
from pathlib import Path

from core.backbones.download import ensure_weights
from core.backbones.onnx_export import ensure_onnx
from core.backbones.registry import BackboneSpec
from core.backbones.weights import weights_state
from core.context import Context, raise_if_stopped
from core.types import Event

DOWNLOAD_STAGE = "downloading"
NETWORK_STAGE = "network"
_MB = 1_000_000


def ready_network(spec: BackboneSpec, networks: Path, context: Context) -> Path:
    """The path of the backbone's ONNX file; made first, and its weights fetched, where needed.

    Args:
        spec: the backbone.
        networks: folder of converted backbones (`Home.networks`).
        context: told of the stages `"downloading"` (in MB, only where there is something to fetch)
            and `"network"`.

    Raises:
        UserError: see `ensure_weights` and `ensure_onnx`.
        Cancelled: the person asked to stop; a half download is removed.
    """
    if spec.weights.url and weights_state(spec) == "missing":
        context.emit(Event("stage", DOWNLOAD_STAGE))
        ensure_weights(spec, _DownloadProgress(context))
    context.emit(Event("stage", NETWORK_STAGE))
    network = ensure_onnx(spec, networks)
    raise_if_stopped(context)
    return network


class _DownloadProgress:
    """Tells of each whole megabyte, and stops the download when it should."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._began = time.monotonic()
        self._told_mb = 0

    def __call__(self, done_bytes: int, total_bytes: int) -> None:
        raise_if_stopped(self._context)
        done_mb = done_bytes // _MB
        if done_mb > self._told_mb:
            self._told_mb = done_mb
            elapsed_s = time.monotonic() - self._began
            self._context.emit(
                Event("progress", DOWNLOAD_STAGE, done_mb, total_bytes // _MB, elapsed_s)
            )
