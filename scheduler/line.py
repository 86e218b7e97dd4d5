"""Line: which sources wait to be visited, and who is next. Pure: it starts nothing and reads no clock.

A source waits once and is visited by one process at a time, and so is each of its hosts, whose budget lives in the process.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from news.source import Source
from news.store.acts import Wish

CHECK = -1
"""In place of a crew's number: the visit is a check and no crawl."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A crawl or a check of one source."""

    source: Source
    crew: int = 0
    """Which crew is to crawl it: the number of the line's width; or CHECK."""
    wish: Wish | None = None
    """Who asked for it; None: the schedule."""

    @property
    def key(self) -> tuple[str, bool]:
        """What it is: two visits of one key are one."""
        return self.source.id, self.crew == CHECK

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The hosts whose budget it spends."""
        return self.source.allowed_hosts


class Line:
    """Visits that wait, in the order in which they came, and those under way."""

    def __init__(self, widths: Sequence[int], checks: int) -> None:
        """`widths`: how many sources each crew crawls at once. `checks`: how many are checked at once."""
        self._widths = tuple(widths)
        self._checks = checks
        self._waiting: dict[tuple[str, bool], Visit] = {}
        self._under_way: dict[tuple[str, bool], Visit] = {}
        self._busy: set[str] = set()

    @property
    def under_way(self) -> Collection[Visit]:
        """Visits that were begun and have not ended."""
        return self._under_way.values()

    @property
    def waiting(self) -> Collection[Visit]:
        """Visits that wait, who is first being next."""
        return self._waiting.values()

    def widen(self, width: int) -> None:
        """Let the first crew crawl so many sources at once from now on."""
        self._widths = (width, *self._widths[1:])

    def add(self, visit: Visit, *, first: bool = False) -> None:
        """Let a visit wait, before all others if it is to be the `first`.

        The schedule's wish for what waits or is under way already is none; somebody's own is kept with what waits, or waits for
        another visit after the one under way.
        """
        if visit.key in self._under_way and visit.wish is None:
            return
        known = self._waiting.get(visit.key)
        if known is not None and visit.wish is None:
            return
        if first:
            self._waiting.pop(visit.key, None)
            self._waiting = {visit.key: visit, **self._waiting}
        else:
            self._waiting[visit.key] = visit

    def forget(self, source_ids: Collection[str]) -> None:
        """Let sources wait no more."""
        self._waiting = {key: visit for key, visit in self._waiting.items() if key[0] not in source_ids}

    def begin(self) -> Visit | None:
        """Begin the first visit whose crew has room and whose hosts are free; None: there is none."""
        room = [width - self._busy_in(crew) for crew, width in enumerate(self._widths)]
        room.append(self._checks - self._busy_in(CHECK))  # at CHECK
        for key, visit in self._waiting.items():
            if room[visit.crew] > 0 and self._busy.isdisjoint(visit.hosts):
                del self._waiting[key]
                self._under_way[key] = visit
                self._busy.update(visit.hosts)
                return visit
        return None

    def end(self, visit: Visit) -> None:
        """End a visit that was begun."""
        del self._under_way[visit.key]
        self._busy = {host for each in self._under_way.values() for host in each.hosts}

    def _busy_in(self, crew: int) -> int:
        return sum(each.crew == crew for each in self._under_way.values())
