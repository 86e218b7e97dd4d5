"""Message: what is sent to operators, the same to every receiver, and how it is kept until all have it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a message says of one subject, for programs."""

    subject: str
    """A source's id, or "service/" and the name of a part of the service."""
    kind: str
    """change, unsteady or steady; standing: nothing changed, a digest lists it."""
    state: str
    """fresh, quiet or broken."""
    before: str | None
    """The state that was told before; None: a digest does not say."""
    since: datetime
    cause: str
    detail: str
    advice: str
    title: str
    """Of the source, or of the part of the service."""
    link: str
    """The source's front page; "" for a part of the service."""
    last_news: datetime | None


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message."""

    id: str
    """Unique for ever: by it a receiver knows what it has already."""
    kind: str
    """change, digest or test."""
    at: datetime
    """When it was made."""
    title: str
    """One line."""
    text: str
    """Plain text in lines, without the title."""
    changes: tuple[Change, ...] = ()
    status: str = ""
    """Where to look further: an address; "" where there is none."""


def encode(message: Message) -> str:
    """Return a message as JSON."""
    return json.dumps(asdict(message), ensure_ascii=False, default=_moment)


def decode(text: str) -> Message:
    """Return the message that `encode` was given."""
    values: dict[str, Any] = json.loads(text)
    changes = tuple(
        Change(**each | {"since": _from(each["since"]), "last_news": each["last_news"] and _from(each["last_news"])})
        for each in values["changes"]
    )
    return Message(**values | {"at": _from(values["at"]), "changes": changes})


def _moment(value: object) -> str:
    assert isinstance(value, datetime)
    return value.astimezone(UTC).isoformat()


def _from(text: str) -> datetime:
    return datetime.fromisoformat(text)
