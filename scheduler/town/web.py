"""The HTTP of one portal: conditional requests, compression and the journal around the portal's answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from news import clock
from scheduler.town.answer import Answer
from scheduler.town.journal import Journal, Visit

Answers = Callable[[str, Mapping[str, str]], Answer]
"""Path (percent-decoded) and query parameters to the portal's answer."""

_COMPRESSED_FROM = 1_000


def create_app(portal: str, answers: Answers, journal: Journal, *, compresses: bool) -> Starlette:
    """The application of one portal; it answers GET and HEAD and nothing else (405).

    `compresses` says whether it sends gzip to visitors that accept it.
    """

    async def endpoint(request: Request) -> Response:
        answer = await run_in_threadpool(answers, request.url.path, request.query_params)
        response = _respond(answer, request, weak=compresses)
        journal.note(_visit(portal, request, response.status_code))
        return response

    middleware = [Middleware(GZipMiddleware, minimum_size=_COMPRESSED_FROM)] if compresses else []
    return Starlette(routes=[Route("/{path:path}", endpoint, methods=["GET", "HEAD"])], middleware=middleware)


def _respond(answer: Answer, request: Request, *, weak: bool) -> Response:
    """The answer with its validators, or 304 where the visitor already has it (RFC 9110, section 13.2.2)."""
    headers = {"Cache-Control": "no-cache"}
    if answer.status == 200:
        # One representation is sent plain and compressed, so its tag may only claim that both mean the same.
        headers["ETag"] = ("W/" if weak else "") + f'"{sha256(answer.body).hexdigest()[:24]}"'
        if answer.modified is not None:
            headers["Last-Modified"] = format_datetime(answer.modified.astimezone(UTC).replace(microsecond=0), usegmt=True)
        if _is_known(request, headers["ETag"], answer.modified):
            return Response(status_code=304, headers=headers)
    return Response(answer.body, status_code=answer.status, headers=headers, media_type=answer.media_type)


def _is_known(request: Request, tag: str, modified: datetime | None) -> bool:
    """Whether the visitor's conditions say that it holds this very page; a condition that cannot be read is none."""
    asked = request.headers.get("if-none-match")
    if asked is not None:
        tags = {one.strip().removeprefix("W/") for one in asked.split(",")}
        return "*" in tags or tag.removeprefix("W/") in tags
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return modified.replace(microsecond=0) <= moment


def _visit(portal: str, request: Request, status: int) -> Visit:
    """The request as the journal keeps it."""
    path = request.scope.get("raw_path", request.url.path.encode()).decode("ascii", "backslashreplace").partition("?")[0]
    query = request.scope["query_string"].decode("ascii", "backslashreplace")
    return Visit(
        moment=clock.now(),
        portal=portal,
        method=request.method,
        path=f"{path}?{query}" if query else path,
        status=status,
        user_agent=request.headers.get("user-agent", ""),
        conditional="if-none-match" in request.headers or "if-modified-since" in request.headers,
    )
