"""`python -m bench.soak [--minutes 30 --sources 500 --seed 1]`: a made-up country, read by a real `loa run` at 60 times speed.

What is scaled is the calendar (`news.clock`): when sources publish and are due, how long hosts are left alone, dates, rhythm,
health. Network, processor, disk, time-outs and the limits of runs are real. Towns on addresses of loopback publish by rules of
`bench.cadence.histories` from the last working day before Tết on; a tenth of them is faulty at any time. The service is the
program as it is, watched from outside: its processes, its database after the end, its feeds as published.

`--faults 0 --json FILE` makes the reference that `--beside FILE` compares delays with. `--idle 60` adds a minute in which no
source is due. Returns 1 where something that is counted does not hold; seconds are told and not judged: the machine may be busy.
"""

from __future__ import annotations

import argparse
import json
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bench.soak.country import Plan
from bench.soak.feeds import Watcher
from bench.soak.report import Report, told
from bench.soak.service import Sample, Soak
from bench.soak.verdicts import judge
from bench.soak.visits import follow, look_at
from news import clock
from news.clock import Pace
from news.health import HealthChange
from news.run import Run
from news.store import Store
from news.store.health import Healths

_EVERY = 5.0
"""Seconds between two samples."""
_ALL = 1_000_000


def main() -> int:
    """Soak, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=(__doc__ or "").splitlines()[0])
    Plan.add_arguments(parser)
    parser.add_argument("--idle", type=float, default=0, help="seconds in which nothing is due, after the soak")
    parser.add_argument("--json", type=Path, help="keep the delays of all articles in this file")
    parser.add_argument("--beside", type=Path, help="compare with the delays that another soak kept")
    parser.add_argument("--folder", type=Path, help="keep everything here; an empty folder")
    asked = parser.parse_args()
    plan = Plan.of(asked)
    plan = plan if plan.port else replace(plan, port=_free_port())
    with tempfile.TemporaryDirectory() as own:
        folder = (asked.folder or Path(own)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        report = soak(plan, folder, idle=asked.idle)
    print(told(report, beside=json.loads(asked.beside.read_text("utf-8")) if asked.beside else None))
    if asked.json:
        asked.json.write_text(json.dumps(report.arrived), encoding="utf-8")
    return int(not report.holds)


def soak(plan: Plan, folder: Path, *, idle: float = 0, enough: Callable[[], bool] = lambda: False) -> Report:
    """Let a country be read in an empty folder, until the plan ends or `enough` says so, and return what came of it."""
    samples: list[Sample] = []
    with Soak(plan, folder) as running:
        watcher = Watcher(folder / "public", running.country.towns)
        end = clock.monotonic() + plan.minutes * 60
        next_sample = clock.monotonic()
        while clock.monotonic() < end:
            if not running.runs():
                raise RuntimeError((folder / "service.log").read_text(encoding="utf-8")[-4000:])
            if clock.monotonic() >= next_sample:
                samples.append(running.sample())
                next_sample += _EVERY
                if enough():
                    break
            watcher.look(running.pace.at(clock.now()))
            time.sleep(0.5)
        ended = running.pace.at(clock.now())
        asked, lateness = running.asked(), running.lateness()
    runs, changes, size, articles = _read(folder)
    visits = look_at(plan, running.country, runs, ended)
    healthy = [town for town in running.country.towns if town.number not in running.country.outages]
    return Report(
        plan=plan,
        samples=tuple(samples),
        visits=visits,
        verdicts=judge(running.country, runs, changes, asked["met"]),  # type: ignore[arg-type]
        news=follow(plan, healthy, runs, watcher.arrived, start=visits.first_round, end=ended),
        doubled=tuple(sorted(watcher.doubled)),
        arrived=_delays(running, watcher, visits.first_round, ended),
        statuses=Counter(asked["statuses"]),
        megabytes=size,
        articles=articles,
        lateness=lateness,
        idle_share=_idle(plan, folder, ended, idle) if idle else None,
    )


def _delays(running: Soak, watcher: Watcher, start: datetime, end: datetime) -> dict[str, float]:
    """Minutes from publication to feed, by town and number of the article."""
    found = {}
    for town in running.country.towns:
        for number in town.published(start, end):
            at = watcher.arrived.get(f"{town.origin}{town.path(number)}")
            if at is not None:
                found[f"{town.number}/{number}"] = (at - town.history[number]) / timedelta(minutes=1)
    return found


def _read(folder: Path) -> tuple[list[Run], list[HealthChange], dict[str, float], int]:
    data = folder / "data"
    with Store.open(f"sqlite:///{data / 'loa.sqlite3'}", create=False) as store:
        runs = list(store.runs.latest(limit=_ALL))
        changes = list(Healths(store).changes(limit=_ALL))
        articles = store.counts().articles
    parts = {"database": data.glob("loa.sqlite3*"), "pages": data.rglob("*.warc.gz"), "public": (folder / "public").rglob("*")}
    sizes = {name: sum(each.stat().st_size for each in files if each.is_file()) / 2**20 for name, files in parts.items()}
    return runs, changes, sizes, articles


def _idle(plan: Plan, folder: Path, ended: datetime, seconds: float) -> float:
    """Share of a core that the service takes while nothing is due, its calendar as fast as the machine."""
    pace = Pace(real=clock.now(), shown=ended, speed=1)
    with Soak(replace(plan, interval=100_000), folder, started=pace) as running:
        still = 0
        while still < 10 or _unrelated(folder):  # who failed last is asked once more at the start, and what was left is related
            time.sleep(1)
            still = still + 1 if running.sample().crawls == 0 else 0
        before = running.sample()
        time.sleep(seconds)
        after = running.sample()
    return (after.service_cpu - before.service_cpu) / seconds


def _unrelated(folder: Path) -> bool:
    """Whether articles wait for their links."""
    with Store.open(f"sqlite:///{folder / 'data' / 'loa.sqlite3'}", create=False) as store:
        return bool(store.relations.waiting(1))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
