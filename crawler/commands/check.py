"""`loa check`: sources are looked at live, one verdict each, and what is broken is told from what merely changed."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.utils.project import get_project_settings

from crawler.commands.conversation import Fetch, converse, page_of
from crawler.commands.golden import load_expected, read_again
from crawler.commands.verdict import State, Verdict, broken, is_parked, judge
from crawler.guards.refusals import RobotsError
from crawler.memory import store_of
from crawler.pages.article import read_article
from crawler.pages.evidence import Evidence
from crawler.pages.listed import ListedLink, Listing
from crawler.pages.listing import read_listing
from crawler.process import known_sources
from crawler.report import kind_of
from news import clock
from news.article import Article
from news.errors import ChallengeError, FetchError, LayoutError, NewsError, SettingsError
from news.source import Source
from news.store import Store

ARTICLES = 3
"""Articles of a source that are read."""
HISTORY = 50
"""Stored articles that say what is usual."""
SIDE_BY_SIDE = 16
CHECKED = "checked:"
"""Before a source's id, the key in the store's `meta` of its last verdict: JSON of state, kind and moment."""


def check(options: argparse.Namespace) -> int:
    """Check sources, print a line for each; return 0 when none is broken, else 1.

    Raise SettingsError for an unknown source, StoreError when the store cannot be opened.
    """
    sources = _chosen(options)
    store = store_of(get_project_settings())
    golden = {source.id: tuple(_golden_failures(source, options.folder)) for source in sources}

    async def talk(fetch: Fetch) -> list[Verdict]:
        turns = asyncio.Semaphore(SIDE_BY_SIDE)

        async def one(source: Source) -> Verdict:
            async with turns:
                verdict = await _Check(source, fetch, store, golden[source.id]).run()
            if not options.json:
                print("\n".join(_lines(verdict)), flush=True)  # noqa: T201 the command speaks to a person
            return verdict

        return await asyncio.gather(*(one(source) for source in sources))

    verdicts = converse(talk)
    for verdict in verdicts:
        store.keep_meta(CHECKED + verdict.source, json.dumps(_remembered(verdict, clock.now())))
        if options.json:
            print(json.dumps(asdict(verdict) | {"newest": _iso(verdict.newest)}, ensure_ascii=False))  # noqa: T201
    if not options.json:
        counted = ", ".join(f"{sum(verdict.state is state for verdict in verdicts)} {state}" for state in State)
        print(counted)  # noqa: T201
    return int(any(verdict.state is State.BROKEN for verdict in verdicts))


def _chosen(options: argparse.Namespace) -> list[Source]:
    known = {source.id: source for source in known_sources()}
    for source_id in options.source:
        if source_id not in known:
            raise SettingsError(f"no source is called {source_id!r}; `loa sources` lists them")
    chosen = [known[source_id] for source_id in options.source]
    chosen = chosen or [source for source in known.values() if source.enabled or options.all]
    if not chosen:
        raise SettingsError("no source is enabled; name one, or check all of them with --all")
    return chosen


class _Check:
    """Looks at one source."""

    def __init__(self, source: Source, fetch: Fetch, store: Store, golden: tuple[str, ...]) -> None:
        self._source = source
        self._fetch = fetch
        self._known = store.newest(sources=[source.id], limit=HISTORY)
        self._golden = golden

    async def run(self) -> Verdict:
        """Return the verdict; every failure is one."""
        try:
            listing = await self._listing(self._source.listings[0])
        except NewsError as error:
            return self._failed(error)
        articles: list[Article] = []
        failures: list[NewsError] = []
        for link in _newest(listing.links)[:ARTICLES]:
            try:
                articles.append(await self._article(link))
            except NewsError as error:
                failures.append(error)
        verdict = judge(self._source.id, articles, failures, self._known, links=len(listing.links), now=clock.now())
        if verdict.state is State.BROKEN and verdict.kind in {"layout", "fields", "text"}:
            return self._whose(verdict)
        return verdict

    async def _listing(self, address: str) -> Listing:
        raw = await self._fetch(address)
        page = page_of(raw)
        if urlsplit(raw.url).netloc.lower() not in self._source.allowed_hosts:
            raise _ElsewhereError(address, f"readers are sent to {raw.url}")
        try:
            return read_listing(page, self._source, now=clock.now())
        except LayoutError as error:
            if is_parked(page):
                raise _ParkedError(address, "the page says that the domain is for sale or has run out") from error
            raise

    async def _article(self, link: ListedLink) -> Article:
        raw = await self._fetch(link.url)
        return read_article(page_of(raw), self._source, evidence=Evidence(now=clock.now(), listing=link.published))

    def _failed(self, error: NewsError) -> Verdict:
        kind = error.kind
        if isinstance(error, RobotsError) and (unreachable := _UNREACHABLE.search(error.problem)):
            kind = unreachable["kind"] or f"http {unreachable['status']}"
        elif isinstance(error, LayoutError):
            kind = "links"
        elif type(error) is FetchError and error.__cause__ is not None:
            kind = kind_of(error.__cause__)
        elif type(error) is FetchError and error.problem.startswith("answers "):
            kind = f"http {error.problem.removeprefix('answers ')}"
        elif isinstance(error, ChallengeError):
            kind = "challenge"
        verdict = broken(self._source.id, kind, " ".join(str(error).split())[:300])
        return self._whose(verdict) if kind == "links" else verdict

    def _whose(self, verdict: Verdict) -> Verdict:
        """Tell their change from a fault of ours: where pages kept from before no longer read as they did, it is ours."""
        if not self._golden:
            return verdict
        return broken(verdict.source, "ours", f"{verdict.reason}; and {self._golden[0]}", links=verdict.links, read=verdict.read)


_UNREACHABLE = re.compile(r"cannot be fetched \((?:status (?P<status>\d+)|(?P<kind>[a-z0-9 ]+?))(?: since [^)]*)?\)")
"""How crawler.guards.robots says what keeps it, and with it everything, from being fetched."""


class _ElsewhereError(FetchError):
    kind = "host"


class _ParkedError(FetchError):
    kind = "parked"


def _newest(links: Sequence[ListedLink]) -> list[ListedLink]:
    """The links, those with the latest dates first, the others in page order behind."""
    dated = [(link.published.moment, -place, link) for place, link in enumerate(links) if link.published]
    dated.sort(reverse=True)
    return [*(link for _, _, link in dated), *(link for link in links if link.published is None)]


def _golden_failures(source: Source, folder: Path) -> Iterator[str]:
    """What of the source's golden cases no longer reads as a person said it should."""
    for file in sorted((folder / source.id).glob("*/expected.json")):
        try:
            wanted = load_expected(file.parent)
            found = read_again(file.parent, wanted)
        except (OSError, ValueError, KeyError, TypeError) as error:
            yield f"the golden case {file.parent} cannot be used: {error}"
            continue
        for answer, content in found.items():
            changed = [name for name in content if content[name] != wanted.get(answer, {}).get(name)]
            if changed:
                yield f"the golden case {file.parent} now reads otherwise: {', '.join(changed)}"


def _lines(verdict: Verdict) -> Iterator[str]:
    state = verdict.state.upper() if verdict.state is State.BROKEN else verdict.state
    kind = f"{verdict.kind}: " if verdict.kind else ""
    yield f"{verdict.source:<24}{state:<8}{kind}{verdict.reason}"
    if verdict.advice:
        yield f"{'':<32}-> {verdict.advice}"


def _remembered(verdict: Verdict, now: datetime) -> dict[str, Any]:
    return {"state": verdict.state, "kind": verdict.kind, "reason": verdict.reason, "at": now.isoformat(timespec="seconds")}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
