"""Forms: every way a day is written, with the time beside it. All patterns read `plain` text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from crawler.pages.dates.clocks import Clock, clocks
from crawler.pages.dates.languages import Order, months, order, primary
from crawler.pages.dates.plain import plain
from crawler.pages.dates.weekdays import order_told
from crawler.pages.dates.written import Written, written

_NOT_AFTER_NUMBER = r"(?<![0-9])(?<![0-9][:./-])"
_YEAR_FIRST = re.compile(
    _NOT_AFTER_NUMBER + r"(?P<y>[12][0-9]{3}) ?(?P<s>[-/.]) ?(?P<m>[0-9]{1,2}) ?(?P=s) ?(?P<d>[0-9]{1,2})(?![0-9])"
)
_YEAR_LAST = re.compile(
    _NOT_AFTER_NUMBER + r"(?P<d>[0-9]{1,2}) ?(?P<s>[-/.]) ?(?P<m>[0-9]{1,2}) ?(?P=s) ?(?P<y>[12][0-9]{3})(?![0-9])"
)
_SHORT_YEAR_LAST = re.compile(
    _NOT_AFTER_NUMBER
    + r"(?P<d>[0-9]{1,2}) ?(?P<s>[-/.]) ?(?P<m>[0-9]{1,2}) ?(?P=s) ?(?P<y>[0-9]{2})(?![0-9:%])(?! ?(?P=s) ?[0-9])(?![.,][0-9])"
)
# Reiwa and Heisei years are counted from the year before the era's first; the Republic of China's from 1911.
_ERAS = {plain(name): zero for name, zero in (("令和", 2018), ("平成", 1988), ("民國", 1911), ("民国", 1911))}
_CJK = re.compile(
    rf"(?P<era>{'|'.join(map(re.escape, _ERAS))})? ?(?<![0-9])(?P<y>[0-9]{{4}}|[0-9]{{1,3}}|元) ?(?:年|{plain('년')}) ?"
    rf"(?P<m>[0-9]{{1,2}}) ?(?:月|{plain('월')}) ?(?P<d>[0-9]{{1,2}})(?![0-9])(?: ?(?:日|号|號|{plain('일')}))?"
)
_ORDINAL = r"(?:st|nd|rd|th|er|o|a)?\.?"
_GAP = r"[ ,./-]{0,3}"
_BUDDHIST_ERA = 543
_FARTHEST = 24
"""Characters that may stand between a day and its time: "15:00 ngày 09/02/2024"."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A day found in a text, with the time beside it."""

    start: int
    end: int
    date: Written | None
    """None where the text has the shape of a date and no calendar has the day."""


@dataclass(frozen=True, kw_only=True)
class _Named:
    """The patterns of one language's month names."""

    numbers: dict[str, int]
    patterns: tuple[re.Pattern[str], ...]


@lru_cache(maxsize=64)
def _named(language: str) -> _Named | None:
    numbers = months(language)
    if not numbers:
        return None
    spellings = (re.escape(name) + ("(?![0-9])" if name[-1].isdigit() else "") for name in sorted(numbers, key=len, reverse=True))
    month = f"(?P<m>{'|'.join(spellings)})"
    short = "[0-9]{2}" if primary(language) == "th" else "(?<=-)[0-9]{2}"
    year = rf"(?P<y>[12][0-9]{{3}}|{short})(?![0-9:])"
    day = r"(?<![0-9])(?<![0-9][:./-])(?P<d>[0-9]{1,2})"
    of_year = rf"(?:{'|'.join(map(re.escape, ('del', 'de', 'of', 'nam', plain('พ.ศ.'))))})?"
    return _Named(
        numbers=numbers,
        patterns=(
            re.compile(rf"{day}{_ORDINAL}{_GAP}(?:de |of |di |d')?{month}\.?{_GAP}{of_year} ?{year}"),
            re.compile(rf"(?<![^\W\d]){month}\.?{_GAP}(?<![./])(?P<d>[0-9]{{1,2}}){_ORDINAL}[ ,]{{1,3}}(?:nam )?{year}"),
            re.compile(rf"(?<![0-9])(?P<y>[12][0-9]{{3}})\.?{_GAP}{month}\.?{_GAP}(?P<d>[0-9]{{1,2}})(?![0-9:])"),
        ),
    )


def days(text: str, language: str) -> tuple[Found, ...]:
    """Return every day written in a `plain` text, in order and without overlap; the time is not looked at.

    `language` is a BCP 47 tag: it gives the names of months and the order of day and month. A two-digit year counts only
    where no full year is found, and is read as 2000 to 2099.
    """
    found = sorted(_all(text, language), key=lambda each: (each.start, -each.end))
    if not found:
        found = [_found(match, language, century=2000) for match in _SHORT_YEAR_LAST.finditer(text)]
    kept: list[Found] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return tuple(kept)


def dates(text: str, language: str) -> tuple[Found, ...]:
    """Return every day written in a `plain` text as `days` does, each with the time that stands nearest to it."""
    found = days(text, language)
    if not found:
        return ()
    times = [clock for clock in clocks(text) if not any(clock.start < day.end and day.start < clock.end for day in found)]
    return tuple(_with_time(day, times, text) for day in found)


def _all(text: str, language: str) -> Iterator[Found]:
    for pattern in (_YEAR_FIRST, _YEAR_LAST):
        for match in pattern.finditer(text):
            yield _found(match, language)
    if not text.isascii():
        for match in _CJK.finditer(text):
            yield _cjk(match)
    named = _named(language)
    if named is not None:
        for pattern in named.patterns:
            for match in pattern.finditer(text):
                year = int(match["y"])
                year += 0 if year > 99 else (2500 if primary(language) == "th" else 2000)
                date = written(_common_era(year, language), named.numbers[match["m"]], int(match["d"]))
                yield Found(start=match.start("y") if pattern is named.patterns[2] else match.start(), end=match.end(), date=date)


def _found(match: re.Match[str], language: str, *, century: int = 0) -> Found:
    year, month, day = century + int(match["y"]), int(match["m"]), int(match["d"])
    if match.start("d") < match.start("y"):
        wanted = order_told(match, language) or order(language)
        if wanted is Order.MONTH_FIRST or (wanted is Order.UNKNOWN and month > 12):
            month, day = day, month
        elif wanted is Order.UNKNOWN and day <= 12 and day != month:
            return Found(start=match.start(), end=match.end(), date=None)
    return Found(start=match.start(), end=match.end(), date=written(_common_era(year, language), month, day))


def _cjk(match: re.Match[str]) -> Found:
    year = 1 if match["y"] == "元" else int(match["y"])
    year += _ERAS[match["era"]] if match["era"] else 0
    return Found(start=match.start(), end=match.end(), date=written(year, int(match["m"]), int(match["d"])))


def _common_era(year: int, language: str) -> int:
    return year - _BUDDHIST_ERA if year > 2400 and primary(language) == "th" else year


def _with_time(day: Found, times: list[Clock], text: str) -> Found:
    """Return the day with the nearest time, the one after it where two are equally near."""
    if day.date is None:
        return day
    best: tuple[int, bool, Clock] | None = None
    for clock in times:
        before = clock.end <= day.start
        start, end = (clock.end, day.start) if before else (day.end, clock.start)
        if end - start <= _FARTHEST and not any(character.isdigit() for character in text[start:end]):
            near = (end - start, before, clock)
            best = near if best is None or near[:2] < best[:2] else best
    if best is None:
        return day
    clock = best[2]
    return Found(
        start=min(day.start, clock.start), end=max(day.end, clock.end), date=day.date.at(clock.hour, clock.minute, clock.offset)
    )
