"""Health: whether a source is fresh, quiet or broken, judged from its runs and its own rhythm.

Two runs in a row that show a fault make a source broken: one is an accident. A broken source is well again after two runs
without a fault, or after one that brought news. Everything here is pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from news.rhythm import ENOUGH, Rhythm, hours_between
from news.run import DATES_ALIKE, DATES_LOST, INTERRUPTED, OF_THE_RUN, UNREADABLE, Run

UNLIKELY = 0.01
"""A silence less probable than this is quiet; an outage longer than such a silence counts for readers."""
RUNS = 40
"""Runs that are looked at, the newest first."""
_IN_A_ROW = 2
_OUTAGE_WITHOUT_RHYTHM = timedelta(days=1)
_LONGEST_OUTAGE = timedelta(days=30)
"""However silent a source usually is: an outage of this length counts for readers."""
SHRANK, DATES, LOST, WARNED = "listing shrank", "dates", "field lost: ", "new warning: "
"""Causes that are no failure's kind; the last two with what is meant behind them."""
_RESTING = "host resting"
_FEW = 5
"""Articles, or links, below which a share says nothing."""


class State(StrEnum):
    """How a source is doing."""

    FRESH = "fresh"
    QUIET = "quiet"
    """Less news than its rhythm explains, and reading is fine."""
    BROKEN = "broken"
    """Fetching or reading fails."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with one run."""

    cause: str
    """The signal, short and stable: "dns", "http 503", "layout", "field lost: published"."""
    detail: str
    """What was seen, in one line."""


@dataclass(frozen=True, kw_only=True)
class Outage:
    """A time in which a source was broken for longer than its rhythm explains."""

    began: datetime
    """Start of the first run that failed."""
    counted: datetime
    """From when it was silent longer than its rhythm explains."""
    over: datetime | None
    """End of the run after which it was well again; None: it lasts."""


@dataclass(frozen=True, kw_only=True)
class Health:
    """How a source is doing, as judged after its last run."""

    source: str
    """Its id."""
    state: State
    since: datetime
    """When the state began: the start of the first run of a row that failed, the last news of a quiet source, the run in which
    a source was seen to be fresh."""
    cause: str = ""
    """The signal; empty unless the source is broken."""
    detail: str = ""
    """What was seen, in one line; empty for a fresh source."""
    advice: str = ""
    """What the operator can do, in English; empty for a fresh source."""
    last_news: datetime | None = None
    """When its newest article appeared; None: there is none."""
    last_good: datetime | None = None
    """End of its last run without a fault; None: none is known."""
    overdue: datetime | None = None
    """From when a broken source was silent longer than its rhythm explains; None: it is not, or not broken."""
    outage: Outage | None = None
    """The last outage that is over and counted for readers; None: there was none."""


@dataclass(frozen=True, kw_only=True)
class HealthChange:
    """One change of state, or of the cause for which a source is broken."""

    at: datetime
    """End of the run after which it was judged."""
    before: State | None
    """None: the source was never judged before."""
    health: Health
    """What it was from then on."""


_ADVICE: Mapping[str, str] = {
    "dns": "The name of the host is not known: see whether the site moved, and this machine's name server.",
    "connection": "The host does not answer: if the site opens in a browser, this machine's address may be blocked.",
    "timeout": "The host is too slow: try later, or raise crawl.timeout_seconds.",
    "tls": "The certificate is not valid for this host: see crawl.extra_ca_file, or wait for the site to renew it.",
    "challenge": "The site asks for a browser: write to its operator, giving the user agent; lengthen crawl.interval_minutes.",
    "robots": "Its robots.txt forbids the listing: respect it, or ask the site's operator for permission.",
    "host": "Pages lead to a host that is not the source's: see whether the site moved, and add the host to its `hosts`.",
    "host resting": "The host asked to be left alone: `loa status --hosts` says until when.",
    "layout": "Pages are not built as expected: run `loa check` on the source; the family or its selectors need a new version.",
    "empty": "Pages say that there is nothing, or have no content: open one in a browser; the site may build them by script.",
    "parked": "The domain is no longer the town's: find where it went, or end the source.",
    "charset": "The site lost letters of its texts, which are not published like that: write to its operator.",
    "dates": "The listing shows one date with all articles: look at it; if the dates stand elsewhere, `selectors` may find them.",
    "listing shrank": "The listing matches fewer links than before: run `loa check`; the list's selector may need a new version.",
    "crash": "The crawling process died: its log says more; see the machine's memory.",
    "store": "The store refused: see the disk and the log.",
    "unexpected": "This is a mistake of Loa's own: the log shows where; please report it.",
}
_OTHER_ADVICE = "See the log of the last crawl, and open the site in a browser."


def advice_for(cause: str) -> str:
    """Return what an operator can do about a cause."""
    if cause.startswith(LOST):
        return "A field is no longer found: run `loa check` on the source; its selector needs a new version."
    if cause.startswith(WARNED):
        return "Most articles now come with this warning: read one with `loa read` and compare it with its page."
    if cause in {"http 401", "http 403", "http 429"}:
        return "The site refuses us: lengthen crawl.delay_seconds, and write to its operator, giving the user agent."
    if cause in {"http 404", "http 410"}:
        return "The listing is gone: find its new address and change `listings`."
    if cause.startswith("http 5"):
        return "The site itself is failing: nothing to do but wait; write to its operator if it lasts."
    return _ADVICE.get(cause, _OTHER_ADVICE)


def fault_of(run: Run, earlier: Sequence[Run]) -> Fault | None:
    """Return what is wrong with a run, measured by `earlier` runs of the same source without a fault; None: nothing is.

    Signals, the first that holds: the run ended for an error (an unreachable or refusing host, a challenge, a foreign redirect, a
    listing without matches); most of the articles asked for failed, one that was read before among them or three in all; the
    listing shrank to a fifth; it shows one date with all articles, and never did; a field that was nearly always there is nearly
    always missing; a warning that was rare comes with nearly every article.
    """
    # Where a host rests because something failed before, that is what is wrong.
    kind = max(run.failed, key=lambda each: (each != _RESTING, run.failed[each], each), default="")
    if run.error is not None:
        return Fault(cause=kind or "ended early", detail=run.error)
    failed, good = sum(run.failed.values()), run.new + run.edited + run.unchanged
    if failed >= 4 * good and (failed >= 3 or UNREADABLE in run.warnings):
        return Fault(cause=kind, detail=f"{failed} pages failed, {run.failed[kind]} of them by {kind}; {good} articles are well")
    usual = [each.listed for each in earlier if each.listed]
    if run.listed and len(usual) >= 3 and median(usual) >= _FEW and run.listed * 5 <= median(usual):
        return Fault(cause=SHRANK, detail=f"{run.listed} links were listed, usually {median(usual):.0f}")
    if DATES_LOST in run.warnings and not any({DATES_ALIKE, DATES_LOST}.intersection(each.warnings) for each in earlier):
        return Fault(cause=DATES, detail=DATES_LOST)
    read, before = _read(run), sum(_read(each) for each in earlier)
    if read < _FEW or before < 4 * _FEW:
        return None
    for name, now in sorted(run.missing.items()):
        past = sum(each.missing.get(name, 0) for each in earlier)
        if now >= 0.9 * read and past <= 0.3 * before:
            return Fault(cause=f"{LOST}{name}", detail=f"{name} is missing in {now} of {read}, before in {past} of {before}")
    for name, now in sorted((name, now) for name, now in run.warnings.items() if name not in OF_THE_RUN):
        past = sum(each.warnings.get(name, 0) for each in earlier)
        if now >= 0.8 * read and past <= 0.1 * before:
            return Fault(cause=f"{WARNED}{name}", detail=f"in {now} of {read} articles, before in {past} of {before}")
    return None


def judge(source: str, runs: Sequence[Run], rhythm: Rhythm | None, before: Health | None) -> Health | None:
    """Return the health of a source after its newest run; None: it was never crawled to an end of its own.

    `runs` are its last, the newest first; RUNS of them are enough. `before` is what was judged last, None at first.
    """
    told = [run for run in runs[:RUNS] if run.error != INTERRUPTED]
    if not told:
        return before
    after = _judge(source, told, rhythm, before)
    return replace(after, outage=_outage(before, after, told[0]))


def _outage(before: Health | None, after: Health, newest: Run) -> Outage | None:
    """The last outage that is over, after the newest run."""
    if before is None:
        return None
    if before.overdue is None or after.state is State.BROKEN:
        return before.outage
    return Outage(began=before.since, counted=before.overdue, over=newest.finished)


def _judge(source: str, told: Sequence[Run], rhythm: Rhythm | None, before: Health | None) -> Health:
    faults = _faults(told)
    newest, last_news = told[0], rhythm.last if rhythm else None
    last_good = next((run.finished for run, fault in zip(told, faults, strict=True) if fault is None), None)
    if last_good is None and before is not None:
        last_good = before.last_good
    was_broken = before is not None and before.state is State.BROKEN
    failing = next((count for count, fault in enumerate(faults) if fault is None), len(faults))
    well = next((count for count, fault in enumerate(faults) if fault is not None), len(faults))
    fault = faults[0]
    if fault is not None and (failing >= _IN_A_ROW or was_broken):
        since = before.since if before and was_broken else told[failing - 1].started
        overdue = (
            before.overdue if before and was_broken and before.overdue else _overdue(rhythm, since, last_news, newest.finished)
        )
        return Health(
            source=source,
            state=State.BROKEN,
            since=since,
            cause=fault.cause,
            detail=fault.detail,
            advice=advice_for(fault.cause),
            last_news=last_news,
            last_good=last_good,
            overdue=overdue,
        )
    if before is not None and was_broken and well < _IN_A_ROW and not newest.new:
        return replace(before, last_good=last_good, last_news=last_news)
    if fault is None and rhythm is not None and last_news is not None and rhythm.articles >= ENOUGH:
        chance = rhythm.silence(last_news, newest.finished)
        if chance < UNLIKELY:
            return Health(
                source=source,
                state=State.QUIET,
                since=last_news,
                detail=f"{rhythm.expected(last_news, newest.finished):.1f} articles were to be expected since its last",
                advice="Reading works. See whether the site moved its news elsewhere, or has none.",
                last_news=last_news,
                last_good=last_good,
            )
    if fault is not None and before is not None:  # the first failure in a row changes nothing
        return replace(before, last_good=last_good, last_news=last_news)
    since = before.since if before is not None and before.state is State.FRESH else newest.started
    return Health(source=source, state=State.FRESH, since=since, last_news=last_news, last_good=last_good)


def is_change(before: Health | None, after: Health) -> bool:
    """Whether operators are to be told: another state or cause; of a first judgement, only where it is not fresh."""
    if before is None:
        return after.state is not State.FRESH
    return before.state is not after.state or before.cause != after.cause


def _faults(runs: Sequence[Run]) -> list[Fault | None]:
    """The fault of each run, each measured by the runs before it that had none.

    A run in which the host rested, or to which nothing new was told of what was wrong, has the fault of the one before it.
    """
    found: list[Fault | None] = []
    good: list[Run] = []
    for run in reversed(runs):
        fault = fault_of(run, good)
        before = found[-1] if found else None
        if before is not None and (fault.cause == _RESTING if fault else _leaves(run, before)):
            fault = before
        found.append(fault)
        if fault is None:
            good.append(run)
    return found[::-1]


def _leaves(run: Run, fault: Fault) -> bool:
    """Whether a run without a fault of its own tells nothing against one: what was wrong was not looked at anew."""
    if fault.cause in {SHRANK, DATES}:
        return run.listed == 0
    return fault.cause.startswith((LOST, WARNED)) and run.new + run.edited == 0


def _read(run: Run) -> int:
    """Articles that were read in a run; of runs from before that was counted at least these were."""
    return max(run.read, run.new + run.edited)


def _overdue(rhythm: Rhythm | None, since: datetime, last_news: datetime | None, now: datetime) -> datetime | None:
    """The moment from which the outage is longer than the source's own silences; None: it is not yet."""
    start = max(since, last_news) if last_news else since
    limit = start + _LONGEST_OUTAGE
    if rhythm is None or rhythm.articles < ENOUGH:
        limit = start + _OUTAGE_WITHOUT_RHYTHM
    else:
        sittings, known = 0.0, rhythm.sittings + 1
        for at, upto in hours_between(start, min(now, limit)):
            sittings += rhythm.expected(at, upto) * rhythm.share
            if (known / (known + sittings)) ** known < UNLIKELY:
                return upto
    return limit if limit <= now else None
