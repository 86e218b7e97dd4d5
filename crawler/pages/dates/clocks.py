"""Clocks: times of day with their offset from UTC, as they stand beside a date. All patterns read `plain` text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from crawler.pages.dates.plain import plain

# After noon and before it, right before or right after the figures. "sa" and "ch" are how Windows abbreviates sáng and chiều.
_AFTERNOON = ("pm", "p.m.", "p.m", "ch", "chiều", "tối", "下午", "午後", "오후")
_MORNING = ("am", "a.m.", "a.m", "sa", "sáng", "上午", "午前", "오전")


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted((re.escape(plain(word)) for word in words), key=len, reverse=True))


_HALF = f"(?:(?P<pm>{_any(_AFTERNOON)})|(?P<am>{_any(_MORNING)}))"
_HALF_BEFORE = f"(?:(?P<pm_before>{_any(('下午', '午後', '오후'))})|{_any(('上午', '午前', '오전'))})"
_HOUR_SIGNS = _any((":", "h", "g", "giờ", "uhr", "時", "时", "시"))
_CLOCK = re.compile(
    rf"""
    (?: {_HALF_BEFORE} \ ? )?
    (?<![0-9+]) (?<![0-9][.,/:])
    (?P<marked> (?: \b (?: ore | kl\.? | klo | pukul | um | {plain("เวลา")} ) \ ) )?
    (?P<hour> [01]?[0-9] | 2[0-3] )
    (?:
        \ ? (?: {_HOUR_SIGNS} ) \ ? (?: (?P<minute> [0-5][0-9] ) (?![0-9]) | (?P<few> [0-9] ) (?= \ ?(?:phut|分|{plain("분")}) ) )
        (?P<seconds> :[0-5][0-9] (?![0-9]) (?: [.,][0-9]{{1,9}} )? )?
      | \. (?P<dotted> [0-5][0-9] ) (?![0-9]) (?P<after> \ ? (?: uhr | wib | wita | wit | {plain("น")}\.? ) (?![a-z]) )?
      | \ ? (?P<only> h | gio | uhr | heures? | 時 | 时 | {plain("시")} | (?= [ap]\.?m\b ) ) (?![a-z0-9])(?!\ ?[0-9])
      | (?= \ [ap]\.?m\b )
    )
    (?: \ ? {_HALF} (?![a-z0-9]) )?
    """,
    re.VERBOSE,
)
# Named zones that mean one offset everywhere; the American ones do not (CST is also China's) and are left to the source's zone.
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "ict": 7, "wib": 7, "wita": 8, "wit": 9, "jst": 9, "kst": 9, "cet": 1, "cest": 2, "eet": 2}
_OFFSET = re.compile(
    r"""
    \ ? [\[(]? \ ?
    (?:
        (?: gmt | utc ) \ ? (?P<named> [+-] ) \ ? (?P<named_hours> [0-9]{1,2} ) (?: :? (?P<named_minutes> [0-9]{2} ) )? (?![0-9])
      | (?P<bare> [+-] ) (?P<hours> [0-9]{2} ) :? (?P<minutes> [0-9]{2} ) (?![0-9/.-])
      | (?P<zone> z | utc | gmt | ict | wib | wita | wit | jst | kst | cet | cest | eet ) (?![a-z0-9+-])
    )
    """,
    re.VERBOSE,
)
_WIDEST = timedelta(hours=14)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A time of day found in a text."""

    start: int
    end: int
    hour: int
    minute: int | None
    """None when only the hour was written."""
    offset: timedelta | None
    """East of UTC, None when the text does not say."""


def clocks(text: str) -> tuple[Clock, ...]:
    """Return every time of day in a `plain` text, in order."""
    return tuple(clock for match in _CLOCK.finditer(text) if (clock := _clock(match, text)) is not None)


def _clock(match: re.Match[str], text: str) -> Clock | None:
    dotted = match["dotted"]
    if dotted is not None and not any(match[sign] for sign in ("marked", "after", "am", "pm")):
        return None
    hour = int(match["hour"])
    if (match["pm"] or match["pm_before"]) and hour < 12:
        hour += 12
    elif match["am"] and hour == 12:
        hour = 0
    figures = match["minute"] or dotted or match["few"]
    start = match.start("hour")
    exact = match["seconds"] is not None or text[start - 1 : start] == "t"
    end = match.end() if match["after"] is None else match.start("after")
    offset, end = _offset(text, end, exact=exact)
    return Clock(start=start, end=end, hour=hour, minute=None if figures is None else int(figures), offset=offset)


def _offset(text: str, position: int, *, exact: bool) -> tuple[timedelta | None, int]:
    """Return the offset written at a position and where it ends.

    "08:00-11:00" is a span of time, so a bare minus is an offset only after an `exact` time: one with seconds, or after a T.
    """
    match = _OFFSET.match(text, position)
    if match is None or (match["bare"] == "-" and not exact):
        return None, position
    if match["zone"]:
        return timedelta(hours=_ZONES[match["zone"]]), match.end()
    sign = -1 if "-" in (match["named"], match["bare"]) else 1
    hours = int(match["named_hours"] or match["hours"])
    minutes = int(match["named_minutes"] or match["minutes"] or 0)
    offset = sign * timedelta(hours=hours, minutes=minutes)
    if minutes > 59 or abs(offset) > _WIDEST:
        return None, position
    return offset, match.end()
