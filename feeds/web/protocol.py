"""Protocol: uvicorn's HTTP with limits on what a client may send and how slowly, and answers at hand given without a task."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from feeds.web.answer import Answer, text_answer
from feeds.web.app import MAX_BODY_BYTES, Application
from feeds.web.misspelt import respelled
from feeds.web.request import Request, joined

MAX_HEAD_BYTES = 16 * 1024
"""Of a request's first line and headers together."""
REQUEST_SECONDS = 10.0
"""For a whole request to arrive, from the connection or its first octet on."""
IDLE_SECONDS = 30.0
"""For which a connection without a request is kept."""
STALLED_SECONDS = 30.0
"""In which a client has to take at least `MIN_BYTES` of what waits for it."""
MIN_BYTES = 4096
MAX_CONNECTIONS = 900
"""At one time; more are refused, so that there are descriptors for reading files."""
_WITH_CARE = frozenset({b"content-length", b"transfer-encoding", b"upgrade", b"expect"})
_BUFFER = 64 * 1024
_NOTHING = Request(method="", path="", query="", headers={}, peer="")
# Who polls sends the same octets again and again, and so do the servers of reading services: what they meant is remembered.
_known: dict[tuple[str, bytes], Request] = {}
_KNOWN_BYTES = 1024
_MAX_KNOWN = 2048


def server_config(application: Application, **changes: Any) -> uvicorn.Config:
    """How uvicorn is to serve the application: by this protocol, quietly, and trusting no proxy by itself.

    `changes` are arguments of `uvicorn.Config`.
    """
    settings: dict[str, Any] = {
        "http": Protocol,
        "ws": "none",
        "interface": "asgi3",
        "lifespan": "off",
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_keep_alive": int(IDLE_SECONDS),
        "timeout_graceful_shutdown": 2,
    }
    return uvicorn.Config(application, **{**settings, **changes})


def replace_application(server: uvicorn.Server, application: Application) -> None:
    """Let a running server answer by another application from now on; who waits for an answer still gets the old one's.

    Connections that are kept for a further request are ended, as any server may at any time.
    """
    server.config.app = server.config.loaded_app = application
    for connection in list(server.server_state.connections):
        connection.shutdown()


class Protocol(HttpToolsProtocol):
    """One connection. What is at hand is answered while the request is being read; the rest goes uvicorn's way."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._ours = config.app if isinstance(config.app, Application) else None
        self._peer = ""
        self._timer: asyncio.TimerHandle | None = None
        self._until = 0.0
        """Moment of the loop's clock by which something has to arrive."""
        self._waiting = 0
        """Bytes the client had not taken at the last look."""
        self._seen = 0.0
        """`_until` at the last look: another one means that the client asked again."""
        self._head = 0
        self._body = 0
        self._pending = 0
        """Bytes read of a head that is not complete."""
        self._complete = True
        self._careful = False
        self._answered = False
        self._taken = False
        """Whether the body of the request goes to the application."""
        self._keep = False
        self._begun = 0
        """Requests that began in the octets at hand."""
        self._request = _NOTHING

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, if there is room, and expect a request soon."""
        super().connection_made(transport)
        self._peer = self.client[0] if self.client else ""
        if len(self.connections) > MAX_CONNECTIONS:
            transport.abort()
            return
        self._until = self.loop.time() + REQUEST_SECONDS
        self._timer = self.loop.call_at(self._until, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, as far as it is decent HTTP of a decent size."""
        if self.transport.is_closing():
            return
        self._unset_keepalive_if_required()
        begins = self._complete and not self._pending
        if begins:
            if self._is_answered_as_before(data) or self._is_led_elsewhere(data):
                return
            self._until = self.loop.time() + REQUEST_SECONDS
        self._begun = 0
        self._pending += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            if self._busy():  # nothing is upgraded: the request is answered, and that is all
                self.cycle.keep_alive = False
        except httptools.HttpParserError:
            self._refuse(400, "Not HTTP")
        else:
            if self._pending > MAX_HEAD_BYTES + _BUFFER or self._head > MAX_HEAD_BYTES:
                self._refuse(431, "Header fields too large")
            elif begins and self._begun == 1:
                self._remember(data)

    def on_message_begin(self) -> None:
        """Begin to read a request."""
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._head = self._body = 0
        self._begun += 1
        self._complete = self._careful = self._answered = False

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address."""
        self._head += len(url)
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        name = name.lower()
        self._head += len(name) + len(value) + 4
        if name in _WITH_CARE:
            self._careful = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Answer, at once where that is possible."""
        self._pending = 0
        if self.transport.is_closing():
            self._answered = True
            return
        if self._head > MAX_HEAD_BYTES:
            self._answered = True
            self._refuse(431, "Header fields too large")
            return
        answer = self._at_once()
        if answer is not None:
            self._answered = True
            self._keep = self.parser.should_keep_alive()
            self._write(answer, keep=self._keep)
            return
        url, headers = self.url, self.headers
        super().on_message_begin()
        self.url, self.headers, self.scope["headers"] = url, headers, headers
        super().on_headers_complete()
        self._taken = self._ours is not None and self._ours.takes_body(self.scope["path"])

    def on_body(self, body: bytes) -> None:
        """Pass a form on to who takes one and throw away what nobody asked for; too much of it ends the connection."""
        self._body += len(body)
        if self._body > MAX_BODY_BYTES:
            self._refuse(413, "That is too much to be sent here")
        elif self._taken and not self._answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Be ready for the next request."""
        self._complete = True
        self._until = self.loop.time() + IDLE_SECONDS
        if not self._answered:
            super().on_message_complete()

    def _is_answered_as_before(self, data: bytes) -> bool:
        """Answer a whole request of which every octet is known, and tell whether that was so: it needs no reading."""
        request = _known.get((self._peer, data))
        if request is None or self._ours is None or self._has_to_wait():
            return False
        answer = self._ours.at_once(request)
        if answer is None:
            return False
        self._until = self.loop.time() + IDLE_SECONDS
        self._write(answer, keep=True)
        return True

    def _is_led_elsewhere(self, data: bytes) -> bool:
        """Answer a request that only has to be spelled otherwise, and tell whether that was so."""
        elsewhere = respelled(data)
        if elsewhere is not None:
            self._end(elsewhere)
        return elsewhere is not None

    def _remember(self, data: bytes) -> None:
        """Keep what the octets of one request meant, where they were all of it and it was answered at once."""
        if self._complete and self._answered and self._keep and len(data) <= _KNOWN_BYTES:
            if len(_known) >= _MAX_KNOWN:
                _known.clear()
            _known[self._peer, data] = self._request

    def _has_to_wait(self) -> bool:
        """Whether an earlier request is being answered, or the client takes less than it asks for: then uvicorn waits for it."""
        return self._busy() or self.transport.get_write_buffer_size() > _BUFFER

    def _at_once(self) -> Answer | None:
        """The answer to a plain request that waits for nobody; None where uvicorn is to start a task."""
        if self._ours is None or self._careful or not self.url.startswith(b"/") or self._has_to_wait():
            return None
        path, _, query = self.url.partition(b"?")
        if b"%" in path or b"#" in self.url or not self.url.isascii():
            return None
        self._request = Request(
            method=self.parser.get_method().decode("ascii"),
            path=path.decode("ascii"),
            query=query.decode("ascii"),
            headers=joined(self.headers),
            peer=self._peer,
        )
        return self._ours.at_once(self._request)

    def _write(self, answer: Answer, *, keep: bool) -> None:
        lines = [answer.opening]
        for name, value in self.server_state.default_headers:
            lines.append(b"%s: %s\r\n" % (name, value))
        if not keep:
            lines.append(b"connection: close\r\n")
        lines.append(answer.head)
        lines.append(answer.body)
        self.transport.write(b"".join(lines))
        if not keep:
            self.transport.close()

    def _refuse(self, status: int, why: str) -> None:
        """Say why and end the connection."""
        self._end(text_answer(status, why))

    def _end(self, answer: Answer) -> None:
        """Answer and end the connection; where an earlier request is still being answered only the latter."""
        if self.transport.is_closing():
            return
        if self._busy():
            self.transport.close()
        else:
            self._write(answer, keep=False)

    def _busy(self) -> bool:
        """Whether the last request that was handed to uvicorn is not answered yet."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return cycle is not None and not cycle.response_complete

    def _look(self) -> None:
        """See whether the client is too slow, now and then: one timer a connection, not one a request."""
        now = self.loop.time()
        left = self.transport.get_write_buffer_size()
        if left:
            if self._waiting and self._seen == self._until and left > self._waiting - MIN_BYTES:
                self.transport.abort()
                return
            again = now + STALLED_SECONDS
        elif self.transport.is_closing():
            return
        elif now < self._until:
            again = self._until
        elif self._busy() and self._complete:
            again = now + IDLE_SECONDS
        else:
            self.transport.close()
            return
        self._waiting, self._seen = left, self._until
        self._timer = self.loop.call_at(again, self._look)
