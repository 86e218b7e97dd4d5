from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crawler.alike import warning_of
from news.article import Precision, Provenance, Published
from news.run import DATES_ALIKE, DATES_LOST

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 6, 5, 2, 30, 45, tzinfo=UTC)
NAMES = [f"a.vn/{number}" for number in range(6)]


def listed(*moments: datetime, precision: Precision = Precision.MINUTE) -> list[tuple[str, Published | None]]:
    dates = [Published(moment=each, precision=precision, provenance=Provenance.LISTING) for each in moments]
    return [*zip(NAMES, dates, strict=False), ("a.vn/undated", None)]


@pytest.mark.parametrize(
    ("apart", "precision", "warning"),
    [
        (timedelta(days=1), Precision.DAY, DATES_LOST),
        (timedelta(hours=1), Precision.MINUTE, DATES_LOST),
        (timedelta(hours=1), Precision.DAY, DATES_ALIKE),  # a busy day
        (timedelta(seconds=5), Precision.MINUTE, DATES_ALIKE),
    ],
)
def test_one_date_is_lost_where_the_articles_have_different_ones(apart: timedelta, precision: Precision, warning: str) -> None:
    known = {name: NOW - step * apart for step, name in enumerate(NAMES)}
    assert warning_of(listed(*[NOW] * 6, precision=precision), known, ZONE) == warning


def test_little_known_or_little_listed_is_no_proof() -> None:
    known = {name: NOW - timedelta(days=step) for step, name in enumerate(NAMES)}
    assert warning_of(listed(*[NOW] * 6), dict(list(known.items())[:4]), ZONE) == DATES_ALIKE
    assert warning_of(listed(*[NOW] * 4), known, ZONE) is None
    assert warning_of(listed(*[NOW] * 5, NOW - timedelta(days=1)), known, ZONE) is None
    assert warning_of([], known, ZONE) is None
