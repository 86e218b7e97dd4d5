"""`loa check`: sources are looked at live, one verdict each, and what is broken is told from what merely changed."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from scrapy.utils.project import get_project_settings

from crawler.commands.conversation import Fetch, converse
from crawler.commands.look import Archive, look_at
from crawler.commands.verdict import State, Verdict
from crawler.memory import store_of
from crawler.process import known_sources
from crawler.raw import raw_pages_of
from news import clock
from news.checkups import Checkup, Checkups
from news.errors import SettingsError
from news.settings import Settings
from news.source import Source

SIDE_BY_SIDE = 32
"""Sources looked at at once; those of one host wait for each other all the same."""
FEWEST_SILENT = 3
"""Sources that, all unreached, say more of this machine's connection than of theirs."""
UNREACHED = frozenset({"dns", "connection", "timeout"})
LONGEST = 300
"""Characters of a reason that are shown in a line; `--json` has all."""


def check(options: argparse.Namespace) -> int:
    """Check sources, print a line for each; return 0 when none is broken, else 1.

    Raise SettingsError for an unknown source, StoreError when the store cannot be opened.
    """
    settings = get_project_settings()
    sources = _chosen(options)
    archive = Archive(store=store_of(settings), pages=raw_pages_of(settings), golden=options.folder)
    checkups = Checkups(archive.store)
    width = max(len(source.id) for source in sources) + 2

    async def talk(fetch: Fetch) -> list[Verdict]:
        turns = asyncio.Semaphore(SIDE_BY_SIDE)

        async def one(source: Source) -> Verdict:
            async with turns:
                verdict = await look_at(source, fetch, archive)
            checkups.keep(_checkup(verdict, clock.now()))
            if not options.json:
                print(_line(verdict, width), flush=True)  # noqa: T201 the command speaks to a person
            return verdict

        return await asyncio.gather(*(one(source) for source in sources))

    verdicts = converse(talk, records=True)
    if options.json:
        for verdict in verdicts:
            print(json.dumps(asdict(verdict) | {"newest": _iso(verdict.newest)}, ensure_ascii=False))  # noqa: T201
    else:
        print("\n".join(_sum(verdicts, sources, settings["LOA"])))  # noqa: T201
    return int(any(verdict.state is State.BROKEN for verdict in verdicts))


def _chosen(options: argparse.Namespace) -> list[Source]:
    known = {source.id: source for source in known_sources()}
    for source_id in options.source:
        if source_id not in known:
            raise SettingsError(f"no source is called {source_id!r}; `loa sources --all` lists them")
    chosen = [known[source_id] for source_id in dict.fromkeys(options.source)]
    chosen = chosen or [source for source in known.values() if source.enabled or options.all]
    if not chosen:
        raise SettingsError("no source is enabled; name one, or check all of them with --all")
    return chosen


def _line(verdict: Verdict, width: int) -> str:
    state = verdict.state.upper() if verdict.state is State.BROKEN else verdict.state
    kind = f"{verdict.kind}: " if verdict.kind else ""
    reason = verdict.reason if len(verdict.reason) <= LONGEST else f"{verdict.reason[:LONGEST]}…"
    return f"{verdict.source:<{width}}{state:<8}{kind}{reason}"


def _sum(verdicts: Sequence[Verdict], sources: Sequence[Source], loa: Settings) -> Iterator[str]:
    """What a person reads last: how many are well, what to do about each kind of trouble, and how to switch on what passed."""
    states = Counter(verdict.state for verdict in verdicts)
    yield ", ".join(f"{states[state]} {state}" for state in State)
    kinds = Counter(verdict.kind for verdict in verdicts if verdict.state is State.BROKEN)
    advice = {verdict.kind: verdict.advice for verdict in verdicts}
    if len(verdicts) >= FEWEST_SILENT and UNREACHED.issuperset(verdict.kind for verdict in verdicts):
        yield "  None of them could be reached: look at this machine's own connection first."
    for kind, count in kinds.most_common():
        yield f"  {f'{count} ' if len(verdicts) > 1 else ''}{kind}: {advice[kind]}"
    well = {verdict.source for verdict in verdicts if verdict.state is not State.BROKEN}
    own = {source.id for source in loa.sources}
    off = [source.id for source in sources if source.id in well and not source.enabled and source.id not in own]
    if off:
        listed = ", ".join(f'"{name}"' for name in (*loa.enable, *off))
        yield f"What passed can be switched on, in loa.toml: enable = [{listed}]"


def _checkup(verdict: Verdict, now: datetime) -> Checkup:
    passed = now if verdict.state is not State.BROKEN else None
    return Checkup(
        source=verdict.source,
        state=verdict.state,
        kind=verdict.kind,
        reason=verdict.reason,
        at=now,
        passed=passed,
        links=verdict.links if passed else 0,
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
