"""Histories: when imaginary sources published, by stated rules, and real ones from a file."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from news.holidays import is_holiday

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST = date(2026, 1, 5)
DAYS = 7 * 20
"""Twenty weeks, Tết of 2026 among them."""

History = tuple[datetime, ...]


def _at(day: date, hour: float) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(hours=hour)


def _days() -> list[date]:
    return [FIRST + timedelta(days=step) for step in range(DAYS)]


def _open(day: date) -> bool:
    return day.weekday() < 5 and not is_holiday("vn", day)


def office(pick: random.Random, mean: float) -> History:
    """Articles at any time from 7:30 to 17:00 on working days, so many a day on average."""
    return tuple(_at(day, pick.uniform(7.5, 17)) for day in _days() if _open(day) for _ in range(_poisson(pick, mean)))


def bulletin(pick: random.Random) -> History:
    """Two to five articles on Friday afternoon around 15:30, give or take 20 minutes, and nothing else."""
    days = [day for day in _days() if day.weekday() == 4 and not is_holiday("vn", day)]
    return tuple(_at(day, 15.5 + pick.gauss(0, 0.33)) for day in days for _ in range(pick.randint(2, 5)))


def bursts(pick: random.Random) -> History:
    """One or two sittings a working day, at 8 to 10 or 14 to 17, of one to six articles ten minutes apart."""
    found = []
    for day in _days():
        if not _open(day):
            continue
        for low, high in pick.sample([(8, 10), (14, 17)], pick.randint(1, 2)):
            start = pick.uniform(low, high)
            found += [_at(day, start + step / 6) for step in range(pick.randint(1, 6))]
    return tuple(found)


def daytime(pick: random.Random) -> History:
    """Eight articles a day from 6 to 22, every day of the week: only the night is silent."""
    return tuple(_at(day, pick.uniform(6, 22)) for day in _days() for _ in range(_poisson(pick, 8)))


def round_the_clock(pick: random.Random) -> History:
    """Four articles a day at any hour: nothing can be learned here, and nothing may be lost."""
    return tuple(_at(day, pick.uniform(0, 24)) for day in _days() for _ in range(_poisson(pick, 4)))


def mornings(pick: random.Random) -> History:
    """Two to four articles between 9 and 11 on working days."""
    return tuple(_at(day, pick.uniform(9, 11)) for day in _days() if _open(day) for _ in range(pick.randint(2, 4)))


def synthetic(seed: int) -> Mapping[str, History]:
    """Return every imaginary history, by name, ordered in time, in UTC; the same for the same seed."""
    pick = random.Random(seed)  # noqa: S311 nothing is secret here
    made = {
        "office hours, 3 a day": office(pick, 3),
        "office hours, 12 a day": office(pick, 12),
        "office hours, 1 in 2 days": office(pick, 0.5),
        "weekly bulletin": bulletin(pick),
        "bursts": bursts(pick),
        "mornings": mornings(pick),
        "silent at night": daytime(pick),
        "round the clock": round_the_clock(pick),
    }
    return {name: tuple(sorted(each.astimezone(UTC) for each in history)) for name, history in made.items()}


def from_file(path: Path) -> Mapping[str, History]:
    """Return the histories of a file of JSON Lines: `{"source": …, "published": …}`, or a moment alone, with its offset from UTC.

    Raise ValueError for a line that is neither.
    """
    found: dict[str, list[datetime]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        row = json.loads(line)
        text, name = (row.get("published"), row.get("source", path.name)) if isinstance(row, dict) else (row, path.name)
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
        if moment is None or moment.utcoffset() is None:
            raise ValueError(f"{path}:{number}: no moment with an offset from UTC")
        found.setdefault(str(name), []).append(moment.astimezone(UTC))
    return {name: tuple(sorted(moments)) for name, moments in found.items()}


def _poisson(pick: random.Random, mean: float) -> int:
    """A number of events of so many on average (Knuth's method; mean is small)."""
    count, left = 0, pick.expovariate(1.0)
    while left < mean:
        count += 1
        left += pick.expovariate(1.0)
    return count
