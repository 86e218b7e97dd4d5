"""Country: every town with its faults, from a few numbers, so that two processes make the same one."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.soak.faults import Outage, plan_outages
from bench.soak.town import Town, make_towns

FIRST = datetime.fromisoformat("2026-02-13T06:30:00+07:00")
"""When the calendar of a soak begins: the last working day before Tết; night, weekend and holidays follow."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a soak is made of."""

    sources: int
    minutes: float
    """Of the machine."""
    seed: int
    speed: float
    faults: float
    """Share of the sources that is faulty at any time."""
    interval: int
    """Mean minutes of the calendar between two crawls of a source; the shortest is a third, the longest twice as much."""
    timeout: float
    """Seconds of the machine for one request, so that a host that hangs is found out before its calendar has gone on for long."""
    port: int

    @property
    def span(self) -> timedelta:
        """How long it lasts by its calendar."""
        return timedelta(minutes=self.minutes) * self.speed

    @classmethod
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        """Let a command line name a plan."""
        parser.add_argument("--sources", type=int, default=500)
        parser.add_argument("--minutes", type=float, default=30, help="of the machine")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--speed", type=float, default=60, help="minutes of the calendar in one of the machine")
        parser.add_argument("--faults", type=float, default=0.1, help="share of the sources that is faulty at any time")
        parser.add_argument("--interval", type=int, default=120, help="mean minutes of the calendar between two crawls")
        parser.add_argument("--timeout", type=float, default=4, help="seconds of the machine for one request")
        parser.add_argument("--port", type=int, default=0)

    @classmethod
    def of(cls, asked: argparse.Namespace) -> Plan:
        """Return the plan that a command line names."""
        return cls(**{name: getattr(asked, name) for name in cls.__dataclass_fields__})

    def arguments(self) -> list[str]:
        """Return the command line that names it."""
        return [text for name in self.__dataclass_fields__ for text in (f"--{name}", str(getattr(self, name)))]


@dataclass(frozen=True, kw_only=True)
class Country:
    """All towns, and what goes wrong with them."""

    towns: tuple[Town, ...]
    outages: Mapping[int, tuple[Outage, ...]]
    """By the number of the town."""

    @classmethod
    def of(cls, plan: Plan) -> Country:
        """Return the country of a plan.

        Faults begin after its first sixth, and last for six mean pauses between crawls or more.
        """
        towns = make_towns(plan.sources, seed=plan.seed, port=plan.port, start=FIRST)
        interval = timedelta(minutes=plan.interval)
        lasts = max(6 * interval, plan.span / 4)
        found: defaultdict[int, tuple[Outage, ...]] = defaultdict(tuple)
        planned = plan_outages(
            towns, seed=plan.seed, start=FIRST + plan.span / 6, end=FIRST + plan.span, share=plan.faults, lasts=lasts
        )
        for outage in planned:
            found[outage.town] += (outage,)
        return cls(towns=towns, outages=found)

    def outage(self, town: Town, moment: datetime) -> Outage | None:
        """What goes wrong with a town at a moment; None: nothing."""
        return next((each for each in self.outages.get(town.number, ()) if each.holds(moment)), None)
