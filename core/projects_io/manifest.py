"""The list of contents of a saved project: what it is, who wrote it, and the hash of every file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import UserError
from core.projects_io.plain_values import number, text
from core.version import VERSION

MANIFEST = "foldersight.json"
KIND = "foldersight-project"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file of a saved project: its size in bytes and its SHA-256 as 64 hex digits."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ProjectManifest:
    """What `foldersight.json` says.

    Attributes:
        name: of the project.
        app_version: the Foldersight that saved it.
        saved_at: seconds since 1970.
        files: every other file of the zip, by its name in there.
        format: version of the form of the zip.
    """

    name: str
    app_version: str
    saved_at: float
    files: Mapping[str, SavedFile]
    format: int = FORMAT


def manifest_to_json(manifest: ProjectManifest) -> dict[str, Any]:
    """Plain JSON values."""
    return {"kind": KIND, **asdict(manifest)}


def manifest_from_json(value: object) -> ProjectManifest:
    """The manifest; those of earlier versions are understood.

    Raises:
        UserError: `projects.too_new`.
        KeyError, TypeError, ValueError: it is no manifest of a project.
    """
    if not isinstance(value, dict) or value.get("kind") != KIND:
        raise ValueError("not a project")
    version = text(value["app_version"])
    if number(value["format"]) > FORMAT:
        raise UserError("projects.too_new", version=version, ours=VERSION)
    files = {
        text(name): SavedFile(int(number(row["size_bytes"])), text(row["sha256"]))
        for name, row in value["files"].items()
    }
    saved_at = number(value["saved_at"])
    return ProjectManifest(text(value["name"]), version, saved_at, files, int(value["format"]))


def is_newer(version: str) -> bool:
    """Whether a version of Foldersight is newer than this one; a version in another form is not."""
    return _parts(version) > _parts(VERSION)


def _parts(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    fits = all(part.isascii() and part.isdigit() and len(part) < 6 for part in parts)
    return tuple(map(int, parts)) if fits else ()
