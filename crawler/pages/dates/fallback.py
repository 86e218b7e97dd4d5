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
def _parser(language: str, day_first: bool) -> DateDataParser:
    # Imported on demand: it costs a tenth of a second, and most crawls never meet a language that needs it.
    from dateparser.date import DateDataParser

    settings = {
        "STRICT_PARSING": True,
        "PARSERS": ["absolute-time"],
        "DATE_ORDER": "DMY" if day_first else "MDY",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    return DateDataParser(languages=[language], settings=settings)


def read_elsewhere(text: str, language: str) -> Written | None:
    """Return the date in a short string, or None.

    Asked only where no form of ours is found. The string must hold a day, a full year and a word (the month's name), and
    dateparser is told to fill in nothing that is missing. The time is read by our own clocks. None too for a language that
    dateparser does not know.
    """
    short = clean(text[: 4 * _LONGEST])
    if len(short) > _LONGEST or not (_YEAR.search(short) and _DAY.search(short) and _WORD.search(short)):
        return None
    parser = _parser(primary(language), order(language) is not Order.MONTH_FIRST)
    try:
        found = parser.get_date_data(short).date_obj
    except (ValueError, OverflowError):
        # A language it does not know, or figures beyond any calendar.
        return None
    if found is None:
        return None
    date = written(found.year, found.month, found.day)
    times = clocks(plain(short))
    if date is None or not times:
        return date
    return date.at(times[0].hour, times[0].minute, times[0].offset)
