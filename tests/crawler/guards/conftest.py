"""Sites that answer byte by byte as a test says, and crawls of them."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from news.run import Run
from news.store import Store
from tests.conftest import clean_environment

TEXT = "Sáng 5/3, Ủy ban nhân dân phường tổ chức hội nghị tổng kết công tác vận động nhân dân năm vừa qua. " * 4
Piece = bytes | float
"""Bytes to send, or seconds to wait before the next."""
Answer = bytes | Iterable[Piece]


def http(body: str | bytes = b"", status: int = 200, **headers: str) -> bytes:
    """A whole answer; a header's name is written with underscores for hyphens, and one that is empty is left out."""
    content = body.encode() if isinstance(body, str) else body
    shown = {"Content_Type": "text/html; charset=utf-8", "Content_Length": str(len(content)), "Connection": "close", **headers}
    head = [f"HTTP/1.1 {status} X", *(f"{name.replace('_', '-')}: {value}" for name, value in shown.items() if value)]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + content


def listing(*paths: str, more: str = "") -> str:
    items = "".join(f'<li><h3><a href="{path}">Phường tổ chức hội nghị tổng kết số {path[-9:]}</a></h3></li>' for path in paths)
    return (
        f"<!DOCTYPE html><html lang=vi><head><title>Tin tức</title></head><body><main><ul>{items}</ul>{more}</main></body></html>"
    )


def article(number: object = "1") -> str:
    title = f"Hội nghị tổng kết số {number} của phường"
    paragraphs = "".join(f"<p>Đoạn {count}. {TEXT}</p>" for count in range(4))
    return (
        f"<!DOCTYPE html><html lang=vi><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


@dataclass(frozen=True)
class Visit:
    """One request as the site saw it."""

    at: float
    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Site:
    """A server on 127.0.0.1 that sends what `answers` gives for a path, and closes the connection."""

    answers: Callable[[str], Answer]
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    visits: list[Visit] = field(default_factory=list)
    open: int = 0
    most_open: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}/"

    @property
    def paths(self) -> list[str]:
        return [visit.path for visit in self.visits]

    def close(self) -> None:
        self._over.set()
        with socket.create_connection(("127.0.0.1", self.port)):
            pass
        self._thread.join(5)
        self._listener.close()

    def _accept(self) -> None:
        while not self._over.is_set():
            connection, _ = self._listener.accept()
            if self._over.is_set():
                connection.close()
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(30)
            try:
                if self.tls:
                    with self.tls.wrap_socket(connection, server_side=True) as secured:
                        self._converse(secured)
                else:
                    self._converse(connection)
            except OSError:
                pass

    def _converse(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            received = connection.recv(65536)
            if not received:
                return
            head += received
        first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        method, path, _ = first.split(" ", 2)
        headers = dict(line.split(": ", 1) for line in lines)
        with self._lock:
            self.visits.append(Visit(time.monotonic(), method, path, headers))  # noqa: TID251 the server is a world of its own
            self.open += 1
            self.most_open = max(self.most_open, self.open)
        try:
            answer = self.answers(path)
            for piece in (answer,) if isinstance(answer, bytes) else answer:
                if isinstance(piece, bytes):
                    connection.sendall(piece)
                elif self._over.wait(piece):
                    return
        finally:
            with self._lock:
                self.open -= 1


def offering(first: Answer | None = None, *, robots: Answer | None = None) -> Callable[[str], Answer]:
    """A site that lists two articles, of which the first is answered so and the second is in order."""

    def answers(path: str) -> Answer:
        match path:
            case "/":
                return http(listing("/tin-1001.html", "/tin-1002.html"))
            case "/tin-1001.html":
                return http(article(1)) if first is None else first
            case "/tin-1002.html":
                return http(article(2))
            case "/robots.txt" if robots is not None:
                return robots
        return http(status=404)

    return answers


@dataclass(frozen=True)
class Crawled:
    """What became of a crawl."""

    store: Store
    errors: str
    seconds: float

    def run(self, name: str) -> Run:
        return self.store.runs.latest(f"vn-{name}", limit=1)[0]

    def titles(self, name: str) -> list[str]:
        return sorted(stored.article.title for stored in self.store.articles(source=f"vn-{name}"))


class Crawls:
    """Crawls sites with settings, again and again over one store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sites: list[Site] = []
        self._stores: list[Store] = []

    def site(self, answers: Callable[[str], Answer], *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Site:
        site = Site(answers, host=host, tls=tls)
        self._sites.append(site)
        return site

    def crawl(
        self,
        sites: dict[str, Site],
        settings: str = "",
        *,
        more: str = "",
        allow: str = '["127.0.0.1"]',
        also: Sequence[str] = (),
    ) -> Crawled:
        """Crawl sites by name, and sources that `more` declares; `settings` are lines of [crawl], `more` stands after them."""
        defaults = {"timeout_seconds": "3", "delay_seconds": "0"}
        lines = [f"{name} = {value}" for name, value in defaults.items() if name not in settings] + [settings, more]
        tables = ['contact = "mailto:test@example.org"', "[crawl]", *lines]
        for name, site in sites.items():
            tables.append(f'[[source]]\nid = "vn-{name}"\ntitle = "{name}"\nhomepage = "{site.url}"\nlistings = ["{site.url}"]\n')
        (self.folder / "loa.toml").write_text("\n".join(tables), encoding="utf-8")
        start = time.monotonic()  # noqa: TID251 measured from outside
        result = self.command("crawl", *(f"vn-{name}" for name in sites), *also, allow=allow)
        assert result.returncode == 0, result.stderr
        store = Store.open(f"sqlite:///{self.folder / 'data' / 'loa.sqlite3'}")
        self._stores.append(store)
        return Crawled(store, result.stderr, time.monotonic() - start)  # noqa: TID251

    def command(self, *words: str, allow: str = '["127.0.0.1"]') -> subprocess.CompletedProcess[str]:
        """Run one of the crawler's commands with the settings of the last crawl."""
        environment = clean_environment(LOA_CRAWL_ALLOW_PRIVATE_HOSTS=allow)
        command = [sys.executable, "-m", "crawler", *words]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, timeout=100)

    def close(self) -> None:
        for site in self._sites:
            site.close()
        for store in self._stores:
            store.close()


@pytest.fixture
def crawls(tmp_path: Path) -> Iterator[Crawls]:
    """Crawls over a store of the test's own."""
    made = Crawls(tmp_path)
    yield made
    made.close()
