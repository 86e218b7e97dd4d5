"""Identity: the permanent id of an article, and the one form under which all spellings of its address compare equal.

Neither is ever made from the title, which editors change.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from urllib.parse import SplitResult, urlsplit

_SOURCE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ID_CHARACTERS = 12
_DEFAULT_PORTS = {"80", "443"}
_MAX_URL = 8192
_OFTEN_SEEN = 300
"""Characters up to which an address is remembered with its form."""

# RFC 3986 section 2.3, and what may stand bare in a segment (section 3.3) or in one part of a query (section 3.4).
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_BARE = _UNRESERVED | frozenset(b"!$&'()*+,;=:@/?")
_OCTETS = re.compile(r"%([0-9A-Fa-f]{2})|([^A-Za-z0-9._~!$&'()*+,;=:@/?-])")
_HOST = re.compile(r"(?:.*@)?(\[[0-9a-fA-F:.]+\]|[^:\[\]@]+)(?::([0-9]{0,5}))?")
_NOT_IN_HOST = re.compile(r"[^a-z0-9.\-_~%!$&'()*+,;=\[\]:]")
_SLASHES = re.compile(r"/+")
_DOMAIN_LABELS = 3
_LEADING_HOST = re.compile(r"(https://)?([^/\s?#]+)")

_TRACKING = re.compile(
    r"utm_.*|fbclid|fb_(?:action|source|ref).*|gclid|gclsrc|dclid|wbraid|gbraid|gad_source|_ga|_gl|msclkid|yclid|ysclid|_openstat"
    r"|twclid|ttclid|igsh|igshid|li_fat_id|mc_[ce]id|mkt_tok|_hs(?:enc|mi|ctatracking)|zarsrc|zanpid|vero_(?:conv|id)",
    re.IGNORECASE,
)
_SESSION = re.compile(r"(?:js?essionid|phpsessid|sessionid|session_id|sessid|aspsessionid.*|cfid|cftoken)", re.IGNORECASE)
# "sid" is a session in some systems and the number of the story in PHP-Nuke's descendants: only the value tells.
_SESSION_VALUE = re.compile(r"(?=.*[a-z])[0-9a-z]{16,}", re.IGNORECASE)
_ASP_SESSION = re.compile(r"\([A-Z]\([0-9a-z]+\)\)", re.IGNORECASE)
_VARIANT_SEGMENTS = {"amp", "print", "savefile", "sendmail"}
_VARIANT_ENDING = re.compile(r"(?:\.amp)+(?=\.html?$)", re.IGNORECASE)
_VARIANT_PAIRS = {
    "amp",
    "amp=1",
    "outputtype=amp",
    "print",
    "print=1",
    "print=true",
    "view=print",
    "layout=print",
    "tmpl=component",
}


def mint(source_id: str, key: str) -> str:
    """The permanent id of the article that `source_id` knows by `key`: `<source id>-<12 characters of base32>`.

    It is minted once, when the article is first kept, and holds only lower-case ASCII letters, digits and hyphens, so that it is
    safe in file names, addresses and on a command line. Raises ValueError for a source id of any other form than `vn-ha-long`.
    """
    if not _SOURCE_ID.fullmatch(source_id):
        msg = f"not a source id: {source_id!r}"
        raise ValueError(msg)
    digest = hashlib.sha256(f"{source_id}\0{key}".encode(errors="surrogatepass")).digest()
    return f"{source_id}-{base64.b32encode(digest).decode('ascii').lower()[:_ID_CHARACTERS]}"


@dataclass(frozen=True, kw_only=True)
class Moves:
    """The hosts on which one site stands and stood: what stands on one of them is what stood on the other."""

    present: tuple[str, ...]
    """Where it stands, as in a normalised address."""
    former: tuple[str, ...]
    """Where it stood."""

    @classmethod
    def of(cls, *, present: Iterable[str], former: Iterable[str]) -> Self:
        """Moves between hosts (`name`, `name:port` or an address) in any spelling; what is no host is left out."""
        normal = [dict.fromkeys(filter(None, map(_normal_host, hosts))) for hosts in (present, former)]
        return cls(present=tuple(normal[0]), former=tuple(host for host in normal[1] if host not in normal[0]))

    def spellings(self, name: str) -> tuple[str, ...]:
        """The same key or normalised address on the site's other hosts, likeliest first; () where it names none of them.

        Only the leading host is exchanged. A key that begins with the domain of a host ("danang.gov.vn/28266" for an article on
        apec2017.danang.gov.vn) is given the domain of the other host, with as many labels.
        """
        match = _LEADING_HOST.match(name) if self.former else None
        if match is None:
            return ()
        host, tail = match[2], name[match.end() :]
        if match[1] or host in self.present or host in self.former:
            others = self._others(host, self.present, self.former)
        else:
            labels = host.count(".") + 1
            domains = (
                {_domain(each, labels) for each in hosts if labels >= _DOMAIN_LABELS} for hosts in (self.present, self.former)
            )
            others = self._others(host, *map(tuple, map(sorted, domains)))
        return tuple(f"{match[1] or ''}{other}{tail}" for other in others)

    @staticmethod
    def _others(host: str, present: tuple[str, ...], former: tuple[str, ...]) -> tuple[str, ...]:
        if host in present:
            return tuple(other for other in former if other != host)
        return tuple(other for other in (*present, *former) if other != host) if host in former else ()


def _domain(host: str, labels: int) -> str:
    return ".".join(host.split(".")[-labels:])


def _normal_host(host: str) -> str:
    normal = normalise(host if "://" in host else f"https://{host}/")
    name = normal.removeprefix("https://").partition("/")[0]
    return name if normal.startswith("https://") and "%" not in name else ""


def normalise(url: str) -> str:
    """The form under which addresses of one page compare equal, itself an address: `https://host/path?query`.

    Scheme and host are lower case, http and https, `www.` and the default ports are folded; user, fragment, tracking parameters
    and session ids are gone; dot segments are resolved (RFC 3986 section 5.2.4), repeated and trailing slashes dropped, the query
    is sorted, padding around its values cut. Printing and AMP variants fold into their page. Percent-encoding is made uniform but
    octets stay what they are: a lost letter (`%EF%BF%BD`) is neither repaired nor removed, NFC and NFD stay apart.

    Applying it twice changes nothing. What is no http(s) address, or longer than 8,192 characters, comes back unchanged but for
    white space at the ends. Never raises.
    """
    # A site's pages point to the same addresses again and again.
    return _remembered(url) if len(url) <= _OFTEN_SEEN else _normalise(url)


def _normalise(url: str) -> str:
    text = url.strip()
    if len(text) > _MAX_URL:
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    host = _host(parts)
    if host is None:
        return text
    path, query = _path(parts.path), _query(parts.query)
    return f"https://{host}{path}?{query}" if query else f"https://{host}{path}"


_remembered = lru_cache(maxsize=16_384)(_normalise)


def _host(parts: SplitResult) -> str | None:
    """Host and port; None where there is no http(s) host."""
    found = _HOST.fullmatch(parts.netloc) if parts.scheme in {"http", "https"} else None
    if not found:
        return None
    name, port = found[1], (found[2] or "").lstrip("0")
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            name = _quote(name)
    name = _NOT_IN_HOST.sub(lambda match: f"%{ord(match[0]):02x}", name.lower()).strip(".")
    while name.startswith("www.") and "." in name[4:]:
        name = name[4:].lstrip(".")
    if not name or not _HOST.fullmatch(name):
        return None
    return f"{name}:{port}" if port and port not in _DEFAULT_PORTS else name


def _octet(match: re.Match[str]) -> str:
    if match[1]:
        value = int(match[1], 16)
        return chr(value) if value in _UNRESERVED else f"%{value:02X}"
    return "".join(chr(value) if value in _BARE else f"%{value:02X}" for value in match[2].encode(errors="surrogatepass"))


def _quote(text: str) -> str:
    """The text with unreserved characters bare, everything not allowed percent-encoded, hexadecimal digits upper case."""
    return _OCTETS.sub(_octet, text)


def _path(path: str) -> str:
    segments: list[str] = []
    for raw in _SLASHES.split(_quote(path)):
        segment = _without_session(raw)
        if segment == "..":
            del segments[-1:]
        elif segment and segment != ".":
            segments.append(segment)
    kept = [segment for segment in segments if segment.lower() not in _VARIANT_SEGMENTS]
    # A page whose whole path is such a word ("/print") is no variant of the front page.
    segments = kept or segments[:1]
    if segments:
        segments[-1] = _VARIANT_ENDING.sub("", segments[-1])
    return "/" + "/".join(segments)


def _without_session(segment: str) -> str:
    if _ASP_SESSION.fullmatch(segment):
        return ""
    name, *parameters = segment.split(";")
    return ";".join([name, *(each for each in parameters if not _SESSION.fullmatch(each.partition("=")[0]))])


def _query(query: str) -> str:
    pairs = []
    for raw in query.split("&"):
        name, _, value = (_unpadded(part) for part in _quote(raw).replace("+", "%20").partition("="))
        pair = f"{name}={value}" if value else name
        if pair and not _is_passing(name, value) and pair.lower() not in _VARIANT_PAIRS:
            pairs.append(pair)
    return "&".join(sorted(pairs))


def _unpadded(text: str) -> str:
    while text.startswith("%20"):
        text = text[3:]
    while text.endswith("%20"):
        text = text[:-3]
    return text


def _is_passing(name: str, value: str) -> bool:
    """Whether a parameter belongs to the visit and not to the page."""
    if _TRACKING.fullmatch(name) or _SESSION.fullmatch(name):
        return True
    return name.lower() == "sid" and _SESSION_VALUE.fullmatch(value) is not None
