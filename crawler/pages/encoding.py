"""Encoding: the characters that the bytes of a page mean, whatever its headers claim."""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

_HEAD = 16_384
"""Bytes in which a declaration is looked for; the standard says 1,024, some pages put scripts before it."""
_NULS = 2_048
_FEW = 0.001
"""Share of undecodable characters up to which a page is damaged rather than declared wrongly."""
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
# windows-1258 writes tone marks as bytes of their own (CC grave, D2 hook, DE tilde, EC acute, F2 dot below) behind the vowel.
_TONED = re.compile(rb"[AEIOUYaeiouy\xc2\xc3\xca\xd4\xd5\xdd\xe2\xe3\xea\xf4\xf5\xfd][\xcc\xd2\xde\xec\xf2](?![\x80-\xff])")
_ENOUGH_TONES = 10


def decode(body: bytes, content_type: str | None) -> str:
    """Return the text of a page's bytes, NULs dropped and undecodable bytes replaced; never raises.

    In falling order of trust: a byte order mark; NULs where UTF-16 has them; being valid UTF-8, whatever was declared; the
    charset of the `Content-Type` header and of the page's own `<meta>` (WHATWG names, so "latin-1" means windows-1252);
    windows-1258 where its tone marks stand behind vowels; UTF-8 with few errors; windows-1252.
    """
    marked, bom = read_bom(body[:4])
    if marked is not None and bom is not None:
        return _clean(body[len(bom) :].decode(marked, errors="replace"))
    if (plain := plain_utf8(body)) is not None:
        return plain
    if (wide := _wide(body[:_NULS])) is not None:
        return _clean(body.decode(wide, errors="replace"))
    if body.isascii():
        return _clean(body.decode("ascii") if b"\x1b$" not in body[:_HEAD] else _declared(body, content_type) or "")
    try:
        return _clean(body.decode("utf-8"))
    except UnicodeDecodeError:
        return _clean(_declared(body, content_type) or _guessed(body))


def plain_utf8(body: bytes) -> str | None:
    """Return the text of bytes that are UTF-8 and nothing else, as most pages are: its own encoding is those very bytes.

    None for others: with a byte order mark, a NUL or an escape to another charset in them, or no UTF-8 at all.
    """
    if body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)) or b"\0" in body:
        return None
    if b"\x1b" in body and b"\x1b$" in body:  # one byte is found at once, two are not
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _clean(text: str) -> str:
    # HTML drops NUL from text; libxml2 would end the document there.
    return text.replace("\0", "") if "\0" in text else text


def _wide(head: bytes) -> str | None:
    """The byte order of undeclared UTF-16, told by the NULs beside the ASCII of its markup."""
    if len(head) < 4 or head.count(0) < len(head) // 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 8 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 8 * odd else None


def _declared(body: bytes, content_type: str | None) -> str | None:
    """The text by the first declaration that fits the bytes; None where none does."""
    names = (http_content_type_encoding(content_type[:1000]) if content_type else None, html_body_declared_encoding(body[:_HEAD]))
    for name in dict.fromkeys(filter(None, names)):
        resolved = resolve_encoding(name)
        # A page whose declaration could be read as ASCII is in no 16-bit encoding; UTF-8 was tried and has errors.
        if resolved is None or resolved.startswith(("utf-16", "utf-32")):
            continue
        if resolved in {"cp1252", "utf-8"} and _is_1258(body):
            return body.decode("cp1258", errors="replace")
        text = body.decode(resolved, errors="replace")
        if text.count("\ufffd") <= max(1, len(text) * _FEW):
            return text
    return None


def _guessed(body: bytes) -> str:
    if _is_1258(body):
        return body.decode("cp1258", errors="replace")
    loose = body.decode("utf-8", errors="replace")
    if len(_MULTIBYTE.findall(body)) > 4 * loose.count("\ufffd"):
        return loose
    return body.decode("cp1252", errors="replace")


def _is_1258(body: bytes) -> bool:
    """Whether the bytes above ASCII are Vietnamese in windows-1258: tone marks, each behind a vowel, make up much of them."""
    toned = len(_TONED.findall(body))
    return toned >= _ENOUGH_TONES and toned * 4 >= len(_NOT_ASCII.findall(body))
