"""WebSub, the publisher's side: a hub is told which feeds changed, and tells their subscribers."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urlencode, urlsplit

from feeds.web.moved import FILE
from feeds.web.shelf import FEED_ENDINGS
from news.store import Store
from news.store.pings import Ping

TIMEOUT_SECONDS = 10.0
"""For each step of one request to the hub."""
ROUND = 200
"""Feeds of which a hub is told before what it said is noted down."""


@dataclass(frozen=True, kw_only=True)
class Round:
    """How telling a hub of what changed went."""

    told: int
    failed: int
    """Feeds of which it is told later; those given up are not among them."""
    given_up: tuple[str, ...]
    """Addresses of feeds of which it could not be told for a day."""
    error: str | None
    """Of the last failure; None: there was none."""
    next_due: datetime | None
    """When it is to be told next; None: nothing is left."""


class HubError(Exception):
    """The hub did not take note. The message says why, in one line."""

    def __init__(self, message: str, *, everything: bool) -> None:
        super().__init__(message)
        self.everything = everything
        """Whether the same will be said of every other feed now: it is down, or wants to be left alone."""


def is_topic(name: str) -> bool:
    """Whether a published file, by its name below the public folder, is a feed that changes: no archive, no page, no list."""
    path = PurePosixPath(name)
    return path.suffix in FEED_ENDINGS and name != FILE and "archive" not in path.parts


def changes(public_dir: Path, names: Iterable[str], *, base: str) -> Mapping[str, datetime]:
    """By address, when those of the published files that are feeds changed; `base` is the public address, with its slash."""
    found = {}
    for name in names:
        if is_topic(name):
            with contextlib.suppress(OSError):  # it is gone again
                found[base + name] = datetime.fromtimestamp((public_dir / name).stat().st_mtime, UTC)
    return found


def published(public_dir: Path) -> tuple[str, ...]:
    """The names of every feed in a public folder."""
    names = (path.relative_to(public_dir).as_posix() for path in public_dir.rglob("*") if path.suffix in FEED_ENDINGS)
    return tuple(sorted(name for name in names if is_topic(name) and "/." not in f"/{name}"))


class Hub:
    """A connection to a hub, used by one thread at a time. Redirects are not followed: the operator named the hub."""

    def __init__(self, address: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        """Take its address; nothing is opened yet."""
        parts = urlsplit(address)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=timeout)
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._timeout = timeout
        self._stopped = threading.Event()

    def tell(self, topic: str) -> None:
        """Say that a feed changed. Raises HubError when the hub cannot be reached or does not answer with success."""
        body = urlencode({"hub.mode": "publish", "hub.topic": topic, "hub.url": topic})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Loa", "Accept": "*/*"}
        late = threading.Event()

        def end() -> None:
            late.set()
            self._shut()

        deadline = threading.Timer(2 * self._timeout, end)
        deadline.daemon = True
        deadline.start()
        try:
            self._connection.request("POST", self._target, body, headers)
            answer = self._connection.getresponse()
            said = answer.read(300).decode("utf-8", "replace")
            if not answer.isclosed():
                self._connection.close()  # it says more than anybody wants to read
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise HubError(f"{type(error).__name__}: {error}", everything=True) from error
        finally:
            deadline.cancel()
        if late.is_set():  # what is cut short may look whole
            raise HubError(f"not answered within {2 * self._timeout:.0f} s", everything=True)
        if not 200 <= answer.status < 300:
            raise HubError(f"{answer.status} {said}", everything=answer.status >= 500 or answer.status in {401, 403, 404, 429})

    @property
    def stopped(self) -> bool:
        """Whether nothing is to be told any more."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """End whatever another thread waits for here, and let nothing begin."""
        self._stopped.set()
        self._shut()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _shut(self) -> None:
        opened = self._connection.sock
        if opened is not None:
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)


def tell(store: Store, hub: Hub, *, now: Callable[[], datetime]) -> Round:
    """Tell the hub of the feeds that are due, `ROUND` of them at most, and note how it went.

    Where it is down, all of them wait alike. Raises StoreError when the store cannot be used.
    """
    told: list[Ping] = []
    failed: list[tuple[Ping, str]] = []
    due = store.pings.due(now=now(), limit=ROUND)
    try:
        for number, ping in enumerate(due):
            if hub.stopped:
                break
            try:
                hub.tell(ping.topic)
            except HubError as error:
                if hub.stopped:
                    break
                failed.append((ping, str(error)))
                if error.everything:
                    failed.extend((other, str(error)) for other in due[number + 1 :])
                    break
            else:
                told.append(ping)
    finally:
        hub.close()  # until the next round it would be closed by the hub
    given_up, next_due = store.pings.settle(told, failed, now=now())
    return Round(
        told=len(told),
        failed=len(failed) - len(given_up),
        given_up=given_up,
        error=failed[-1][1] if failed else None,
        next_due=next_due,
    )
