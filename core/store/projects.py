"""The projects of this computer."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from core.errors import UserError
from core.store import atomic
from core.store.workspace import Workspace

_ID = re.compile(r"[a-z0-9]{12}")
MAX_NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Project:
    """A named workspace.

    Attributes:
        id: 12 letters and digits; stands in the address of every page.
        name: what the person calls it.
        created_at: seconds since 1970.
        workspace: its data and models.
    """

    id: str
    name: str
    created_at: float
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class ProjectStore:
    """All projects in a folder.

    Attributes:
        folder: `Home.projects`.
    """

    folder: Path

    def create(self, name: str) -> Project:
        """A new, empty project.

        Raises:
            UserError: `general.disk_full` or `general.folder_not_writable`.
        """
        project_id = secrets.token_hex(6)
        self._write(project_id, _tidy(name), time.time())
        return self.open(project_id)

    def adopt(self, folder: Path, name: str) -> Project:
        """The new project that a finished workspace at `folder`, on the same disk, becomes.

        A name that another project has already gets a number: "Leaves (2)".

        Raises:
            UserError: `general.disk_full` or `general.folder_not_writable`; there is no new project.
        """
        project_id, free = secrets.token_hex(6), self._free_name(_tidy(name))
        value = {"name": free, "created_at": time.time()}
        atomic.write_json(folder / "project.json", value)
        with atomic.explained(self.folder / project_id):
            self.folder.mkdir(parents=True, exist_ok=True)
            folder.rename(self.folder / project_id)
        return self.open(project_id)

    def open(self, project_id: str) -> Project:
        """The project of that id.

        Raises:
            UserError: `general.project_missing`, or `general.file_damaged` when its file cannot be
                understood.
        """
        folder = self._folder(project_id)
        try:
            value = atomic.read_json(folder / "project.json")
            return Project(
                project_id, str(value["name"]), float(value["created_at"]), Workspace(folder)
            )
        except FileNotFoundError as error:
            raise UserError("general.project_missing", project=project_id) from error
        except (KeyError, TypeError, ValueError) as error:
            raise UserError("general.file_damaged", file="project.json") from error

    def all(self) -> list[Project]:
        """Every project that can be opened, the newest first."""
        found = []
        for path in self.folder.glob("*/project.json"):
            try:
                found.append(self.open(path.parent.name))
            except UserError:
                continue
        return sorted(found, key=lambda project: project.created_at, reverse=True)

    def rename(self, project_id: str, name: str) -> Project:
        """The project under its new name."""
        project = self.open(project_id)
        self._write(project_id, _tidy(name), project.created_at)
        return self.open(project_id)

    def delete(self, project_id: str) -> None:
        """The project with its photos, features and models is gone."""
        folder = self._folder(project_id)
        # The description goes first: a deletion that is cut short must not leave a project that
        # looks whole.
        (folder / "project.json").unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)

    def _free_name(self, name: str) -> str:
        taken, number, free = {project.name for project in self.all()}, 1, name
        while free in taken:
            number += 1
            ending = f" ({number})"
            free = name[: MAX_NAME_LENGTH - len(ending)] + ending
        return free

    def _folder(self, project_id: str) -> Path:
        if not _ID.fullmatch(project_id):
            raise UserError("general.project_missing", project=project_id[:40])
        return self.folder / project_id

    def _write(self, project_id: str, name: str, created_at: float) -> None:
        atomic.write_json(
            self._folder(project_id) / "project.json", {"name": name, "created_at": created_at}
        )


def _tidy(name: str) -> str:
    plain = "".join(c for c in " ".join(name.split()) if c.isprintable()).strip()
    return plain[:MAX_NAME_LENGTH] or "My project"
