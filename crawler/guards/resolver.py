"""Resolver: the names of hosts become addresses here; which of them may be connected to is decided by `crawler.guards.client`."""

from __future__ import annotations

import asyncio
import socket
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from aiohttp.abc import AbstractResolver, ResolveResult

from news import clock

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


class Resolver(AbstractResolver):
    """Looks names up in threads of its own, and knows what it found for a while."""

    def __init__(self, lookup: Lookup = system_lookup) -> None:
        """Ask `lookup`, which may take its time."""
        self._lookup = lookup
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="names")
        self._known: OrderedDict[str, tuple[float, Sequence[str]]] = OrderedDict()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """Return the addresses of a host, of every family whichever is asked for. Raise OSError where there are none."""
        del family
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
            for address in await self._addresses(host, port)
        ]

    async def close(self) -> None:
        """Keep what is known: the resolver serves all crawls of the process, and each of them closes what it used."""

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        known = self._known.get(host)
        if known and clock.monotonic() - known[0] < FRESH_SECONDS:
            return known[1]
        found = await asyncio.get_running_loop().run_in_executor(self._pool, self._lookup, host, port)
        if not found:
            raise OSError(f"no such host: {host}")
        self._known[host] = clock.monotonic(), found
        self._known.move_to_end(host)
        while len(self._known) > MOST_NAMES:
            self._known.popitem(last=False)
        return found


@cache
def shared_resolver() -> Resolver:
    """Return the resolver of the process."""
    return Resolver()
