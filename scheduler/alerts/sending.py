"""Sending: what is due goes to its receivers, again and again until it arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from news.alerts.message import Message
from news.store import Store
from scheduler.alerts.channel import Channel, SendError, unforeseen

ROUND = 20
"""Messages of one channel that are sent before it is looked whether there is something else to do."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """How sending by one channel went."""

    channel: str
    arrived: int = 0
    failed: int = 0
    """Messages that are tried again later."""
    given_up: int = 0
    """Messages that did not arrive for a day."""
    error: str | None = None
    """Of the last failure; None: there was none."""


def send(channel: Channel, message: Message) -> str:
    """Send a message and return what its receiver said. Whatever fails raises SendError: one receiver never holds up others."""
    try:
        return channel.send(message)
    except SendError:
        raise
    except Exception as error:  # a door: one message never ends the others
        raise SendError(unforeseen(error), everything=False) from error


def send_due(store: Store, channel: Channel, *, now: Callable[[], datetime], stopped: Callable[[], bool]) -> Sent:
    """Send what is due by a channel, ROUND messages at most, and note of each how it went as soon as that is known.

    Where the receiver is down all of them wait alike. Raises StoreError when the store cannot be used.
    """
    arrived = failed = given_up = 0
    error: SendError | None = None
    for alert in store.alerts.due(channel.name, now=now(), limit=ROUND):
        if stopped():
            break
        if error is None or not error.everything:
            try:
                send(channel, alert.message)
            except SendError as problem:
                if stopped():
                    break
                error = problem
            else:
                store.alerts.sent(alert, now=now())
                arrived += 1
                continue
        hopeless = store.alerts.failed(alert, str(error), now=now(), wait=error.wait)
        given_up += hopeless
        failed += not hopeless
    return Sent(
        channel=channel.name, arrived=arrived, failed=failed, given_up=given_up, error=str(error) if error is not None else None
    )


def lines(sent: Sent, *, failing: bool) -> Iterator[str]:
    """Return what the log is to say of it: a failure when it begins, and what is given up."""
    if sent.failed and not failing:
        yield f"{sent.channel} did not take {sent.failed} alerts, they are sent again later: {sent.error}"
    if sent.given_up:
        yield f"{sent.channel} did not take {sent.given_up} alerts for a day, they are given up: {sent.error}"
