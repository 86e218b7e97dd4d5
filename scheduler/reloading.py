"""Reloading: the service is asked to take the configuration as it is now, by a signal or from another process, and answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from uuid import uuid4

from news.errors import NewsError
from news.store import Store

_WISH, _ANSWER = "reload", "reload:answer"
"""Keys of the store's `meta`: the name of the newest wish, and the answer to the last one."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of a wish."""

    wish: str
    """Its name; for a signal, which has none, that of the last wish that had one, or ""."""
    taken: bool
    """Whether the service works by the new configuration now; False: it goes on by the old one."""
    lines: tuple[str, ...]
    """What there is to say, a sentence each."""


class Reloading:
    """Takes up wishes one after the other; those that come meanwhile are one."""

    def __init__(self, store: Store, work: Callable[[], Awaitable[Sequence[str]]], say: Callable[[Answer], None]) -> None:
        """`work` takes the configuration and says what is new; after a NewsError all is as it was. `say` is told each answer."""
        self._store = store
        self._work = work
        self._say = say
        self._signalled = False
        self._answered: str | None = None

    def signal(self) -> None:
        """Somebody wishes it who waits for no answer."""
        self._signalled = True

    async def listen(self) -> None:
        """Take up what was wished. Raise StoreError."""
        wish = await asyncio.to_thread(self._store.meta, _WISH) or ""
        if self._answered is None:  # a wish of before the start: what stands in the file was read since
            last = await asyncio.to_thread(answer_of, self._store)
            self._answered = last.wish if last is not None else ""
        if wish == self._answered and not self._signalled:
            return
        self._signalled, self._answered = False, wish
        try:
            answer = Answer(wish=wish, taken=True, lines=tuple(await self._work()))
        except NewsError as error:
            answer = Answer(wish=wish, taken=False, lines=(str(error),))
        self._say(answer)
        await asyncio.to_thread(self._store.keep_meta, _ANSWER, json.dumps(asdict(answer), ensure_ascii=False))


def wish(store: Store) -> str:
    """Wish that the service of a store takes its configuration, and return the name of the wish. Raise StoreError."""
    name = uuid4().hex
    store.keep_meta(_WISH, name)
    return name


def answer_of(store: Store) -> Answer | None:
    """Return the last answer; None: there was none. Raise StoreError."""
    kept = store.meta(_ANSWER)
    if not kept:
        return None
    values = json.loads(kept)
    return Answer(wish=values["wish"], taken=values["taken"], lines=tuple(values["lines"]))
