"""Representations of one body: as it is, by brotli and by gzip, each with a tag of its own."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import brotli

ENDINGS: Mapping[str, str] = {"br": ".br", "gzip": ".gz"}
"""Of files that hold what was compressed beforehand, by coding."""
_BROTLI_QUALITY = 5
"""The level from which on brotli beats gzip on feeds, at about gzip's price."""


@dataclass(frozen=True, kw_only=True)
class Representation:
    """A body with the strong tag that names exactly these octets."""

    body: bytes
    etag: str
    """Quotes included."""
    coding: str | None
    """"br" or "gzip"; None: as it is."""


def represent(body: bytes, ready: Mapping[str, bytes]) -> tuple[Representation, tuple[Representation, ...]]:
    """The body as it is, and compressed in every coding in which it is smaller.

    `ready` has, by coding, what was compressed beforehand; it is used where it unpacks to this very body, so that what lies
    beside a file from another time is never sent in its place.
    """
    coded = []
    for coding, (pack, unpack) in _CODINGS.items():
        packed = ready.get(coding)
        if packed is None or not unpack(packed, body):
            packed = pack(body)
        if len(packed) < len(body):
            coded.append(_of(packed, coding))
    return _of(body, None), tuple(coded)


def pack(coding: str, body: bytes) -> bytes:
    """The body compressed in a coding, a key of ENDINGS; the same bytes for the same body."""
    return _CODINGS[coding][0](body)


def _of(body: bytes, coding: str | None) -> Representation:
    return Representation(body=body, etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"', coding=coding)


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


def _gunzips(packed: bytes, body: bytes) -> bool:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        return unpacking.decompress(packed, len(body) + 1) == body and unpacking.eof and not unpacking.unused_data
    except zlib.error:
        return False


def _brotli(body: bytes) -> bytes:
    return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY))


def _unbrotlis(packed: bytes, body: bytes) -> bool:
    unpacking = brotli.Decompressor()
    try:
        return bool(unpacking.process(packed, output_buffer_limit=len(body) + 1) == body and unpacking.is_finished())
    except brotli.error:
        return False


_CODINGS: Mapping[str, tuple[Callable[[bytes], bytes], Callable[[bytes, bytes], bool]]] = {
    "br": (_brotli, _unbrotlis),
    "gzip": (_gzip, _gunzips),
}
