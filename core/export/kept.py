"""Zips that were built before, beside their run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from core.errors import UserError
from core.evaluation.files import EVALUATION
from core.export.formats import get
from core.runs import Run
from core.store import atomic
from core.version import VERSION

FOLDER = "exports"


@dataclass(frozen=True, slots=True)
class Package:
    """A zip that was proved to answer as the app does.

    Attributes:
        path: of the zip.
        agreement: share (0 to 1) of the project's photos with the same first class; None where the
            shares themselves are the same.
        photos: how many were asked for it.
        difference: largest difference of a share on the reference pictures.
    """

    path: Path
    agreement: float | None
    photos: int
    difference: float

    @property
    def size_mb(self) -> float:
        """Size of the zip, 1 MB = 1,000,000 bytes."""
        return self.path.stat().st_size / 1e6


def found_package(run: Run, format_id: str, consent: bool) -> Package | None:
    """The zip, where it was built before and is still true; cheap.

    Args:
        run: the model.
        format_id: id of the format.
        consent: whether photos of the project may be in it.
    """
    path = package_path(run, format_id, consent)
    try:
        facts = atomic.read_json(path.with_suffix(".json"))
        package = Package(path, facts["agreement"], facts["photos"], facts["difference"])
    except (FileNotFoundError, KeyError, TypeError, UserError):
        return None
    return package if path.is_file() else None


def package_path(run: Run, format_id: str, consent: bool) -> Path:
    """Where the zip stands or would stand: under a name that follows from all that is in it.

    Args:
        run: the model.
        format_id: id of the format.
        consent: whether photos of the project may be in it.
    """
    evaluation = run.folder / EVALUATION
    known_at = evaluation.stat().st_mtime_ns if evaluation.is_file() else 0
    facts = [VERSION, run.id, sorted(run.manifest.sha256.items()), consent, known_at]
    key = hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
    return run.folder / FOLDER / f"{get(format_id).id}-{key}.zip"
