"""The endpoint over a real connection: who may ask, what comes back, and every refusal."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import uvicorn
from starlette.applications import Starlette

from core.errors import UserError
from core.evaluation.report import evaluate
from core.intake.images import model_input
from core.model_access import close_access, open_access
from core.runs import load_run
from core.store.home import Home
from core.store.projects import Project, ProjectStore
from core.types import Prediction, Ranked
from tests.factories import photo_bytes
from tests.pages.opening import finish_run
from ui import resources
from ui.api.address import model_id
from ui.api.rate import RateLimit
from ui.api.routes import api_routes

RUN = "20260101-120000-aaaa"
PER_MINUTE = 8


class FakePredictor:
    """Reads photos as the real one does, and is always 70 % sure of dogs."""

    def predict(self, data: bytes) -> Prediction:
        model_input(data, 32)
        return Prediction((Ranked("dogs", 0.7), Ranked("cats", 0.3)), "probably", 0.4)


@dataclass
class Client:
    """A program that asks."""

    port: int
    project: Project
    model: str
    key: str

    def call(
        self, method: str = "POST", place: str = "/predict", body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, Any], http.client.HTTPResponse]:
        sent = {"Authorization": f"Bearer {self.key}", **headers}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, f"/api/models/{self.model}{place}", body, sent)
            response = connection.getresponse()
            return response.status, json.loads(response.read()), response


@pytest.fixture
def client(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A program with the key of a model, and the server that it asks."""
    monkeypatch.setattr(resources, "home", lambda: home)
    monkeypatch.setattr(resources, "predictor", lambda folder: FakePredictor())
    project = ProjectStore(home.projects).create("Pets")
    report = evaluate(np.zeros((0, 2), np.float32), [], ("cats", "dogs"), "test")
    run = load_run(finish_run(project, report, RUN))
    app = Starlette(routes=api_routes(RateLimit(PER_MINUTE, lambda: 0.0)))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    key = open_access(project.workspace, run)
    yield Client(port, project, model_id(project, run), key)
    server.should_exit = True
    thread.join(20)


def test_photo_as_the_body_is_answered(client: Client) -> None:
    status, answer, response = client.call(body=photo_bytes())
    assert status == 200
    assert answer == {
        "model": client.model,
        "answer": "dogs",
        "confidence": 0.7,
        "verdict": "probably",
        "strangeness": 0.4,
        "classes": [{"name": "dogs", "confidence": 0.7}, {"name": "cats", "confidence": 0.3}],
    }
    assert response.getheader("Access-Control-Allow-Origin") is None


def test_photo_in_a_form_is_answered(client: Client) -> None:
    body = _form("photo", photo_bytes())
    status, answer, _ = client.call(
        body=body, **{"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert (status, answer["answer"]) == (200, "dogs")


@pytest.mark.parametrize(
    "body", [b"", b"--x\r\n", b"--x--\r\n"], ids=["empty", "broken", "no field"]
)
def test_form_without_a_photo_is_refused(client: Client, body: bytes) -> None:
    status, answer, _ = client.call(
        body=body, **{"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert (status, answer["error"]["code"]) == (400, "api.no_photo")


def test_form_with_the_photo_in_another_field_is_refused(client: Client) -> None:
    body = _form("file", photo_bytes())
    status, answer, _ = client.call(
        body=body, **{"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert (status, answer["error"]["code"]) == (400, "api.no_photo")


def test_model_says_what_it_can_answer(client: Client) -> None:
    status, answer, _ = client.call("GET", "")
    assert (status, answer["classes"]) == (200, ["cats", "dogs"])


def test_request_without_a_photo_is_refused_in_words(client: Client) -> None:
    status, answer, _ = client.call()
    assert (status, answer["error"]["code"]) == (400, "api.no_photo")
    assert set(answer["error"]) == {"code", "title", "detail", "fix"}


def test_photo_that_cannot_be_read_says_why(client: Client) -> None:
    status, answer, _ = client.call(body=b"hello, I am not a photo")
    assert status == 400
    assert answer["error"]["code"].startswith("photo.")


@pytest.mark.parametrize("authorization", ["Bearer wrong", "Bearer ", "Basic abc", ""])
def test_wrong_key_is_refused(client: Client, authorization: str) -> None:
    status, answer, response = client.call(body=photo_bytes(), Authorization=authorization)
    assert (status, answer["error"]["code"]) == (401, "api.wrong_key")
    assert response.getheader("WWW-Authenticate") == "Bearer"


def test_endpoint_that_is_switched_off_is_as_good_as_none(client: Client) -> None:
    close_access(client.project.workspace, RUN)
    off = client.call(body=photo_bytes())
    client.model = f"{client.project.id}-20260101-120000-ffff"
    missing = client.call(body=photo_bytes())
    assert off[:2] == missing[:2]
    assert (off[0], off[1]["error"]["code"]) == (404, "api.no_such_model")


@pytest.mark.parametrize("model", ["x", "..-..", "%00-%00", "a" * 500])
def test_odd_model_ids_are_refused(client: Client, model: str) -> None:
    client.model = model
    assert client.call(body=photo_bytes())[0] == 404


def test_photo_that_is_too_large_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLDERSIGHT_LIMIT_FILE_MB", "1")
    status, answer, _ = client.call(body=b"x" * 1_000_001)
    assert (status, answer["error"]["code"]) == (413, "api.too_large")


def test_page_of_another_site_is_refused(client: Client) -> None:
    status, answer, _ = client.call(body=photo_bytes(), Origin="https://evil.example")
    assert (status, answer["error"]["code"]) == (403, "api.foreign_page")


def test_name_that_only_points_here_is_refused(client: Client) -> None:
    assert client.call(body=photo_bytes(), Host="evil.example")[0] == 403


def test_more_requests_than_allowed_are_told_to_wait(client: Client) -> None:
    for _ in range(PER_MINUTE):
        assert client.call("GET", "")[0] == 200
    status, answer, response = client.call("GET", "")
    assert (status, answer["error"]["code"]) == (429, "api.too_often")
    assert int(response.getheader("Retry-After") or 0) >= 1


def test_description_names_the_routes_and_its_page_fetches_nothing(client: Client) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", client.port, timeout=20)) as connection:
        connection.request("GET", "/api/openapi.json")
        document = json.loads(connection.getresponse().read())
        connection.request("GET", "/api/docs")
        page = connection.getresponse().read().decode()
    assert document["openapi"].startswith("3.")
    assert "post" in document["paths"]["/api/models/{model_id}/predict"]
    assert "POST /api/models/{model_id}/predict" in page
    assert "src=" not in page
    assert "<script" not in page


def test_rate_limit_lets_through_again_after_a_while() -> None:
    now = [0.0]
    limit = RateLimit(2, lambda: now[0])
    for _ in range(2):
        limit.take("a")
    with pytest.raises(UserError, match=r"api\.too_often"):
        limit.take("a")
    limit.take("b")
    now[0] = 30.0
    limit.take("a")


def _form(field: str, data: bytes) -> bytes:
    head = f'--x\r\nContent-Disposition: form-data; name="{field}"; filename="a.jpg"\r\n\r\n'
    return head.encode() + data + b"\r\n--x--\r\n"
