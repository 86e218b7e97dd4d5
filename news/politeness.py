"""Politeness: when a host may be asked again, decided from what it answered so far.

Everything here is pure: a state, an answer and the present moment give the next state. What keeps the states over restarts is
`news.store.hosts`; what makes requests wait for them is `crawler.guards.ledger`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

PATIENCE = timedelta(seconds=60)
"""A run waits for a host at most this long; a host that may not be asked for longer is resting."""
LONGEST_PAUSE = timedelta(seconds=60)
"""Between two requests; a longer Crawl-delay is taken as this one, or a run would never end."""
LONGEST_REST = timedelta(hours=24)
"""However long a Retry-After or a row of failures: after this a host is asked again."""
LONGEST_REST_UNREACHED = timedelta(hours=1)
"""The same for a host that could not be reached at all, for which our own line may be to blame."""
BREAKS_AT = 5
"""Failures in a row after which a host is left alone for minutes in place of seconds."""
FIRST_REST = timedelta(minutes=5)
"""How long it is then left alone, doubled by each failure that follows."""
FIRST_BACKOFF = timedelta(seconds=1)
"""The shortest pause after a failure, doubled by each failure that follows."""
SLOW = 1.0
"""Seconds; a host that takes longer to answer is given as long to recover."""

UNREACHED = frozenset({"dns", "connection", "tls"})
"""Kinds of failure in which a host never saw the request."""
_SHARE = 0.3
"""Weight of the newest answer in the smoothed time a host takes."""


class Standing(StrEnum):
    """How Loa treats a host at present."""

    OK = "ok"
    SLOWED = "slowed"
    """Asked less often than the settings allow."""
    RESTING = "resting"
    """Not asked at all."""


@dataclass(frozen=True, kw_only=True)
class HostState:
    """What Loa remembers of one host."""

    host: str
    """Its name in lower case, with the port where that is not the scheme's own."""
    next_allowed: datetime | None = None
    """Nothing is asked of it before; None: it may be asked at once."""
    failures: int = 0
    """In a row, up to now."""
    crawl_delay: float | None = None
    """Seconds its robots.txt asks for between two requests; None: nothing."""
    latency: float | None = None
    """Seconds it takes to answer, smoothed; None: it was never asked."""
    last_asked: datetime | None = None
    last_status: str | None = None
    """Status of its last answer, or the kind of failure; None: it was never asked."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of one request."""

    status: int | None = None
    """None: there was no answer, not even its head."""
    kind: str | None = None
    """Kind of the failure; None: an answer came, whatever its status."""
    seconds: float = 0.0
    """From the request to the end of the answer."""
    retry_after: str | None = None
    """The header as sent."""
    head: bool = False
    """Whether a head alone was asked for, which many a server that is well answers with an error."""

    @property
    def failed(self) -> bool:
        """Whether the host is overtaxed, broken or unwilling: 429, 5xx, a challenge, or no whole answer."""
        if self.kind is not None or self.status is None:
            return True
        return self.status in {429, 503} or (self.status >= 500 and not self.head)


@dataclass(frozen=True, kw_only=True)
class HostDay:
    """What was asked of one host on one day."""

    host: str
    day: date
    """In UTC."""
    requests: int = 0
    bytes: int = 0
    """Bodies as they came over the wire."""
    unchanged: int = 0
    """Answers 304."""
    failed: Mapping[str, int] = field(default_factory=dict)
    """Requests that failed, by kind."""

    def plus(self, other: HostDay) -> HostDay:
        """Return the sum of two accounts of the same host and day."""
        failed = dict(self.failed)
        for kind, count in other.failed.items():
            failed[kind] = failed.get(kind, 0) + count
        return replace(
            self,
            requests=self.requests + other.requests,
            bytes=self.bytes + other.bytes,
            unchanged=self.unchanged + other.unchanged,
            failed=failed,
        )


def after(state: HostState, answer: Answer, now: datetime, *, delay: timedelta) -> HostState:
    """Return the state of a host that gave this answer at `now` (aware); `delay` is the pause the settings ask for."""
    seconds = max(answer.seconds, 0.0)
    latency = seconds if state.latency is None else (1 - _SHARE) * state.latency + _SHARE * seconds
    known = replace(
        state,
        failures=state.failures + 1 if answer.failed else 0,
        latency=latency,
        last_asked=now,
        last_status=answer.kind or str(answer.status),
    )
    rest = max(pause(known, delay=delay), _backoff(known, answer, delay))
    if answer.status in {429, 503}:  # RFC 9110 section 10.2.3 and RFC 6585 section 4
        rest = max(rest, asked_rest(answer.retry_after, now) or timedelta())
    return replace(known, next_allowed=now + rest)


def pause(state: HostState, *, delay: timedelta) -> timedelta:
    """Return the pause in force between the end of one request to a host and the next, failures left aside.

    It is the longest of the settings' `delay`, the robots.txt Crawl-delay and, for a host that answers slowly, the time it takes:
    so at most half of a slow host's time goes to us. At most LONGEST_PAUSE, unless the settings ask for more.
    """
    wanted = max(state.crawl_delay or 0.0, state.latency if state.latency is not None and state.latency >= SLOW else 0.0)
    return max(delay, timedelta(seconds=min(wanted, LONGEST_PAUSE.total_seconds())))


def wait(state: HostState, now: datetime) -> timedelta:
    """Return how long from `now` (aware) nothing may be asked of a host: zero or more.

    A moment further away than any rest can be comes from a clock that went wrong, and is not believed.
    """
    if state.next_allowed is None:
        return timedelta()
    ahead = state.next_allowed - now
    return ahead if timedelta() < ahead <= LONGEST_REST + LONGEST_PAUSE else timedelta()


def standing(state: HostState, now: datetime, *, delay: timedelta) -> Standing:
    """Return how a host is treated at `now` (aware) under the settings' `delay`."""
    if wait(state, now) > max(PATIENCE, delay):
        return Standing.RESTING
    return Standing.SLOWED if state.failures or pause(state, delay=delay) > delay else Standing.OK


def asked_rest(retry_after: str | None, now: datetime) -> timedelta | None:
    """Return how long a Retry-After header asks to wait from `now`, from zero to LONGEST_REST; None: it says nothing usable.

    It holds seconds or a date in one of HTTP's three forms (RFC 9110 sections 5.6.7 and 10.2.3).
    """
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:10]), int(LONGEST_REST.total_seconds())))
    try:
        moment = parsedate_to_datetime(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return min(max(moment - now, timedelta()), LONGEST_REST)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _backoff(state: HostState, answer: Answer, delay: timedelta) -> timedelta:
    """How long the failures in a row, this one included, ask to wait."""
    if not state.failures:
        return timedelta()
    if state.failures < BREAKS_AT:
        return min(max(delay, FIRST_BACKOFF) * (1 << (state.failures - 1)), LONGEST_PAUSE)
    longest = LONGEST_REST_UNREACHED if answer.kind in UNREACHED else LONGEST_REST
    return min(FIRST_REST * (1 << min(state.failures - BREAKS_AT, 10)), longest)
