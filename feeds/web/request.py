"""Request: what a client asks for, as far as answers depend on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A request whose headers may say anything."""

    method: str
    path: str
    """Decoded, without query; a proxy's prefix is taken off."""
    query: str
    """As sent, without the question mark; not decoded."""
    headers: tuple[tuple[bytes, bytes], ...]
    """Names in lower case, in their order."""
    peer: str
    """Address of whoever holds the connection; empty where there is none (a socket of the file system)."""

    def header(self, name: bytes) -> str | None:
        """The value of a header, of several lines joined by commas; None where it was not sent."""
        found = [value for each, value in self.headers if each == name]
        return b", ".join(found).decode("latin-1") if found else None


def request_of(
    method: str, path: str, query: bytes, headers: Iterable[tuple[bytes, bytes]], peer: str, *, root_path: str = ""
) -> Request:
    """The request of what a server says; `root_path` is the prefix under which the application is mounted."""
    return Request(
        method=method,
        path=path.removeprefix(root_path),
        query=query.decode("latin-1"),
        headers=tuple(headers),
        peer=peer,
    )
