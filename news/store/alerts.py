"""Alerts as the store keeps them: what operators were told of each subject, and the messages that are to reach them.

A message is kept in one transaction with what it tells, and sent afterwards until its receiver has taken it: neither a restart
nor a kill loses one or makes another of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Column, Index, RowMapping, Table, Text, delete, func, insert, select, update
from sqlalchemy import Integer as Number

from news.alerts.deciding import Kind
from news.alerts.message import Message, decode, encode
from news.alerts.subject import SERVICE, Told, is_service
from news.health import State
from news.store.moments import Moment
from news.store.pings import GIVE_UP_AFTER, wait_after
from news.store.schema import health_changes, metadata
from news.store.transactions import Transactions
from news.store.upsert import upsert

KEPT = timedelta(days=90)
"""How long messages are remembered."""

alert_subjects = Table(
    "alert_subjects",
    metadata,
    Column("subject", Text, primary_key=True, doc="a source's id, or service/ and a name"),
    Column("state", Text, nullable=False, doc="that operators were told of last"),
    Column("cause", Text, nullable=False),
    Column("noticed", Moment, doc="since when it is otherwise; null: it is not"),
    Column("unsteady", Moment, doc="since when it changes too often to be told; null: it does not"),
    sqlite_with_rowid=False,
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("channel", Text, primary_key=True, doc="webhook or mail"),
    Column("made", Moment, nullable=False),
    Column("kind", Text, nullable=False, doc="of message"),
    Column("message", Text, nullable=False, doc="JSON"),
    Column("due", Moment, doc="when it is to be sent; null: it was, or it was given up"),
    Column("attempts", Number, nullable=False, doc="in vain"),
    Column("sent", Moment, doc="when its receiver took it; null: not yet, or never"),
    Column("error", Text, doc="of the last attempt; null: it went well, or there was none"),
    Index(None, "due"),
    Index(None, "made"),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One message on its way to one receiver."""

    message: Message
    channel: str
    """webhook or mail."""
    due: datetime | None
    """When it is to be sent; None: it was, or it was given up."""
    attempts: int
    """In vain."""
    sent: datetime | None
    """When its receiver took it; None: not yet, or never."""
    error: str | None
    """Of the last attempt, in one line."""

    @property
    def given_up(self) -> bool:
        """Whether nobody tries any more to bring it to its receiver."""
        return self.due is None and self.sent is None


class Alerts:
    """The alerts of a store. Every method is one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def told(self) -> Mapping[str, Told]:
        """What operators were told last, by subject."""
        with self._store.read() as connection:
            rows = connection.execute(select(alert_subjects)).mappings()
            return {row["subject"]: Told(**{**row, "state": State(row["state"])}) for row in rows}

    def changes(self, *, since: datetime) -> Mapping[str, Sequence[datetime]]:
        """By source, when its state (not only the cause) changed at a moment or later."""
        query = (
            select(health_changes.c.source, health_changes.c.at)
            .where(health_changes.c.at >= since)
            .where((health_changes.c.before.is_(None)) | (health_changes.c.before != health_changes.c.state))
        )
        found: dict[str, list[datetime]] = {}
        with self._store.read() as connection:
            for source, at in connection.execute(query):
                found.setdefault(source, []).append(at)
        return found

    def told_of_service(self, *, since: datetime) -> Mapping[str, Sequence[datetime]]:
        """By part of the service, when messages told that its state had changed, those made at a moment or later."""
        query = (
            select(alerts.c.id, alerts.c.made, alerts.c.message)
            .where(alerts.c.made >= since, alerts.c.kind == "change", alerts.c.message.contains(f'"{SERVICE}'))
            .order_by(alerts.c.made)
        )
        with self._store.read() as connection:
            messages = {row.id: decode(row.message) for row in connection.execute(query)}  # one, to however many receivers
        found: dict[str, list[datetime]] = {}
        for message in messages.values():
            for change in message.changes:
                if is_service(change.subject) and change.kind == Kind.CHANGE:
                    found.setdefault(change.subject, []).append(message.at)
        return found

    def made(self, *, since: datetime, kind: str) -> tuple[datetime, ...]:
        """When the messages of a kind were made, those made after a moment, in order."""
        query = select(alerts.c.id, alerts.c.made).where(alerts.c.made > since, alerts.c.kind == kind).distinct()
        with self._store.read() as connection:
            return tuple(sorted(row.made for row in connection.execute(query)))

    def note(self, told: Collection[Told], message: Message | None, channels: Collection[str], *, now: datetime) -> None:
        """Remember what operators are told, and the message that tells them, due at once at each of the channels.

        None: there is no message, only something to remember. Messages older than KEPT are forgotten.
        """
        names = tuple(field.name for field in fields(Told) if field.name != "subject")
        with self._store.write() as connection:
            if told:
                rows = [{"subject": each.subject, **{name: getattr(each, name) for name in names}} for each in told]
                connection.execute(upsert(connection, alert_subjects, replace=names), rows)
            if message is not None and channels:
                kept = {
                    "id": message.id,
                    "made": message.at,
                    "kind": message.kind,
                    "message": encode(message),
                    "due": now,
                    "attempts": 0,
                }
                connection.execute(insert(alerts), [kept | {"channel": channel} for channel in channels])
                connection.execute(delete(alerts).where(alerts.c.made < now - KEPT))

    def due(self, channel: str, *, now: datetime, limit: int) -> tuple[Alert, ...]:
        """At most `limit` messages that are to be sent by a channel now, the oldest first.

        No wait is longer than GIVE_UP_AFTER: where more is noted the clock was ahead, and the message is due as well.
        """
        due = (alerts.c.due <= now) | (alerts.c.due > now + GIVE_UP_AFTER)
        query = select(alerts).where(alerts.c.channel == channel, due)
        with self._store.read() as connection:
            rows = connection.execute(query.order_by(alerts.c.made, alerts.c.id).limit(limit)).mappings()
            return tuple(_alert(row) for row in rows)

    def next_due(self, channels: Collection[str]) -> datetime | None:
        """When a message is to be sent by any of the channels next; None: all have arrived or were given up."""
        query = select(func.min(alerts.c.due)).where(alerts.c.channel.in_(channels))
        with self._store.read() as connection:
            found: datetime | None = connection.execute(query).scalar_one()
            return found

    def unsent(self, *, since: datetime) -> tuple[Alert, ...]:
        """The messages made at a moment or later that have not arrived, those given up among them, the oldest first."""
        query = select(alerts).where(alerts.c.made >= since, alerts.c.sent.is_(None)).order_by(alerts.c.made, alerts.c.id)
        with self._store.read() as connection:
            return tuple(_alert(row) for row in connection.execute(query).mappings())

    def latest(self, *, limit: int) -> tuple[Alert, ...]:
        """At most `limit` messages and what became of them, the newest first."""
        query = select(alerts).order_by(alerts.c.made.desc(), alerts.c.id, alerts.c.channel).limit(limit)
        with self._store.read() as connection:
            return tuple(_alert(row) for row in connection.execute(query).mappings())

    def sent(self, alert: Alert, *, now: datetime) -> None:
        """Note that a receiver took a message: it is never sent to it again."""
        self._settle(alert, {"sent": now, "due": None, "error": None})

    def failed(self, alert: Alert, error: str, *, now: datetime, wait: timedelta | None = None) -> bool:
        """Note that a receiver could not be reached or refused, and why; True: with it the message is given up.

        That is so a day after it was made. `wait` is what the receiver asked for; None: it did not.
        """
        hopeless = now - alert.message.at >= GIVE_UP_AFTER
        pause = max(wait_after(alert.attempts + 1), min(wait or timedelta(), GIVE_UP_AFTER))
        error = " ".join(error.split())[:300]
        self._settle(alert, {"attempts": alert.attempts + 1, "error": error, "due": None if hopeless else now + pause})
        return hopeless

    def _settle(self, alert: Alert, values: Mapping[str, object]) -> None:
        chosen = (alerts.c.id == alert.message.id) & (alerts.c.channel == alert.channel)
        with self._store.write() as connection:
            connection.execute(update(alerts).where(chosen).values(**values))


def _alert(row: RowMapping) -> Alert:
    kept = {name: row[name] for name in ("channel", "due", "attempts", "sent", "error")}
    return Alert(message=decode(row["message"]), **kept)
