"""Cached: something that takes a while to find out, kept until it is old; who asks is answered at once with what is known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from news import clock

T = TypeVar("T")
_SHARE = 50
"""It is found out again after so many times as long as that took: at most one fiftieth of a processor goes into it."""


class Cached(Generic[T]):
    """One thing, found out in a thread when it is asked for and too old; nobody waits but the first to ask."""

    def __init__(self, make: Callable[[], T], *, at_least: timedelta) -> None:
        """`make` runs in a thread, once at a time; what it returns is kept for `at_least` so long."""
        self._make = make
        self._at_least = at_least.total_seconds()
        self._value: T | None = None
        self._until = 0.0
        self._making: asyncio.Task[T] | None = None
        self._age = 0
        """Rises when what is known or being found out is worth nothing any more."""
        self.made: datetime | None = None
        """When it was last found out; None: never."""

    async def get(self) -> T:
        """What was found out last, some time ago. Raise what `make` raised, where nothing was ever found out."""
        if self._making is None and (self._value is None or clock.monotonic() >= self._until):
            self._making = asyncio.create_task(self._refresh(self._age))
            self._making.add_done_callback(self._done)
        if self._value is not None:
            return self._value
        assert self._making is not None
        return await asyncio.shield(self._making)

    def expire(self) -> None:
        """Let the next who asks wait for what is true then: something was done to it."""
        self._value, self._making = None, None
        self._age += 1

    async def _refresh(self, age: int) -> T:
        began = clock.monotonic()
        try:
            value = await asyncio.to_thread(self._make)
        finally:
            took = clock.monotonic() - began
            self._until = clock.monotonic() + max(self._at_least, took * _SHARE)
        if age == self._age:
            self._value, self.made = value, clock.now()
        return value

    def _done(self, task: asyncio.Task[T]) -> None:
        if self._making is task:
            self._making = None
        if not task.cancelled():
            task.exception()  # who waited was told; the others go on with what was known
