"""Request: what a client asks for, as far as answers depend on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A request whose headers may say anything."""

    method: str
    path: str
    """Decoded, without query; a proxy's prefix is taken off."""
    query: str
    """As sent, without the question mark; not decoded."""
    headers: Mapping[bytes, bytes]
    """By name in lower case; the values of several lines are joined by commas."""
    peer: str
    """Address of whoever holds the connection; empty where there is none (a socket of the file system)."""
    body: bytes = b""
    """What was sent with it, where somebody takes that; empty otherwise."""

    def header(self, name: bytes) -> str | None:
        """The value of a header; None where it was not sent."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")


def joined(headers: Iterable[tuple[bytes, bytes]]) -> Mapping[bytes, bytes]:
    """Headers, by name, as a server lists them line by line."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        found[name] = found[name] + b", " + value if name in found else value
    return found
