"""A model that somebody sent, opened: its manifest and the numbers that were trained, nothing more."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

from core.backbones.tuned import TUNED
from core.context import Context
from core.errors import UserError
from core.evaluation.report import Report, report_to_dict
from core.familiarity import FAMILIARITY
from core.projects_io.checked_run import checked_run
from core.projects_io.checked_zip import CheckedZip
from core.projects_io.contents import MAX_JSON_BYTES, limits
from core.projects_io.open_project import Opened
from core.projects_io.plain_values import class_names, parsed, text
from core.projects_io.rebuild import rebuild_files
from core.projects_io.received import note_received
from core.runs import HEAD, HISTORY, MANIFEST, REPORT
from core.store import atomic
from core.store.projects import ProjectStore
from core.store.workspace import Workspace
from core.version import VERSION

_MORE = (HISTORY, REPORT, FAMILIARITY, TUNED)


def open_model(
    path: Path, name: str, store: ProjectStore, networks: Path, scratch: Path, context: Context
) -> Opened:
    """A project without photos with the model in a zip from our own Download page.

    Args, errors: as `core.projects_io.open_project.open_project`.
    """
    workspace = Workspace(scratch)
    folder = workspace.runs / workspace.new_run_id()
    try:
        with CheckedZip(path, name, limits()) as archive:
            _unpack(archive, folder)
            _check(archive, folder, workspace)
        missing = not rebuild_files(folder, networks, context)
        note_received(workspace, name)
        stem = name.rpartition("/")[2].removesuffix(".zip")
        return Opened(store.adopt(scratch, stem), 1, int(missing))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _unpack(archive: CheckedZip, folder: Path) -> None:
    """The files that `model.json` vouches for stand in the run's folder; no other one is read."""
    data = archive.read(MANIFEST, MAX_JSON_BYTES)
    try:
        value = parsed(data)
        listed = {**value["sha256"], **value.get("files", {})}
        hashes = {text(name): text(digest) for name, digest in listed.items()}
        classes = class_names(value["classes"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise archive.damaged(MANIFEST) from error
    if HEAD not in archive.members:
        raise UserError("projects.model_without_head", file=archive.name)
    if HEAD not in hashes:
        raise archive.damaged(HEAD)
    if value.get("fine_tuned_from") and not (TUNED in hashes and TUNED in archive.members):
        raise archive.damaged(TUNED)
    atomic.write_bytes(folder / MANIFEST, data)
    for name in (HEAD, *_MORE):
        if name in hashes and name in archive.members:
            _copy(archive, folder, name, hashes[name])
    _fill_in(folder, classes)


def _copy(archive: CheckedZip, folder: Path, name: str, sha256: str) -> None:
    is_json = name.endswith(".json")
    data = archive.read(name, MAX_JSON_BYTES if is_json else limits().file_mb * 1_000_000)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise archive.damaged(name)
    atomic.write_bytes(folder / name, data)


def _fill_in(folder: Path, classes: tuple[str, ...]) -> None:
    """Where the sender told nothing of how it went, that stands there: no epoch, no photo asked."""
    nobody: dict[str, Any] = report_to_dict(
        Report("validation", classes, ((0,) * len(classes),) * len(classes), ())
    )
    if not (folder / HISTORY).is_file():
        atomic.write_json(folder / HISTORY, [])
    if not (folder / REPORT).is_file():
        atomic.write_json(folder / REPORT, nobody)


def _check(archive: CheckedZip, folder: Path, workspace: Workspace) -> None:
    try:
        checked_run(folder, workspace)
    except UserError as error:
        if error.code == "model.too_new":
            version = str(error.facts.get("version", ""))[:20]
            raise UserError("projects.too_new", version=version, ours=VERSION) from error
        raise
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise archive.damaged(MANIFEST) from error
