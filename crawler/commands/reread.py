"""`loa reread`: kept pages read again by today's reader; first everything is told, then what reads better is written."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime, time
from typing import IO, TextIO

from scrapy.utils.project import get_project_settings

from crawler.commands.again import Again, Finding, Verdict
from crawler.commands.retold import Account, as_json, as_text
from crawler.process import known_sources
from crawler.readers import Readers
from news import clock
from news.errors import SettingsError
from news.raw import KeptPage
from news.settings import Settings
from news.source import Source
from news.store import Outcome, Reread, Store
from news.store.codec import decode, encode
from news.warc import RawPages

TOLD = frozenset({Verdict.DIFFERENT, Verdict.ARTICLE, Verdict.FAILED, Verdict.DAMAGED})
"""What is told page by page; the rest is only counted."""


def reread(options: argparse.Namespace) -> int:
    """Run the command and return the exit code 0.

    Raise SettingsError for an unknown source or day, StoreError when there is no store or, without --dry-run, another process
    writes to it.
    """
    loa: Settings = get_project_settings()["LOA"]
    since = _day(options.since)
    today = {source.id: source for source in known_sources()}
    with ExitStack() as stack:
        # First of all, so that the reading processes share neither lock nor store.
        readers = Readers(1)
        stack.callback(readers.close)
        store = stack.enter_context(Store.open(loa.store_url, create=False))
        if not options.dry_run:
            stack.enter_context(store.lock())
        sources = _chosen(store, today, options.source)
        pages = RawPages(loa.pages_dir, store)
        decided = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", dir=_spool(loa)))
        account = Account()
        again = Again(store, pages, sources, readers)
        total = sum(pages.count_latest((source.id,), since=_start(since, source)) for source in sources.values())
        telling = Telling(account, decided, Progress(sys.stderr, total), json_lines=options.json)
        asyncio.run(_look(again, _latest(pages, sources, since), telling))
        written = Counter[str]() if options.dry_run else _write(store, pages, decided)
        _say(
            account.as_json(written, dry_run=options.dry_run)
            if options.json
            else account.as_text(written, dry_run=options.dry_run)
        )
    return 0


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"--since {text}: a day such as 2026-03-05 is needed") from None


def _chosen(store: Store, today: dict[str, Source], wanted: list[str]) -> dict[str, Source]:
    """Return the sources to be read again, as they are declared today, or as the store knows them where nobody declares them."""
    known = {source.id: source for source in store.sources()}
    known = {source_id: today.get(source_id, source) for source_id, source in known.items()}
    for source_id in wanted:
        if source_id not in known:
            if source_id in today:
                raise SettingsError(f"{source_id!r} was never crawled: there is nothing to read again")
            raise SettingsError(f"no source is called {source_id!r}; `loa sources` lists them")
    return {source_id: known[source_id] for source_id in (sorted(set(wanted)) or sorted(known))}


def _spool(loa: Settings) -> str | None:
    """Return the folder for what is decided: that of the pages has room where that for temporary files may have none."""
    return str(loa.pages_dir) if loa.pages_dir.is_dir() else None


def _start(since: date | None, source: Source) -> datetime | None:
    return None if since is None else datetime.combine(since, time(), source.zone)


async def _look(again: Again, latest: Iterator[KeptPage], telling: Telling) -> None:
    """Read every page again and tell what comes of it."""
    for page in latest:
        telling.tell(await again.look(page))
    telling.end()


class Telling:
    """Tells findings as they come, and notes on disk what is to be written, so that memory does not grow with the archive."""

    def __init__(self, account: Account, decided: IO[str], progress: Progress, *, json_lines: bool) -> None:
        """`decided` takes a line for every article to be written."""
        self._account = account
        self._decided = decided
        self._progress = progress
        self._as_line = as_json if json_lines else as_text

    def tell(self, finding: Finding) -> None:
        """Count a finding, tell it if it is worth it, and note it if it is to be written."""
        self._account.add(finding)
        self._progress.step()
        if finding.verdict in TOLD:
            self._progress.clear()
            _say(self._as_line(finding))
        if finding.article is not None:
            self._decided.write(_decision(finding))

    def end(self) -> None:
        """Leave no half line behind."""
        self._progress.clear()


def _latest(pages: RawPages, sources: dict[str, Source], since: date | None) -> Iterator[KeptPage]:
    for source in sources.values():
        yield from pages.latest(source.id, since=_start(since, source))


def _decision(finding: Finding) -> str:
    assert finding.article is not None
    page = finding.page
    line = {"page": page.id, "article": page.article, "revision": page.revision, "asked": page.asked}
    return json.dumps({**line, "content": encode(finding.article)}) + "\n"


def _write(store: Store, pages: RawPages, decided: IO[str]) -> Counter[str]:
    """Write what was decided, each article in a transaction of its own; return the counts by what it did."""
    written: Counter[str] = Counter()
    decided.seek(0)
    for line in decided:
        told = json.loads(line)
        article, now = decode(told["content"]), clock.now()
        if told["article"] is not None:
            outcome = store.reread(told["article"], article, revision=told["revision"], now=now)
            written["replaced" if outcome is Reread.REPLACED else "left"] += 1
            continue
        kept = store.keep(article, now=now, asked=told["asked"])
        pages.gave(told["page"], article=kept.id, revision=kept.revision)
        written["new" if kept.outcome is Outcome.NEW else "edited" if kept.outcome is Outcome.EDITED else "seen"] += 1
    return written


def _say(text: str) -> None:
    print(text)  # noqa: T201 the command speaks to a person or a program


class Progress:
    """One line on a terminal that says how far it is; nothing anywhere else."""

    def __init__(self, out: TextIO, total: int) -> None:
        """`total` is about how many steps there will be."""
        self._out = out
        self._total = total
        self._done = 0
        self._shows = out.isatty()

    def step(self) -> None:
        """Count one."""
        self._done += 1
        if self._shows and self._done % 10 == 0:
            self._out.write(f"\r\x1b[K{self._done:,} of about {max(self._total, self._done):,} pages read again")
            self._out.flush()

    def clear(self) -> None:
        """Make room for other lines."""
        if self._shows:
            self._out.write("\r\x1b[K")
            self._out.flush()
