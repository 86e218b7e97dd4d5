"""Receivers of alerts on this machine: a web server that a webhook leads to, and a mail server."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from news.alerts.message import Change, Message
from news.settings import Settings
from news.store import Store
from tests.conftest import free_ports
from tests.scheduler.alerts.telling import SOURCES, START, Service

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)


class Hook(ThreadingHTTPServer):
    """Takes what is posted and answers what the test wants."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, 0), _Hooked)
        self.posted: list[tuple[dict[str, str], bytes]] = []
        self.targets: list[str] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.answer = b"ok"
        self.asked = threading.Event()
        self.free = threading.Event()
        self.free.set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/services/T0/secret-part"

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.posted]

    @property
    def subjects(self) -> list[list[str]]:
        return [[change["subject"] for change in posted["changes"]] for posted in self.messages]


class _Hooked(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.targets.append(self.path)
        self.server.asked.set()
        self.server.free.wait(30)
        self.server.posted.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_: Any) -> None:
        pass


@contextlib.contextmanager
def listening(host: str = "127.0.0.1") -> Iterator[Hook]:
    with Hook(host) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.free.set()
        server.shutdown()
        thread.join(10)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with listening() as server:
        yield server


class Post:
    """A mail server's memory, and what it refuses."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.receivers: list[list[str]] = []
        self.refused: dict[str, str] = {}
        self.refusal = ""

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.refusal:
            return self.refusal
        assert isinstance(envelope.content, bytes)
        self.raw.append(envelope.content)
        self.receivers.append(envelope.rcpt_tos)
        return "250 taken"


MailAt = Callable[..., tuple[Post, int]]


@pytest.fixture
def mail_at() -> Iterator[MailAt]:
    """Start a mail server; what it took, and its port."""
    running: list[Controller] = []

    def start(
        *, tls: ssl.SSLContext | None = None, implicit: bool = False, login: tuple[str, str] | None = None
    ) -> tuple[Post, int]:
        post = Post()

        def let_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
            return AuthResult(success=(data.login.decode(), data.password.decode()) == login, handled=False)

        extra: dict[str, Any] = {} if login is None else {"authenticator": let_in, "auth_required": True}
        if login is not None and tls is None:
            extra["auth_require_tls"] = False
        if implicit:
            extra |= {"ssl_context": tls, "auth_require_tls": False}
        elif tls is not None:
            extra |= {"tls_context": tls, "require_starttls": True}
        controller = Controller(post, hostname="127.0.0.1", port=free_ports(1), **extra)
        controller.start()
        running.append(controller)
        return post, controller.port

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def post(mail_at: MailAt) -> tuple[Post, int]:
    return mail_at()


@pytest.fixture
def settings(tmp_path: Path, hook: Hook, post: tuple[Post, int]) -> Settings:
    alerts = {
        "webhook": hook.address,
        "mail_to": ["op@c.example"],
        "mail_from": "loa@b.example",
        "smtp_port": post[1],
        "disk_free_megabytes": 0,
    }
    return Settings.model_validate({"data_dir": tmp_path, "public_dir": tmp_path / "public", "alerts": alerts})


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with Store.open(settings.store_url) as opened:
        for source in SOURCES:
            opened.keep_source(source, now=START)
        yield opened


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=True) as moving:
        yield moving


@pytest.fixture
def service(store: Store, settings: Settings, traveller: time_machine.Traveller) -> Service:
    return Service(store, settings, traveller)


def message(*subjects: str, text: str = "Phường A (vn-a) is broken.\n  Why:        http 503", number: int = 1) -> Message:
    changes = tuple(
        Change(
            subject=subject,
            kind="change",
            state="broken",
            before="fresh",
            since=NOON,
            cause="http 503",
            detail="https://a.vn/: http 503",
            advice="Wait.",
            title="Phường Ạ",
            link="https://a.vn/",
            last_news=None,
        )
        for subject in subjects
    )
    title = "Ủy ban nhân dân Phường Ạ: broken (http 503)"
    return Message(
        id=f"{number:032x}",
        kind="change",
        at=NOON,
        title=title,
        text=text,
        changes=changes,
        status="https://loa.example/health/feed.atom",
    )
