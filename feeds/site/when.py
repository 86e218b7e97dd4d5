"""When: moments as people of a language write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from feeds.site.words import FORMATS, Words
from news.article import Precision


def day_heading(day: date, words: Words, *, today: date | None) -> str:
    """A day over the articles of that day, with "today" or "yesterday" before it where it is; None: nobody knows."""
    spoken = _filled(words["day_heading"], datetime(day.year, day.month, day.day), words)  # noqa: DTZ001 a day has no zone
    near = {today: "today", today - timedelta(days=1): "yesterday"}.get(day) if today else None
    return f"{words[near]} · {spoken}" if near else spoken


def moment(at: datetime, words: Words, precision: Precision = Precision.MINUTE) -> str:
    """A local moment, no more precise than it is known."""
    return _filled(words[FORMATS[precision]], at, words)


def time_of(at: datetime, words: Words, precision: Precision = Precision.MINUTE) -> str:
    """The time of day of a local moment that is known to the minute or the hour."""
    return _filled(words["hour_of_day" if precision is Precision.HOUR else "time_of_day"], at, words)


def _filled(form: str, at: datetime, words: Words) -> str:
    return form.format(
        weekday=words.days[at.weekday()],
        day=at.day,
        month=words.months[at.month - 1],
        number=at.month,
        year=at.year,
        hour=at.hour,
        minute=f"{at.minute:02}",
    )
