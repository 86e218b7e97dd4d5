"""Host: the name under which a site answers, in one spelling."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

_PORTS = {"http": (80,), "https": (443,)}


def host_of(url: str) -> str:
    """Return the host of an address, with its port where that is not the scheme's own; "" where there is none.

    Lower case, without a login or a dot at the end, letters beyond ASCII as IDNA writes them ("xn--…"): two addresses of one
    host give the same, however they are spelled (RFC 3986 sections 3.2.2 and 6.2.3). Never raises.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return _host(parts.scheme, parts.netloc)


def host_named(name: str) -> str:
    """Return a host that was written as `name` or `name:port` in the spelling of `host_of`; either scheme's port is left out."""
    return _host("", name)


def stands_on(url: str, hosts: Collection[str]) -> bool:
    """Tell whether an address stands on one of the hosts, spelled as `host_of` does; one that carries a login never does.

    A page that writes "https://name@host/" would have us log in there, and its article would be known by a second address.
    """
    try:
        login = "@" in urlsplit(url).netloc
    except ValueError:
        return False
    return not login and host_of(url) in hosts


@lru_cache(maxsize=8192)
def _host(scheme: str, netloc: str) -> str:
    parts = SplitResult(scheme, netloc, "", "", "")
    try:
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return netloc.lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return netloc.lower()
    name = f"[{host}]" if ":" in host else host
    return name if port is None or port in _PORTS.get(scheme, (80, 443)) else f"{name}:{port}"
