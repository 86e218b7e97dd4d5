from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.cadence.histories import synthetic
from bench.cadence.replay import adaptive, fixed
from news.rhythm import HOURS, Appearance, Rhythm, learn
from scheduler.cadence import Bounds, intensities, next_due, respect

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2026, 6, 1, tzinfo=ZONE)
NOW = START + timedelta(weeks=8)
HOUR = timedelta(hours=1)
BOUNDS = Bounds(mean=HOUR, shortest=timedelta(minutes=5), longest=timedelta(hours=12))


def rhythm_of(*, hour: float = 9.5, weeks: int = 8) -> Rhythm:
    days = (START + timedelta(days=step, hours=hour) for step in range(weeks * 7))
    found = [Appearance(earliest=each, latest=each) for each in days if each.weekday() < 5]
    return learn(found, since=START, now=NOW, zone=ZONE)


def test_a_source_without_history_has_the_fixed_interval() -> None:
    assert next_due(None, BOUNDS, NOW) == NOW + HOUR
    assert next_due(learn([], since=NOW, now=NOW, zone=ZONE), BOUNDS, NOW) == NOW + HOUR


def test_visits_come_often_where_news_is_expected_and_seldom_where_not() -> None:
    rhythm = rhythm_of()
    tuesday = NOW + timedelta(days=1)
    assert next_due(rhythm, BOUNDS, tuesday + 9 * HOUR) < tuesday + 9.5 * HOUR
    assert next_due(rhythm, BOUNDS, tuesday + 20 * HOUR) > tuesday + 22 * HOUR


def test_a_visit_in_silence_does_not_sleep_through_the_hour_of_news() -> None:
    at = NOW + 1 * HOUR
    visits = [at]
    while visits[-1] < NOW + 24 * HOUR:
        visits.append(next_due(rhythm_of(), BOUNDS, visits[-1]))
    assert sum(NOW + 9 * HOUR <= each <= NOW + 10 * HOUR for each in visits) >= 3


def test_holidays_are_visited_less() -> None:
    tet, usual = datetime(2027, 2, 5, 9, tzinfo=ZONE), datetime(2027, 1, 29, 9, tzinfo=ZONE)  # both Fridays
    rhythm = rhythm_of()
    assert next_due(rhythm, BOUNDS, tet) - tet > next_due(rhythm, BOUNDS, usual) - usual


def test_failures_are_answered_with_longer_and_longer_intervals() -> None:
    waits = [next_due(None, BOUNDS, NOW, failures=count) - NOW for count in (0, 1, 2, 3, 50)]
    assert waits == [HOUR, HOUR, 2 * HOUR, 4 * HOUR, 12 * HOUR]
    busy = next_due(rhythm_of(), BOUNDS, NOW + 9 * HOUR, failures=2) - NOW
    assert busy == 11 * HOUR


def test_a_host_that_asked_for_rest_has_it_unless_another_can_be_asked() -> None:
    rests = {"a": NOW + 3 * HOUR, "b": None}
    assert respect(NOW, rests, ["a"]) == NOW + 3 * HOUR
    assert respect(NOW, rests, ["a", "b"]) == NOW
    assert respect(NOW + 5 * HOUR, rests, ["a"]) == NOW + 5 * HOUR
    assert respect(NOW, {}, ["a"]) == NOW


@given(
    st.lists(st.floats(1e-6, 50), min_size=HOURS, max_size=HOURS),
    st.integers(10, 600),
)
@settings(deadline=None, max_examples=30)
def test_the_budget_is_spent_and_never_exceeded(rates: list[float], minutes: int) -> None:
    mean = timedelta(minutes=minutes)
    bounds = Bounds(mean=mean, shortest=mean / 6, longest=mean * 10)
    visits = intensities(tuple(rates), bounds)
    assert sum(visits) == pytest.approx(HOURS * 60 / minutes, rel=1e-6)
    assert all(6 / minutes - 1e-9 <= each <= 360 / minutes + 1e-9 for each in visits)


@given(st.integers(0, 60 * 24 * 14), st.integers(0, 23))
@settings(deadline=None, max_examples=30)
def test_the_bounds_hold(offset: int, hour: int) -> None:
    last = NOW + timedelta(minutes=offset)
    wait = next_due(rhythm_of(hour=hour, weeks=2), BOUNDS, last) - last
    assert BOUNDS.shortest <= wait <= BOUNDS.longest


@pytest.mark.parametrize(("shortest", "mean", "longest"), [(0, 1, 2), (2, 1, 3), (1, 3, 2)])
def test_bounds_that_contradict_each_other_are_refused(shortest: int, mean: int, longest: int) -> None:
    with pytest.raises(ValueError, match="mean interval"):
        Bounds(shortest=shortest * HOUR, mean=mean * HOUR, longest=longest * HOUR)


@pytest.mark.parametrize(("name", "most"), [("mornings", 0.3), ("weekly bulletin", 0.3), ("office hours, 3 a day", 0.5)])
def test_news_waits_half_as_long_for_the_same_visits(name: str, most: float) -> None:
    history = synthetic(1)[name]
    middle, until = history[0] + (history[-1] - history[0]) / 2, history[-1] + HOUR
    ours = adaptive(history, BOUNDS, tested_from=middle, until=until)
    theirs = fixed(history, (until - middle) / ours.visits, tested_from=middle, until=until)
    assert ours.visits <= theirs.visits * 1.01
    assert ours.median <= most * theirs.median
