"""Deciding: which changes operators are told of now, which later with others, and which never. Everything here is pure.

What counts is the difference between how a subject is doing and what was told of it: whatever comes and goes within some minutes
is no news, a restart forgets nothing, and nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from news.alerts.subject import Standing, Told, is_service, unreached
from news.health import State

BUNDLE = timedelta(minutes=5)
"""A change waits so long for others, and for its own end, before it is told."""
HOUR = timedelta(hours=1)
MOST_AN_HOUR = 4
"""Messages of changes; what comes after waits and is bundled."""
PRESSING_AN_HOUR = 8
"""The same where a fault of the service itself is among them: that is told at once, or BUNDLE after the message before."""
DAY = timedelta(days=1)
TOO_OFTEN = 5
"""With so many changes of state within a DAY a subject is unsteady, which is told once, and its changes no more."""
STEADY_AFTER = timedelta(hours=12)
"""Without a change an unsteady subject is steady again."""
SERVICE_WORD = "service"
"""Among the words for what is to be told: faults of the service itself."""


class Kind(StrEnum):
    """What is said of a subject."""

    CHANGE = "change"
    """It is in another state, or broken in another way."""
    UNSTEADY = "unsteady"
    """It changes too often; its changes are not told until it is steady."""
    STEADY = "steady"
    """It was unsteady and is so no more."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to tell."""

    kind: Kind
    before: State
    """What was told last."""
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class View:
    """What there is to decide from."""

    now: datetime
    standings: Sequence[Standing]
    told: Mapping[str, Told]
    """By subject; who is left out counts as fresh."""
    changes: Mapping[str, Sequence[datetime]] = field(default_factory=dict)
    """By subject, when its state changed within the last DAY; of a part of the service, when that was told."""
    held: Collection[str] = ()
    """Subjects of which nothing is to be said now."""
    sent: Sequence[datetime] = ()
    """When the messages of the last HOUR were made."""
    words: Collection[str] = (*State, SERVICE_WORD)
    """What is to be told: states of sources, and SERVICE_WORD."""
    bundle: timedelta = BUNDLE


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What comes of it."""

    items: tuple[Item, ...]
    """To be told in one message now, what is broken first; (): nothing."""
    told: tuple[Told, ...]
    """What to remember, of subjects for which that changed; with `items` in one step."""
    next_look: datetime | None
    """When to decide again, whatever happens; None: when something changed."""


def decide(view: View) -> Decision:
    """Return what is to be told now. Moments later than now count for nothing: the clock was ahead when they were noted."""
    sent = sorted(moment for moment in view.sent if moment <= view.now)
    before = {each.subject: view.told.get(each.subject, Told(subject=each.subject)) for each in view.standings}
    after = dict(before)
    waiting: list[Item] = []
    looks: list[datetime] = []
    pressing = False
    latest = max(sent, default=view.now - HOUR)
    for standing in view.standings:
        name, known = standing.subject, before[standing.subject]
        recent = [moment for moment in view.changes.get(name, ()) if timedelta() <= view.now - moment < DAY]
        settled = max(recent, default=view.now - DAY) + STEADY_AFTER
        if known.unsteady is not None and view.now < settled:
            looks.append(settled)
        elif known.unsteady is not None:
            after[name] = _as_told(standing)
            waiting.append(Item(kind=Kind.STEADY, before=known.state, standing=standing))
            looks.append(view.now)
        elif name in view.held or _same(known, standing):
            after[name] = replace(known, noticed=None)
        elif not _wanted(known, standing, view.words):
            after[name] = _as_told(standing)
        elif len(recent) >= TOO_OFTEN and view.now < settled:
            after[name] = replace(_as_told(standing), unsteady=view.now)
            waiting.append(Item(kind=Kind.UNSTEADY, before=known.state, standing=standing))
            looks.append(view.now)
        else:
            noticed = min(known.noticed or view.now, view.now)
            after[name] = replace(known, noticed=noticed)
            waiting.append(Item(kind=Kind.CHANGE, before=known.state, standing=standing))
            urgent = is_service(name) and standing.state is State.BROKEN
            pressing = pressing or urgent
            looks.append((latest if urgent else noticed) + view.bundle)
    items: tuple[Item, ...] = ()
    if waiting:
        most = PRESSING_AN_HOUR if pressing else MOST_AN_HOUR
        free = view.now if len(sent) < most else sent[-most] + HOUR
        due = max(min(looks), free)
        if due <= view.now:
            items = tuple(sorted(waiting, key=_rank))
            after |= {item.standing.subject: _remembered(item, view.now) for item in items}
            looks = [look for look in looks if look > view.now]
        else:  # an unsteady subject that nobody was told of is found again
            after |= {item.standing.subject: before[item.standing.subject] for item in waiting if item.kind is not Kind.CHANGE}
            looks = [due]
    changed = tuple(each for name, each in after.items() if each != before[name])
    return Decision(items=items, told=changed, next_look=min(looks, default=None))


def _same(told: Told, standing: Standing) -> bool:
    """Whether nothing is to be told: the same state, and the same remedy where a cause has changed from one word to another."""
    if told.state is not standing.state:
        return False
    return is_service(standing.subject) or unreached_kind(told.cause) == unreached_kind(standing.cause)


def unreached_kind(cause: str) -> bool:
    """Whether a cause is one for which there is nothing to mend here: the host is silent, slow or failing."""
    return unreached(cause) or cause.startswith("http 5")


def _wanted(told: Told, standing: Standing, words: Collection[str]) -> bool:
    if is_service(standing.subject):
        return SERVICE_WORD in words
    if standing.state is State.FRESH:  # good news only of what was bad news
        return State.FRESH in words and told.state in words
    return standing.state in words


def _as_told(standing: Standing) -> Told:
    return Told(subject=standing.subject, state=standing.state, cause=standing.cause)


def _remembered(item: Item, now: datetime) -> Told:
    return replace(_as_told(item.standing), unsteady=now if item.kind is Kind.UNSTEADY else None)


def _rank(item: Item) -> tuple[bool, int, str]:
    standing = item.standing
    return not is_service(standing.subject), [State.BROKEN, State.QUIET, State.FRESH].index(standing.state), standing.subject
