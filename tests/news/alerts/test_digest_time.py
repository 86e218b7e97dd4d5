from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from news.alerts.digest import next_digest

HANOI, BERLIN = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Berlin")


def test_each_day_at_its_time() -> None:
    before = datetime(2026, 3, 1, 6, 59, tzinfo=HANOI)
    seven = datetime(2026, 3, 1, 7, tzinfo=HANOI)
    assert next_digest(before.astimezone(UTC), time(7), HANOI) == seven
    assert next_digest(seven, time(7), HANOI) == seven + timedelta(days=1)


def test_a_time_that_the_clocks_skip_or_repeat_comes_once() -> None:
    spring = next_digest(datetime(2026, 3, 28, 12, tzinfo=BERLIN), time(2, 30), BERLIN)
    assert spring.timestamp() == datetime(2026, 3, 29, 1, 30, tzinfo=UTC).timestamp()
    autumn = next_digest(datetime(2026, 10, 24, 12, tzinfo=BERLIN), time(2, 30), BERLIN)
    assert autumn.timestamp() == datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()
    assert next_digest(autumn.astimezone(UTC), time(2, 30), BERLIN).date() == datetime(2026, 10, 26).date()  # noqa: DTZ001


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 1439),
    st.sampled_from([HANOI, BERLIN, ZoneInfo("Australia/Lord_Howe")]),
)
def test_the_next_one_is_later_and_within_a_day_and_an_hour(last: datetime, minutes: int, zone: ZoneInfo) -> None:
    due = next_digest(last, time(minutes // 60, minutes % 60), zone)
    assert timedelta() < due.astimezone(UTC) - last <= timedelta(hours=25)
