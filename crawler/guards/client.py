"""Client: one HTTP request at a time, over connections that are made only to addresses that may be reached.

What is judged is the very address that is connected to, so neither a spelling (decimal, octal, mapped, with a dot at the end)
nor a name server that changes its answer between a look and the connection can lead anywhere else.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp.http_exceptions import LineTooLong
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from yarl import URL

from crawler.guards.causes import causes
from crawler.guards.refusals import AddressRefusedError, TooLargeError
from crawler.guards.resolver import Resolver, shared_resolver
from crawler.guards.tls import Trust, certificate_error
from news.reach import AllowedHosts

LONGEST_LINE = 16 * 1024
"""Bytes of a header, and of the line before the first."""
MOST_HEADERS = 200
"""So that a head has three megabytes at most."""
_AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[str | int, ...]]


@dataclass
class _Wanted:
    """What a connection is made for."""

    host: str
    """As it goes over the wire: in ASCII."""
    port: int
    refused: str | None = None
    """An address that was not connected to, since it is not to be reached under this name."""


_wanted: ContextVar[_Wanted] = ContextVar("wanted")


class Client:
    """What one crawl asks through; make one where a loop runs, and close it there."""

    def __init__(self, *, allowed: AllowedHosts, extra_ca_file: Mapping[str, Path], resolver: Resolver | None = None) -> None:
        """Connect to public addresses, and to private ones of the `allowed` hosts. Raise SettingsError as `Trust`.

        Names are looked up by the `resolver`; None: by that of the process.
        """
        self._resolver = resolver or shared_resolver()
        self._allowed = allowed
        self._trust = Trust(extra_ca_file)
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def ask(self, request: Request, *, seconds: float) -> AsyncIterator[aiohttp.ClientResponse]:
        """Give an answer whose body is yet to come; all that is done with it is to be done within that time.

        Raise AddressRefusedError, CertificateError, TooLargeError for a head without end, or what Scrapy's own handlers raise.
        """
        try:
            url = URL(request.url, encoded=True)
            wanted = _Wanted(url.raw_host or "", url.port or 0)
        except ValueError as error:
            raise DownloadFailedError(f"no address that can be asked for: {error}") from error
        _wanted.set(wanted)
        try:
            async with self._opened().request(
                request.method,
                url,
                data=request.body or None,
                headers=[(name, value) for name, values in _headers(request) for value in values],
                timeout=aiohttp.ClientTimeout(total=seconds),
                ssl=self._trust.context(wanted.host, wanted.port) if url.scheme == "https" else True,
                allow_redirects=False,
            ) as answer:
                yield answer
        except (TimeoutError, aiohttp.ClientError) as error:
            raise _named(request.url, wanted, error) from error

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=self._resolver, use_dns_cache=False, socket_factory=self._socket),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                max_line_size=LONGEST_LINE,
                max_field_size=LONGEST_LINE,
                max_headers=MOST_HEADERS,
                skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            )
        return self._session

    def _socket(self, info: _AddressInfo) -> socket.socket:
        """Return a socket for an address that is about to be connected to. Raise OSError for one that must not be."""
        family, kind, protocol, _, address = info
        wanted = _wanted.get()
        if not self._allowed.allows(wanted.host, wanted.port, ipaddress.ip_address(str(address[0]))):
            wanted.refused = str(address[0])
            raise OSError(f"{address[0]} is not to be connected to")
        return socket.socket(family, kind, protocol)


def _headers(request: Request) -> list[tuple[str, list[str]]]:
    return [(name.decode("latin-1"), [value.decode("latin-1") for value in values]) for name, values in request.headers.items()]


def _named(url: str, wanted: _Wanted, error: Exception) -> Exception:
    """The error under the name by which Scrapy retries it and an operator knows it."""
    if wanted.refused is not None and isinstance(error, aiohttp.ClientConnectorError):
        known_as = "" if wanted.host == wanted.refused else f"{wanted.refused}, "
        advice = "name the host in crawl.allow_private_hosts if that is right"
        return AddressRefusedError(url, f"{wanted.host} is {known_as}no public address; {advice}")
    if certificate := certificate_error(url, wanted.host, error):
        return certificate
    if any(isinstance(cause, LineTooLong) or "Too many headers" in str(cause) for cause in causes(error)):
        return TooLargeError(url, f"has more than {MOST_HEADERS} headers, or one of more than {LONGEST_LINE} bytes")
    message = _said(error)
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return DownloadTimeoutError(f"it took longer than allowed: {message}")
    if isinstance(error, aiohttp.ClientPayloadError):
        return ResponseDataLossError(message)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return CannotResolveHostError(message)
    if isinstance(error, aiohttp.ClientConnectorError):
        return DownloadConnectionRefusedError(message)
    return DownloadFailedError(message)


def _said(error: Exception) -> str:
    """What is wrong, without what aiohttp adds for programmers."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return os.strerror(error.os_error.errno) if error.os_error.errno else str(error.os_error)
    if isinstance(error, aiohttp.ClientResponseError):
        return " ".join(error.message.split())
    return str(error) or type(error).__name__
