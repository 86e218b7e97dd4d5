"""A real server over a folder, and a client that shows everything of an answer."""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from collections.abc import Iterator
from typing import Any

import uvicorn

from feeds.web.app import Application
from feeds.web.protocol import server_config


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def __getitem__(self, name: str) -> str:
        value = self.headers[name]
        assert value is not None, f"no {name}"
        return value


class Client:
    def __init__(self, port: int) -> None:
        self.port = port

    def __call__(self, path: str, method: str = "GET", **headers: str) -> Answer:
        return self.raw(path, method, {name.replace("_", "-"): value for name, value in headers.items()})

    def raw(self, path: str, method: str = "GET", headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, headers=headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()


@contextlib.contextmanager
def served(application: Application, **config: Any) -> Iterator[Client]:
    """The application behind our protocol (another one with `http="h11"`), on a free port unless told."""
    server = uvicorn.Server(server_config(application, **{"port": 0, **config}))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield Client(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)
