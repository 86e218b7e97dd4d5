"""Indexing: a search index that is not whole is finished when the service starts, beside the web server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from news import clock
from news.errors import StoreError
from news.store import Store
from news.store.search import is_whole, rebuild

EVERY_SECONDS = 10.0
"""How often it is told how far the index has come."""


async def finish_index(store: Store, say: Callable[[str], object], stopping: asyncio.Event) -> str:
    """Index what the search index does not hold yet, in a thread and a batch at a time, until all is done or `stopping` is set.

    The next call goes on where one was broken off. Return in a line how far it is. That the store refuses is told and is no
    error: everything but searching goes on without the index.
    """
    try:
        if await asyncio.to_thread(is_whole, store):
            return "whole"
        steps = rebuild(store, whole=False)
        told = clock.monotonic()
        say("  search index: not whole, being finished")
        while not stopping.is_set() and (step := await asyncio.to_thread(next, steps, None)) is not None:
            if step.done >= step.total:
                say(f"  search index: whole, {step.total:,} articles")
            elif clock.monotonic() - told >= EVERY_SECONDS:
                told = clock.monotonic()
                say(f"  search index: {step.done:,} of {step.total:,} articles")
    except StoreError as error:
        say(f"  search index: not finished: {error}")
        return f"not finished: {error}"
    return "broken off" if stopping.is_set() else "whole"
