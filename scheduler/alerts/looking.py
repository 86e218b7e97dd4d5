"""Looking: what is to be told now, from the store, and the message that tells it, kept to be sent."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

from news.alerts import network
from news.alerts.deciding import DAY, HOUR, View, decide
from news.alerts.digest import next_digest
from news.alerts.network import Outage
from news.alerts.subject import Standing, is_service, standing_of
from news.health import State
from news.settings import Settings
from news.source import Source
from news.store import Store
from news.store.health import Healths
from scheduler.alerts import own
from scheduler.alerts.wording import Writer

_OUTAGE, _DIGEST = "alerts:outage", "alerts:digest"
"""Keys of the store's `meta`: the outage of this machine's network that goes on or was the last, and from when digests count."""


def writer_of(settings: Settings, sources: Collection[Source]) -> Writer:
    """Return what writes messages for a configuration; they lead to the status page where an operator gets in by its address."""
    reached = settings.operator.public or settings.public_url is None
    return Writer(
        sources={source.id: source for source in sources},
        zone=ZoneInfo(settings.alerts.timezone),
        status=f"{settings.base_url}{'operator/' if reached else 'health/feed.atom'}",
    )


def look(
    store: Store,
    settings: Settings,
    sources: Collection[Source],
    channels: Collection[str],
    reported: Collection[Standing],
    *,
    now: datetime,
    bundle: timedelta,
) -> datetime | None:
    """Note what is to be told now, a digest that is due included; return when to look again, None: when something changed.

    `sources` are those that are crawled unless they are paused, `reported` how parts of the service are doing that know it
    themselves, `bundle` how long a change waits for others. Raises StoreError.
    """
    told = store.alerts.told()
    folders = (settings.data_dir, settings.public_dir)
    crawled = {source.id for source in sources} - store.acts.paused().keys()
    disk = own.disk(folders, settings.alerts.disk_free_megabytes * 1_000_000, told.get(own.DISK), now=now)
    standings = [
        *(standing_of(health) for health in Healths(store).of(crawled).values()),
        *([disk] if disk else []),
        *own.jobs(store.jobs.every().values()),
        *reported,
    ]
    outage = _outage(store, sources, now)
    if outage is not None:
        standings.append(network.standing(outage))
    unwell = [each.subject for each in standings if each.state is State.BROKEN]
    last = (
        {subject: run for subject in unwell for run in store.runs.latest(subject, limit=1, until=now)}
        if outage and outage.until
        else {}
    )
    view = View(
        now=now,
        standings=standings,
        told=told,
        changes={**store.alerts.changes(since=now - DAY), **store.alerts.told_of_service(since=now - DAY)},
        held=network.held(standings, outage, last),
        sent=store.alerts.made(since=now - HOUR, kind="change"),
        words=settings.alerts.states,
        bundle=bundle,
    )
    decision = decide(view)
    writer = writer_of(settings, sources)
    message = writer.changes(decision.items, message_id=uuid4().hex, now=now) if decision.items else None
    if decision.told or message:
        store.alerts.note(decision.told, message, channels, now=now)
    moments = [decision.next_look, _digest(store, settings, writer, view, channels)]
    return min((moment for moment in moments if moment is not None), default=None)


def _outage(store: Store, sources: Collection[Source], now: datetime) -> Outage | None:
    """The outage of this machine's network that goes on or was the last, by the newest runs; None: there was none."""
    kept = store.meta(_OUTAGE)
    known = None if kept is None else _decoded(kept)
    before = known and replace(  # the clock may have been ahead
        known, since=min(known.since, now), until=known.until and min(known.until, now)
    )
    hosts = {source.id: urlsplit(source.homepage).hostname or source.id for source in sources}
    found = network.outage(store.runs.latest(limit=network.RUNS, until=now), hosts, before)
    if found is not None and found != known:
        until = found.until.isoformat() if found.until else None
        store.keep_meta(_OUTAGE, json.dumps({"since": found.since.isoformat(), "until": until, "detail": found.detail}))
    return found


def _decoded(kept: str) -> Outage:
    values = json.loads(kept)
    return Outage(
        since=datetime.fromisoformat(values["since"]),
        until=datetime.fromisoformat(values["until"]) if values["until"] else None,
        detail=values["detail"],
    )


def _digest(
    store: Store,
    settings: Settings,
    writer: Writer,
    view: View,
    channels: Collection[str],
) -> datetime | None:
    """Note the daily summary where it is due; return when the next one is, None: never."""
    at, now = settings.alerts.digest_time, view.now
    if at is None:
        return None
    zone = ZoneInfo(settings.alerts.timezone)
    made = [moment for moment in store.alerts.made(since=now - 2 * DAY, kind="digest") if moment <= now]
    if made:
        last = made[-1]
    elif (kept := store.meta(_DIGEST)) is not None and (counted := datetime.fromisoformat(kept)) <= now:
        last = counted
    else:
        store.keep_meta(_DIGEST, now.isoformat())
        last = now
    due = next_digest(last, at, zone)
    if due > now:
        return due
    known = {each.subject for each in view.standings if not is_service(each.subject)}
    changed = {subject: len(moments) for subject, moments in view.changes.items() if subject in known}
    late = sum(1 for alert in store.alerts.unsent(since=now - DAY) if alert.message.kind == "change" and alert.attempts)
    message = writer.digest(view.standings, changed, undelivered=late, message_id=uuid4().hex, now=now)
    store.alerts.note((), message, channels, now=now)
    return next_digest(now, at, zone)
