"""The routes of the served app that take uploads: begun, appended to, finished, discarded."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.errors import UserError
from core.messages import describe
from core.uploads import UploadArea
from ui.server_path import server_path
from ui.uploader import hosts
from ui.uploader.service import UploadService

TOKEN_HEADER = "x-upload-token"
BLOCK_BYTES = 1 << 20
"""So much of a request is in memory at once."""

_REQUEST_LIMIT_BYTES = 64 << 10
_DRAIN_LIMIT_BYTES = 32 << 20
_STATUS = {
    "uploads.foreign_page": 403,
    "uploads.page_too_old": 403,
    "uploads.unknown": 404,
    "uploads.wrong_offset": 409,
    "uploads.incomplete": 409,
    "uploads.too_large": 413,
    "uploads.too_many_files": 413,
    "uploads.too_many": 429,
    "uploads.disk_full": 507,
    "general.disk_full": 507,
    "general.folder_not_writable": 500,
    "general.unexpected": 500,
}
_logger = logging.getLogger("foldersight.uploads")

Answer = dict[str, Any]
Handler = Callable[[Request, UploadArea], Awaitable[Answer]]


def upload_path() -> str:
    """Where the routes are, from the root of the server."""
    return server_path("/api/uploads")


def upload_routes(service: UploadService) -> list[Route]:
    """The routes, for `st.App(..., routes=...)`.

    Every request must come from the app's own page and carry a token of `service`. A refusal is
    answered with `{code, title, detail, fix}`, in the words for people.
    """
    path = upload_path()

    def route(method: str, place: str, handler: Handler) -> Route:
        return Route(path + place, _guarded(service, handler), methods=[method])

    return [
        route("POST", "", _begin),
        route("GET", "/{upload_id}", _progress),
        route("PUT", "/{upload_id}", _append),
        route("DELETE", "/{upload_id}", _discard),
        route("POST", "/{upload_id}/finish", _finish),
    ]


async def _begin(request: Request, area: UploadArea) -> Answer:
    try:
        wanted = json.loads(await _small_body(request))
        name, size_bytes, kind = str(wanted["name"]), int(wanted["size_bytes"]), wanted["kind"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UserError("uploads.bad_request") from error
    upload = await run_in_threadpool(area.begin, name[:200], size_bytes, kind)
    return {"id": upload.id, "offset": upload.offset}


async def _progress(request: Request, area: UploadArea) -> Answer:
    return {"offset": area.progress(_id(request)).offset}


async def _append(request: Request, area: UploadArea) -> Answer:
    offset = _offset(request)
    async with aclosing(_blocks(request)) as blocks:
        async for block in blocks:
            present = await run_in_threadpool(area.append, _id(request), offset, [block])
            offset += len(block)
            if present != offset:
                # Sent before; what follows would not join on. The browser goes on from `present`.
                await _drain(request)
                return {"offset": present}
    return {"offset": offset}


async def _finish(request: Request, area: UploadArea) -> Answer:
    await run_in_threadpool(area.finish, _id(request))
    return {"id": _id(request)}


async def _discard(request: Request, area: UploadArea) -> Answer:
    await run_in_threadpool(area.discard, _id(request))
    return {}


def _guarded(service: UploadService, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            hosts.refuse_foreign(request.headers)
            area = service.granted(request.headers.get(TOKEN_HEADER, ""))
            return _json(await handler(request, area), 200)
        except ClientDisconnect:
            return Response(status_code=400)
        except UserError as refusal:
            return await _refused(request, refusal)
        except Exception:
            reference = secrets.token_hex(3)
            _logger.exception("unexpected error %s", reference)
            return await _refused(request, UserError("general.unexpected", reference=reference))

    return endpoint


async def _refused(request: Request, refusal: UserError) -> Response:
    # A browser that is still sending would see a broken connection instead of the answer.
    await _drain(request)
    message = describe(refusal)
    answer: Answer = {
        "code": refusal.code,
        "title": message.title,
        "detail": message.detail,
        "fix": message.fix,
    }
    if refusal.code == "uploads.wrong_offset":
        answer["expected_offset"] = refusal.facts["expected_offset"]
    return _json(answer, _STATUS.get(refusal.code, 400))


def _json(answer: Answer, status: int) -> Response:
    return JSONResponse(answer, status, headers={"Cache-Control": "no-store"})


def _id(request: Request) -> str:
    return str(request.path_params["upload_id"])


def _offset(request: Request) -> int:
    text = request.query_params.get("offset", "")
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise UserError("uploads.bad_request")
    return int(text)


async def _blocks(request: Request) -> AsyncGenerator[bytes, None]:
    """The body in pieces of about `BLOCK_BYTES`; when the connection breaks, first what came."""
    block = bytearray()
    try:
        async for piece in request.stream():
            block += piece
            if len(block) >= BLOCK_BYTES:
                yield bytes(block)
                block.clear()
    except ClientDisconnect:
        if block:
            yield bytes(block)
        raise
    if block:
        yield bytes(block)


async def _small_body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _REQUEST_LIMIT_BYTES:
            raise UserError("uploads.bad_request")
    return bytes(body)


async def _drain(request: Request) -> None:
    """Reads off a body of usual size; a longer one is not worth the time."""
    seen = 0
    try:
        async for piece in request.stream():
            seen += len(piece)
            if seen > _DRAIN_LIMIT_BYTES:
                return
    except (ClientDisconnect, RuntimeError):
        # Gone, or read to the end before.
        return
