"""What a worker does to save a project and to open one; see `core.project_tasks` for the form."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.jobs.context import JobContext
from core.projects_io.contents import saved_file
from core.projects_io.open_model import open_model
from core.projects_io.open_project import open_project
from core.projects_io.save import save_project
from core.store.projects import ProjectStore

_MB = 1_000_000


def save(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """Size of the project's zip in MB, which stands at `core.projects_io.contents.saved_file`.

    Args:
        request: nothing is asked of it.
        context: of the job.

    Raises:
        UserError: see `core.projects_io.save.save_project`; the project is gone.
        Cancelled: stopped; an earlier zip is as it was.
    """
    project = ProjectStore(context.home.projects).open(context.project_id)
    save_project(project, saved_file(project.workspace), context)
    return {"size_mb": saved_file(project.workspace).stat().st_size / _MB}


def open_file(request: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    """`project` is the id of the new project, `runs` and `without_model_file` count its models.

    Args:
        request: `source` is the path of a finished upload, which is deleted afterwards, `name` what
            the person called it, and `kind` what `core.projects_io.recognise` took it for.
        context: of the job.

    Raises:
        UserError: see `core.projects_io.open_project`; nothing is left behind.
        Cancelled: likewise.
    """
    source, store = Path(request["source"]), ProjectStore(context.home.projects)
    opening = open_model if request["kind"] == "model" else open_project
    scratch = context.folder / "opening"
    try:
        opened = opening(source, request["name"], store, context.home.networks, scratch, context)
    finally:
        source.unlink(missing_ok=True)
    return {
        "project": opened.project.id,
        "runs": opened.runs,
        "without_model_file": opened.without_model_file,
    }
