"""Channel: a way to operators."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from traceback import extract_tb
from typing import Protocol

from news.alerts.message import Message

TIMEOUT_SECONDS = 20.0
"""For each step of sending one message; all of them together may take twice that."""


class Channel(Protocol):
    """A way to operators, used by one thread at a time."""

    name: str
    """webhook or mail, under which the store keeps what is still to be sent."""
    receiver: str
    """Who is at its end, without anything secret."""

    def send(self, message: Message) -> str:
        """Send a message and return what its receiver said, in one line. Raises SendError when it was not taken."""

    def stop(self) -> None:
        """End whatever another thread waits for here."""


def unforeseen(error: Exception) -> str:
    """Return what went wrong by a mistake of ours, and where; what the error says itself may hold an address or a password."""
    (place,) = extract_tb(error.__traceback__)[-1:]
    return (
        f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno} (a mistake of Loa's own; please report it)"
    )


class SendError(Exception):
    """A message was not taken. `str(error)` says why, in one line, without anything secret."""

    def __init__(self, problem: str, *, everything: bool = True, wait: timedelta | None = None) -> None:
        super().__init__(" ".join(problem.split())[:300])
        self.everything = everything
        """Whether the same would happen to every other message now."""
        self.wait = wait
        """How long the receiver wants to be left alone; None: it does not say."""
