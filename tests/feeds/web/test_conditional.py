"""The pure functions of conditional requests, at their edges."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.web.conditional import accepted_codings, http_date, is_current, matches, parse_date

MOMENTS = st.integers(0, 3_155_759_999).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(MOMENTS)
def test_dates_round_trip_in_every_form(moment: datetime) -> None:
    assert parse_date(http_date(moment)) == moment
    assert parse_date(moment.strftime("%A, %d-%b-%y %H:%M:%S GMT")) == moment
    assert parse_date(moment.strftime("%a %b %e %H:%M:%S %Y")) == moment


def test_dates_of_the_specification() -> None:
    expected = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)
    for text in ("Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"):
        assert parse_date(text) == expected
    assert http_date(expected.astimezone(timezone(timedelta(hours=7)))) == "Sun, 06 Nov 1994 08:49:37 GMT"


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is None or parsed.tzinfo is UTC


@given(st.text(max_size=200))
def test_any_text_may_come_as_tags_or_codings(text: str) -> None:
    assert matches(text, '"tag"') in {True, False}
    assert set(accepted_codings(text)) <= {"br", "gzip"}


@given(st.lists(st.from_regex(r'\A(W/)?"[!#-~]{0,8}"\Z'), max_size=6))
def test_a_list_matches_exactly_its_members(tags: list[str]) -> None:
    members = [tag.removeprefix("W/") for tag in tags]
    assert matches(", ".join(tags), '"the one"') == ('"the one"' in members)
    for tag in members:
        assert matches(",".join(tags), tag)


def test_long_headers_take_no_time() -> None:
    assert not matches('"a",' * 100_000 + '"', '"b"')
    assert not matches(" ," * 100_000 + "x", '"b"')
    assert not accepted_codings("x;q=1, " * 50_000 + "gzip;;")


@pytest.mark.parametrize("tag", [None, '"x"'])
def test_without_headers_everything_is_new(tag: str | None) -> None:
    assert not is_current('"y"', datetime(2026, 1, 1, tzinfo=UTC), if_none_match=tag, if_modified_since=None)
    assert not accepted_codings(None)
