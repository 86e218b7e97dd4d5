"""Rebuilding: a thousand feeds after ten new articles, against building all of them, the two in turns.

The store is that of a country: sources in every unit that Loa knows, each with forty full-text articles of about 5 KB that
follow up projects and lead to each other, some of a topic, and two saved searches. In each round five sources publish two
articles more, which lead to those before them of their project and they to them. Then one folder is published as the service does
it, and another is built in whole; there too only files whose bytes changed are written, so that the whole costs no more than it
must. In the end both folders have to be the same. Both are told in CPU time and by the clock; no entry is remembered in either.
"""

from __future__ import annotations

import gc
import itertools
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.archive.making import Words
from feeds.memory import Memory
from feeds.options import FeedOptions, Report
from feeds.publish import publish
from feeds.question import question_of
from feeds.saved import SavedSearch
from news import clock, places
from news.article import Article, Attachment, Figure, Paragraph, Precision, Provenance, Published
from news.related.relation import Reason, Relation
from news.source import Source
from news.store import Store, links

CEILING = 0.03
"""Of a full build, at most; a decision of the project, so it is not a measured floor."""
_NOW = datetime(2026, 11, 20, 3, 4, 5, tzinfo=UTC)
_SOURCES, _ARTICLES, _NEW = 900, 40, 10
_TOPICS = ("Giáo dục", "Y tế", "Văn hoá", "Kinh tế", "")


def rebuild(*, rounds: int = 2) -> bool:
    """Print what a publication after ten new articles takes of a full one; tell whether the ceiling is held."""
    world = _World()
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/loa.sqlite3") as store:
        world.fill(store)
        searches = (
            SavedSearch(name="one", question=question_of("xây dựng")),
            SavedSearch(name="two", question=question_of("xã")),
        )
        step = FeedOptions(
            public_dir=Path(folder, "step"), public_url="http://127.0.0.1/", tag_authority="bench,2026", searches=searches
        )
        whole = replace(step, public_dir=Path(folder, "whole"))
        built = publish(store, step, now=_NOW)
        shutil.copytree(step.public_dir, whole.public_dir)
        print(f"{len(built.built)} feeds of {_SOURCES} sources, {store.counts().articles} articles; {rounds} rounds, seconds")
        shares = []
        for number in range(1, rounds + 1):
            now = _NOW + timedelta(minutes=15 * number)
            world.go_on(store, now)
            some, changed = _spent(store, step, now, everything=False)
            every, _ = _spent(store, whole, now, everything=True)
            shares.append(tuple(one / other for one, other in zip(some, every, strict=True)))
            taken = (
                f"{name} {one:6.2f} of {other:6.1f}: {one / other:.4f}"
                for name, one, other in zip(("CPU", "clock"), some, every, strict=True)
            )
            print(f"  {len(changed.built):3} feeds, {len(changed.written):4} files", *taken, sep="   ", flush=True)
        same = _tree(step.public_dir) == _tree(whole.public_dir)
    cpu, wall = (statistics.median(each) for each in zip(*shares, strict=True))
    held = same and cpu <= CEILING and wall <= CEILING
    print(f"median {cpu:.4f} of the CPU time, {wall:.4f} by the clock; {'the same files' if same else 'DIFFERENT FILES'}")
    print(f"ceiling {CEILING}: {'held' if held else 'NOT held'}")
    return held


def _spent(store: Store, options: FeedOptions, now: datetime, *, everything: bool) -> tuple[tuple[float, float], Report]:
    for each in gc.get_objects():
        if isinstance(each, Memory):
            each.forget()
    gc.collect()
    before = time.process_time(), clock.monotonic()
    report = publish(store, options, now=now, everything=everything)
    return (time.process_time() - before[0], clock.monotonic() - before[1]), report


def _tree(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and path.name[0] != ".")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


class _World:
    """Sources, and the articles they publish one after the other."""

    def __init__(self) -> None:
        self._words = Words(7)
        self._numbers = itertools.count(1)
        units = [unit for unit in places.at(_NOW.date(), "vn") if unit.parent]
        self._sources = tuple(
            Source(
                id=f"vn-xa-{number}",
                title=f"Cổng thông tin điện tử xã {number}",
                homepage=f"https://xa-{number}.example.vn/",
                listings=(f"https://xa-{number}.example.vn/tin-tuc",),
                place=units[number % len(units)],
            )
            for number in range(_SOURCES)
        )
        self._projects = {source.id: [self._phrase(5) for _ in range(2)] for source in self._sources}
        self._told: dict[tuple[str, int], list[str]] = {}

    def fill(self, store: Store) -> None:
        """Declare the sources and keep what they published until now."""
        for source in self._sources:
            store.keep_source(source, now=_NOW)
        for step in range(_ARTICLES):
            self._keep(store, self._sources, step, _NOW - timedelta(days=_ARTICLES - step))

    def go_on(self, store: Store, now: datetime) -> None:
        """Let five sources publish two articles each."""
        first = next(self._numbers) * 3 * _NEW
        for step in (0, 1):
            self._keep(store, [self._sources[(first + each) % _SOURCES] for each in range(_NEW // 2)], step, now)

    def _keep(self, store: Store, sources: Sequence[Source], step: int, at: datetime) -> None:
        kept = store.keep_all([self._article(source, step, at) for source in sources], now=at)
        changed: dict[str, list[Relation]] = {}
        for source, new in zip(sources, kept, strict=True):
            told = self._told.setdefault((source.id, step % 2), [])
            for other in told[-2:]:
                for one, two in ((new.id, other), (other, new.id)):
                    link = Relation(article=one, other=two, score=0.8, reason=Reason.SAME_STORY, evidence=("xã",))
                    changed.setdefault(one, list(store.relations.of([one])[one])).append(link)
            told.append(new.id)
        with store.write() as connection:
            links.keep_all(connection, changed)

    def _article(self, source: Source, step: int, at: datetime) -> Article:
        number = next(self._numbers)
        project = self._projects[source.id][step % 2]
        paragraphs = [Paragraph(text=f"{self._phrase(45)}, {project}, {self._phrase(30)}.") for _ in range(10)]
        figure = Figure(image=f"{source.homepage}anh/{number}.jpg", alt=project, caption=self._phrase(8))
        topic = _TOPICS[number % len(_TOPICS)]
        return Article(
            source=source.id,
            url=f"{source.homepage}tin-tuc/{number}.html",
            key=str(number),
            title=f"{self._phrase(6)} {project}".capitalize(),
            lead=f"{project}: {self._phrase(30)}.",
            body=(paragraphs[0], figure, *paragraphs[1:]),
            authors=("Phương Loan",),
            published=Published(moment=at - timedelta(minutes=30), precision=Precision.MINUTE, provenance=Provenance.VISIBLE),
            categories=(topic,) if topic else (),
            attachments=(Attachment(url=f"{source.homepage}van-ban/{number}.pdf", title="Kế hoạch", bytes=123_456),),
            image=figure.image,
        )

    def _phrase(self, count: int) -> str:
        return " ".join(self._words.take(count))


if __name__ == "__main__":
    raise SystemExit(0 if rebuild() else 1)
