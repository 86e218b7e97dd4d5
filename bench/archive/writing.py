"""Writing: the store and the plain script keep the same articles, taking turns."""

from __future__ import annotations

import gc
import random
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median

from bench.archive.making import SOURCES, make
from bench.archive.plain import PlainScript
from news import clock
from news.article import Article
from news.source import Source
from news.store import Store

BATCH = 100
"""Articles in one transaction, for both."""
READ = datetime(2026, 1, 1, tzinfo=UTC)
"""When the first batch was read; each further one was a second later."""


@dataclass(frozen=True, kw_only=True)
class Stores:
    """What writing leaves behind."""

    folder: Path
    url: str
    plain: PlainScript
    articles: int


def sources() -> tuple[Source, ...]:
    """The sources of the articles made up."""
    hosts = {place: f"https://place-{place}.example/" for place in range(SOURCES)}
    return tuple(
        Source(id=f"vn-place-{place}", title=f"Xã {place}", homepage=url, listings=(url,)) for place, url in hosts.items()
    )


def open_store(folder: Path) -> tuple[str, Store]:
    """An empty store that knows the sources."""
    url = f"sqlite:///{folder / 'loa.sqlite3'}"
    store = Store.open(url)
    for source in sources():
        store.keep_source(source, now=READ)
    return url, store


def write(folder: Path, count: int) -> Stores:
    """Write `count` articles of 3 KB both ways, print the ratio of their rates and the memory, and leave the files."""
    url, store = open_store(folder)
    plain = PlainScript(folder / "plain.sqlite3", sources())
    ours = theirs = 0.0
    wall = {"ours": 0.0, "theirs": 0.0}
    early = 0
    articles = make(count)
    done = 0
    with store:
        while batch := list(islice(articles, BATCH)):
            gc.collect(0)
            now = READ + timedelta(seconds=done // BATCH)
            spent, passed = _timed(lambda batch=batch, now=now: plain.keep_all(batch, now=now))  # type: ignore[misc]
            theirs, wall["theirs"] = theirs + spent, wall["theirs"] + passed
            spent, passed = _timed(lambda batch=batch, now=now: store.keep_all(batch, now=now))  # type: ignore[misc]
            ours, wall["ours"] = ours + spent, wall["ours"] + passed
            done += len(batch)
            early = early or (_megabytes() if done * 5 >= count else 0)
    print(f"writing {count:,} articles of 3 KB in batches of {BATCH}, CPU seconds of the process")
    print(f"  plain sqlite3 script   {count / theirs:8,.0f} articles a second  {1e6 * theirs / count:6.0f} us each")
    print(f"  store                  {count / ours:8,.0f} articles a second  {1e6 * ours / count:6.0f} us each")
    print(f"  ratio of rates         {theirs / ours:8.2f} (CPU)  {wall['theirs'] / wall['ours']:.2f} (wall clock)   target: 0.5")
    print(f"  memory                 {early} MB after a fifth, {_megabytes()} MB at the end")
    sizes = {path.name: path.stat().st_size for path in folder.glob("*.sqlite3")}
    print("  " + ", ".join(f"{name} {size / 1e6:,.0f} MB" for name, size in sorted(sizes.items())))
    return Stores(folder=folder, url=url, plain=plain, articles=count)


def grow(folder: Path, count: int) -> None:
    """Write `count` articles both ways and print the rates of every twentieth part, by CPU time and by the clock.

    Other work on the machine disturbs the clock; CPU time leaves out what the disk takes. Making the articles is the same work
    from first to last, so its rates show what the machine itself does meanwhile; the plain script's show what SQLite does.
    """
    _, store = open_store(folder)
    plain = PlainScript(folder / "plain.sqlite3", sources())
    next(make(1))  # what is made once for all of them
    articles = make(count)
    part = max(count // 20, BATCH)
    made, ours, theirs = _Rates(part), _Rates(part), _Rates(part)
    chance = random.Random(0)  # noqa: S311 nothing secret is made
    print("articles a second of CPU (by the clock)")
    with store:
        for number in range(count // part):
            for each in range(part // BATCH):
                batch: list[Article] = []
                now = READ + timedelta(seconds=number * part // BATCH + each)
                made.add(number, _timed(lambda batch=batch: batch.extend(islice(articles, BATCH))))  # type: ignore[misc]
                gc.collect(0)
                theirs.add(number, _timed(lambda batch=batch, now=now: plain.keep_all(batch, now=now)))  # type: ignore[misc]
                ours.add(number, _timed(lambda batch=batch, now=now: store.keep_all(batch, now=now)))  # type: ignore[misc]
            known = [each for _ in range(50) for each in make(1, start=chance.randrange((number + 1) * part))]
            found = [_timed(lambda each=each: store.find(each.source, each.url))[1] for each in known]  # type: ignore[misc]
            rates = f"store {ours.of(number)}  plain script {theirs.of(number)}  making them {made.of(number)}"
            print(
                f"{(number + 1) * part:>12,} articles  {rates}  {1e6 * median(found):4.0f} us to find one  {_megabytes()} MB",
                flush=True,
            )
    print("rate at the end / at the start; target for the store: 0.7")
    fifth = max(len(ours.parts) // 5, 1)
    for name, edge in (("fifth", fifth), ("part", 1)):
        print(f"  last {name}: store {ours.kept(edge)}, plain script {theirs.kept(edge)}, making them {made.kept(edge)}")


class _Rates:
    """How long each part took, in CPU time and by the clock."""

    def __init__(self, articles: int) -> None:
        """Parts of so many articles each."""
        self.parts: list[tuple[float, float]] = []
        self._articles = articles

    def add(self, number: int, spent: tuple[float, float]) -> None:
        """Add to part `number`, the last one or a new one."""
        before = self.parts.pop() if number < len(self.parts) else (0.0, 0.0)
        self.parts.append((before[0] + spent[0], before[1] + spent[1]))

    def of(self, number: int) -> str:
        """The rates of a part."""
        cpu, wall = self.parts[number]
        return f"{self._articles / cpu:7,.0f} ({self._articles / wall:6,.0f})"

    def kept(self, edge: int) -> str:
        """The rates of the last parts as shares of those of the first."""
        cpu, wall = (
            sum(each[kind] for each in self.parts[:edge]) / sum(each[kind] for each in self.parts[-edge:]) for kind in (0, 1)
        )
        return f"{cpu:.2f} ({wall:.2f} by the clock)"


def _timed(action: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = time.process_time(), clock.monotonic()
    action()
    return time.process_time() - cpu, clock.monotonic() - wall


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
