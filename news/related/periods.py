"""Periods: which year, quarter, month, week or session a title speaks of, so that this year's report is not last year's."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from enum import IntEnum

from news.changes import spelling
from news.related.document import Document
from news.related.words import Word

MAX_PERIODS = 8
"""Periods kept of one document; a title with more is a list."""


class Unit(IntEnum):
    """What a period is counted in; the three lowest bits of its hash."""

    YEAR = 0
    QUARTER = 1
    MONTH = 2
    WEEK = 3
    TURN = 4
    """A session, a round, an edition: "kỳ họp thứ 8", "đợt 2", "lần thứ XV"."""


_UNITS_WRITTEN = {
    "năm": Unit.YEAR, "year": Unit.YEAR, "fy": Unit.YEAR,
    "quý": Unit.QUARTER, "quarter": Unit.QUARTER, "q": Unit.QUARTER,
    "tháng": Unit.MONTH, "month": Unit.MONTH,
    "tuần": Unit.WEEK, "week": Unit.WEEK,
    "thứ": Unit.TURN, "đợt": Unit.TURN, "lần": Unit.TURN, "kỳ": Unit.TURN, "khóa": Unit.TURN, "phiên": Unit.TURN,
    "session": Unit.TURN, "round": Unit.TURN, "edition": Unit.TURN,
}  # fmt: skip
_MONTHS = {
    name: str(number)
    for number, names in enumerate(
        (
            "january jan", "february feb", "march", "april apr", "may", "june", "july", "august aug", "september sept",
            "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NUMBERS_WRITTEN = {
    "một": "1", "hai": "2", "ba": "3", "tư": "4", "năm": "5", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9", "mười": "10",
    "nhất": "1", "đầu": "1", "nhì": "2", "first": "1", "second": "2", "third": "3", "fourth": "4", "annual": "",
}  # fmt: skip
# Words are folded with their tone marks in one place: "quý" is "qúy".
_UNITS = {spelling(word): unit for word, unit in _UNITS_WRITTEN.items()}
_WORDED = {spelling(word): number for word, number in _NUMBERS_WRITTEN.items()}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_YEAR = re.compile(r"(?:19|20)\d\d")
_CODED = re.compile(r"q([1-4])")


def periods_of(document: Document) -> frozenset[int]:
    """The hashed periods named in a document's title; years also in its lead, when the title names none."""
    title, lead, _ = document.words
    found = set(_periods(title))
    if not any(unit is Unit.YEAR for unit, _ in found):
        found.update(period for period in _periods(lead) if period[0] is Unit.YEAR)
    return frozenset(sorted(zlib.crc32(f"{unit} {value}".encode()) & 0xFFFFFFF8 | unit for unit, value in found)[:MAX_PERIODS])


def differ(one: Iterable[int], other: Iterable[int]) -> bool:
    """Whether two documents speak of different periods: both name years (or months, …) and have none in common."""
    mine, theirs = set(one), set(other)
    common = {period & 7 for period in mine & theirs}
    return bool(({period & 7 for period in mine} & {period & 7 for period in theirs}) - common)


def _periods(lines: list[list[Word]]) -> Iterable[tuple[Unit, str]]:
    for line in lines:
        for before, word in zip([None, *line], line, strict=False):
            folded = word.folded
            for year in _YEAR.findall(folded):
                yield Unit.YEAR, year
            if (coded := _CODED.fullmatch(folded)) is not None:
                yield Unit.QUARTER, coded[1]
            if folded in _MONTHS and word.text[0].isupper() and folded != "may":
                yield Unit.MONTH, _MONTHS[folded]
            unit = _UNITS.get(before.folded) if before is not None else None
            value = _value(folded)
            if unit is not None and value is not None and not (unit is Unit.YEAR and len(value) < 4):
                yield unit, value


def _value(folded: str) -> str | None:
    """The number a word stands for, in digits; None for any other word."""
    if folded.isdecimal() and len(folded) <= 4:
        return str(int(folded))
    digits = folded.partition("/")[0]
    if digits.isdecimal() and len(digits) <= 2:
        return str(int(digits))
    if folded in _WORDED:
        return _WORDED[folded] or None
    if folded and set(folded) <= _ROMAN.keys():
        return str(_roman(folded))
    return None


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def is_period_word(folded: str) -> bool:
    """Whether a word names a unit of time or a Roman numeral, and so may change from issue to issue of a series."""
    return (
        folded in _UNITS or folded in _MONTHS or folded == "ngày" or (folded in {"i", "ii", "iii", "iv", "v", "vi", "vii", "x"})
    )
