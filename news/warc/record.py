"""A raw page as one record of a WARC file (ISO 28500:2017, WARC/1.1), compressed by itself so that it can be read by itself.

Any WARC tool finds a `response` record with the answer's status, headers and body. What only Loa asks stands in the record's own
field `Loa-Page`, a JSON object in ASCII: the source, the address that was asked for, the date its listing gave.
"""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from isal import isal_zlib
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from news.article import Precision, Provenance, Published
from news.raw import RawPage, told_headers

_FIELD = "Loa-Page"
_GZIP = zlib.MAX_WBITS | 16
_LEVEL = 2
"""Of ISA-L's 0 to 3: the third takes twice as long for a thirtieth less."""
_RESERVED = "!#$%&'()*+,-./:;=?@[]_~"
_UNREADABLE = (
    zlib.error, ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, KeyError, TypeError, IndexError,
    AttributeError, StopIteration,
)  # fmt: skip


def encode(raw: RawPage) -> bytes:
    """The page as one compressed record; its headers as `told_headers` leaves them. Raises ValueError for a naive moment."""
    if raw.fetched.utcoffset() is None:
        msg = "a page is fetched at an aware moment"
        raise ValueError(msg)
    uri = _uri(raw.url)
    told: dict[str, Any] = {"source": raw.source, "asked": raw.asked}
    if uri != raw.url:
        told["url"] = raw.url
    if raw.listed is not None:
        told["listed"] = [raw.listed.moment.astimezone(UTC).isoformat(), raw.listed.precision, raw.listed.provenance]
    http = _head(raw)
    fields = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
        ("WARC-Target-URI", uri),
        ("WARC-Date", raw.fetched.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")),
        ("WARC-Payload-Digest", f"sha256:{raw.digest}"),
        (_FIELD, json.dumps(told, separators=(",", ":"))),
        ("Content-Type", "application/http; msgtype=response"),
        ("Content-Length", str(len(http) + len(raw.body))),
    ]
    head = "".join(["WARC/1.1\r\n", *(f"{name}: {value}\r\n" for name, value in fields), "\r\n"])
    # Written here: warcio packs as tightly as zlib can, at many times the cost for a tenth less.
    packer = isal_zlib.compressobj(_LEVEL, wbits=_GZIP)
    return packer.compress(b"".join([head.encode("ascii"), http, raw.body, b"\r\n\r\n"])) + packer.flush()


def decode(record: bytes) -> RawPage:
    """The page that `encode` was given, its moments in UTC. Raises ValueError for anything but one whole record of ours."""
    try:
        return _decode(record)
    except _UNREADABLE as error:
        msg = " ".join(f"{type(error).__name__}: {error}".split())
        raise ValueError(msg) from error


def _decode(record: bytes) -> RawPage:
    unpacked = zlib.decompressobj(_GZIP)
    plain = unpacked.decompress(record)
    if not unpacked.eof or unpacked.unused_data:
        raise ValueError("not one whole record")
    found = next(ArchiveIterator(BytesIO(plain), no_record_parse=True))
    fields = found.rec_headers
    told = json.loads(fields.get_header(_FIELD))
    head, _, body = found.raw_stream.read().partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return RawPage(
        source=_text(told["source"]),
        asked=_text(told["asked"]),
        url=_text(told.get("url", fields.get_header("WARC-Target-URI"))),
        fetched=datetime.fromisoformat(fields.get_header("WARC-Date")),
        status=int(status.split(" ")[1]),
        headers=tuple((name, value) for name, _, value in pairs),
        body=body,
        listed=_listed(told.get("listed")),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text is needed")
    return value


def _listed(parts: list[str] | None) -> Published | None:
    if parts is None:
        return None
    moment, precision, provenance = parts
    return Published(moment=datetime.fromisoformat(moment), precision=Precision(precision), provenance=Provenance(provenance))


def _uri(address: str) -> str:
    """Return the address with what no URI may hold percent-encoded."""
    return quote(address.encode("utf-8", "surrogatepass"), safe=_RESERVED)


def _head(raw: RawPage) -> bytes:
    try:
        phrase = HTTPStatus(raw.status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {raw.status:03d} {phrase}", *(f"{name}: {value}" for name, value in told_headers(raw.headers))]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
