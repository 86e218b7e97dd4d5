"""Fetching: pictures on their way from their towns, each once for all who want it, by threads of their own.

A town that does not answer keeps a thread for ten seconds. Were it one of those that make pages, a handful of its pictures would
stop the whole site.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from feeds.site.pictures import Picture, PictureCache

AT_ONCE = 4
"""Pictures fetched at a time."""
MOST_WAITING = 32
"""Pictures that are fetched or wait to be."""


class Fetching:
    """What is being fetched for one cache; used by one event loop."""

    def __init__(self, cache: PictureCache) -> None:
        self._cache = cache
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pictures")
        self._pending: dict[str, asyncio.Future[Picture]] = {}

    async def fetch(self, address: str) -> Picture | None:
        """The picture, asked of its town; None where too many others are waited for. Raises FetchError as the cache does."""
        asked = self._pending.get(address)
        if asked is None:
            if len(self._pending) >= MOST_WAITING:
                return None
            asked = asyncio.get_running_loop().run_in_executor(self._threads, self._cache.fetch, address)
            self._pending[address] = asked
            asked.add_done_callback(lambda _: self._pending.pop(address, None))
        return await asyncio.shield(asked)
