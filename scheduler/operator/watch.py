"""Watch: everything the operator's side knows, each thing found out when somebody asks and kept for a while."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from prometheus_client.exposition import choose_encoder

from news import clock
from news.settings import Settings
from news.source import Source
from news.store import Store
from scheduler.operator.cached import Cached
from scheduler.operator.detail import Detail, detail
from scheduler.operator.facts import Facts, Totals, facts, totals
from scheduler.operator.footprint import Footprint, footprint
from scheduler.operator.gauges import Gauges
from scheduler.operator.ledger import Ledger, host_rows
from scheduler.operator.machine import Machine, machine
from scheduler.operator.vitals import Vitals
from scheduler.proving import unproven

_SOON = timedelta(seconds=10)
_SELDOM = timedelta(minutes=1)
_DETAILS = 64
"""Sources whose details are remembered, those that were looked at last."""


class Watch:
    """Looks at one store and its folders. Each question raises StoreError when nothing was ever found out."""

    def __init__(self, settings: Settings, store: Store, vitals: Vitals) -> None:
        """Take what it looks at; nothing is looked at yet."""
        self.settings = settings
        self.store = store
        self.vitals = vitals
        self._totals: Cached[Totals] = Cached(lambda: totals(store, now=clock.now()), at_least=_SELDOM)
        self._facts: Cached[Facts] = Cached(self._found, at_least=_SOON)
        self._ledger: Cached[Ledger] = Cached(self._asked_of_hosts, at_least=_SOON)
        self._footprint: Cached[Footprint] = Cached(lambda: footprint(settings), at_least=_SELDOM)
        self._machine: Cached[Machine] = Cached(lambda: machine(store, settings, now=clock.now()), at_least=_SOON)
        self._details: OrderedDict[str, Cached[Detail]] = OrderedDict()
        self._known: Totals | None = None
        self._gauges: Gauges | None = None

    async def facts(self) -> Facts:
        """What is known of every source."""
        self._known = await self._totals.get()
        return await self._facts.get()

    async def totals(self) -> Totals:
        """What was counted last."""
        return await self._totals.get()

    async def ledger(self) -> Ledger:
        """How every host is treated."""
        return await self._ledger.get()

    async def footprint(self) -> Footprint:
        """What room is taken."""
        return await self._footprint.get()

    async def machine(self) -> Machine:
        """What the service is doing."""
        return await self._machine.get()

    async def detail(self, source: Source) -> Detail:
        """What is known of one source beyond its facts."""
        known = self._details.get(source.id)
        if known is None:
            make = partial(_detail, self.store, source, self.settings)
            known = self._details[source.id] = Cached(make, at_least=_SOON)
        self._details.move_to_end(source.id)
        if len(self._details) > _DETAILS:
            self._details.popitem(last=False)
        return await known.get()

    def changed(self) -> None:
        """The operator did something: who asks next is to see it."""
        self._facts.expire()
        self._machine.expire()
        self._details.clear()

    def measure(self, answered: Mapping[tuple[str, int], int]) -> None:
        """Let the metrics tell what is known here and what the web server answered, in place of any earlier watch."""
        self._gauges = Gauges(self.vitals, answered)
        self.vitals.meters.tell(self._gauges)

    async def metrics(self, accept: str) -> tuple[bytes, str]:
        """Every metric in the text form that an Accept header likes best, and the type of that."""
        if self._gauges is not None:
            self._gauges.facts, self._gauges.totals = await self.facts(), await self.totals()
            self._gauges.ledger, self._gauges.footprint = await self.ledger(), await self.footprint()
        encoder, media_type = choose_encoder(accept)
        return await asyncio.to_thread(encoder, self.vitals.meters.registry), media_type

    def _found(self) -> Facts:
        assert self._known is not None
        crawled = self.vitals.sources()
        waiting = () if crawled is None else unproven([each for each in crawled if each.enabled], self.settings, self.store)
        return facts(
            self.store,
            self._known,
            now=clock.now(),
            crawled=crawled,
            unproven={source.id for source in waiting},
            due=self.vitals.due(),
        )

    def _asked_of_hosts(self) -> Ledger:
        delay = timedelta(seconds=self.settings.crawl.delay_seconds)
        return Ledger(rows=tuple(host_rows(self.store, delay=delay, now=clock.now())))


def _detail(store: Store, source: Source, settings: Settings) -> Detail:
    return detail(store, source, settings, now=clock.now())
