"""Probes: whether the process is alive, and whether it is ready to be sent readers."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from feeds.web.answer import Answer, text_answer
from news.errors import StoreError
from news.store import Store
from scheduler.operator.cached import Cached
from scheduler.operator.vitals import Vitals

STORE_SECONDS = 5.0
"""A store that does not answer within these is taken not to."""
_FRESH = timedelta(seconds=2)


class Probes:
    """Answers `/healthz` and `/readyz`."""

    def __init__(self, store: Store | None, folders: tuple[Path, ...], vitals: Vitals) -> None:
        """`folders` have to be writable; `store` None: there is none, which only serving published files can do without."""
        self._vitals = vitals
        self._store = Cached(lambda: _answers(store), at_least=_FRESH) if store is not None else None
        self._disk = Cached(lambda: _writable(folders), at_least=_FRESH)

    def alive(self) -> Answer:
        """Whether the process answers at all: the store is not touched, so that a slow disk restarts nobody."""
        return text_answer(200, "ok")

    async def ready(self) -> Answer:
        """Whether all works: each check in a line, with 503 where one fails."""
        checks = {"store": await self._asked(self._store)}
        if self._vitals.scheduled:
            checks["published"] = self._vitals.published is not None
            checks["schedule"] = self._vitals.beating
            checks["disk"] = await self._asked(self._disk)
        lines = [f"{name}: {'ok' if well else 'failing'}" for name, well in checks.items()]
        return text_answer(200 if all(checks.values()) else 503, "\n".join(lines))

    @staticmethod
    async def _asked(check: Cached[bool] | None) -> bool:
        if check is None:
            return False
        try:
            async with asyncio.timeout(STORE_SECONDS):
                return await check.get()
        except TimeoutError:
            return False


def _answers(store: Store) -> bool:
    try:
        store.meta("tag_authority")
    except StoreError:
        return False
    return True


def _writable(folders: tuple[Path, ...]) -> bool:
    """Whether something can be written into each folder; a full disk says no, which permissions would not."""
    try:
        for folder in folders:
            with tempfile.TemporaryFile(dir=folder, prefix=".loa-") as file:
                file.write(b"\0" * 4096)
    except OSError:
        return False
    return True
