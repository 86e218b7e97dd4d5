from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.pages.dates import read_metadata
from news.article import Precision, Provenance

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 3, 1, 5, 0, tzinfo=UTC)
RIGHT = datetime(2024, 3, 27, 1, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2024-03-27+0708:42:50",
        "2024-03-27T08:42:50+07:00",
        "2024-03-27T08:42:50+0700",
        "2024-03-27T08:42+07",
        "2024-03-27T01:42:50Z",
        "2024-03-27T01:42:50.123Z",
        "2024-03-27T08:42:50,5",
        "2024-03-27T08:42:50",
        "2024-03-27 08:42:50",
        "2024-03-27 08:42",
        "2024-03-27 08:42:50 +0700",
        "20240327T014250Z",
        "20240327084250",
        "1711503770",
        "1711503770123",
        "/Date(1711503770123)/",
        "/Date(1711503770123+0700)/",
        "Wed, 27 Mar 2024 01:42:50 GMT",
        "Wed, 27 Mar 2024 08:42:50 +0700",
        "27 Mar 2024 01:42:50 +0000",
        "Tue, 26 Mar 2024 20:42:50 -0500",
        "Wed Mar 27 08:42:50 ICT 2024",
        "Wed Mar 27 08:42:50 2024",
        "Wed Mar 27 2024 08:42:50 GMT+0700 (Indochina Time)",
        "27/03/2024 08:42",
        "Thứ tư - 27/03/2024 08:42",
        "March 27, 2024 8:42 AM",
        "  2024-03-27T08:42:50+07:00\n",
    ],
)
def test_minute(value: str) -> None:
    published = read_metadata(value, HANOI, now=NOW)
    assert published is not None
    assert (published.moment, published.precision, published.provenance) == (RIGHT, Precision.MINUTE, Provenance.METADATA)


@pytest.mark.parametrize(
    "value",
    [
        "2024-03-27",
        "20240327",
        "27/03/2024",
        "2024-03-27T00:00:00",
        "2024-03-27T00:00:00+07:00",
        "2024-03-27T24:00",
        "March 27, 2024",
    ],
)
def test_day(value: str) -> None:
    published = read_metadata(value, HANOI, now=NOW)
    assert published is not None
    assert (published.moment, published.precision) == (datetime(2024, 3, 26, 17, 0, tzinfo=UTC), Precision.DAY)


def test_midnight_elsewhere_is_a_time_here() -> None:
    published = read_metadata("2024-03-27T00:00:00Z", HANOI, now=NOW)
    assert published is not None
    assert (published.moment, published.precision) == (datetime(2024, 3, 27, tzinfo=UTC), Precision.MINUTE)


def test_midnight_with_seconds_is_a_time() -> None:
    published = read_metadata("2024-03-27T00:00:07+07:00", HANOI, now=NOW)
    assert published is not None
    assert published.precision is Precision.MINUTE


def test_hour() -> None:
    published = read_metadata("2024-03-27T08", HANOI, now=NOW)
    assert published is not None
    assert (published.moment, published.precision) == (datetime(2024, 3, 27, 1, tzinfo=UTC), Precision.HOUR)


def test_offset_that_no_place_has_falls_back_to_the_zone() -> None:
    published = read_metadata("2024-03-27T08:42:50+99:99", HANOI, now=NOW)
    assert published is not None
    assert published.moment == RIGHT


@pytest.mark.parametrize(
    "value",
    [
        "", " ", "garbage", "0", "1", "12345678", "99999999999999999999", "2024-13-45T99:99", "2024-02-30", "0000-00-00 00:00:00",
        "0001-01-01T00:00:00", "2024", "2024-03", "true", "null", "P1D", "now", "yesterday", "2024-03-27" * 20, "\x00", "１２３",
        "99991231235959", "253402300799999",
    ],
)  # fmt: skip
def test_garbage(value: str) -> None:
    assert read_metadata(value, HANOI, now=NOW) is None


def test_future_is_refused_and_told() -> None:
    refused: list[str] = []
    assert read_metadata("2099-01-01T00:00:00Z", HANOI, now=NOW, refused=refused) is None
    assert read_metadata("-62135596800", HANOI, now=NOW, refused=refused) is None
    assert refused == ["date in the future: 2099-01-01"]


@given(st.integers(0, 36 * 365 * 24 * 60), st.integers(-12, 14))
@settings(deadline=None)
def test_iso_with_any_offset_reads_back(minutes: int, hours: int) -> None:
    moment = datetime(1990, 1, 2, tzinfo=UTC) + timedelta(minutes=minutes)
    value = moment.astimezone(timezone(timedelta(hours=hours))).replace(second=1).isoformat()
    published = read_metadata(value, HANOI, now=NOW)
    assert published is not None
    assert published.moment == moment


@given(st.text(max_size=120) | st.from_regex(r"[0-9]{1,16}[-T:+Z/. ]?[0-9]{0,6}", fullmatch=True))
@settings(max_examples=400, deadline=None)
def test_any_value_is_read_without_error(value: str) -> None:
    found = read_metadata(value, HANOI, now=NOW)
    assert found is None or found.moment <= NOW + timedelta(hours=24)
