"""Access: who may see the operator's pages, and what may be done from where.

Decided from the request alone, comparing secrets in constant time. docs/decisions/0017-operator.md says why these rules.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http.cookies import CookieError, SimpleCookie
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from feeds.web.limits import Network, RateLimit, client_of
from feeds.web.request import Request

COOKIE = "loa_operator"
SESSION = timedelta(hours=1)
"""How long a log-in lasts after the last page that was looked at."""
FAILURES_PER_MINUTE = 10
"""Wrong tokens of one client; more are not even compared."""
_PROXIED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip", b"via")
_MOST_BYTES = 4096


class Standing(StrEnum):
    """How a request stands."""

    ALLOWED = "allowed"
    MAY_LOG_IN = "may log in"
    HIDDEN = "hidden"
    """There is nothing here for whoever asks from there."""
    WRONG = "wrong token"
    TOO_MANY = "too many"
    """Wrong tokens; nothing is compared for a while."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What is known of who asks."""

    standing: Standing
    form_key: str = ""
    """What a form has to bring back to be taken; empty unless allowed by cookie or by place."""
    bearer: bool = False
    """Allowed by a header that no browser sends of its own accord, so that a form needs no key."""
    session: str | None = None
    """Value of a cookie that is to be renewed; None: none is."""


class Access:
    """Decides who may look. Its key lives as long as the process: a restart logs everybody out."""

    def __init__(
        self,
        *,
        token: str | None,
        public: bool,
        proxied: bool,
        trusted: Sequence[Network],
        public_host: str,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        """Set the rules.

        `token` None: none is set. `proxied`: a proxy may stand in front, so that without a token nobody is taken to sit at this
        machine. `public_host` is the name (with a port where that is not the scheme's own) under which readers reach the server.
        """
        self._token = None if token is None else _digest(token)
        self._public = public
        self._proxied = proxied
        self._public_host = public_host
        self._trusted = tuple(trusted)
        self._now = now
        self._monotonic = monotonic
        self._key = secrets.token_bytes(32)
        self._failures = RateLimit(FAILURES_PER_MINUTE)
        self._ended: set[str] = set()

    def visit(self, request: Request) -> Visit:
        """Return how a request stands: by Bearer token from anywhere, by cookie or by place where one may log in at all."""
        given = _bearer(request)
        if given is not None:
            standing = self.compare(request, given)
            return Visit(standing=standing, bearer=standing is Standing.ALLOWED)
        here = is_local(request)
        if self._token is None:
            if not here or self._proxied:
                return Visit(standing=Standing.HIDDEN)
            return Visit(standing=Standing.ALLOWED, form_key=self._form_key("local"))
        if not here and not self._public:
            return Visit(standing=Standing.HIDDEN)
        cookie = _cookie(request)
        if cookie is None or not self._is_session(cookie):
            return Visit(standing=Standing.MAY_LOG_IN)
        who = cookie.split(".")[1]
        return Visit(standing=Standing.ALLOWED, form_key=self._form_key(who), session=self._session(who))

    def compare(self, request: Request, given: str) -> Standing:
        """Return ALLOWED for the token, TOO_MANY for a client with too many wrong ones, else WRONG."""
        client = client_of(request.peer, request.header(b"x-forwarded-for"), self._trusted) or request.peer
        if self._failures.waits(client, self._monotonic()):
            return Standing.TOO_MANY
        if self._token is not None and hmac.compare_digest(_digest(given), self._token):
            return Standing.ALLOWED
        self._failures.wait(client, self._monotonic())
        return Standing.WRONG

    def log_in(self) -> str:
        """Return the value of a new session's cookie."""
        return self._session(secrets.token_hex(8))

    def log_out(self, request: Request) -> None:
        """End the session of a request that is in one, for whoever else has its cookie too."""
        cookie = _cookie(request)
        if cookie is not None and self._is_session(cookie):
            self._ended.add(cookie.split(".")[1])

    def is_ours(self, request: Request, visit: Visit, form_key: str) -> bool:
        """Whether a form was sent by one of our own pages: it brings its key, and the browser does not say otherwise."""
        if visit.bearer:
            return True
        if not self.is_same_origin(request):
            return False
        return bool(visit.form_key) and hmac.compare_digest(form_key.encode(), visit.form_key.encode())

    def is_same_origin(self, request: Request) -> bool:
        """Whether a form comes from a page of this server, as far as the browser says: old ones say nothing."""
        if (request.header(b"sec-fetch-site") or "same-origin") not in {"same-origin", "none"}:
            return False
        origin = request.header(b"origin")
        return origin is None or _netloc(origin) in {request.header(b"host"), self._public_host}

    def _session(self, who: str) -> str:
        until = int((self._now() + SESSION).timestamp())
        return f"{until}.{who}.{self._sign('session', f'{until}.{who}')}"

    def _is_session(self, cookie: str) -> bool:
        until, _, rest = cookie.partition(".")
        who, _, signature = rest.partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign("session", f"{until}.{who}").encode()):
            return False
        return who not in self._ended and self._now().timestamp() < int(until)

    def _form_key(self, who: str) -> str:
        return self._sign("form", who)

    def _sign(self, purpose: str, text: str) -> str:
        signed = hmac.new(self._key, f"{purpose}:{text}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(signed).decode().rstrip("=")


def is_local(request: Request) -> bool:
    """Whether somebody at this machine asks, as far as can be seen: no proxy says that it passes the request on.

    The name asked for has to be this machine's too: a page of a stranger whose name leads here is a stranger's.
    """
    if any(name in request.headers for name in _PROXIED) or not _is_loopback(request.peer):
        return False
    host = (request.header(b"host") or "").lower()
    name = host.partition("]")[0].removeprefix("[") if host.startswith("[") else host.partition(":")[0]
    return name == "localhost" or _is_loopback(name)


def _is_loopback(name: str) -> bool:
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _netloc(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _digest(token: str) -> bytes:
    """A digest, so that neither content nor length of what is compared shows in how long that takes."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def _bearer(request: Request) -> str | None:
    scheme, _, given = (request.header(b"authorization") or "").partition(" ")
    return given.strip()[:_MOST_BYTES] if scheme.lower() == "bearer" else None


def _cookie(request: Request) -> str | None:
    try:
        found = SimpleCookie((request.header(b"cookie") or "")[:_MOST_BYTES]).get(COOKIE)
    except CookieError:
        return None
    return found.value if found is not None else None
