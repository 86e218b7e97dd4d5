"""Compression: bodies are unpacked piece by piece up to a limit, and one that ends too early is damaged, not short."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, Protocol

from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

from crawler.guards.refusals import CutShortError, TooLargeError

ACCEPTED = "gzip, deflate, br"
"""What a request says it takes."""
MOST_LAYERS = 2
"""Encodings one over the other; servers that compress twice by mistake exist, deeper ones mean harm."""
MOST_MEMBERS = 100
_PIECE = 65536
_GZIP = b"\x1f\x8b"

_brotli: Any = import_module("brotli")  # comes with Scrapy and has no types


class DamagedError(ValueError):
    """A body that ends before its end, or is not what it claims to be."""


class OverLimitError(ValueError):
    """A body that unpacks to more than allowed."""


class _Decoder(Protocol):
    def __call__(self, body: bytes, pieces: Callable[[bytes], None]) -> None: ...


def unpack(body: bytes, encodings: Iterable[str], *, limit: int) -> bytes:
    """Return a body without the `encodings` its Content-Encoding names, in the order of the header.

    A body that is plain text though it claims gzip, or an encoding that is none, is returned as it is. No more than `limit` bytes
    and one piece are ever held. Raise OverLimitError beyond it, DamagedError for a body that cannot be unpacked to its end, or is
    in an encoding nobody asked for.
    """
    names = [name for each in encodings if (name := each.strip().lower()) not in {"", "identity"}]
    if len(names) > MOST_LAYERS:
        raise DamagedError(f"it is encoded {len(names)} times over")
    for name in reversed(names):
        decoder = _DECODERS.get(name)
        if decoder is None and _is_text(body):
            continue  # "utf-8", "none", "8bit": no coding of the body was meant
        if decoder is None:
            raise DamagedError(f"its encoding {name[:40]!r} is not known")
        body = _bounded(decoder, body, limit) if body else body
    return body


def _bounded(decoder: _Decoder, body: bytes, limit: int) -> bytes:
    held = bytearray()

    def take(piece: bytes) -> None:
        held.extend(piece)
        if len(held) > limit:
            raise OverLimitError(f"it unpacks to more than {limit} bytes")

    decoder(body, take)
    return bytes(held)


def _gzip(body: bytes, pieces: Callable[[bytes], None]) -> None:
    if not body.startswith(_GZIP[: len(body)]):
        if _is_text(body):
            pieces(body)
            return
        raise DamagedError("it claims gzip and is not")
    rest = body
    for _ in range(MOST_MEMBERS):  # one may follow another (RFC 1952 section 2.2); what else follows is left aside
        rest = _inflate(zlib.decompressobj(wbits=31), rest, pieces)
        if not rest.startswith(_GZIP):
            return
    raise DamagedError(f"it has more than {MOST_MEMBERS} members")


def _deflate(body: bytes, pieces: Callable[[bytes], None]) -> None:
    # RFC 9110 section 8.4.1.2: zlib is meant, but some servers send the bare stream.
    header = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    _inflate(zlib.decompressobj(wbits=15 if header else -15), body, pieces)


def _inflate(stream: Any, body: bytes, pieces: Callable[[bytes], None]) -> bytes:
    """Unpack one stream and return what follows it."""
    try:
        waiting = body
        while not stream.eof:
            piece = stream.decompress(waiting, _PIECE)
            waiting = stream.unconsumed_tail
            pieces(piece)
            if not piece and not waiting and not stream.eof:
                raise DamagedError("its compressed stream ends before its end")
    except zlib.error as error:
        raise DamagedError(f"it cannot be unpacked ({error})") from error
    rest: bytes = stream.unused_data
    return rest


def _br(body: bytes, pieces: Callable[[bytes], None]) -> None:
    stream = _brotli.Decompressor()
    try:
        piece = stream.process(body, output_buffer_limit=_PIECE)
        pieces(piece)
        while not stream.is_finished():
            if stream.can_accept_more_data() and not piece:
                raise DamagedError("its compressed stream ends before its end")
            piece = stream.process(b"", output_buffer_limit=_PIECE)
            pieces(piece)
    except _brotli.error as error:
        raise DamagedError(f"it cannot be unpacked ({error})") from error


_DECODERS: dict[str, _Decoder] = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _br}


def _is_text(body: bytes) -> bool:
    return not any(octet < 9 for octet in body[:1024])


def unpacked(response: Response, *, limit: int) -> Response:
    """Return an answer without its Content-Encoding.

    Raise CutShortError for one that is damaged, TooLargeError for one that unpacks to more than `limit` bytes.
    """
    encodings = [name for header in response.headers.getlist(b"Content-Encoding") for name in header.decode("latin-1").split(",")]
    if not encodings or not response.body:
        return response
    try:
        body = unpack(response.body, encodings, limit=limit)
    except OverLimitError as error:
        raise TooLargeError(response.url, str(error)) from error
    except DamagedError as error:
        raise CutShortError(response.url, str(error)) from error
    headers = response.headers.copy()
    del headers[b"Content-Encoding"]
    # The class is guessed anew: what was packed could not be seen to be text.
    cls = responsetypes.from_args(headers=headers, url=response.url, body=body)
    anew: dict[str, Any] = {"encoding": None} if issubclass(cls, TextResponse) else {}
    plain: Response = response.replace(cls=cls, headers=headers, body=body, **anew)
    return plain
