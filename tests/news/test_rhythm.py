from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.holidays import HUNG_KINGS, TET, is_holiday
from news.rhythm import HOURS, Appearance, Rhythm, hours_between, learn

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2026, 6, 1, tzinfo=ZONE)  # a Monday
NOW = START + timedelta(weeks=10)
HOUR = timedelta(hours=1)


def exactly(moment: datetime) -> Appearance:
    return Appearance(earliest=moment, latest=moment)


def workdays(hour: float, *, start: datetime = START, weeks: int = 10) -> list[Appearance]:
    days = (start + timedelta(days=step) for step in range(weeks * 7))
    return [exactly(day + timedelta(hours=hour)) for day in days if day.weekday() < 5]


def learned(appearances: list[Appearance], *, since: datetime = START, now: datetime = NOW, country: str = "vn") -> Rhythm:
    return learn(appearances, since=since, now=now, zone=ZONE, country=country)


def test_expects_news_in_its_hour_by_the_clock_of_the_source() -> None:
    rhythm = learned(workdays(9.5))
    next_monday = NOW
    assert rhythm.rate(next_monday + 9.5 * HOUR) > 10 * rhythm.rate(next_monday + 15 * HOUR)
    assert rhythm.rate(next_monday + 9.5 * HOUR) > 10 * rhythm.rate(next_monday + timedelta(days=5) + 9.5 * HOUR)
    assert rhythm.expected(next_monday, next_monday + timedelta(days=7)) == pytest.approx(5, rel=0.25)


def test_recent_weeks_weigh_more() -> None:
    half = START + timedelta(weeks=10)
    moved = learned(workdays(8.5) + workdays(15.5, start=half), now=half + timedelta(weeks=10))
    monday = half + timedelta(weeks=10)
    assert moved.rate(monday + 15.5 * HOUR) > 2 * moved.rate(monday + 8.5 * HOUR)


def test_silence_grows_unlikely_but_not_over_a_weekend() -> None:
    rhythm = learned(workdays(9.5))
    friday_noon = NOW - timedelta(days=3) + 12 * HOUR
    assert rhythm.silence(friday_noon, friday_noon + timedelta(days=2, hours=18)) > 0.5
    assert rhythm.silence(friday_noon, friday_noon + timedelta(days=14)) < 0.01


def test_five_articles_prove_less_than_fifty() -> None:
    few = learned(workdays(9.5, start=NOW - timedelta(weeks=1), weeks=1), since=NOW - timedelta(weeks=1))
    many = learned(workdays(9.5))
    later = NOW + timedelta(days=10)
    assert few.articles == 5
    assert few.silence(NOW, later) > 3 * many.silence(NOW, later)


def test_articles_of_one_sitting_are_one_absence() -> None:
    sittings = [exactly(each.latest + timedelta(minutes=step)) for each in workdays(9) for step in range(0, 50, 10)]
    rhythm = learned(sittings)
    later = NOW + timedelta(days=2)
    assert rhythm.expected(NOW, later) > 6
    assert rhythm.share == pytest.approx(0.2, rel=0.05)
    assert rhythm.silence(NOW, later) > 0.05  # e to the minus two and more, not to the minus ten


def test_holidays_are_counted_apart() -> None:
    start = datetime(2025, 12, 1, tzinfo=ZONE)
    now = datetime(2026, 3, 30, tzinfo=ZONE)
    news = [each for each in workdays(9.5, start=start, weeks=17) if not is_holiday("vn", each.latest.date())]
    rhythm = learned(news, since=start, now=now)
    assert rhythm.holiday_share < 0.3
    liberation = datetime(2026, 4, 30, 9, 30, tzinfo=ZONE)
    assert rhythm.rate(liberation) < 0.3 * rhythm.rate(liberation - timedelta(days=7))
    elsewhere = learned(news, since=start, now=now, country="xx")
    assert elsewhere.rate(liberation) == elsewhere.rate(liberation - timedelta(days=7))


def test_a_day_without_hour_is_bounded_by_the_visit_that_saw_it() -> None:
    shared = [
        Appearance(earliest=each.latest.replace(hour=8, minute=0), latest=each.latest.replace(hour=10, minute=0))
        for each in workdays(9)
    ]
    rhythm = learned(shared)
    monday = NOW
    assert rhythm.rate(monday + 8.5 * HOUR) == pytest.approx(rhythm.rate(monday + 9.5 * HOUR), rel=0.2)
    assert rhythm.rate(monday + 8.5 * HOUR) > 5 * rhythm.rate(monday + 14 * HOUR)


def test_what_appeared_outside_the_time_watched_does_not_count() -> None:
    rhythm = learned([exactly(START - HOUR), exactly(NOW + HOUR)])
    assert rhythm.articles == 0
    assert rhythm.last is None


def test_hours_between_are_whole_and_lose_nothing() -> None:
    start = START + timedelta(minutes=20)
    stretches = list(hours_between(start, start + timedelta(hours=2, minutes=5)))
    assert [(upto - at) / timedelta(minutes=1) for at, upto in stretches] == [40, 60, 25]
    assert list(hours_between(start, start)) == []


@given(st.lists(st.integers(0, 60 * 24 * 70), max_size=40), st.integers(0, 60 * 24 * 30))
@settings(deadline=None, max_examples=25)
def test_any_history_gives_rates_above_zero_and_probabilities(minutes: list[int], wait: int) -> None:
    rhythm = learned([exactly(START + timedelta(minutes=each)) for each in minutes])
    assert len(rhythm.rates) == HOURS
    assert all(rate > 0 for rate in rhythm.rates)
    later = NOW + timedelta(minutes=wait)
    assert 0 < rhythm.silence(NOW, later) <= 1
    assert rhythm.silence(NOW, later + HOUR) < rhythm.silence(NOW, later)
    between = NOW + timedelta(minutes=wait // 2)
    whole = rhythm.expected(NOW, later)
    assert rhythm.expected(NOW, between) + rhythm.expected(between, later) == pytest.approx(whole)


def test_the_lunar_new_year_of_vietnam() -> None:
    assert is_holiday("vn", date(2026, 2, 16))
    assert is_holiday("vn", date(2026, 2, 17))
    assert not is_holiday("vn", date(2026, 2, 24))
    assert date(2030, 2, 2) in TET  # a day before the Chinese one
    assert is_holiday("vn", date(2026, 4, 26))
    assert not is_holiday("fr", date(2026, 2, 17))
    assert [day.year for day in TET] == [day.year for day in HUNG_KINGS] == list(range(2020, 2036))
    # The third lunar month begins two lunations after the first, or three where a month is repeated between.
    assert all((kings - tet).days - 9 in (58, 59, 60, 88, 89) for tet, kings in zip(TET, HUNG_KINGS, strict=True))


def test_moments_in_any_zone_are_the_same() -> None:
    rhythm = learned(workdays(9.5))
    assert rhythm.rate(NOW) == rhythm.rate(NOW.astimezone(UTC))
