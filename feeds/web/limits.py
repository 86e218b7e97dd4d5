"""RateLimit: how often one client may ask, as a bucket that fills steadily; and who the client is."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Collection, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

MAX_CLIENTS = 50_000
"""Clients that are remembered; of more, the one that asked longest ago is forgotten."""
_FORWARDED = 20
Network = IPv4Network | IPv6Network


class RateLimit:
    """Lets each client ask `per_minute` times a minute in the long run, and as often at once after a pause.

    A token bucket in the form of the generic cell rate algorithm: of each client only the moment is kept at which its bucket is
    full again.
    """

    def __init__(self, per_minute: int, *, max_clients: int = MAX_CLIENTS) -> None:
        """Set the limit; 0: none."""
        self._cost = 60.0 / per_minute if per_minute else 0.0
        self._full: OrderedDict[str, float] = OrderedDict()
        self._max_clients = max_clients

    def wait(self, client: str, now: float) -> int:
        """Count a request at `now` (seconds of a clock that never goes back): 0 where it is welcome.

        Else the whole seconds, one at least, after which the next one will be; a refused request costs nothing.
        """
        seconds = self.waits(client, now)
        if seconds or not self._cost:
            return seconds
        self._full[client] = max(self._full.get(client, 0.0), now) + self._cost
        self._full.move_to_end(client)
        if len(self._full) > self._max_clients:
            self._full.popitem(last=False)
        return 0

    def waits(self, client: str, now: float) -> int:
        """What `wait` would say, without counting a request."""
        ahead = max(self._full.get(client, 0.0) - now, 0.0) + self._cost
        return max(1, math.ceil(ahead - 60.0)) if ahead > 60.0 + self._cost / 2 else 0


class ClientLimit:
    """How often one client may do something, whatever it asks for it by."""

    def __init__(self, per_minute: int, *, trusted: Sequence[Network] = ()) -> None:
        """Set how often a minute (0: any number), and who is believed about whom it asks for (X-Forwarded-For)."""
        self._limit = RateLimit(per_minute)
        self._trusted = tuple(trusted)

    def wait(self, peer: str, forwarded: str | None, now: float) -> int:
        """Count a request, as `RateLimit.wait` does; one of which nobody knows whose it is is welcome."""
        client = client_of(peer, forwarded, self._trusted)
        return 0 if client is None else self._limit.wait(client, now)


def networks(names: Collection[str]) -> tuple[Network, ...]:
    """The networks that addresses ("127.0.0.1") and networks ("10.0.0.0/8") name. Raises ValueError for anything else."""
    return tuple(ip_network(name, strict=False) for name in names)


def client_of(peer: str, forwarded: str | None, trusted: Sequence[Network]) -> str | None:
    """Name whose request it is: the address that holds the connection, or, where that is a trusted proxy, the one it came from.

    `forwarded` is the value of X-Forwarded-For. It is read from its end, as far as trusted proxies wrote it, since what stands
    before that anybody may have made up. None: a trusted proxy does not say whom it asks for. All addresses of an IPv6 network
    of 64 bits, which is what one subscriber is given, are one client.
    """
    client = _address(peer)
    if client is None or not _within(client, trusted):
        return _name(peer, client)
    if forwarded is None:
        return None
    for member in reversed(forwarded.split(",")[-_FORWARDED:]):
        before = _address(member.strip())
        if before is None:
            return None
        if not _within(before, trusted):
            return _name(member, before)
    return None


@lru_cache(4096)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address, which a proxy may have written with its port; None for anything else."""
    host = text
    if text.startswith("["):
        host = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        host = text.partition(":")[0]
    try:
        found = ip_address(host)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def _within(address: IPv4Address | IPv6Address, trusted: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in trusted)


def _name(text: str, address: IPv4Address | IPv6Address | None) -> str:
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address) >> 64 << 64, 64)))
    return text if address is None else str(address)
