"""Pictures: those of the articles, fetched from their towns once and given out by us, so that a page asks nobody else."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import secrets
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from feeds.addresses import web_address
from news import clock
from news.article import Article, Figure
from news.errors import FetchError
from news.reach import AllowedHosts

MAX_BYTES = 5_000_000
"""Of one picture."""
_TIMEOUT = 10.0
"""Seconds without an answer."""
_LONGEST = 30.0
"""Seconds for a whole picture."""
_REDIRECTS = 3
_SILENT_SECONDS = 60.0
"""How long a host that did not answer is left alone."""
_SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"ftypavif", 4, "image/avif"),
)
"""What a picture begins with, where, and its type. SVG is none: it can hold scripts."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as it is given out."""

    body: bytes
    media_type: str
    """From its first bytes, never from what the town says."""


def pictures_of(article: Article) -> tuple[str, ...]:
    """The addresses of an article's pictures, by the numbers under which `picture_path` names them."""
    found = [block.image for block in article.body if isinstance(block, Figure)]
    return tuple(dict.fromkeys(address for each in found if (address := web_address(each))))


def picture_path(article_id: str, number: int) -> str:
    """Path of a picture below the public folder."""
    return f"picture/{article_id}/{number}"


def kind_of(body: bytes) -> str | None:
    """The media type of a picture from its first bytes; None for what is no picture that browsers show safely."""
    return next((kind for start, at, kind in _SIGNATURES if body[at : at + len(start)] == start), None)


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host. Raises OSError where there is none."""
    return list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


class PictureCache:
    """A folder of fetched pictures, bounded in bytes. Safe to use from several threads."""

    def __init__(
        self,
        folder: Path,
        *,
        user_agent: str,
        allowed: AllowedHosts | None = None,
        max_bytes: int = 500_000_000,
        resolving: Callable[[str, int], list[str]] = resolve,
    ) -> None:
        """`allowed` are hosts that may be asked though their address is no public one; `max_bytes` bounds the folder."""
        self._folder = folder
        self._user_agent = user_agent
        self._allowed = allowed or AllowedHosts()
        self._max_bytes = max_bytes
        self._resolve = resolving
        self._silent: dict[str, float] = {}
        """By host that did not answer, until when it is left alone."""

    def get(self, url: str) -> Picture:
        """The picture at an absolute http(s) address. Raises FetchError naming the address where it cannot be had."""
        return self.kept(url) or self.fetch(url)

    def kept(self, url: str) -> Picture | None:
        """The picture as it was fetched before; None where it was not."""
        path = self._path(url)
        try:
            body = path.read_bytes()
            os.utime(path)  # what was looked at lately goes last
        except OSError:
            return None
        kind = kind_of(body)
        return Picture(body=body, media_type=kind) if kind else None

    def fetch(self, url: str) -> Picture:
        """The picture, asked of its town, which may take half a minute. Raises FetchError as `get`.

        A host that does not answer is not asked again for a minute, whatever its pictures.
        """
        path, host, now = self._path(url), urlsplit(url).netloc, clock.monotonic()
        self._silent = {each: until for each, until in self._silent.items() if until > now}
        if host in self._silent:
            raise FetchError(url, "its host did not answer a moment ago")
        body = self._fetch(url)
        kind = kind_of(body)
        if kind is None:
            raise FetchError(url, "what is there is no picture")
        with contextlib.suppress(OSError):  # a full disk costs the next reader a look, this one nothing
            if not path.exists():
                self._keep(path, body)
        return Picture(body=body, media_type=kind)

    def _path(self, url: str) -> Path:
        return self._folder / hashlib.sha256(url.encode()).hexdigest()

    def _fetch(self, url: str) -> bytes:
        asked = url
        try:
            for _ in range(_REDIRECTS + 1):
                status, location, body = self._ask(asked)
                if status not in {301, 302, 303, 307, 308}:
                    break
                asked = web_address(urljoin(asked, location or "")) or ""
            else:
                raise FetchError(url, f"more than {_REDIRECTS} redirects")
        except (OSError, http.client.HTTPException, ValueError) as error:
            if isinstance(error, OSError):
                self._silent[urlsplit(url).netloc] = clock.monotonic() + _SILENT_SECONDS
            raise FetchError(url, str(error) or type(error).__name__) from error
        if status != 200:
            raise FetchError(url, f"HTTP {status}")
        if len(body) > MAX_BYTES:
            raise FetchError(url, f"more than {MAX_BYTES} bytes")
        return body

    def _ask(self, url: str) -> tuple[int, str | None, bytes]:
        parts = urlsplit(url)
        host = parts.hostname
        if not host or parts.scheme not in {"http", "https"}:
            raise ValueError("no address of a picture")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = _Connection(host, port, self._public(host, port), tls=parts.scheme == "https")
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", path, headers={"User-Agent": self._user_agent, "Accept": "image/*"})
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location"), _read(answer)
        finally:
            connection.close()

    def _public(self, host: str, port: int) -> str:
        """The address to connect to: the one that was judged, so that a second look-up cannot give another."""
        for address in self._resolve(host, port):
            if self._allowed.allows(host, port, ip_address(address.partition("%")[0])):
                return address
        raise ValueError(f"{host} has no public address")

    def _keep(self, path: Path, body: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        try:
            unfinished.write_bytes(body)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        self.tidy()

    def tidy(self) -> int:
        """Let the longest unused go until the rest fits; return how many went. Raises OSError."""
        found = []
        for each in self._folder.iterdir() if self._folder.is_dir() else ():
            try:
                status = each.stat()
            except FileNotFoundError:  # another thread was here first
                continue
            found.append((status.st_mtime, status.st_size, each))
        total = sum(size for _, size, _ in found)
        gone = 0
        for _, size, each in sorted(found):
            if total <= self._max_bytes:
                break
            each.unlink(missing_ok=True)
            total -= size
            gone += 1
        return gone


def _read(answer: http.client.HTTPResponse) -> bytes:
    """The body, as far as one byte more than a picture may have. Raises TimeoutError where it drips in."""
    started, parts, size = clock.monotonic(), [], 0
    while size <= MAX_BYTES and (part := answer.read1(65_536)):
        parts.append(part)
        size += len(part)
        if clock.monotonic() - started > _LONGEST:
            raise TimeoutError(f"not whole after {_LONGEST:.0f} seconds")
    return b"".join(parts)


class _Connection(http.client.HTTPConnection):
    """To one address of a host, under the host's name."""

    def __init__(self, host: str, port: int, address: str, *, tls: bool) -> None:
        super().__init__(host, port, timeout=_TIMEOUT)
        self._address, self._tls = address, tls
        self.default_port = 443 if tls else 80  # what the Host header leaves out

    def connect(self) -> None:
        connected = socket.create_connection((self._address, self.port), _TIMEOUT)
        self.sock = ssl.create_default_context().wrap_socket(connected, server_hostname=self.host) if self._tls else connected
