"""The web server's application: published feeds and pages, from memory, with everything HTTP has for polite readers."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from feeds.web.conditional import accepts_gzip, http_date, is_current
from feeds.web.shelf import FEED_ENDINGS, MEDIA_TYPES, Item, Shelf
from news import clock

MAX_AGE_SECONDS = 300
"""How long a copy counts as fresh: about as long as between two publications; some readers do not ask again before."""
_METHODS = "GET, HEAD"
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": _POLICY,
    "Vary": "Accept-Encoding",
}


def create_app(public_dir: Path, *, public_url: str) -> Starlette:
    """An ASGI application that serves what `feeds.publish` wrote into `public_dir`, as it is on disk at each request.

    `public_url` is the absolute address under which readers reach it: feeds name themselves by it in a `Link` header. Nothing but
    the kinds of files that are published is served, no folder is listed, no link is followed out of the folder, nothing is logged
    and no cookie set.
    """
    server = _Server(Shelf(public_dir, now=clock.now), public_url.rstrip("/"))
    return Starlette(routes=[Route("/{path:path}", server)])


class _Server:
    """Answers every request; an object and not a function, so that Starlette leaves the methods to it."""

    def __init__(self, shelf: Shelf, base: str) -> None:
        self._shelf = shelf
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        # Not the route's parameter: its pattern lets a line feed at the end of a path go unseen.
        path: str = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        if request.method not in {"GET", "HEAD"}:
            return Response("Method not allowed\n", 405, {**_SAFETY, "Allow": _METHODS}, "text/plain")
        item = await self._shelf.find(path)
        if item is not None:
            return self._found(request, item)
        if self._shelf.is_folder(path):
            return Response(status_code=308, headers={**_SAFETY, **_caching(60), "Location": f"{path.removeprefix('/')}/"})
        return await self._not_found(request)

    def _found(self, request: Request, item: Item) -> Response:
        zipped = item.gzipped if item.gzipped and accepts_gzip(_joined(request, "accept-encoding")) else None
        chosen = zipped or item.plain
        headers = {
            **_SAFETY,
            **_caching(MAX_AGE_SECONDS),
            "ETag": chosen.etag,
            "Last-Modified": http_date(item.modified),
        }
        if item.ending in FEED_ENDINGS:
            headers["Link"] = f'<{self._base}/{item.name}>; rel="self"'
            headers["Access-Control-Allow-Origin"] = "*"  # public, and the same for everyone: readers in browsers may have it
        if is_current(
            chosen.etag,
            item.modified,
            if_none_match=_joined(request, "if-none-match"),
            if_modified_since=request.headers.get("if-modified-since"),
        ):
            return Response(status_code=304, headers=headers)
        headers["Content-Type"] = MEDIA_TYPES[item.ending]
        headers["Content-Length"] = str(len(chosen.body))
        if zipped:
            headers["Content-Encoding"] = "gzip"
        return Response(b"" if request.method == "HEAD" else chosen.body, headers=headers)

    async def _not_found(self, request: Request) -> Response:
        page = await self._shelf.find("/404.html")
        headers = {**_SAFETY, **_caching(60)}
        if page is None:
            return Response("Not found\n", 404, headers, "text/plain")
        headers["Content-Type"] = MEDIA_TYPES[".html"]
        headers["Content-Length"] = str(len(page.plain.body))
        return Response(b"" if request.method == "HEAD" else page.plain.body, 404, headers)


def _caching(seconds: int) -> dict[str, str]:
    return {"Cache-Control": f"public, max-age={seconds}"}


def _joined(request: Request, name: str) -> str | None:
    """The value of a list header, also when it was sent in several lines."""
    values = request.headers.getlist(name)
    return ", ".join(values) if values else None
