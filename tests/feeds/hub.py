"""A real WebSub hub (Flask-WebSub) and a subscriber, each on a free port of this machine."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

from flask import Flask
from flask_websub.hub import Hub, SQLite3HubStorage
from werkzeug.serving import make_server


class Threads:
    """The part of Celery that the hub uses: a task is run by a thread of its own."""

    def task(self, *, bind: bool = False, **_: Any) -> Callable[[Callable[..., Any]], Any]:
        def wrap(function: Callable[..., Any]) -> Any:
            class Task:
                @staticmethod
                def delay(*arguments: Any) -> None:
                    first = (None,) if bind else ()
                    threading.Thread(target=function, args=(*first, *arguments), daemon=True).start()

            return Task

        return wrap


@contextlib.contextmanager
def running_hub(folder: Path, port: int = 0) -> Iterator[str]:
    """A hub, on a free port where none is given; its address. It keeps its subscribers in the folder when it ends."""
    app = Flask("hub")
    app.config["PUBLISH_SUPPORTED"] = True
    hub = Hub(SQLite3HubStorage(str(folder / "hub.sqlite3")), Threads(), **app.config)
    app.register_blueprint(hub.build_blueprint(url_prefix="/hub"))
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hub"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


class Subscriber:
    """Subscribes to topics and keeps what the hub pushes: media type, Link header and body."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pushed: queue.Queue[tuple[str, str, bytes]] = queue.Queue()
        self.verified = threading.Event()

    def subscribe(self, hub: str, topic: str) -> None:
        form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": f"http://127.0.0.1:{self.port}/callback"}
        self.verified.clear()
        with urlopen(hub, urlencode(form).encode(), timeout=10) as answer:
            assert answer.status == 202
        assert self.verified.wait(10)


@contextlib.contextmanager
def running_subscriber() -> Iterator[Subscriber]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            challenge = parse_qs(urlsplit(self.path).query)["hub.challenge"][0].encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(challenge)))
            self.end_headers()
            self.wfile.write(challenge)
            threading.Timer(0.2, subscriber.verified.set).start()  # the hub notes it after it has read this

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            subscriber.pushed.put((self.headers["Content-Type"], self.headers["Link"], body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    subscriber = Subscriber(server.server_port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield subscriber
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
