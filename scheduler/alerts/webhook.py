"""Webhook: each message is posted as JSON, signed by the rules of Standard Webhooks (standardwebhooks.com, version 1)."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import http.client
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote

from pydantic import AnyHttpUrl

from news.alerts.message import Message
from news.errors import SettingsError
from scheduler.alerts.channel import TIMEOUT_SECONDS, SendError

VERSION = 1
"""Of what is posted (docs/alert.schema.json): a member may come, none goes or changes its meaning without another number."""
LONGEST_TEXT, LONGEST_CONTENT = 3500, 1900
"""Characters for chats; Discord refuses `content` beyond 2,000."""
_PREFIX = "whsec_"


def payload(message: Message) -> dict[str, Any]:
    """Return what is posted: everything for programs, `text` for Slack, Mattermost and their like, `content` for Discord."""
    said = _harmless(f"{message.title}\n{message.text}")
    return {
        "version": VERSION,
        "id": message.id,
        "kind": message.kind,
        "at": _moment(message.at),
        "title": message.title,
        "text": _cut(said, LONGEST_TEXT),
        "content": _cut(said, LONGEST_CONTENT),
        "allowed_mentions": {"parse": []},  # Discord wakes nobody, whatever a page is called
        "status": message.status or None,
        "changes": [
            asdict(change) | {"since": _moment(change.since), "last_news": _moment(change.last_news), "link": change.link or None}
            for change in message.changes
        ],
    }


def signature(secret: bytes, message_id: str, at: int, body: bytes) -> str:
    """Return the value of `webhook-signature` for a body that is sent at a time (seconds since 1970)."""
    signed = b".".join((message_id.encode(), str(at).encode(), body))
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def key_of(secret: str) -> bytes:
    """Return the key that a secret stands for: `whsec_` and base64, or the bytes of any other text. Raises SettingsError."""
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        raise SettingsError("alerts.webhook_secret begins with whsec_, but no base64 follows") from None


class Webhook:
    """Posts messages to an address. Redirects are not followed: the operator named the receiver."""

    name = "webhook"

    def __init__(self, address: str, secret: str = "", *, now: Callable[[], datetime], timeout: float = TIMEOUT_SECONDS) -> None:
        """Take its address, any that a browser takes, and the secret that signs ("": nothing does); nothing is opened yet."""
        parts = AnyHttpUrl(address)  # in letters that may be sent, whatever letters it is written in
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.receiver = parts.unicode_host() or ""  # the rest of the address is often the key to it
        self._connection = kind((parts.host or "").strip("[]"), parts.port, timeout=timeout)
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        login = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        self._login = base64.b64encode(login.encode()).decode() if parts.username else ""
        self._key = key_of(secret)
        self._now = now
        self._timeout = timeout

    def send(self, message: Message) -> str:
        """Post a message. Raises SendError when the receiver cannot be reached or does not answer with success."""
        body = json.dumps(payload(message), ensure_ascii=False).encode()
        at = int(self._now().timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Loa",
            "Accept": "*/*",
            "webhook-id": message.id,
            "webhook-timestamp": str(at),
        }
        if self._key:
            headers["webhook-signature"] = signature(self._key, message.id, at, body)
        if self._login:
            headers["Authorization"] = f"Basic {self._login}"
        late = threading.Event()

        def end() -> None:
            late.set()
            self.stop()

        deadline = threading.Timer(2 * self._timeout, end)
        deadline.daemon = True
        deadline.start()
        try:
            self._connection.request("POST", self._target, body, headers)
            answer = self._connection.getresponse()
            said = answer.read(300).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise SendError(f"{type(error).__name__}: {error}") from error
        finally:
            deadline.cancel()
            self._connection.close()
        if late.is_set():  # what is cut short may look whole
            raise SendError(f"not answered within {2 * self._timeout:.0f} s")
        line = " ".join(f"{answer.status} {answer.reason} {said}".split())
        if not 200 <= answer.status < 300:
            wait = _asked_wait(answer.headers["Retry-After"], self._now())
            raise SendError(line, everything=answer.status >= 500 or answer.status in {401, 403, 404, 410, 429}, wait=wait)
        return line

    def stop(self) -> None:
        """End whatever another thread waits for here."""
        opened = self._connection.sock
        if opened is not None:
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)


def _asked_wait(value: str | None, now: datetime) -> timedelta | None:
    """What Retry-After asks for, in seconds or as a date (RFC 9110 section 10.2.3); None: nothing that can be used."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return timedelta(seconds=min(int(value), 86_400))
    with contextlib.suppress(ValueError, TypeError):
        return max(parsedate_to_datetime(value) - now, timedelta())
    return None


def _harmless(text: str) -> str:
    """Text that a chat shows and does not obey: no mention, no markup that could hide where a link leads."""
    return text.replace("<", "‹").replace(">", "›").replace("@", "@\u200b")


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
