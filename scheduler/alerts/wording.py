"""Wording: what operators read, in plain words: what, since when, why, what to do, and where to look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from feeds.addresses import web_address
from feeds.plain import title_of
from news.alerts.deciding import STEADY_AFTER, Item, Kind
from news.alerts.message import Change, Message
from news.alerts.subject import SERVICE, Standing, is_service
from news.health import State
from news.source import Source
from news.text import clean

IN_FULL, IN_LINES = 10, 100
"""Subjects of one message that are told with all that is known, and those that get a line each; the rest are counted."""
HOURS = STEADY_AFTER // timedelta(hours=1)
LONGEST = 400
"""Characters of what was seen."""
_PARTS: Mapping[str, str] = {
    "network": "This machine's network",
    "disk": "The disk",
    "store": "The store",
    "publish": "Publishing feeds",
    "crawl": "Crawling",
    "alerts": "Alerts",
}
_WORDS: Mapping[State, str] = {State.FRESH: "well again", State.QUIET: "quiet", State.BROKEN: "broken"}


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes messages for one configuration."""

    sources: Mapping[str, Source]
    """By id."""
    zone: tzinfo
    """By whose clocks times are told."""
    status: str
    """Address at which to look further."""

    def changes(self, items: Sequence[Item], *, message_id: str, now: datetime) -> Message:
        """Return the message that tells of changes, one at least, in their order."""
        told = [self._change(item.standing, item.kind, item.before) for item in items]
        blocks = [self._block(change, now) for change in told[:IN_FULL]]
        lines = [self._line(change, now) for change in told[IN_FULL:IN_LINES]]
        if len(told) > IN_LINES:
            lines.append(f"… and {len(told) - IN_LINES} more")
        text = "\n\n".join([*blocks, *(["\n".join(lines)] if lines else [])])
        return Message(
            id=message_id,
            kind="change",
            at=now,
            title=_title(told),
            text=f"{text}\n\n{self._where(told)}",
            changes=tuple(told),
            status=self.status,
        )

    def digest(
        self, standings: Sequence[Standing], changed: Mapping[str, int], *, undelivered: int, message_id: str, now: datetime
    ) -> Message:
        """Return the daily summary: how many sources are in which state, and each that is not fresh.

        `changed` is how often the state of each source changed in the last day; `undelivered` how many messages of that day did
        not reach their receivers.
        """
        sources = [each for each in standings if not is_service(each.subject)]
        counts = Counter(each.state for each in sources)
        unwell = sorted(
            (each for each in standings if each.state is not State.FRESH), key=lambda each: (each.state, each.subject)
        )
        told = [self._change(each, "standing", None) for each in unwell]
        told.sort(key=lambda change: (not is_service(change.subject), change.state != State.BROKEN, change.subject))
        numbers = ", ".join(f"{counts[state]} {state}" for state in (State.BROKEN, State.QUIET, State.FRESH) if counts[state])
        lines = [f"{len(sources)} sources: {numbers or 'none was read yet'}."]
        if changed:
            lines.append(f"{sum(changed.values())} changes of state in the last day, of {len(changed)} sources.")
        if undelivered:
            lines.append(f"{undelivered} earlier messages did not arrive: `loa alerts list` says why.")
        if told:
            lines += ["", *(self._line(change, now) for change in told[:IN_LINES])]
        if len(told) > IN_LINES:
            lines.append(f"… and {len(told) - IN_LINES} more")
        title = f"Daily summary: {numbers or 'no source was read yet'}"
        return Message(
            id=message_id,
            kind="digest",
            at=now,
            title=title,
            text="\n".join([*lines, "", self._where(told)]),
            changes=tuple(told),
            status=self.status,
        )

    def test(self, *, message_id: str, now: datetime) -> Message:
        """Return a message that says nothing but that messages arrive."""
        text = (
            "This is a test, sent by `loa alerts test`. Alerts of sources and of the service itself will arrive in the same way."
        )
        return Message(id=message_id, kind="test", at=now, title="A test: alerts arrive", text=text, status=self.status)

    def _change(self, standing: Standing, kind: str, before: State | None) -> Change:
        source = self.sources.get(standing.subject)
        part = standing.subject.removeprefix(SERVICE)
        title = (title_of(source.title) or source.id) if source else _PARTS.get(part, f"The job {part.removeprefix('job-')}")
        return Change(
            subject=standing.subject,
            kind=str(kind),
            state=standing.state.value,
            before=before.value if before else None,
            since=standing.since,
            cause=_line_of(standing.cause),
            detail=_line_of(standing.detail),
            advice=_line_of(standing.advice),
            title=_line_of(title),
            link=(web_address(source.homepage) or "") if source else "",
            last_news=standing.last_news,
        )

    def _block(self, change: Change, now: datetime) -> str:
        """All that is known of one subject."""
        said = f": {change.cause}: " in change.detail  # who fetches names the cause behind the address
        why = change.detail if said else ": ".join(part for part in (change.cause, change.detail) if part)
        before = f"; before: {change.before}" if change.before else ""
        facts = [
            ("Since", f"{self._at(change.since)}, {_span(now - change.since)}{before}"),
            ("Why", why),
            ("What to do", change.advice),
            ("Last news", self._at(change.last_news) if change.last_news and change.state != State.FRESH else ""),
            ("Site", change.link),
        ]
        return "\n".join([_sentence(change), *(f"  {name + ':':<12}{value}" for name, value in facts if value)])

    def _line(self, change: Change, now: datetime) -> str:
        cause = f" ({change.cause})" if change.cause else ""
        name = change.title if is_service(change.subject) else f"{change.title} [{change.subject}]"
        return f"{_word(change)}{cause} since {self._at(change.since)}, {_span(now - change.since)}: {name}"

    def _where(self, told: Sequence[Change]) -> str:
        names = [change.subject for change in told if not is_service(change.subject)]
        command = f"loa status {names[0]}" if len(names) == 1 and len(told) == 1 else "loa status --problems"
        return f"More: `{command}`, {self.status}"

    def _at(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).isoformat(sep=" ", timespec="minutes")


def _sentence(change: Change) -> str:
    name = change.title if is_service(change.subject) else f"{change.title} ({change.subject})"
    if change.kind == Kind.UNSTEADY:
        return f"{name} changes too often; now it is {change.state}. No more is told of it until it was steady for {HOURS} hours."
    if change.kind == Kind.STEADY:
        return f"{name} has been steady for {HOURS} hours: it is {change.state}."
    if is_service(change.subject):
        return f"{name}: {'well again' if change.state == State.FRESH else 'needs you'}."
    if change.state == State.BROKEN:
        return f"{name} is broken: its news cannot be read."
    if change.state == State.QUIET:
        return f"{name} is quiet: it reads well, but has had no news for longer than its rhythm explains."
    return f"{name} is well again."


def _title(told: Sequence[Change]) -> str:
    first = told[0]
    if len(told) == 1:
        return f"{first.title}: {_word(first)}" + (f" ({first.cause})" if first.cause and not is_service(first.subject) else "")
    ours = [change for change in told if is_service(change.subject)]
    sources = [change for change in told if not is_service(change.subject)]
    counts = Counter(_word(change) for change in sources)
    numbers = ", ".join(f"{count} {word}" for word, count in counts.most_common())
    parts = [f"{change.title}: {_word(change)}" for change in ours]
    return "; ".join([*parts, *([f"{len(sources)} sources: {numbers}"] if sources else [])])


def _word(change: Change) -> str:
    if change.kind == Kind.UNSTEADY:
        return "changes too often"
    if change.kind == Kind.STEADY:
        return f"steady, {change.state}"
    if is_service(change.subject) and change.state != State.FRESH:
        return change.cause or "failing"
    return _WORDS[State(change.state)]


def _line_of(text: str) -> str:
    """One line, of signs that may stand in a header, and not without end."""
    line = clean(text)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _span(age: timedelta) -> str:
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 1:
        return "just now"
    spelt = f"{minutes} min" if minutes < 120 else f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"
    return f"{spelt} ago"
