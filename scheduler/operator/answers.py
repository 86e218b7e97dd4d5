"""Answers of the operator's pages: never kept by anybody, in no frame, without script, sending forms to this server alone."""

from __future__ import annotations

from feeds.web.answer import SAFETY, Answer, text_answer
from scheduler.operator.access import Standing

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_FOREIGN = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
_HEADERS = {
    **SAFETY,
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "same-origin",  # with "no-referrer" browsers say "Origin: null" even of our own forms
    "Cache-Control": "no-store",
}


def refused(standing: Standing) -> Answer | None:
    """Return the answer to a program that may not see something; None: it may."""
    match standing:
        case Standing.ALLOWED:
            return None
        case Standing.TOO_MANY:
            return text_answer(429, "Too many wrong tokens", {"Retry-After": "60"})
        case Standing.HIDDEN:
            return text_answer(404, "Not found")
        case Standing.WRONG | Standing.MAY_LOG_IN:
            return text_answer(401, "A token is needed", {"WWW-Authenticate": 'Bearer realm="Loa"'})


def page(status: int, body: bytes, *, cookie: str | None = None) -> Answer:
    """A page; `cookie` is the value of a Set-Cookie header, None: none is set."""
    return _answer(status, body, "text/html; charset=utf-8", cookie=cookie)


def foreign(body: bytes, media_type: str) -> Answer:
    """What a town sent: a document of its own that may do nothing and ask nobody, also when it is opened by itself."""
    guarded = {
        "Content-Security-Policy": _FOREIGN,
        "Referrer-Policy": "no-referrer",
        "X-DNS-Prefetch-Control": "off",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return _answer(200, body, media_type, **guarded)


def asset(body: bytes, media_type: str) -> Answer:
    """A file that pages refer to by an address that changes with it."""
    return _answer(200, body, media_type, **{"Cache-Control": "private, max-age=86400"})


def redirect(location: str, *, status: int = 303, cookie: str | None = None) -> Answer:
    """Where to go, relative to the folder of the pages; `location` is ASCII without line ends."""
    return _answer(status, b"", None, cookie=cookie, Location=location)


def _answer(status: int, body: bytes, media_type: str | None, *, cookie: str | None = None, **headers: str) -> Answer:
    said = {**_HEADERS, **headers, "Content-Length": str(len(body))}
    if media_type is not None:
        said["Content-Type"] = media_type
    if cookie is not None:
        said["Set-Cookie"] = cookie
    return Answer(status=status, headers=tuple(said.items()), body=body)
