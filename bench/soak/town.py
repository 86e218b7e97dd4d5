"""Town: one made-up source, what it publishes and when."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.cadence import histories
from bench.cadence.histories import History
from news.source import Source

FAMILIES = ("nukeviet", "tandan", "vnportal", "daklak")
LISTED = 12
"""Articles that a listing shows, the newest first."""
LISTINGS: Mapping[str, str] = {
    "nukeviet": "/vi/news/",
    "tandan": "/portal/Pages/Tin-tuc-su-kien.aspx",
    "vnportal": "/tin-tuc",
    "daklak": "/tin-tuc",
}
RHYTHMS: tuple[tuple[str, float, Callable[[random.Random], History]], ...] = (
    ("city, 12 a working day", 0.08, lambda pick: histories.office(pick, 12)),
    ("town, 3 a working day", 0.30, lambda pick: histories.office(pick, 3)),
    ("commune, 1 in 2 working days", 0.20, lambda pick: histories.office(pick, 0.5)),
    ("weekly bulletin", 0.12, histories.bulletin),
    ("bursts", 0.10, histories.bursts),
    ("mornings", 0.08, histories.mornings),
    ("every day, silent at night", 0.06, histories.daytime),
    ("round the clock", 0.06, histories.round_the_clock),
)
"""Name, share of the country, rule (see `bench.cadence.histories`)."""


@dataclass(frozen=True, kw_only=True)
class Town:
    """A source of the country."""

    number: int
    host: str
    """An address of 127.0.0.0/8."""
    port: int
    secure: bool
    """Whether it is served by https."""
    family: str
    rhythm: str
    """Name of the rule by which it publishes."""
    history: History
    """When its articles appear, in order, in UTC; what ends before the country begins is a town that fell silent."""

    @property
    def id(self) -> str:
        """Id of its source."""
        return f"vn-soak-{self.number:03}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http{'s' if self.secure else ''}://{self.host}:{self.port}"

    @property
    def source(self) -> Source:
        """What the service is told of it."""
        listing = f"{self.origin}{LISTINGS[self.family]}"
        return Source(id=self.id, title=f"Xã {self.number}", homepage=f"{self.origin}/", listings=(listing,), family=self.family)

    def listed(self, now: datetime) -> range:
        """Numbers of the articles that stand on its listing, oldest first."""
        count = bisect_right(self.history, now)
        return range(max(0, count - LISTED), count)

    def published(self, start: datetime, end: datetime) -> range:
        """Numbers of the articles that appeared from one moment until before another."""
        return range(bisect_left(self.history, start), bisect_left(self.history, end))

    def path(self, number: int) -> str:
        """The path of an article."""
        day = self.history[number].astimezone(histories.ZONE)
        shapes = {
            "nukeviet": f"/vi/news/tin-tuc/bai-viet-so-{number}-cua-xa-{number + 100}.html",
            "tandan": f"/portal/Pages/{day.year}-{day.month}-{day.day}/bai-viet-so{number}abc.aspx",
            "vnportal": f"/tin-tuc/bai-viet-so-{number}-cua-xa-{number + 10_000}",
            "daklak": f"/bai-viet-so-{number}-cua-xa-{number + 100}.html",
        }
        return shapes[self.family]


def make_towns(count: int, *, seed: int, port: int, start: datetime) -> tuple[Town, ...]:
    """Return the towns of a country, the same for the same seed: rhythms by their shares, every eleventh by https.

    Every sixteenth fell silent between five days and three weeks before `start`.
    """
    pick = random.Random(seed)  # noqa: S311 nothing is secret here
    shares = [share for _, share, _ in RHYTHMS]
    found = []
    for number in range(count):
        name, _, rule = pick.choices(RHYTHMS, shares)[0]
        history = rule(pick)
        if number % 16 == 15:
            until = start - timedelta(days=pick.uniform(5, 21))
            history = tuple(each for each in history if each < until)
        found.append(
            Town(
                number=number,
                host=f"127.77.{number // 200}.{number % 200 + 1}",
                port=port,
                secure=number % 11 == 10,
                family=FAMILIES[number % len(FAMILIES)],
                rhythm=name,
                history=tuple(sorted(each.astimezone(start.tzinfo) for each in history)),
            )
        )
    return tuple(found)
