"""Addresses as feeds may carry them: absolute, http(s), ASCII, harmless."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from w3lib.url import safe_url_string

from news.text import legal

_MAX_ADDRESS = 2000
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# Nearly all addresses are as they have to be; to see it costs a hundredth of taking them apart.
_READY = re.compile(
    rf"https?://{_LABEL}(?:\.{_LABEL})+/[A-Za-z0-9._~/-]*(?:%[0-9A-Fa-f]{{2}}[A-Za-z0-9._~/-]*)*"
    r"(?:\?(?=.)[A-Za-z0-9._~/=&-]*(?:%[0-9A-Fa-f]{2}[A-Za-z0-9._~/=&-]*)*)?"
)
_HOST = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# What RFC 3986 allows nowhere, and w3lib leaves bare.
_FORBIDDEN = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]")
_MAIL = re.compile(r"mailto:[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.IGNORECASE)


def web_address(url: str) -> str | None:
    """The address as an RFC 3986 URI (percent-encoded, the host in its ASCII form); None where a feed must not carry it.

    Refused: every scheme but http and https, an address without a host, one with a user name (a host can hide behind it), one
    longer than 2,000 characters. Octets that are already encoded stay as they are.
    """
    return url if len(url) <= _MAX_ADDRESS and _READY.fullmatch(url) else _mended(url)


@lru_cache(maxsize=4096)
def _mended(url: str) -> str | None:
    try:
        quoted = safe_url_string(legal(url).strip(), encoding="utf-8")
        parts = urlsplit(quoted)
        port = parts.port
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.netloc) or port == 0:
        return None
    path = parts.path.replace("[", "%5B").replace("]", "%5D") or "/"
    address = parts._replace(path=path, fragment=parts.fragment.replace("#", "%23")).geturl()
    address = _LONE_PERCENT.sub("%25", address)
    address = _FORBIDDEN.sub(lambda match: "".join(f"%{octet:02X}" for octet in match[0].encode()), address)
    return address if len(address) <= _MAX_ADDRESS else None


def link_address(url: str) -> str | None:
    """The same for a link in running text, where a plain `mailto:` address is welcome too."""
    return url if _MAIL.fullmatch(url) else web_address(url)


def host_of(url: str) -> str:
    """The host a person recognises a site by: lower case, no port, no `www.`; empty where there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
