"""The route of the served app that hands out saved projects, straight from the disk."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from core.errors import UserError
from core.messages import describe
from core.projects_io.contents import saved_file
from core.store.projects import Project, ProjectStore
from ui import resources
from ui.server_path import server_path
from ui.uploader.hosts import refuse_foreign

_PLACE = "/api/saved"


def saved_path(project_id: str) -> str:
    """Where the saved project is, from the root of the server."""
    return f"{server_path(_PLACE)}/{project_id}"


def saved_routes() -> list[Route]:
    """The routes, for `st.App(..., routes=...)`; they answer the app's own pages only."""
    return [Route(f"{server_path(_PLACE)}/{{project_id}}", _saved, methods=["GET"])]


def file_name(project: Project) -> str:
    """A name for the zip that every system accepts."""
    name = re.sub(r"[^\w-]+", "-", project.name).strip("-_").lower()[:40] or "project"
    return f"{name}-project.zip"


def _saved(request: Request) -> Response:
    try:
        refuse_foreign(request.headers)
        store = ProjectStore(resources.home().projects)
        project = store.open(str(request.path_params["project_id"]))
        if not saved_file(project.workspace).is_file():
            raise UserError("general.project_missing", project=project.name)
    except UserError as refusal:
        is_foreign = refusal.code == "uploads.foreign_page"
        return PlainTextResponse(describe(refusal).sentence, 403 if is_foreign else 404)
    return FileResponse(
        saved_file(project.workspace),
        media_type="application/zip",
        filename=file_name(project),
        headers={"Cache-Control": "no-store"},
    )
