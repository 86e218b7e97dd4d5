"""Heads: what stands before the body of an answer is bounded too; Twisted keeps whatever comes."""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import (  # Scrapy has no public name for its forgiving parser
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)

LARGEST_HEAD = 256 * 1024
"""Bytes."""


class HeadTooLargeError(Exception):
    """A status line and headers without end."""


class _BoundedParser(_LenientHTTPClientParser):
    """Scrapy's parser, which gives up on a head that goes on and on."""

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 Twisted names it
        """Raise HeadTooLargeError, upon which the protocol drops the connection."""
        if self.state in {"STATUS", "HEADER"}:
            self.received = getattr(self, "received", 0) + len(data)
            if self.received > LARGEST_HEAD:
                raise HeadTooLargeError
        super().dataReceived(data)  # type: ignore[no-untyped-call] # Twisted gives it no types


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's protocol with that parser."""

    def request(self, request: Any) -> Any:
        """Send a request; the parser of its answer is made by it."""
        answered = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _BoundedParser
        return answered


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes the protocols of a connection pool."""

    noisy = False

    def buildProtocol(self, addr: Any) -> _BoundedProtocol:  # noqa: ARG002, N802 Twisted names it
        """Return the protocol of a new connection."""
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call] # as above
