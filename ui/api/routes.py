"""The routes of the served app for other programs: a photo in, an answer out."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from core.errors import UserError
from core.intake.limits import Limits
from core.messages import describe
from core.model_access import access_of, opens
from core.runs import Run, find_run
from core.store.projects import ProjectStore
from core.types import Prediction
from ui import resources
from ui.api.address import base_path
from ui.api.body import photo_of
from ui.api.description import description, description_page
from ui.api.rate import RateLimit
from ui.uploader import hosts

AT_ONCE, MOST_WAITING = 2, 16
_STATUS = {
    "api.no_such_model": 404,
    "api.wrong_key": 401,
    "api.foreign_page": 403,
    "api.no_photo": 400,
    "api.too_large": 413,
    "api.too_often": 429,
    "api.busy": 503,
    "model.network_not_ready": 503,
    "general.unexpected": 500,
}
_PAGE_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
_logger = logging.getLogger("foldersight.api")

Answer = dict[str, Any]
Handler = Callable[[Request], Awaitable[Answer]]


def api_routes(limit: RateLimit | None = None) -> list[Route]:
    """The routes, for `st.App(..., routes=...)`.

    Every request about a model carries the model's key; without one that fits nobody learns even
    whether there is such a model. A refusal is answered with `{"error": {code, title, detail,
    fix}}`, in the words for people.

    Args:
        limit: how often each model may be asked; the usual limit when not given.
    """
    path, desk = base_path(), _Desk(limit or RateLimit())
    return [
        Route(f"{path}/models/{{model_id}}/predict", _guarded(desk.predict), methods=["POST"]),
        Route(f"{path}/models/{{model_id}}", _guarded(desk.describe), methods=["GET"]),
        Route(f"{path}/openapi.json", _openapi, methods=["GET"]),
        Route(f"{path}/docs", _docs, methods=["GET"]),
    ]


class _Desk:
    """Where requests wait for their turn."""

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def predict(self, request: Request) -> Answer:
        run = await run_in_threadpool(_allowed, request)
        model = str(request.path_params["model_id"])
        self._limit.take(model)
        if self._waiting >= MOST_WAITING:
            raise UserError("api.busy", waiting=self._waiting)
        self._waiting += 1
        try:
            # Only now: a photo that waits for its turn would fill the memory.
            async with self._turns:
                photo = await photo_of(request, Limits.default().file_mb)
                prediction = await run_in_threadpool(_predict, run, photo)
        finally:
            self._waiting -= 1
        return answer(model, prediction)

    async def describe(self, request: Request) -> Answer:
        run = await run_in_threadpool(_allowed, request)
        self._limit.take(str(request.path_params["model_id"]))
        return {
            "model": str(request.path_params["model_id"]),
            "classes": list(run.manifest.classes),
            "backbone": run.manifest.backbone,
            "created_at": run.manifest.created_at,
        }


def answer(model: str, prediction: Prediction) -> Answer:
    """What is sent back for a photo."""
    return {
        "model": model,
        "answer": prediction.best.name,
        "confidence": round(prediction.best.confidence, 6),
        "verdict": prediction.verdict,
        "strangeness": round(prediction.strangeness, 4),
        "classes": [
            {"name": each.name, "confidence": round(each.confidence, 6)}
            for each in prediction.ranked
        ],
    }


def _allowed(request: Request) -> Run:
    """The model that the request may ask.

    Raises:
        UserError: `api.no_such_model` or `api.wrong_key`.
    """
    project_id, _, run_id = str(request.path_params["model_id"]).partition("-")
    try:
        workspace = ProjectStore(resources.home().projects).open(project_id).workspace
        access = access_of(workspace, run_id)
        run = find_run(workspace, run_id)
    except UserError as error:
        raise UserError("api.no_such_model") from error
    if access is None:
        raise UserError("api.no_such_model")
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not opens(access, key.strip()):
        raise UserError("api.wrong_key")
    return run


def _predict(run: Run, photo: bytes) -> Prediction:
    return resources.predictor(run.folder).predict(photo)


async def _openapi(request: Request) -> Response:
    return JSONResponse(description(base_path()))


async def _docs(request: Request) -> Response:
    return HTMLResponse(description_page(description(base_path())), headers=_PAGE_HEADERS)


def _guarded(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            _refuse_foreign(request)
            return JSONResponse(await handler(request), headers={"Cache-Control": "no-store"})
        except ClientDisconnect:
            return Response(status_code=400)
        except UserError as refusal:
            return _refused(refusal)
        except Exception:
            reference = secrets.token_hex(3)
            _logger.exception("unexpected error %s", reference)
            return _refused(UserError("general.unexpected", reference=reference))

    return endpoint


def _refuse_foreign(request: Request) -> None:
    try:
        hosts.refuse_foreign(request.headers)
    except UserError as refusal:
        raise UserError("api.foreign_page", host=refusal.facts.get("host", "")) from refusal


def _refused(refusal: UserError) -> Response:
    message = describe(refusal)
    error = {
        "code": refusal.code,
        "title": message.title,
        "detail": message.detail,
        "fix": message.fix,
    }
    headers = {"Cache-Control": "no-store"}
    if refusal.code == "api.too_often":
        headers["Retry-After"] = str(refusal.facts["wait_s"])
    if refusal.code == "api.wrong_key":
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse({"error": error}, _STATUS.get(refusal.code, 400), headers=headers)
