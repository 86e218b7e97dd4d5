"""Weekdays: the day that Drupal prints before a date tells whether it wrote the month first, as it does until told otherwise."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from crawler.pages.dates.languages import Order, primary
from crawler.pages.dates.plain import plain

# Monday to Sunday, the letters with which each begins in full and in short; the spellings of a day by "/".
_DAYS = {
    "vi": "t2/thứ_2/hai/thứ_hai t3/thứ_3/ba/thứ_ba t4/thứ_4/tư/thứ_tư t5/thứ_5/năm/thứ_năm t6/thứ_6/sáu/thứ_sáu "
    "t7/thứ_7/bảy/thứ_bảy/thứ_bẩy cn/chủ_nhật",
    "en": "mon tue wed thu fri sat sun",
    "de": "mo di mi do fr sa so",
    "fr": "lu ma me je ve sa di",
    "es": "lu ma mi ju vi sa do",
    "pt": "seg ter qua qui sex sab dom",
    "it": "lu ma me gi ve sa do",
    "nl": "ma di wo do vr za zo",
    "pl": "pon wt śr czw pt/pią sob nie/nd",
    "cs": "po út st čt pá so ne",
    "sv": "mån tis ons tor fre lör sön",
    "da": "man tir ons tor fre lør søn",
    "nb": "man tir ons tor fre lør søn",
    "id": "sen sel rab kam jum sab min",
}
_ALIASES = {"no": "nb", "nn": "nb"}
# "T6, 05/08/2020 - 10:30": PHP's "D, m/d/Y - H:i", the medium date of Drupal 7 and later.
_BEFORE = re.compile(r"(?<!\w)(?P<pair>(?:[^\W_]{2,12} )?(?P<word>[^\W_]{1,12}))\.?, $")
_AFTER = re.compile(r" - [0-9]{2}:[0-9]{2}(?![0-9])")
_LONGEST = 24


@lru_cache(maxsize=64)
def _openings(language: str) -> tuple[tuple[str, int], ...]:
    name = primary(language)
    spellings = [
        (plain(spelling.replace("_", " ")), number)
        for tongue in dict.fromkeys((_ALIASES.get(name, name), "en"))
        for number, day in enumerate(_DAYS.get(tongue, "").split())
        for spelling in day.split("/")
    ]
    return tuple(sorted(spellings, key=lambda each: -len(each[0])))


def order_told(match: re.Match[str], language: str) -> Order | None:
    """Return the order of day and month in a date that stands in a `plain` text as Drupal prints it, where its weekday tells.

    None where the weekday fits both readings or neither, and for any other shape. `match` has the groups `d` and `m` (the first
    and second number), `y` and `s` (the sign between); `language` is a BCP 47 tag, whose weekdays are known beside English ones.
    """
    text = match.string
    if match["s"] != "/" or _AFTER.match(text, match.end()) is None:
        return None
    before = _BEFORE.search(text, max(0, match.start() - _LONGEST), match.start())
    if before is None:
        return None
    # "on Fri, …" and "Thứ sáu, …": the words before a day's name are the label's.
    spoken = ((before["pair"] if " " in opening else before["word"], opening, number) for opening, number in _openings(language))
    said = next((number for name, opening, number in spoken if name.startswith(opening)), None)
    first, second, year = int(match["d"]), int(match["m"]), int(match["y"])
    fits = (said == _weekday(year, second, first), said == _weekday(year, first, second))
    if said is None or fits[0] == fits[1]:
        return None
    return Order.DAY_FIRST if fits[0] else Order.MONTH_FIRST


def _weekday(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).weekday()
    except ValueError:
        return None
