"""Builds a zip in some form, proves it, and keeps it beside the run."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from core.context import Context, raise_if_stopped
from core.errors import UserError
from core.export.check import Check, check
from core.export.contents import Contents
from core.export.formats import BuiltFile, ExportJob, Format, get
from core.export.kept import FOLDER, Package, found_package, package_path
from core.export.reference import inputs, reference_pictures
from core.runs import Run
from core.store import atomic
from core.store.workspace import Workspace
from core.types import Event

STAGE = "building"
_UNFINISHED = ".building-"
_LEFTOVER_AGE_S = 3600
# They hardly compress; trying would only take time.
_STORED = frozenset({".keras", ".onnx", ".tflite", ".bin", ".h5", ".npz", ".jpg"})


def build_package(
    run: Run,
    workspace: Workspace,
    networks: Path,
    format_id: str,
    context: Context,
    *,
    consent: bool,
) -> Package:
    """The zip: built, opened again by the format's own runtime, compared with the app, kept.

    Args:
        run: the model.
        workspace: its photos.
        networks: folder of converted backbones (`Home.networks`).
        format_id: id of the format.
        context: told of the stages `"building"` and `"checking"`.
        consent: whether a few photos of the project may go along as reference pictures.

    Raises:
        UserError: `export.differs` or `export.disagrees` when the file is not as good as the app:
            then there is none; `export.unknown`; what `Format.missing` says; the model or its
            backbone cannot be used; the disk is full.
        Cancelled: the person asked to stop; nothing is kept.
    """
    format_ = get(format_id)
    if format_.missing is not None and format_.missing():
        raise UserError(format_.missing())
    found = found_package(run, format_id, consent)
    if found is not None:
        return found
    with _new_folder(run) as folder:
        job = ExportJob(run, workspace, networks, folder, context, consent, format_id)
        return _built(job, format_)


def _built(job: ExportJob, format_: Format) -> Package:
    job.context.emit(Event("stage", STAGE))
    builder = format_.load_builder()
    built = builder.build(job)
    raise_if_stopped(job.context)
    pictures = reference_pictures(job.run, job.workspace, job.consent)
    shown = inputs(pictures, job.run.manifest.input_size)
    found = check(job, format_, builder, shown)
    raise_if_stopped(job.context)
    contents = Contents(job.run, format_, builder.RUNTIME)
    contents.add_reference(pictures, shown, found.app, found.own, is_exact=format_.is_exact)
    contents.add_check(found.agreement, found.photos, found.difference)
    common = contents.files({each.name: _sha256(each.path) for each in built})
    path = package_path(job.run, format_.id, job.consent)
    with atomic.replacing(path) as temporary:
        write_zip(temporary, built, common)
    _note(path, found)
    _remove_outdated(job.run, format_.id)
    return Package(path, found.agreement, found.photos, found.difference)


def write_zip(path: Path, built: Sequence[BuiltFile], common: Mapping[str, bytes]) -> None:
    """The zip stands at `path`; a file of the format takes the place of a common one of its name."""
    own = {each.name for each in built}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in built:
            archive.write(each.path, each.name, _way(each.name))
        for name, content in common.items():
            if name not in own:
                archive.writestr(name, content, _way(name))


def _way(name: str) -> int:
    return zipfile.ZIP_STORED if Path(name).suffix in _STORED else zipfile.ZIP_DEFLATED


def _note(path: Path, found: Check) -> None:
    facts = {
        "agreement": found.agreement,
        "photos": found.photos,
        "difference": found.difference,
    }
    atomic.write_json(path.with_suffix(".json"), facts)


def _remove_outdated(run: Run, format_id: str) -> None:
    """Zips that tell of an earlier evaluation vanish, to spare the disk."""
    wanted = {package_path(run, format_id, consent).stem for consent in (False, True)}
    for path in (run.folder / FOLDER).glob(f"{format_id}-*"):
        if path.stem not in wanted:
            path.unlink(missing_ok=True)


@contextmanager
def _new_folder(run: Run) -> Iterator[Path]:
    folder = run.folder / FOLDER
    with atomic.explained(folder):
        folder.mkdir(exist_ok=True)
        for path in folder.glob(f"{_UNFINISHED}*"):
            if time.time() - path.stat().st_mtime > _LEFTOVER_AGE_S:
                shutil.rmtree(path, ignore_errors=True)
        # TensorFlow on Windows holds its files open for a while longer.
        with tempfile.TemporaryDirectory(
            prefix=_UNFINISHED, dir=folder, ignore_cleanup_errors=os.name == "nt"
        ) as temporary:
            yield Path(temporary)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
