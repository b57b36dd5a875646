"""The route of the served app that hands out small pictures, one at a time, as they are needed."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.errors import UserError
from core.messages import describe
from core.store.projects import Project, ProjectStore
from ui import resources
from ui.photos import small_jpeg
from ui.server_path import server_path
from ui.uploader.hosts import refuse_foreign

_PLACE = "/api/pictures"
_SIDE_PX = 64
_PHOTO_ID = re.compile(r"[0-9a-f]{16,64}")
_HEADERS = {
    # The id of a photo is made of what it shows: the same id never shows anything else.
    "Cache-Control": "private, max-age=86400, immutable",
    # Pages of other web sites cannot show the picture.
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def picture_path(project: Project, photo_id: str) -> str:
    """Where the square picture of a photo is, from the root of the server."""
    return f"{server_path(_PLACE)}/{project.id}/{photo_id}"


def picture_routes() -> list[Route]:
    """The routes, for `st.App(..., routes=...)`; they answer the app's own pages only."""
    place = f"{server_path(_PLACE)}/{{project_id}}/{{photo_id}}"
    return [Route(place, _picture, methods=["GET"])]


def _picture(request: Request) -> Response:
    try:
        refuse_foreign(request.headers)
        store = ProjectStore(resources.home().projects)
        photos = store.open(str(request.path_params["project_id"])).workspace.photos
    except UserError as refusal:
        is_foreign = refusal.code == "uploads.foreign_page"
        return PlainTextResponse(describe(refusal).sentence, 403 if is_foreign else 404)
    photo_id = str(request.path_params["photo_id"])
    if not _PHOTO_ID.fullmatch(photo_id) or not photos.has(photo_id):
        return PlainTextResponse("There is no such photo in this project.", 404)
    return Response(
        small_jpeg(photos, photo_id, _SIDE_PX), media_type="image/jpeg", headers=_HEADERS
    )
