"""Years: what a page says about the year it was written in, weighed, for a date in prose that names none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import islice
from zoneinfo import ZoneInfo

from crawler.pages.dates.plausible import EARLIEST_YEAR

_LONGEST = 40_000
_MOST = 200
"""Mentions weighed of each kind: more say nothing new, and a hostile page may hold thousands."""
_ENOUGH = 1.0
_CLEARLY = 1.5
"""How many times the weight of the second-best year the best must have: less is a contradiction, and no year is better."""


class Kind(Enum):
    """In which connection a year is named; `_weight` says what each is worth."""

    FORWARD = "forward"
    """What comes next ("phương hướng năm 2024", "đón năm mới 2024"): written in that year or late in the year before."""
    TASK = "task"
    """A year's work ("nhiệm vụ năm 2024", "quý I năm 2024")."""
    RECAP = "recap"
    """What was done ("tổng kết năm 2023"): written in that year or early in the next."""
    COMPARED = "compared"
    """What the present is measured against ("so với năm 2023"): written in the next."""
    LUNAR_NEW_YEAR = "lunar new year"
    """Tết of that year falls in its January or February."""
    SCHOOL = "school"
    """The year in which a school year begins in September."""
    MONTH = "month"
    PLAIN = "plain"


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A year named in the text."""

    year: int
    kind: Kind
    month: int | None = None
    """1 to 12 for `Kind.MONTH`, else None."""


@dataclass(frozen=True, kw_only=True)
class YearEvidence:
    """Everything known of an article's year but the date itself. Made by `gather_years`."""

    latest: date
    """The local day after which the article cannot have been published."""
    bounded: bool = False
    """Whether `latest` comes from a listing, an address or a neighbour, so that the article lies within the year before it;
    otherwise it is only the day of reading."""
    mentions: tuple[Mention, ...] = ()
    days: tuple[date, ...] = ()
    """Full dates in the text that are no document's."""
    uploads: tuple[tuple[int, int | None], ...] = ()
    """Year and month in the addresses of the article's images; the month is None where an address has only a year."""

    def year(self, month: int, day: int) -> int | None:
        """Return the year in which the article says this day was, or None where the evidence is missing or contradicts itself.

        With a bound it is the latest year that keeps the day not after the bound, unless the text clearly says another. Without
        one a year must weigh enough by itself and clearly more than any other.
        """
        weights = {
            year: self._weigh(candidate) for year in self._years() if (candidate := self._day(year, month, day)) is not None
        }
        ranked = sorted(weights, key=lambda year: (-weights[year], -year))
        best = ranked[0] if ranked and weights[ranked[0]] >= _ENOUGH else None
        if self.bounded:
            near = next((year for year in (self.latest.year, self.latest.year - 1) if self._day(year, month, day)), None)
            contradicted = best is not None and best != near and weights[best] >= _CLEARLY * weights.get(near or 0, 0.0)
            return None if contradicted else near
        if best is None or (len(ranked) > 1 and weights[best] < _CLEARLY * weights[ranked[1]]):
            return None
        return best

    def allows(self, day: date) -> bool:
        """Tell whether a full date in prose can be the article's: not after the latest day, not long before what is known."""
        if day > self.latest or (self.bounded and self.latest - day > timedelta(days=366)):
            return False
        exact = [(year, month) for year, month in self.uploads if month is not None]
        return not exact or any(_months(day, year, month) >= -2 for year, month in exact)

    def _years(self) -> set[int]:
        named = {mention.year for mention in self.mentions}
        named |= {each.year for each in self.days} | {year for year, _ in self.uploads}
        return {year + shift for year in named for shift in (-1, 0, 1)}

    def _day(self, year: int, month: int, day: int) -> date | None:
        if not EARLIEST_YEAR <= year <= self.latest.year:
            return None
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        return found if found <= self.latest else None

    def _weigh(self, day: date) -> float:
        recent = 0.4 if day.year >= self.latest.year - 1 else 0.0
        times: dict[Mention, int] = {}
        for mention in self.mentions:
            times[mention] = min(times.get(mention, 0) + 1, 2)
        total = sum(count * _weight(mention, day) for mention, count in times.items())
        total += recent if any(mention.kind is Kind.PLAIN and mention.year == day.year for mention in times) else 0.0
        total += max((_nearness(day, each) for each in self.days), default=0.0)
        return total + max((_upload(day, year, month) for year, month in self.uploads), default=0.0)


def _weight(mention: Mention, day: date) -> float:
    """What one mention says for an article of that day, 0 to 1.5."""
    weights = {0: 0.6}  # Kind.PLAIN
    match mention.kind:
        case Kind.FORWARD:
            weights = {0: 0.3, 1: 1.0} if day.month >= 11 else {0: 1.0}
        case Kind.TASK:
            weights = {0: 0.7, 1: 0.7} if day.month >= 11 else {0: 1.0}
        case Kind.RECAP:
            weights = {0: 1.0} if day.month >= 5 else {0: 0.4, -1: 1.0}
        case Kind.COMPARED:
            weights = {-1: 0.8}
        case Kind.LUNAR_NEW_YEAR:
            weights = {0: 0.3, 1: 1.5} if day.month >= 10 else {0: 1.5 if day.month <= 3 else 0.3}
        case Kind.SCHOOL:
            weights = {0: 1.0} if day.month >= 8 else {-1: 1.0}
        case Kind.MONTH:
            distance = _months(day, mention.year, mention.month or 1)
            return 1.5 if abs(distance) <= 1 else 0.5 if -3 <= distance <= 12 else 0.0
    return weights.get(mention.year - day.year, 0.0)


def _nearness(day: date, other: date) -> float:
    before = (day - other).days
    return 1.5 if -45 <= before <= 31 else 0.5 if 31 < before <= 400 else 0.0


def _upload(day: date, year: int, month: int | None) -> float:
    if month is None:
        return 2.0 if year == day.year else 0.7 if (day.month, year - day.year) in {(12, 1), (1, -1)} else 0.0
    return {0: 3.0, -1: 2.0, 1: 2.0}.get(_months(day, year, month), 0.0)


def _months(day: date, year: int, month: int) -> int:
    """How many months the day lies after a month."""
    return (day.year - year) * 12 + day.month - month


_NUMBER = r"(?<![0-9])(?<![0-9][.,/-])"
_FULL = r"(?P<y>(?:19|20)[0-9]{2})(?![0-9])"
_SPAN = re.compile(rf"{_NUMBER}(?P<from>(?:19|20)[0-9]{{2}}) ?- ?(?:19|20)[0-9]{{2}}(?![0-9])")
_DAY = re.compile(
    rf"{_NUMBER}(?P<d>[0-9]{{1,2}})(?: ?(?P<s>[/.-]) ?|,? tháng )(?P<m>[0-9]{{1,2}})(?: ?(?P=s) ?|,? năm |/){_FULL}"
)
_MONTH = re.compile(rf"(?:tháng |{_NUMBER})(?P<m>[0-9]{{1,2}})(?: ?/ ?| năm |-){_FULL}(?!/)")
_YEAR = re.compile(rf"(?<![0-9.,/-]){_FULL}(?![.,][0-9])(?![/-][^\W_])(?! ?%)")
_CONTEXT = 60
_KINDS = (
    (None, r"\b(?:từ|đến|tới|trước|sau|giai đoạn|nhiệm k[ỳì]|tầm nhìn) (?:đầu |giữa |cuối )?năm$"),
    (None, r"\b(?:thành lập|ra đời|sinh|khởi công|xây dựng)(?: từ)? (?:đầu |giữa |cuối )?năm$"),
    (Kind.LUNAR_NEW_YEAR, r"\btết\b[^0-9]{0,30}$|\bxuân(?: [^\W\d_]+){0,2}(?<!năm)$"),
    (Kind.COMPARED, r"\b(?:so với|cùng k[ỳì])\b[^0-9,]{0,30}năm$"),
    (Kind.FORWARD, r"\bnăm mới(?: [^\W\d_]+){0,2}$"),
    (Kind.FORWARD, r"\b(?:phương hướng|triển khai|dự toán|ra quân đầu)\b[^0-9]{0,50}năm$"),
    (Kind.RECAP, r"\b(?:tổng kết|sơ kết|kết quả|đánh giá|báo cáo|quyết toán)\b[^0-9,]{0,50}năm$"),
    (
        Kind.TASK,
        r"\b(?:nhiệm vụ|kế hoạch|chỉ tiêu|chương trình|công tác|đợt|đầu|quý(?: [ivx]{1,3})?|chủ đề|phát động)\b[^0-9]{0,40}năm$",
    ),
    (None, r"\b(?:luật|hiến pháp|pháp lệnh|nghị (?:quyết|định)|thông tư|chỉ thị|quyết định|công ước)\b[^,]{0,50}năm$"),
    (Kind.PLAIN, r"\bnăm$"),
)
_READINGS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)
_DOCUMENT = re.compile(r"(?:[0-9][/-][^\W\d_]|\b(?:luật|nghị|thông tư|chỉ thị|quyết định|kế hoạch|công văn|số|văn bản)\b)[^.;]*$")
# "/2024/01/", "/2024_03/", "/2024-5-17/", "/20240517/", "/quantritintuc202311/", "/2024/".
_UPLOAD = re.compile(r"(?<![0-9])(?P<y>20[0-9]{2})(?:[/_-]?(?P<m>0[1-9]|1[0-2])(?:[0-9]{2})?|[/_-](?P<digit>[1-9]))?(?=[/_-])")
_DASHES = str.maketrans("–—", "--")


def gather_years(
    text: str, zone: ZoneInfo, *, now: datetime, urls: Iterable[str] = (), bound: datetime | None = None
) -> YearEvidence:
    """Return what a page says about its year, for `read_prose`.

    `text` is the article's own text (lead and body, never the page's list of other news: its years are those of the day of
    reading); `urls` are the addresses of its images and attachments, whose folders often carry the month of the upload; `bound`
    (aware) is a moment near which and not after which the article was published: from a listing, an address or a neighbour.
    `now` (aware) bounds the year where there is no `bound`. Years of plans far ahead, of terms of office ("nhiệm kỳ
    2020 - 2025"), of laws and in document numbers count nothing. Only the first 40,000 characters are read.
    """
    smooth = unicodedata.normalize("NFC", text[:_LONGEST]).casefold().translate(_DASHES)
    mentions = [
        Mention(year=int(match["from"]), kind=Kind.SCHOOL)
        for match in islice(_SPAN.finditer(smooth), _MOST)
        if smooth.endswith("năm học ", 0, match.start())
    ]
    smooth = _SPAN.sub(" ; ", smooth)
    days = tuple(day for match in islice(_DAY.finditer(smooth), _MOST) if (day := _day_of(match, smooth)) is not None)
    smooth = _DAY.sub(" ; ", smooth)
    for match in islice(_MONTH.finditer(smooth), _MOST):
        month = int(match["m"])
        if 1 <= month <= 12:
            mentions.append(Mention(year=int(match["y"]), kind=Kind.MONTH, month=month))
    smooth = _MONTH.sub(" ; ", smooth)
    for match in islice(_YEAR.finditer(smooth), _MOST):
        kind = _kind(smooth[max(0, match.start() - _CONTEXT) : match.start()])
        if kind is not None:
            mentions.append(Mention(year=int(match["y"]), kind=kind))
    return YearEvidence(
        latest=(bound or now).astimezone(zone).date(),
        bounded=bound is not None,
        mentions=tuple(mentions),
        days=days,
        uploads=_uploads(urls),
    )


def _day_of(match: re.Match[str], text: str) -> date | None:
    if _DOCUMENT.search(text[max(0, match.start() - _CONTEXT) : match.start()]):
        return None
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def _kind(before: str) -> Kind | None:
    clause = re.split(r"[.;:!?\n]", before)[-1].rstrip(" \t\u00a0(“\"'")
    return next((kind for kind, pattern in _READINGS if pattern.search(clause)), None)


def _uploads(urls: Iterable[str]) -> tuple[tuple[int, int | None], ...]:
    found: dict[tuple[int, int | None], None] = {}
    for url in islice(urls, _MOST):
        # What stands after the path (a cache-buster in the query) and in the file's own name says nothing about the upload.
        folders = url[:1000].partition("?")[0].rpartition("/")[0] + "/"
        for match in _UPLOAD.finditer(folders):
            month = match["m"] or match["digit"]
            found[int(match["y"]), int(month) if month else None] = None
    return tuple(found)
