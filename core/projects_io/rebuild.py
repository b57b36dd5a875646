"""The model file of a run that came from elsewhere, built anew from its description and its head.

The graph is built by our own code on our own copy of the backbone; only the head's numbers are
theirs. A stranger's Keras file is never opened.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

from core.backbones.ready import ready_network
from core.backbones.tuned import TUNED
from core.context import Context
from core.errors import UserError
from core.export.keras_model import save_model
from core.projects_io.checked_run import checked_layers
from core.run_folder import file_hash
from core.runs import HEAD, LABELS, MANIFEST, MODEL, backbone_of, labels_file, load_manifest
from core.store import atomic


def rebuild_files(folder: Path, networks: Path, context: Context) -> bool:
    """Whether `model.keras` could be built; `labels.txt` and the hashes in `model.json` are right.

    It cannot where the backbone's weights are neither on this computer nor to be had.

    Args:
        folder: of a checked run.
        networks: folder of converted backbones (`Home.networks`).
        context: told while weights are fetched; may stop that.

    Raises:
        UserError: `general.disk_full` and its like.
        Cancelled: stopped.
    """
    manifest = load_manifest(folder)
    atomic.write_bytes(folder / LABELS, labels_file(manifest.classes))
    built = _build(folder, networks, context)
    names = [name for name in (MODEL, HEAD, LABELS, TUNED) if built or name != MODEL]
    names = [name for name in names if (folder / name).is_file()]
    hashes = {name: file_hash(folder / name) for name in names}
    atomic.write_json(folder / MANIFEST, asdict(replace(manifest, sha256=hashes)))
    return built


def _build(folder: Path, networks: Path, context: Context) -> bool:
    manifest = load_manifest(folder)
    spec = backbone_of(folder, manifest)
    try:
        ready_network(spec, networks, context)
        save_model(folder / MODEL, spec, checked_layers(folder, manifest))
    except UserError as error:
        if error.code.startswith("backbone."):
            return False
        raise
    return True
