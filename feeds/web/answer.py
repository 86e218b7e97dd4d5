"""Answer: what goes back to a client, with its header lines made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from http import HTTPStatus
from urllib.parse import quote

_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
SAFETY: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": _POLICY,
    "Vary": "Accept-Encoding",
}
"""Of every answer: nothing is guessed, nothing framed, no script runs, and caches tell codings apart."""
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><link rel="stylesheet" href="{base}site.css"></head>
<body><main><h1>{title}</h1><p>{text}</p><p><a href="{base}">{base}</a></p></main></body></html>
"""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A whole answer; it may be sent many times."""

    status: int
    headers: tuple[tuple[str, str], ...]
    """Names and values without line ends. Content-Length is among them wherever there could be a body."""
    body: bytes = b""

    @cached_property
    def lines(self) -> tuple[tuple[bytes, bytes], ...]:
        """The headers as ASGI wants them: octets, names in lower case."""
        return tuple((name.lower().encode("ascii"), value.encode("latin-1")) for name, value in self.headers)

    @cached_property
    def opening(self) -> bytes:
        """The status line, with its line end."""
        return f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n".encode("ascii")

    @cached_property
    def head(self) -> bytes:
        """The header lines with the empty one that ends them; no Date."""
        return b"".join(b"%s: %s\r\n" % line for line in self.lines) + b"\r\n"

    def bare(self) -> Answer:
        """The same as a HEAD request gets it: every header, no body."""
        return Answer(status=self.status, headers=self.headers)


def caching(seconds: int) -> dict[str, str]:
    """The header that lets anybody keep a copy for so long."""
    return {"Cache-Control": f"public, max-age={seconds}"}


def text_answer(status: int, text: str, headers: Mapping[str, str] | None = None) -> Answer:
    """A line of plain text that is not to be kept, unless `headers` say otherwise."""
    body = f"{text}\n".encode()
    said = {**SAFETY, "Cache-Control": "no-store", **(headers or {}), "Content-Type": "text/plain; charset=utf-8"}
    return Answer(status=status, headers=(*said.items(), ("Content-Length", str(len(body)))), body=body)


def page_answer(status: int, title: str, text: str, *, base: str, seconds: int) -> Answer:
    """A small page that links to the front page at `base`; title and text are plain."""
    body = _PAGE.format(title=escape(title), text=escape(text), base=escape(base)).encode()
    return html_answer(status, body, seconds=seconds)


def html_answer(status: int, body: bytes, *, seconds: int) -> Answer:
    """A page that is no file of its own."""
    said = {**SAFETY, **caching(seconds), "Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
    return Answer(status=status, headers=tuple(said.items()), body=body)


def redirect_answer(status: int, location: str, *, seconds: int) -> Answer:
    """Where to go instead; `location` is relative or absolute, and may hold whatever a client wrote into its query."""
    said = {
        **SAFETY,
        **caching(seconds),
        "Location": ascii_address(location),
        "Content-Length": "0",
    }
    return Answer(status=status, headers=tuple(said.items()))


def ascii_address(address: str) -> str:
    """An address that may stand in a header: what may not is escaped."""
    return quote(address, safe="%/:=&?~#+!$,;'@()*[]")
