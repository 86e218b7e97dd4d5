"""Direct: that messages cannot be kept, or not be decided on, is told without the store they are kept in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from news.alerts.deciding import DAY, SERVICE_WORD, TOO_OFTEN, Item, Kind
from news.alerts.message import Message
from news.alerts.subject import Standing, Told
from news.health import State
from news.settings import Settings
from scheduler.alerts.channel import Channel, SendError
from scheduler.alerts.looking import writer_of
from scheduler.alerts.sending import send


class Direct:
    """Tells of each such fault once to each receiver, and of TOO_OFTEN in a day at most: nothing but the log has the others."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._faults: dict[str, Standing] = {}
        self._told: set[str] = set()
        """Subjects of faults that operators are told of."""
        self._recent: list[datetime] = []
        self._untold: dict[tuple[str, str], Message] = {}
        """By subject and channel, what is still to be sent."""

    @property
    def subjects(self) -> Collection[str]:
        """What fails now."""
        return self._faults.keys()

    def tell(self, fault: Standing, channels: Collection[Channel], settings: Settings, *, now: datetime) -> None:
        """Tell of a fault whoever does not know of it."""
        if fault.subject not in self._faults:
            self._faults[fault.subject] = fault
            self._say(f"alerts: {fault.detail}")
            self._recent = [moment for moment in self._recent if abs(now - moment) < DAY]
            if SERVICE_WORD in settings.alerts.states and len(self._recent) < TOO_OFTEN:
                self._recent.append(now)
                self._told.add(fault.subject)
                item = Item(kind=Kind.CHANGE, before=State.FRESH, standing=fault)
                message = writer_of(settings, ()).changes([item], message_id=uuid4().hex, now=now)
                self._untold |= {(fault.subject, channel.name): message for channel in channels}
        for channel in channels:
            message_or_none = self._untold.get((fault.subject, channel.name))
            if message_or_none is not None:
                try:
                    send(channel, message_or_none)
                except SendError as problem:
                    self._say(f"alerts: {channel.name} was not told of that: {problem}")
                else:
                    del self._untold[fault.subject, channel.name]

    def over(self, told: Mapping[str, Told]) -> Collection[Told]:
        """Forget all faults; return what operators know of each that they were told of. `told` is what the store says of that."""
        known = [
            replace(told.get(subject, Told(subject=subject)), state=State.BROKEN, cause=self._faults[subject].cause, noticed=None)
            for subject in sorted(self._told)
        ]
        for each in (self._faults, self._told, self._untold):
            each.clear()
        return known
