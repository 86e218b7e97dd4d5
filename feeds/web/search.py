"""Search feeds over HTTP: made when somebody asks, kept for a minute, and never so many that the server is busy with them."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from feeds.question import Question, read_question
from feeds.searching import STEM
from feeds.variant import Variant
from feeds.web.answer import Answer, text_answer
from feeds.web.coded import represent
from feeds.web.limits import ClientLimit
from feeds.web.request import Request
from feeds.web.shelf import Item
from news import clock
from news.errors import QueryError, StoreError

KEPT_SECONDS = 60.0
"""For which what was found is handed out again."""
MAX_KEPT = 100
"""Documents that are kept; of more, the one made longest ago is dropped."""
AT_ONCE = 2
"""Searches that run at the same time; further ones wait for them."""
MAX_WAITING = 20
"""Searches that wait or run; further ones are told to come later."""
_SECOND = timedelta(seconds=1)
_FILE = re.compile(rf"/{STEM}/({'|'.join(variant.value for variant in Variant)})\.(rss|atom|json)")

Make = Callable[[Question, Variant, str], bytes]
"""Makes the document of a search in a variant and a format; called in a thread. Raises QueryError and StoreError."""


@dataclass(frozen=True, kw_only=True)
class _Kept:
    item: Item
    until: float
    """Moment of the monotonic clock to which it is handed out as it is; then it is only what the next one is compared with."""


class SearchRoute:
    """Answers `/search/feed.atom?q=…` and its like; used from one event loop."""

    def __init__(self, make: Make, *, limit: ClientLimit) -> None:
        """Take what makes documents, and how often one client may search."""
        self._make = make
        self._limit = limit
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._making: dict[str, asyncio.Task[Item]] = {}
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, request: Request) -> Answer | Item | None:
        """The document, or why there is none: 400 for a bad question, 429 and 503 with the time to come back."""
        path = _FILE.fullmatch(request.path)
        if path is None:
            return None
        try:
            question = read_question(request.query)
        except QueryError as error:
            return text_answer(400, f"Bad query: {error}")
        variant, kind = Variant(path[1]), path[2]
        name = f"{STEM}/{variant.value}.{kind}?{question.query}"
        kept = self._kept.get(name)
        if kept is not None and clock.monotonic() < kept.until:
            return kept.item
        if wait := self._limit.wait(request.peer, request.header(b"x-forwarded-for"), clock.monotonic()):
            return text_answer(429, "Too many searches", {"Retry-After": str(wait)})
        making = self._making.get(name)
        if making is None:
            if len(self._making) >= MAX_WAITING:
                return text_answer(503, "Too many searches at once", {"Retry-After": "10"})
            making = self._making[name] = asyncio.create_task(self._find(name, question, variant, kind))
            making.add_done_callback(lambda _: self._making.pop(name, None))
        try:
            return await asyncio.shield(making)
        except QueryError as error:
            return text_answer(400, f"Bad query: {error}")
        except StoreError:
            return text_answer(503, "Searching is not possible now", {"Retry-After": "600"})

    async def _find(self, name: str, question: Question, variant: Variant, kind: str) -> Item:
        async with self._turn:
            kept = self._kept.get(name)
            item = await asyncio.to_thread(self._item, name, question, variant, kind, before=kept.item if kept else None)
        self._kept[name] = _Kept(item=item, until=clock.monotonic() + KEPT_SECONDS)
        self._kept.move_to_end(name)
        if len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)
        return item

    def _item(self, name: str, question: Question, variant: Variant, kind: str, *, before: Item | None) -> Item:
        body = self._make(question, variant, kind)
        if before is not None and before.plain.body == body:
            return before
        # An edit, a withdrawal or an article that came late may leave the date of the newest entry as it was: what tells clients
        # that only know dates is when this server first had the document, each a later one than the one before.
        modified = clock.now().replace(microsecond=0)
        if before is not None:
            modified = max(modified, before.modified + _SECOND)
        plain, coded = represent(body, {})
        return Item(name=name, modified=modified, plain=plain, coded=coded, stamp=(0, 0, 0, 0))
