from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from crawler.pages.dates import choose, drop_minutes, drop_time, month_as_minutes, suspicious_minutes
from news.article import Precision, Provenance, Published

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MIDNIGHT = datetime(2024, 3, 26, 17, 0, tzinfo=UTC)


def found(provenance: Provenance, moment: datetime = MIDNIGHT, precision: Precision = Precision.DAY) -> Published:
    return Published(moment=moment, precision=precision, provenance=provenance)


def test_the_most_trusted_wins_in_any_order() -> None:
    everything = [found(provenance) for provenance in Provenance]
    for candidates in permutations([None, *everything[:4]]):
        assert choose(candidates) == everything[0]
    for position, expected in enumerate(everything):
        assert choose(reversed(everything[position:])) == expected


def test_none_without_candidates() -> None:
    assert choose([]) is None
    assert choose([None, None]) is None


def test_finer_date_of_the_same_day_refines_only_where_it_is_trusted() -> None:
    day = found(Provenance.VISIBLE)
    minute = found(Provenance.METADATA, MIDNIGHT + timedelta(hours=8, minutes=42), Precision.MINUTE)
    assert choose([day, minute]) == day
    assert choose([minute, day], refine={Provenance.METADATA}) == minute
    assert choose([minute, day], refine={Provenance.LISTING}) == day


@pytest.mark.parametrize("shift", [timedelta(hours=-1), timedelta(hours=24)])
def test_finer_date_of_another_day_never_refines(shift: timedelta) -> None:
    day = found(Provenance.VISIBLE)
    other = found(Provenance.METADATA, MIDNIGHT + shift, Precision.MINUTE)
    assert choose([day, other], refine={Provenance.METADATA}) == day


def test_coarser_date_never_replaces() -> None:
    minute = found(Provenance.VISIBLE, MIDNIGHT + timedelta(hours=8), Precision.MINUTE)
    assert choose([minute, found(Provenance.METADATA)], refine={Provenance.METADATA}) == minute


def test_same_provenance_refines_itself() -> None:
    day, minute = found(Provenance.METADATA), found(Provenance.METADATA, MIDNIGHT + timedelta(hours=8), Precision.MINUTE)
    assert choose([day, minute]) == minute
    assert choose([minute, day]) == minute


def test_drop_minutes_and_time() -> None:
    minute = found(Provenance.METADATA, datetime(2024, 3, 27, 1, 3, tzinfo=UTC), Precision.MINUTE)
    hour = drop_minutes(minute, HANOI)
    assert (hour.moment, hour.precision) == (datetime(2024, 3, 27, 1, 0, tzinfo=UTC), Precision.HOUR)
    assert drop_minutes(hour, HANOI) == hour
    day = drop_time(minute, HANOI)
    assert (day.moment, day.precision) == (MIDNIGHT, Precision.DAY)
    assert drop_time(day, HANOI) == day


def test_drop_minutes_in_a_zone_of_half_hours() -> None:
    kolkata = ZoneInfo("Asia/Kolkata")
    minute = found(Provenance.VISIBLE, datetime(2024, 3, 27, 8, 42, tzinfo=kolkata).astimezone(UTC), Precision.MINUTE)
    assert drop_minutes(minute, kolkata).moment == datetime(2024, 3, 27, 8, 0, tzinfo=kolkata)


def test_suspicious_minutes() -> None:
    assert suspicious_minutes(found(Provenance.METADATA, datetime(2024, 3, 27, 1, 3, tzinfo=UTC), Precision.MINUTE), HANOI)
    assert not suspicious_minutes(found(Provenance.METADATA, datetime(2024, 3, 27, 1, 4, tzinfo=UTC), Precision.MINUTE), HANOI)
    assert not suspicious_minutes(found(Provenance.METADATA, datetime(2024, 3, 27, 1, 3, tzinfo=UTC), Precision.HOUR), HANOI)


def test_month_as_minutes_needs_several_that_all_agree() -> None:
    feed = [found(Provenance.METADATA, datetime(2024, month, 20, 1, month, tzinfo=UTC), Precision.MINUTE) for month in (3, 4, 5)]
    assert month_as_minutes(feed, HANOI)
    assert not month_as_minutes(feed[:2], HANOI)
    right = found(Provenance.METADATA, datetime(2024, 3, 20, 1, 44, tzinfo=UTC), Precision.MINUTE)
    assert not month_as_minutes([*feed, right], HANOI)
