"""The last resort: languages and spellings that have no form of our own, read by dateparser."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.pages.dates.clocks import clocks
from crawler.pages.dates.languages import Order, order, primary
from crawler.pages.dates.plain import plain
from crawler.pages.dates.written import Written, written
from news.text import clean

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_LONGEST = 60
"""Longer strings are sentences: dateparser would take milliseconds over them and guess."""
_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")
_DAY = re.compile(r"(?<![0-9:])[0-9]{1,2}(?![0-9:])")
_WORD = re.compile(r"[^\W\d_]{3,}")


@lru_cache(maxsize=16)
def _parser(language: str, day_first: bool) -> DateDataParser | None:
    # Imported on demand: it costs a tenth of a second, and most crawls never meet a language that needs it.
    from dateparser.date import DateDataParser

    settings = {
        "STRICT_PARSING": True,
        "PARSERS": ["absolute-time"],
        "DATE_ORDER": "DMY" if day_first else "MDY",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    try:
        return DateDataParser(languages=[language], settings=settings)
    except ValueError:
        return None


def read_elsewhere(text: str, language: str) -> Written | None:
    """Return the date in a short string, or None.

    Asked only where no form of ours is found. The string must hold a day, a full year and a word (the month's name); what
    dateparser makes of it counts only when that very day and year are in the string, so a part it filled in never passes.
    The time is read by our own clocks.
    """
    short = clean(text[: 4 * _LONGEST])
    if len(short) > _LONGEST or not (_YEAR.search(short) and _DAY.search(short) and _WORD.search(short)):
        return None
    parser = _parser(primary(language), order(language) is not Order.MONTH_FIRST)
    if parser is None:
        return None
    try:
        found = parser.get_date_data(short).date_obj
    except (ValueError, OverflowError, TypeError, IndexError, KeyError, AttributeError):
        # A library that reads free text for two hundred languages; what it cannot read is no date.
        return None
    if found is None:
        return None
    smooth = plain(short)
    if str(found.year) not in _YEAR.findall(smooth) or found.day not in map(int, _DAY.findall(smooth)):
        return None
    date = written(found.year, found.month, found.day)
    times = clocks(smooth)
    if date is None or not times:
        return date
    return date.at(times[0].hour, times[0].minute, times[0].offset)
