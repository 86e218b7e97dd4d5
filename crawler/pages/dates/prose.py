"""Prose: the date with which a Vietnamese report opens ("Chiều 23/1, đoàn công tác …"), for pages that show none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from crawler.pages.dates.languages import primary
from crawler.pages.dates.plausible import settle
from crawler.pages.dates.written import written
from crawler.pages.dates.years import YearEvidence
from news.article import Provenance, Published
from news.text import clean

_LONGEST = 400
_OPENING = 160
"""Characters within which the date must begin: further on a report tells of other days."""
_BEFORE = 80
"""Characters before a date in which its cue stands."""
_LONGEST_PAIR = 3
"""Days a meeting may last and still be told as one event ("Ngày 6-7/8"); a longer span is a period."""

_D = r"(?:0?[1-9]|[12][0-9]|3[01])"
_M = r"(?:0?[1-9]|1[0-2])"
# Not within a longer number, not 24.815, not 9/6-15/6 (its first half), not 5.3 %.
_Y = r"20[0-9]{2}"
_DATE = re.compile(
    rf"(?<![0-9])(?<![0-9][.,/])(?P<day>{_D})"
    rf"(?:(?P<sep> ?[/.-] ?)(?P<month>{_M})(?:(?P=sep)(?P<year>{_Y}|[0-9]{{2}})(?![0-9]))?"
    rf"|,? tháng (?P<named>{_M})(?:/(?P<slash>{_Y}))?)(?![0-9])(?:,? năm (?P<full>{_Y})(?![0-9]))?"
    r"(?![/.,][0-9])(?! ?- ?[0-9])(?! ?%)(?![/-][^\W\d_])"
)
_PART = r"(?:rạng sáng|sáng sớm|sáng|trưa|chiều tối|chiều muộn|chiều|tối muộn|tối|đêm)"
_WEEKDAY = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật)"
_OTHER_DAYS = rf"(?P<others>(?:{_D}(?:[/.]{_M})?(?:, ?| và | ?& ?| ?- ?| đến (?:ngày )?)(?:ngày )?){{1,6}})?"
_CUE = re.compile(
    rf"(?<!\w)(?P<count>(?:trong |suốt )?(?:[2-9]|0[2-9]|hai|ba|bốn|năm|các) )?"
    rf"(?P<cue>{_PART}(?:,? (?:và )?{_PART})?(?: (?P<near>nay|qua|mai|hôm nay|hôm qua))?"
    rf"|(?:hôm|ngày) (?P<shift>nay|qua|mai)|ngày|{_WEEKDAY})"
    rf"(?:[ ,(]+{_WEEKDAY})?(?:[ ,(]+(?:ngày|từ))?(?:[ ,(]+(?:mùng|mồng))?[ ,(]*{_OTHER_DAYS}$"
)
_TIME = r"(?:[0-9]{1,2} ?(?:h|g|giờ|:) ?(?:[0-9]{2})?(?: ?phút)?)"
# What may stand before "ngày": the start, a pause, or a time of day. Behind a document's number it is the document's date.
_CLAUSE_START = re.compile(rf"(?:^|[,;:.)\]-] ?|(?:^|[^\w])(?:vào|trong|hôm|vừa qua|{_TIME},?) ?)$")
_NOT_THE_DAY = re.compile(
    r"\b(?:từ|đến|tới|trước|sau|hết|dự kiến|k[ỷỉ] niệm|nhân|nhân dịp|chào mừng|hưởng ứng|truyền thống|hạn)"
    rf"(?: (?:vào|lúc|cho))*(?: {_TIME},?)? ?$"
)
_DOCUMENT = re.compile(r"(?:[0-9][/-][^\W\d_][^\s,]*|\bsố [0-9]+[^\s,]*),? ?$")
_AFTER_NOT_THE_DAY = re.compile(
    r" ?\( ?(?:1[0-9]{3}|20[0-9]{2}) ?- ?(?:1[0-9]{3}|20[0-9]{2}) ?\)"  # an anniversary: "(1944 - 2025)"
    r"| ?\(?(?:năm [^\W\d_]+ [^\W\d_]+ )?(?:âm lịch|al\b)"
    r"| (?:của|tới|sắp tới|tới đây)\b"
    r"|(?:(?!\b(?:đã|vừa)\b)[^.!?;]){0,100}?\b(?:sẽ|dự kiến)\b"
)
_AND = re.compile(r" và (?:ngày )?| ?& ?")
_COMMA = re.compile(r", ?(?:ngày )?")
_DASHES = str.maketrans("–—", "--")
_SHIFTS = {"mai": -1, "qua": 1, "hôm qua": 1}


def read_prose(
    lead: str,
    zone: ZoneInfo,
    *,
    years: YearEvidence,
    now: datetime,
    language: str = "vi",
    refused: list[str] | None = None,
) -> Published | None:
    """Return the day with which a text opens, precision day and provenance prose, or None.

    `lead` is the lead, or the first paragraph of a page without one; the date must begin within its first 160 characters, after
    a part of the day, "ngày", "hôm nay" or a weekday. A missing year comes from `years`; a year that is written is checked
    against it. `now` and `refused` as in `plausible.settle`. What a date means for the day of publication:

    - one day, or days told together ("Trong 2 ngày 6 và 7/8"): the last of them;
    - "Ngày mai (8/8)": the day before, for tomorrow is said today; "Hôm qua (7/8)": the day after;
    - a period ("từ 9/6-15/6/2025"): None, for a report may come before, in or after it;
    - what is to come ("Ngày 25/9 tới", "Ngày 25/9, … sẽ"): None;
    - an anniversary ("22/12 (1944 - 2025)"), a lunar date, a document's date, a deadline: None.

    Only Vietnamese reports are known to open so reliably; any other `language` gives None.
    """
    if primary(language) != "vi":
        return None
    opening = clean(lead[: 4 * _LONGEST])[:_LONGEST].casefold().translate(_DASHES)
    dates = tuple(_DATE.finditer(opening))
    for position, match in enumerate(dates):
        if match.start() > _OPENING:
            break
        shift = _days_since(match, opening)
        if shift is not None:
            day = _day(_last(dates[position:], opening), years)
            if day is None:
                return None
            told = day + timedelta(days=shift)
            report = written(told.year, told.month, told.day)
            return settle(report, zone, now=now, provenance=Provenance.PROSE, refused=refused)
    return None


def _days_since(match: re.Match[str], text: str) -> int | None:
    """How many days after the written day the report came out, or None where the date is not the report's."""
    before = text[: match.start()]
    cue = _CUE.search(before, max(0, len(before) - _BEFORE))
    if cue is None or _AFTER_NOT_THE_DAY.match(text, match.end()):
        return None
    ahead = before[: cue.start()]
    if _NOT_THE_DAY.search(ahead) or _DOCUMENT.search(ahead):
        return None
    if cue["cue"] == "ngày" and not cue["count"] and not _CLAUSE_START.search(ahead):
        return None
    if cue["others"] and not cue["count"] and not _is_pair(cue["others"], match):
        return None
    return _SHIFTS.get(cue["near"] or cue["shift"] or "", 0)


def _last(dates: Sequence[re.Match[str]], text: str) -> re.Match[str]:
    """The last of the days told together with the first one: "30/4, 1/5 và 2/5". Without "và" a comma ends the phrase."""
    for previous, match in pairwise(dates):
        between = text[previous.end() : match.start()]
        if _AND.fullmatch(between):
            return match
        if not _COMMA.fullmatch(between):
            break
    return dates[0]


def _is_pair(others: str, last: re.Match[str]) -> bool:
    """Whether days before the last one are named singly ("6, 7 và") or lie close to it ("6-"), rather than open a period."""
    if not re.search(r"-|đến", others):
        return True
    first = re.match(r"[0-9]+", others)
    return first is not None and re.search(r"[/.]", others) is None and 0 < int(last["day"]) - int(first[0]) < _LONGEST_PAIR


def _day(match: re.Match[str], years: YearEvidence) -> date | None:
    day, month = int(match["day"]), int(match["month"] or match["named"])
    digits = match["year"] or match["slash"] or match["full"]
    year = years.year(month, day) if digits is None else int(digits) + (2000 if len(digits) == 2 else 0)
    try:
        found = None if year is None else date(year, month, day)
    except ValueError:
        return None
    return found if found is None or digits is None or years.allows(found) else None
