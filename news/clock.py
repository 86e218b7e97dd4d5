"""The only reader of the clock: everything else is told what time it is.

For measurements the calendar can be made to run faster than the machine: NEWS_CLOCK holds two moments and a speed,
`2026-11-29T03:00:00+00:00 2026-02-13T06:00:00+07:00 60`: when the machine's clock shows the first it is the second, and from then
on sixty times as late. All that is planned by the calendar goes with it; network, disk and processor, and whatever bounds
them (time-outs, limits of a run), stay as they are.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

VARIABLE = "NEWS_CLOCK"
"""The environment variable; no setting, and unset but for measurements."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """A calendar that runs at its own speed."""

    real: datetime
    """A moment by the machine's clock; aware."""
    shown: datetime
    """What the calendar shows then; aware."""
    speed: float
    """Seconds of the calendar in a second of the machine; above zero."""

    @classmethod
    def parse(cls, text: str) -> Pace:
        """Return the pace that NEWS_CLOCK holds. Raise ValueError for anything else."""
        real, shown, speed = text.split()
        pace = cls(real=datetime.fromisoformat(real), shown=datetime.fromisoformat(shown), speed=float(speed))
        if pace.real.utcoffset() is None or pace.shown.utcoffset() is None or not pace.speed > 0:
            msg = f"{VARIABLE}: two moments with their offsets from UTC and a speed above zero: {text!r}"
            raise ValueError(msg)
        return pace

    def at(self, machine: datetime) -> datetime:
        """What the calendar shows, in UTC, when the machine's clock shows `machine` (aware)."""
        return (self.shown + (machine - self.real) * self.speed).astimezone(UTC)

    def machine(self, moment: datetime) -> datetime:
        """What the machine's clock shows, in UTC, when the calendar shows `moment` (aware)."""
        return (self.real + (moment - self.shown) / self.speed).astimezone(UTC)


_PACE = Pace.parse(os.environ[VARIABLE]) if VARIABLE in os.environ else None


def now() -> datetime:
    """The present moment, aware, in UTC."""
    machine = datetime.now(UTC)
    return machine if _PACE is None else _PACE.at(machine)


def monotonic() -> float:
    """Seconds on a clock that never goes back, for measuring how long something took."""
    return time.monotonic()


def seconds(span: timedelta) -> float:
    """Seconds for which a timer is to be set that waits for so much time to pass."""
    return span.total_seconds() / (1.0 if _PACE is None else _PACE.speed)


def machine(moment: datetime) -> datetime:
    """What the machine's clock shows at a moment (aware): for libraries that wait for it themselves."""
    return moment if _PACE is None else _PACE.machine(moment)
