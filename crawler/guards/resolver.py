"""Resolver: names become addresses here and nowhere else, and only allowed ones are handed on to be connected to.

What is checked is the very address that the connection is then made to, so neither a spelling (decimal, octal, mapped, with a
dot at the end) nor a name server that changes its answer between a check and the connection can lead anywhere else.
"""

from __future__ import annotations

import ipaddress
import socket
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

from twisted.internet.address import IPv4Address, IPv6Address

from news import clock
from news.reach import AllowedHosts, ascii_name

THREADS = 64
"""Names looked up at once: one whose server is silent takes a thread for many seconds, and holds up nobody else."""
FRESH_SECONDS = 300.0
MOST_NAMES = 10_000

Lookup = Callable[[str, int], Sequence[str]]


def system_lookup(host: str, port: int) -> Sequence[str]:
    """Return the numeric addresses of a host as this machine knows them; none where there is no such host. Takes its time."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


class _Resolution:
    """A name being looked up (IHostResolution)."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing can be cancelled: whoever asked has stopped listening."""


class GuardedResolver:
    """Twisted's name resolver (IHostnameResolver) for a crawling process."""

    def __init__(self, allowed: AllowedHosts, *, lookup: Lookup = system_lookup) -> None:
        """Hand on public addresses, and private ones of the `allowed` hosts."""
        self._allowed = allowed
        self._lookup = lookup
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="names")
        self._known: OrderedDict[str, tuple[float, Sequence[str]]] = OrderedDict()
        self.refused: dict[str, str] = {}
        """By host name in ASCII, an address that was not handed on when the name was last looked up."""

    def resolveHostName(  # noqa: N802 Twisted names it
        self,
        receiver: Any,
        host: str,
        portNumber: int = 0,  # noqa: N803
        addressTypes: object = None,  # noqa: ARG002, N803
        transportSemantics: Literal["TCP", "UDP"] = "TCP",  # noqa: N803
    ) -> _Resolution:
        """Tell the receiver the allowed addresses of a host; of one without any it is told none."""
        resolution = _Resolution(host)
        receiver.resolutionBegan(resolution)

        def tell(addresses: Sequence[str]) -> None:
            self.hand_on(host, portNumber, addresses, receiver, semantics=transportSemantics)

        known = self._known.get(host)
        if known and clock.monotonic() - known[0] < FRESH_SECONDS:
            tell(known[1])
        else:
            self._look_up(host, portNumber, tell)
        return resolution

    def hand_on(
        self, host: str, port: int, addresses: Sequence[str], receiver: Any, *, semantics: Literal["TCP", "UDP"] = "TCP"
    ) -> None:
        """Tell a receiver those of a host's addresses that may be connected to, and that there are no more."""
        name = ascii_name(host)
        self.refused.pop(name, None)
        for address in addresses:
            if self._allowed.allows(host, port, ipaddress.ip_address(address)):
                receiver.addressResolved((IPv6Address if ":" in address else IPv4Address)(semantics, address, port))
            else:
                self.refused[name] = address
        receiver.resolutionComplete()

    def _look_up(self, host: str, port: int, tell: Callable[[Sequence[str]], None]) -> None:
        from twisted.internet import reactor

        def found(addresses: Sequence[str]) -> None:
            if addresses:
                self._known[host] = clock.monotonic(), addresses
                self._known.move_to_end(host)
                while len(self._known) > MOST_NAMES:
                    self._known.popitem(last=False)
            tell(addresses)

        def work() -> None:
            try:
                addresses = self._lookup(host, port)
            except Exception:  # noqa: BLE001 a name nobody can look up has no address
                addresses = ()
            reactor.callFromThread(found, addresses)

        self._pool.submit(work)


def install(allowed: AllowedHosts) -> GuardedResolver:
    """Make the running reactor resolve names through a guarded resolver, if it does not already, and return it."""
    from twisted.internet import reactor

    current = reactor.nameResolver
    if isinstance(current, GuardedResolver):
        return current
    resolver = GuardedResolver(allowed)
    reactor.installNameResolver(resolver)
    return resolver
