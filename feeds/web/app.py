"""The web server's application: published feeds and pages, from memory, with everything HTTP has for polite readers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from feeds.web.answer import SAFETY, Answer, ascii_address, caching, html_answer, page_answer, redirect_answer, text_answer
from feeds.web.coded import Representation
from feeds.web.conditional import accepted_codings, http_date, is_current
from feeds.web.limits import Network, RateLimit, client_of
from feeds.web.request import Request, joined
from feeds.web.sharing import FEED_METHODS, PREFLIGHT, SHARED, is_shared, shared
from feeds.web.shelf import FEED_ENDINGS, MEDIA_TYPES, Item, Shelf
from news import clock

MAX_AGE_SECONDS = 300
"""How long a copy counts as fresh unless told: about as long as between two publications. Some readers do not ask before."""
_SHORT = 60
_ARCHIVE_SECONDS = 86_400
MAX_BODY_BYTES = 64 * 1024
"""Of what is sent with a request."""
FORMS = frozenset({"chosen.opml"})
"""Last steps of paths to which a form may be sent that is too long for an address: what it says is read as if it stood in one."""
_METHODS = "GET, HEAD"
_OPENED = re.compile(r"(?P<stem>[^?]+)/(?P<file>(?:feed|summary|steady)\.(?:rss|atom|json))(?:\?(?P<query>.*))?")
"""The name of a feed that a person may open; an archive is none."""
_VARY = "Accept-Encoding, Sec-Fetch-Dest, Upgrade-Insecure-Requests"
"""What the answer to a request for a feed depends on."""
_TOO_LONG = 4096
_REMEMBERED = 256

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Route = Callable[[Request], Awaitable[Answer | Item | None]]
"""Answers a GET, or gives what is to be served like a file; None where the path is not its own. HEAD is the server's business."""
Mount = Callable[[Request], Awaitable[Answer]]
"""Answers every request below its first step of a path, whatever the method; it is given the body too."""


@dataclass(frozen=True, kw_only=True)
class Serving:
    """What the operator decides about the server."""

    public_url: str
    """Absolute address under which readers reach it: feeds name themselves by it in a `Link` header."""
    hub: str | None = None
    """Address of a WebSub hub that is told of changes; feeds name it in a `Link` header."""
    max_age_seconds: int = MAX_AGE_SECONDS
    """How long a copy counts as fresh."""
    requests_per_minute: int = 0
    """Of one client; 0: as many as it likes."""
    trusted_proxies: tuple[Network, ...] = ()
    """Who is believed about whom it asks for (X-Forwarded-For)."""


class Application:
    """Answers requests; an ASGI application, which a server that knows it can also ask at once.

    Nothing but the kinds of files that are published is served, no folder is listed, no link is followed out of the folder,
    nothing is logged and no cookie set.
    """

    def __init__(
        self, shelf: Shelf, serving: Serving, routes: Sequence[Route] = (), mounts: Mapping[str, Mount] | None = None
    ) -> None:
        self.answered: Counter[tuple[str, int]] = Counter()
        """Requests by what they were for ("feed", "file", "page", "operator", "refused") and status of the answer."""
        self._mounts = dict(mounts or {})
        self._shelf = shelf
        self._serving = serving
        self._base = serving.public_url.rstrip("/") + "/"
        self._routes = tuple(routes)
        self._limit = RateLimit(serving.requests_per_minute)
        self._client = lru_cache(4096)(partial(client_of, trusted=serving.trusted_proxies))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as ASGI wants it."""
        if scope["type"] != "http":
            return
        client = scope.get("client")
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        body = await _body(receive) if scope["method"] == "POST" and self.takes_body(path) else b""
        if body is None:
            return
        request = Request(
            method=scope["method"],
            path=path,
            query=scope["query_string"].decode("latin-1"),
            headers=joined(scope["headers"]),
            peer=client[0] if client else "",
            body=body,
        )
        answer = self.at_once(request) or await self.answer(request)
        await send({"type": "http.response.start", "status": answer.status, "headers": list(answer.lines)})
        await send({"type": "http.response.body", "body": answer.body})

    def at_once(self, request: Request) -> Answer | None:
        """The answer to a request for what is at hand; None where `answer` has to be asked, which waits for the disk and others.

        Only what is answered is counted against the client's limit.
        """
        if self._routes and request.path.endswith("/"):
            return None
        item = self._shelf.at_hand(request.path)
        if item is None or request.method == "OPTIONS":
            return None
        refusal = self._refused(request)
        if refusal is None:
            return self._found(request, item)
        return self._fitted(request, self._counted("refused", refusal))

    async def answer(self, request: Request) -> Answer:
        """The answer to any request, counted."""
        mount = self._mounts.get(_first_step(request.path))
        if mount is not None:
            refusal = self._limited(request)
            told = self._counted("operator", await mount(request)) if refusal is None else self._counted("refused", refusal)
            return told.bare() if request.method == "HEAD" else told
        refusal = self._refused(request)
        if refusal is None and request.method == "POST":
            request = replace(request, method="GET", query=request.body.decode("latin-1"), body=b"")
        if refusal is not None:
            answer = self._counted("refused", refusal)
        elif request.method == "OPTIONS":
            answer = self._counted("feed", PREFLIGHT)
        else:
            answer = await self._answer(request)
        return self._fitted(request, answer)

    def takes_body(self, path: str) -> bool:
        """Whether anybody here wants what is sent with a request for this path."""
        return _first_step(path) in self._mounts or _is_form(path)

    def _fitted(self, request: Request, answer: Answer) -> Answer:
        if is_shared(request.path):
            answer = shared(answer)
        return answer.bare() if request.method == "HEAD" else answer

    def _counted(self, purpose: str, answer: Answer) -> Answer:
        self.answered[purpose, answer.status] += 1
        return answer

    def _refused(self, request: Request) -> Answer | None:
        limited = self._limited(request)
        if limited is not None:
            return limited
        allowed = FEED_METHODS if is_shared(request.path) else f"{_METHODS}, POST" if _is_form(request.path) else _METHODS
        if request.method not in allowed.split(", "):
            return text_answer(405, "Method not allowed", {"Allow": allowed})
        if len(request.query) > _TOO_LONG:
            return text_answer(414, "Query too long")
        return None

    def _limited(self, request: Request) -> Answer | None:
        if self._serving.requests_per_minute:
            forwarded = request.header(b"x-forwarded-for")
            client = self._client(request.peer, forwarded and forwarded[-_REMEMBERED:])
            wait = self._limit.wait(client, clock.monotonic()) if client is not None else 0
            if wait:
                return text_answer(429, "Too many requests", {"Retry-After": str(wait)})
        return None

    async def _answer(self, request: Request) -> Answer:
        moved = self._shelf.moved()
        if moved.has_ended(request.path):
            title, text = "This feed has ended", "Nothing is published here any more. Nguồn tin này đã ngừng phát hành."
            gone = page_answer(410, title, text, base=self._base, seconds=self._serving.max_age_seconds)
            return self._counted("feed", gone)
        # A page that is made when somebody asks knows more than one that was written as a file: the reader's language, for one.
        folder = request.path.endswith("/")
        answer = await self._routed(request) if folder else None
        if answer is not None and answer.status != 404:
            return answer
        item = await self._shelf.find(request.path)
        successor = moved.successor(request.path)
        if successor is not None and (item is None or "/archive/" not in item.name):
            query = f"?{request.query}" if request.query else ""
            location = self._base + successor + query
            return self._counted("feed", redirect_answer(301, location, seconds=self._serving.max_age_seconds))
        if item is not None:
            return self._found(request, item)
        if self._shelf.is_folder(request.path):
            query = f"?{request.query}" if request.query else ""
            return self._counted("page", redirect_answer(308, f"{request.path.rpartition('/')[2]}/{query}", seconds=_SHORT))
        answer = answer or await self._routed(request)
        if answer is not None:
            return answer
        page = await self._shelf.find("/404.html")
        nothing = text_answer(404, "Not found") if page is None else html_answer(404, page.plain.body, seconds=_SHORT)
        return self._counted("page", nothing)

    async def _routed(self, request: Request) -> Answer | None:
        for route in self._routes:
            answer = await route(request)
            if answer is not None:
                return self._found(request, answer) if isinstance(answer, Item) else self._counted("page", answer)
        return None

    def _found(self, request: Request, item: Item) -> Answer:
        if self._routes and _is_shown(request) and (opened := _OPENED.fullmatch(item.name)):
            return self._counted("page", self._opened(opened))
        accepted = request.header(b"accept-encoding") if item.coded else None
        codings = _codings(accepted) if accepted is None or len(accepted) <= _REMEMBERED else accepted_codings(accepted)
        chosen = next((each for coding in codings for each in item.coded if each.coding == coding), item.plain)
        known = request.header(b"if-none-match")
        current = known == chosen.etag or is_current(
            chosen.etag, item.modified, if_none_match=known, if_modified_since=request.header(b"if-modified-since")
        )
        full, bare, unchanged = self._prepared(item, chosen)
        self.answered[item.purpose, 304 if current else 200] += 1
        if current:
            return unchanged
        return bare if request.method == "HEAD" else full

    def _opened(self, feed: re.Match[str]) -> Answer:
        """Where a person who opened a feed reads what it is, what is in it and what to do with its address."""
        query = f"&{feed['query']}" if feed["query"] else ""
        location = ascii_address(f"{self._base}{feed['stem']}/?feed={feed['file']}{query}")
        said = {**SAFETY, "Vary": _VARY, "Cache-Control": "no-store", "Location": location, "Content-Length": "0"}
        return Answer(status=303, headers=tuple(said.items()))

    def _prepared(self, item: Item, chosen: Representation) -> tuple[Answer, Answer, Answer]:
        """The answers of a representation: whole, without its body, and that it has not changed. Made once."""
        prepared = item.answers.get(chosen.coding)
        if prepared is None:
            headers = {
                **SAFETY,
                **caching(_ARCHIVE_SECONDS if "/archive/" in item.name else self._serving.max_age_seconds),
                "ETag": chosen.etag,
                "Last-Modified": http_date(item.modified),
            }
            lines = [*headers.items()]
            if item.ending in FEED_ENDINGS:
                # Public, and the same for everyone: readers in browsers may have it. Plain links, one a line, as readers expect.
                headers["Vary"] = _VARY
                lines = [*headers.items(), *SHARED]
                lines.extend(("Link", link) for link in self.links(item.name))
            whole = [*lines, ("Content-Type", MEDIA_TYPES[item.ending]), ("Content-Length", str(len(chosen.body)))]
            if chosen.coding:
                whole.append(("Content-Encoding", chosen.coding))
            full = Answer(status=200, headers=tuple(whole), body=chosen.body)
            prepared = item.answers[chosen.coding] = (full, full.bare(), Answer(status=304, headers=tuple(lines)))
        return prepared

    def links(self, name: str) -> tuple[str, ...]:
        """The `Link` headers of a feed: itself and, where a hub is told of its changes, that; not of archives and searches."""
        told = self._serving.hub and "?" not in name and "/archive/" not in name
        hub = (f'<{self._serving.hub}>; rel="hub"',) if told else ()
        return (*hub, f'<{self._base}{name}>; rel="self"')


def create_app(
    public_dir: Path, serving: Serving, *, routes: Sequence[Route] = (), mounts: Mapping[str, Mount] | None = None
) -> Application:
    """An application that serves what `feeds.publish` wrote into `public_dir`, as it is on disk at each request.

    What is no file is offered to the `routes`, in their order. `mounts` have paths of their own, by first step ("healthz"); of
    what lies in the folder below such a step nothing is served.
    """
    return Application(Shelf(public_dir, now=clock.now), serving, routes, mounts)


async def _body(receive: Receive) -> bytes | None:
    """The body of a request; None where the client left before it was complete, or sent more than anybody takes."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _is_shown(request: Request) -> bool:
    """Whether a browser is about to show the answer to a person: over plain http it only says that it would rather have https.

    No reader of feeds says either. Fetch Metadata (W3C) and Upgrade Insecure Requests (W3C), section 3.2.1.
    """
    shown_as = request.headers.get(b"sec-fetch-dest")
    return shown_as == b"document" or (shown_as is None and request.headers.get(b"upgrade-insecure-requests") == b"1")


def _is_form(path: str) -> bool:
    return path.rpartition("/")[2] in FORMS


def _first_step(path: str) -> str:
    return path[1:].partition("/")[0]


@lru_cache(1024)
def _codings(accept_encoding: str | None) -> tuple[str, ...]:
    return accepted_codings(accept_encoding)
