"""The photo in a request: the whole body, or a field of a form; never more than is allowed."""

from __future__ import annotations

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message

from core.errors import UserError

FIELD = "photo"
_MB = 1_000_000
_FORM_EXTRA_BYTES = 64_000


async def photo_of(request: Request, limit_mb: int) -> bytes:
    """The bytes of the photo.

    Raises:
        UserError: `api.too_large` or `api.no_photo`.
    """
    is_form = request.headers.get("content-type", "").startswith("multipart/form-data")
    body = await _limited(request, limit_mb, _FORM_EXTRA_BYTES if is_form else 0)
    photo = await _from_form(request, body) if is_form else body
    if not photo:
        raise UserError("api.no_photo")
    return photo


async def _limited(request: Request, limit_mb: int, extra_bytes: int) -> bytes:
    limit = limit_mb * _MB + extra_bytes
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise UserError("api.too_large", limit_mb=limit_mb)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise UserError("api.too_large", limit_mb=limit_mb)
    return bytes(body)


async def _from_form(request: Request, body: bytes) -> bytes:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    try:
        async with Request(request.scope, receive).form(max_files=1, max_fields=8) as form:
            photo = form.get(FIELD)
            return await photo.read() if isinstance(photo, UploadFile) else b""
    except (MultiPartException, HTTPException) as error:
        raise UserError("api.no_photo") from error
