"""A saved project, opened: every file checked before any of it becomes a project."""

from __future__ import annotations

import hashlib
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from core import settings as train_settings
from core.context import Context, raise_if_stopped
from core.doctor.storing import dismiss
from core.errors import UserError
from core.projects_io.checked_data import check_working_copy, checked_dataset
from core.projects_io.checked_run import checked_run
from core.projects_io.checked_zip import CheckedZip
from core.projects_io.contents import (
    DATASET_FILE,
    FINE_FILE,
    MAX_JSON_BYTES,
    MAX_PHOTO_BYTES,
    SETTINGS_FILE,
    is_ours,
    limits,
    photo_of,
    run_of,
)
from core.projects_io.manifest import MANIFEST, ProjectManifest, is_newer, manifest_from_json
from core.projects_io.plain_values import parsed, photo_id, text
from core.projects_io.rebuild import rebuild_files
from core.store import atomic
from core.store.last_settings import save_settings
from core.store.projects import Project, ProjectStore
from core.store.workspace import Workspace
from core.types import Event
from core.version import VERSION

STAGE, REBUILD_STAGE = "opening", "rebuilding"


@dataclass(frozen=True, slots=True)
class Opened:
    """A project that came from a file.

    Attributes:
        project: as it stands among the others now.
        runs: how many models it has.
        without_model_file: how many of them cannot be downloaded, as their network is missing.
    """

    project: Project
    runs: int
    without_model_file: int


def open_project(
    path: Path, name: str, store: ProjectStore, networks: Path, scratch: Path, context: Context
) -> Opened:
    """The project in a zip that `core.projects_io.save` wrote, as a new project of its own.

    Args:
        path: the zip; hostile until read.
        name: what the person calls it, for messages.
        store: gets the project; under its name with "(2)" when it has one of that name.
        networks: folder of converted backbones (`Home.networks`).
        scratch: an empty place on the store's disk, where the project is put together.
        context: told of the stages `"opening"` and `"rebuilding"`; may stop.

    Raises:
        UserError: a `projects.…` code that says what is wrong with the file; an `archive.…` code;
            `general.disk_full` and its like.
        Cancelled: stopped.
        In each case nothing is left behind.
    """
    workspace = Workspace(scratch)
    try:
        with CheckedZip(path, name, limits()) as archive:
            manifest = _manifest(archive)
            _check_names(archive, manifest)
            _unpack(archive, manifest, workspace, context)
            runs = _check_runs(archive, manifest, workspace)
        missing = _rebuild(runs, networks, context)
        raise_if_stopped(context)
        return Opened(store.adopt(scratch, manifest.name), len(runs), missing)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _manifest(archive: CheckedZip) -> ProjectManifest:
    try:
        return manifest_from_json(parsed(archive.read(MANIFEST, MAX_JSON_BYTES)))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise archive.damaged(MANIFEST) from error


def _check_names(archive: CheckedZip, manifest: ProjectManifest) -> None:
    """Nothing, if the zip holds what its list says, no more and no less."""
    for name in (*archive.refused, *manifest.files, *archive.members):
        if name != MANIFEST and (not is_ours(name) or name in archive.refused):
            raise _foreign(archive, manifest, name)
    missing = set(manifest.files) ^ (set(archive.members) - {MANIFEST})
    if missing or archive.has_twice or DATASET_FILE not in manifest.files:
        raise archive.damaged(min(missing, default=DATASET_FILE))


def _foreign(archive: CheckedZip, manifest: ProjectManifest, name: str) -> UserError:
    if is_newer(manifest.app_version):
        return _too_new(manifest)
    return UserError("projects.foreign_file", file=archive.name, part=name[:100])


def _too_new(manifest: ProjectManifest) -> UserError:
    return UserError("projects.too_new", version=manifest.app_version[:20], ours=VERSION)


def _unpack(
    archive: CheckedZip, manifest: ProjectManifest, workspace: Workspace, context: Context
) -> None:
    began, total = time.monotonic(), len(manifest.files)
    context.emit(Event("stage", STAGE, 0, total))
    for done, (name, listed) in enumerate(manifest.files.items(), 1):
        raise_if_stopped(context)
        data = archive.read(name, _limit_bytes(name))
        if len(data) != listed.size_bytes or hashlib.sha256(data).hexdigest() != listed.sha256:
            raise archive.damaged(name)
        try:
            _store(name, data, workspace)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise _misfit(archive, manifest, name) from error
        context.emit(Event("progress", STAGE, done, total, time.monotonic() - began))


def _limit_bytes(name: str) -> int:
    if photo_of(name):
        return MAX_PHOTO_BYTES
    return MAX_JSON_BYTES if name.endswith(".json") else limits().file_mb * 1_000_000


def _store(name: str, data: bytes, workspace: Workspace) -> None:
    """A file of the zip stands in its place in the workspace; its name is only looked up, never used."""
    photo, run = photo_of(name), run_of(name)
    if photo:
        check_working_copy(data)
        workspace.photos.put(photo, data)
    elif run:
        if name.endswith(".json"):
            parsed(data)
        atomic.write_bytes(workspace.runs / run / name.rpartition("/")[2], data)
    elif name == DATASET_FILE:
        workspace.save_dataset(checked_dataset(parsed(data)))
    elif name == SETTINGS_FILE:
        _store_settings(parsed(data), workspace)
    elif name == FINE_FILE:
        for finding, photos in parsed(data).items():
            dismiss(workspace, text(finding), [photo_id(each) for each in photos])


def _store_settings(values: object, workspace: Workspace) -> None:
    if not isinstance(values, dict):
        raise ValueError("no settings")
    try:
        save_settings(workspace, train_settings.from_dict(values))
    except UserError as error:
        if error.code.startswith("general.setting"):
            raise ValueError(str(error)) from error
        raise


def _check_runs(archive: CheckedZip, manifest: ProjectManifest, workspace: Workspace) -> list[Path]:
    folders = sorted(workspace.runs.glob("*"))
    for folder in folders:
        try:
            checked_run(folder, workspace)
        except UserError as error:
            if error.code in ("model.too_new", "backbone.unknown"):
                raise _too_new(manifest) from error
            raise
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise _misfit(archive, manifest, f"runs/{folder.name}") from error
    return folders


def _misfit(archive: CheckedZip, manifest: ProjectManifest, name: str) -> UserError:
    """What a file is that has its hash but not the content that this version knows."""
    return _too_new(manifest) if is_newer(manifest.app_version) else archive.damaged(name)


def _rebuild(folders: list[Path], networks: Path, context: Context) -> int:
    """For how many runs there is no model file."""
    missing = 0
    for done, folder in enumerate(folders):
        raise_if_stopped(context)
        context.emit(Event("progress", REBUILD_STAGE, done, len(folders)))
        missing += not rebuild_files(folder, networks, context)
    return missing
