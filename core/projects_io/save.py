"""A whole project as one zip, written to disk file by file."""

from __future__ import annotations

import hashlib
import json
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from core.context import Context, raise_if_stopped
from core.projects_io.contents import (
    DATASET_FILE,
    FINE_FILE,
    SETTINGS_FILE,
    photo_files,
    run_files,
)
from core.projects_io.manifest import MANIFEST, ProjectManifest, SavedFile, manifest_to_json
from core.runs import all_runs
from core.store import atomic
from core.store.dataset_json import dataset_to_json
from core.store.projects import Project
from core.types import Dataset, Event
from core.version import VERSION

STAGE = "packing"
_CHUNK_BYTES = 1 << 20
_STORED = (".jpg", ".npz")


def save_project(project: Project, path: Path, context: Context) -> ProjectManifest:
    """The project stands at `path` as one zip; the list of its contents is the zip's last file.

    Args:
        project: what to save.
        path: of the zip, which replaces an earlier one.
        context: told of the stage `"packing"`; may stop it.

    Raises:
        UserError: `general.disk_full`, `general.folder_not_writable` or `general.file_damaged`.
        Cancelled: stopped; an earlier zip is as it was.
    """
    workspace = project.workspace
    runs, dataset = all_runs(workspace), workspace.dataset() or Dataset((), ())
    photos = list(photo_files(dataset, runs, workspace))
    files = [*_own_files(project), *(file for run in runs for file in run_files(run)), *photos]
    with (
        atomic.replacing(path) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        plain = json.dumps(dataset_to_json(dataset), ensure_ascii=False).encode()
        archive.writestr(DATASET_FILE, plain)
        saved = {DATASET_FILE: SavedFile(len(plain), hashlib.sha256(plain).hexdigest())}
        saved |= _packed(archive, files, context)
        manifest = ProjectManifest(project.name, VERSION, time.time(), saved)
        text = json.dumps(manifest_to_json(manifest), indent=1, ensure_ascii=False)
        archive.writestr(MANIFEST, text.encode())
    return manifest


def _own_files(project: Project) -> list[tuple[str, Path]]:
    folder = project.workspace.folder
    return [(n, folder / n) for n in (SETTINGS_FILE, FINE_FILE) if (folder / n).is_file()]


def _packed(
    archive: zipfile.ZipFile, files: Iterable[tuple[str, Path]], context: Context
) -> dict[str, SavedFile]:
    listed = list(files)
    began = time.monotonic()
    context.emit(Event("stage", STAGE, 0, len(listed)))
    saved = {}
    for done, (name, path) in enumerate(listed, 1):
        raise_if_stopped(context)
        # Photos and arrays do not compress; trying would only take time.
        method = zipfile.ZIP_STORED if path.suffix in _STORED else zipfile.ZIP_DEFLATED
        info = zipfile.ZipInfo(name, time.localtime()[:6])
        info.compress_type = method
        with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
            saved[name] = _copied(source, target)
        elapsed_s = time.monotonic() - began
        context.emit(Event("progress", STAGE, done, len(listed), elapsed_s))
    return saved


def _copied(source: IO[bytes], target: IO[bytes]) -> SavedFile:
    digest, size_bytes = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK_BYTES):
        digest.update(chunk)
        size_bytes += len(chunk)
        target.write(chunk)
    return SavedFile(size_bytes, digest.hexdigest())
