"""Rules: what a robots.txt says to one crawler, read as RFC 9309 means it.

Written rather than borrowed: where protego departs from the RFC it allows too much (docs/decisions/0008-guards.md has the list).
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass
from typing import Self

ROBOTS = "robots"
"""Key in the meta of a request for a robots.txt: of any type, of any size, from wherever it is redirected to."""
LONGEST_FILE = 500 * 1024
"""Bytes that are read (RFC 9309 section 2.5 asks for at least so many)."""
MOST_PATTERNS = 20_000

_ENDS = re.compile(rb"\r\n|\r|\n")
_TOKEN = re.compile(rb"[A-Za-z_-]+")
_ESCAPED = re.compile(rb"%[0-9A-Fa-f]{2}")
_UNSAFE = re.compile(rb"[^\x21-\x7e]")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")  # RFC 3986 section 2.3
_AGENTS = {b"user-agent", b"useragent", b"user agent"}
_DISALLOWS = {b"disallow", b"dissallow", b"dissalow", b"disalow", b"diasllow", b"disallaw"}
"""Misspelt often enough; who wrote it meant to forbid."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    parts: tuple[bytes, ...]
    """What stands between the wildcards."""
    anchored: bool
    length: int
    """In octets of the normalised rule: the longest that matches is the most specific."""
    allows: bool

    def matches(self, target: bytes) -> bool:
        first, *rest = self.parts
        if not target.startswith(first):
            return False
        if not rest:
            return not self.anchored or len(target) == len(first)
        position = len(first)
        for part in rest[:-1] if self.anchored else rest:
            found = target.find(part, position)
            if found < 0:
                return False
            position = found + len(part)
        return not self.anchored or (target.endswith(rest[-1]) and len(target) - len(rest[-1]) >= position)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What one robots.txt says to one crawler."""

    patterns: tuple[_Pattern, ...] = ()
    crawl_delay: float | None = None
    """Seconds between two requests, a common extension; None: none is asked for."""

    @classmethod
    def parse(cls, body: bytes, agent: str) -> Self:
        """Read a robots.txt for the crawler whose product token is `agent`, such as "Loa".

        Every group that names the crawler holds, or where none does every group of "*" (section 2.2.1). Nothing is ever refused:
        lines that say nothing are left aside, and of a file longer than LONGEST_FILE only the beginning is read.
        """
        own: list[_Pattern] = []
        general: list[_Pattern] = []
        delays: dict[bool, float] = {}
        named = False
        token = agent.lower().encode()
        hearers: set[bytes] = set()
        """Of the group that is being read: b"*" for everyone, the token for this crawler."""
        in_rules = False
        for key, value in _records(body):
            if key in _AGENTS:
                if in_rules:
                    hearers, in_rules = set(), False
                heard = _product(value)
                hearers.add(heard)
                named = named or heard == token
            elif key == b"allow" or key in _DISALLOWS:
                in_rules = True
                pattern = _pattern(value, allows=key == b"allow")
                if pattern and token in hearers:
                    own.append(pattern)
                if pattern and b"*" in hearers:
                    general.append(pattern)
            elif key == b"crawl-delay" and (seconds := _seconds(value)) is not None:
                for heard in hearers & {token, b"*"}:
                    delays[heard == token] = max(seconds, delays.get(heard == token, 0.0))
        return cls(patterns=tuple((own if named else general)[:MOST_PATTERNS]), crawl_delay=delays.get(named))

    def allows(self, url: str) -> bool:
        """Whether the crawler may ask for an address of the file's own host.

        The longest pattern that matches decides, an Allow among equals (section 2.2.2); /robots.txt itself is always allowed.
        """
        target = _target(url)
        if target.partition(b"?")[0] == b"/robots.txt":
            return True
        longest, allowed = -1, True
        for pattern in self.patterns:
            decides = pattern.length > longest or (pattern.length == longest and pattern.allows and not allowed)
            if decides and pattern.matches(target):
                longest, allowed = pattern.length, pattern.allows
        return allowed


def _records(body: bytes) -> list[tuple[bytes, bytes]]:
    """The file's lines of key and value, keys in lower case."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # no UTF-8, but what it forbids is plain to see
        body = body[: 2 * LONGEST_FILE].decode("utf-16", "replace").encode("utf-8", "replace")
    body = body.removeprefix(codecs.BOM_UTF8)
    lines = _ENDS.split(body[:LONGEST_FILE])
    if len(body) > LONGEST_FILE:  # a rule cut in its middle would say something else
        lines.pop()
    records = []
    for line in lines:
        text = line.partition(b"#")[0].strip(b" \t")
        key, colon, value = text.partition(b":")
        if not colon:
            words = text.split()
            if len(words) != 2:  # a colon is forgotten now and then
                continue
            key, value = words
        records.append((b" ".join(key.lower().split()), value.strip(b" \t")))
    return records


def _product(value: bytes) -> bytes:
    """What a User-agent line names, in lower case: "*" or a product token without its version (section 2.2.1)."""
    if value.split()[:1] == [b"*"]:
        return b"*"
    token = _TOKEN.match(value)
    return token[0].lower() if token else b""


def _pattern(value: bytes, *, allows: bool) -> _Pattern | None:
    """The pattern of a rule; None for an empty one, which rules nothing."""
    if not value:
        return None
    if value[:1] not in {b"/", b"*", b"$"} and not allows:
        value = b"/" + value  # a path starts with a slash; who forgot it meant to forbid something
    path = _normalise(value)
    anchored = path.endswith(b"$")
    parts = (path[:-1] if anchored else path).replace(b"$", b"%24").split(b"*")
    return _Pattern(tuple(parts), anchored, len(path), allows)


def _target(url: str) -> bytes:
    """Path and query of an address in the form that patterns are matched against: what is special in them stands escaped."""
    rest = url.partition("://")[2].partition("#")[0]
    start = next((index for index, character in enumerate(rest) if character in "/?"), len(rest))
    path = rest[start:] if rest[start : start + 1] == "/" else f"/{rest[start:]}"
    return _normalise(path.encode("utf-8", "replace")).replace(b"*", b"%2A").replace(b"$", b"%24")


def _normalise(path: bytes) -> bytes:
    """Octets outside ASCII escaped, escapes of unreserved characters undone, others in capitals (section 2.2.2).

    In a query a slash and a colon are the same escaped or not, as in the RFC's table of examples.
    """

    def undone(escape: re.Match[bytes]) -> bytes:
        octet = int(escape[0][1:], 16)
        return bytes([octet]) if octet in _UNRESERVED else escape[0].upper()

    escaped = _ESCAPED.sub(undone, _UNSAFE.sub(lambda octet: b"%%%02X" % ord(octet[0]), path))
    before, mark, query = escaped.partition(b"?")
    return before + mark + query.replace(b"%2F", b"/").replace(b"%3A", b":")


def _seconds(value: bytes) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
