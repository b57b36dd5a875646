"""Routes of the served app over a real connection, as a browser on the app's own address asks them."""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route


@dataclass(frozen=True)
class Answer:
    """What came back; the names of the headers are lower case."""

    status: int
    content: bytes
    headers: Mapping[str, str]


Get = Callable[..., Answer]


@contextlib.contextmanager
def served(routes: Sequence[Route]) -> Iterator[Get]:
    """A function that gets a path, with headers if wanted, while the routes are served."""
    app = Starlette(routes=routes)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]

    def asked(path: str, headers: Mapping[str, str] | None = None) -> Answer:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            connection.request("GET", path, headers=dict(headers or {}))
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, response.read(), found)

    try:
        yield asked
    finally:
        server.should_exit = True
        thread.join()
