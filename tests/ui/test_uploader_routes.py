"""The upload routes over a real connection: what arrives, what is refused, and how."""

from __future__ import annotations

import http.client
import json
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import uvicorn
from starlette.applications import Starlette
from streamlit.web.server.app_discovery import discover_asgi_app

from core.uploads import MB, UploadArea, UploadLimits
from ui.uploader import service as service_module
from ui.uploader.routes import upload_routes
from ui.uploader.service import UploadService

LIMITS = UploadLimits(size_mb=20, free_disk_mb=0)


class Client:
    """A browser's requests without a browser."""

    def __init__(self, port: int, token: str) -> None:
        self.host = f"127.0.0.1:{port}"
        self.token = token

    def call(
        self, method: str, place: str = "", body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, Any]]:
        sent = {"X-Upload-Token": self.token, "Origin": f"http://{self.host}", **headers}
        with closing(http.client.HTTPConnection(self.host, timeout=20)) as connection:
            connection.request(method, f"/api/uploads{place}", body, sent)
            response = connection.getresponse()
            text = response.read()
            assert response.getheader("Access-Control-Allow-Origin") is None
            is_json = response.getheader("Content-Type") == "application/json"
            return response.status, json.loads(text) if is_json else {}

    def begin(self, size_bytes: int, kind: str = "file", name: str = "pets.zip") -> str:
        wanted = {"name": name, "size_bytes": size_bytes, "kind": kind}
        status, answer = self.call("POST", body=json.dumps(wanted).encode())
        assert status == 200
        return str(answer["id"])

    def put(self, upload_id: str, offset: int, body: bytes) -> tuple[int, dict[str, Any]]:
        return self.call("PUT", f"/{upload_id}?offset={offset}", body)


@pytest.fixture(scope="module")
def service() -> UploadService:
    return UploadService()


@pytest.fixture(scope="module")
def port(service: UploadService) -> Iterator[int]:
    app = Starlette(routes=upload_routes(service))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


@pytest.fixture
def area(service: UploadService, tmp_path: Path) -> Iterator[UploadArea]:
    with closing(service.area(tmp_path / "uploads", LIMITS)) as area:
        yield area


@pytest.fixture
def client(service: UploadService, area: UploadArea, port: int) -> Client:
    return Client(port, service.grant(area.folder, LIMITS))


def test_upload_in_pieces_arrives_and_is_taken_once(client: Client, area: UploadArea) -> None:
    data = os.urandom(5 * MB)
    upload_id = client.begin(len(data), name="meine Tiere.zip")
    offset = 0
    while offset < len(data):
        status, answer = client.put(upload_id, offset, data[offset : offset + 2 * MB])
        assert status == 200
        offset = answer["offset"]
    assert client.call("POST", f"/{upload_id}/finish") == (200, {"id": upload_id})
    received = area.take(upload_id)
    assert received is not None
    assert received.name == "meine Tiere.zip"
    assert received.path.read_bytes() == data
    assert area.take(upload_id) is None


@pytest.mark.parametrize("arrived", [1, 1 << 20, 3 * MB, 5 * MB])
def test_piece_sent_again_is_answered_with_what_has_arrived(
    client: Client, area: UploadArea, arrived: int
) -> None:
    data = os.urandom(5 * MB)
    upload_id = client.begin(len(data))
    area.append(upload_id, 0, [data[:arrived]])
    status, answer = client.put(upload_id, 0, data)
    assert status == 200
    assert client.call("GET", f"/{upload_id}") == (200, answer)
    client.put(upload_id, answer["offset"], data[answer["offset"] :])
    assert area.finish(upload_id).read_bytes() == data


def test_connection_that_breaks_keeps_what_arrived(client: Client, area: UploadArea) -> None:
    data = os.urandom(3 * MB)
    upload_id = client.begin(len(data))
    head = (
        f"PUT /api/uploads/{upload_id}?offset=0 HTTP/1.1\r\nHost: {client.host}\r\n"
        f"X-Upload-Token: {client.token}\r\nContent-Length: {len(data)}\r\n\r\n"
    ).encode()
    host, port = client.host.split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head + data[:1_300_000])
    deadline = time.monotonic() + 20
    while area.progress(upload_id).offset < 1_300_000 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert client.call("GET", f"/{upload_id}") == (200, {"offset": 1_300_000})
    assert client.put(upload_id, 1_300_000, data[1_300_000:]) == (200, {"offset": len(data)})
    assert area.finish(upload_id).read_bytes() == data


def test_discarded_upload_is_gone(client: Client, area: UploadArea) -> None:
    upload_id = client.begin(10)
    assert client.call("DELETE", f"/{upload_id}") == (200, {})
    assert list(area.folder.iterdir()) == []
    status, answer = client.put(upload_id, 0, b"x")
    assert (status, answer["code"]) == (404, "uploads.unknown")


def test_refusal_is_told_in_words(client: Client) -> None:
    wanted = {"name": "big.zip", "size_bytes": 30 * MB, "kind": "file"}
    status, answer = client.call("POST", body=json.dumps(wanted).encode())
    assert status == 413
    assert answer["code"] == "uploads.too_large"
    assert "at most 20 MB" in answer["detail"]
    assert set(answer) == {"code", "title", "detail", "fix"}


def test_piece_that_leaves_bytes_out_is_refused_with_the_right_offset(client: Client) -> None:
    status, answer = client.put(client.begin(10), 4, b"x")
    assert (status, answer["code"], answer["expected_offset"]) == (409, "uploads.wrong_offset", 0)


def test_unfinished_upload_cannot_be_finished(client: Client) -> None:
    status, answer = client.call("POST", f"/{client.begin(10)}/finish")
    assert (status, answer["code"]) == (409, "uploads.incomplete")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("upload_id", ["A" * 32, "..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "x%00"])
def test_unknown_and_path_like_ids_are_refused(
    client: Client, area: UploadArea, method: str, upload_id: str
) -> None:
    client.begin(10)
    before = list(area.folder.iterdir())
    status, answer = client.call(method, f"/{upload_id}?offset=0", b"x" if method == "PUT" else b"")
    # Discarding what is not there is no error; it must only do nothing.
    assert status >= 400 or (method == "DELETE" and answer == {})
    assert list(area.folder.iterdir()) == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b"{}",
        b'{"name": "a", "size_bytes": "many", "kind": "file"}',
        b'{"name": "a", "size_bytes": 5, "kind": "film"}',
        b'{"name": "a", "size_bytes": 5, "kind": ["file"]}',
        b'{"name": "' + b"a" * 70_000 + b'", "size_bytes": 5, "kind": "file"}',
        b"[" * 60_000,
    ],
)
def test_begin_that_is_not_understood_is_refused(client: Client, body: bytes) -> None:
    status, answer = client.call("POST", body=body)
    assert (status, answer["code"]) == (400, "uploads.bad_request")


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "x", "9" * 30, "٣"])
def test_offset_that_is_no_number_is_refused(client: Client, offset: str) -> None:
    upload_id = client.begin(10)
    status, answer = client.call("PUT", f"/{upload_id}?offset={quote(offset)}", b"x")
    assert (status, answer["code"]) == (400, "uploads.bad_request")


@pytest.mark.parametrize("token", ["", "forged", "a.9999999999.b.c"])
def test_every_route_refuses_a_bad_token(client: Client, area: UploadArea, token: str) -> None:
    upload_id = client.begin(10)
    client.token = token
    wanted = json.dumps({"name": "a", "size_bytes": 5, "kind": "file"}).encode()
    for method, place, body in (
        ("POST", "", wanted),
        ("GET", f"/{upload_id}", b""),
        ("PUT", f"/{upload_id}?offset=0", bytes(8 * MB)),
        ("POST", f"/{upload_id}/finish", b""),
        ("DELETE", f"/{upload_id}", b""),
    ):
        status, answer = client.call(method, place, body)
        assert (status, answer["code"]) == (403, "uploads.page_too_old")
    assert area.progress(upload_id).offset == 0


def test_token_that_has_expired_is_refused(
    client: Client, service: UploadService, area: UploadArea, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_module, "TOKEN_LIFETIME_S", -1)
    client.token = service.grant(area.folder, LIMITS)
    status, answer = client.call("POST", body=b"{}")
    assert (status, answer["code"]) == (403, "uploads.page_too_old")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
    ],
)
def test_every_request_from_another_page_is_refused(
    client: Client, headers: dict[str, str]
) -> None:
    status, answer = client.call("POST", body=b"{}", **headers)
    assert (status, answer["code"]) == (403, "uploads.foreign_page")


def test_request_that_a_browser_sends_before_a_foreign_one_is_not_answered(client: Client) -> None:
    status, _ = client.call("OPTIONS", Origin="https://evil.example")
    assert status == 405


def test_our_own_mistake_is_told_without_its_traceback(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(UploadArea, "begin", broken)
    wanted = json.dumps({"name": "a", "size_bytes": 5, "kind": "file"}).encode()
    with caplog.at_level(logging.ERROR):
        status, answer = client.call("POST", body=wanted)
    assert (status, answer["code"]) == (500, "general.unexpected")
    assert "secret" not in json.dumps(answer)
    assert "secret detail" in caplog.text


def test_areas_of_other_folders_or_limits_are_apart(service: UploadService, tmp_path: Path) -> None:
    first = service.area(tmp_path / "a", LIMITS)
    assert service.area(tmp_path / "a", LIMITS) is first
    assert service.area(tmp_path / "b", LIMITS) is not first
    token = service.grant(tmp_path / "b", LIMITS)
    assert service.granted(token) is service.area(tmp_path / "b", LIMITS)
    assert str(tmp_path) not in token


def test_server_py_is_found_as_an_app_with_routes_of_its_own() -> None:
    found = discover_asgi_app(Path(__file__).resolve().parents[2] / "server.py")
    assert found.import_string == "server:app"
