from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.politeness import (
    BREAKS_AT,
    FIRST_REST,
    LONGEST_PAUSE,
    LONGEST_REST,
    LONGEST_REST_UNREACHED,
    PATIENCE,
    Answer,
    HostDay,
    HostState,
    Standing,
    after,
    asked_rest,
    pause,
    standing,
    wait,
)

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
DELAY = timedelta(seconds=2)
FRESH = HostState(host="town.example")
OK = Answer(status=200, seconds=0.2)
BROKEN = Answer(status=503, seconds=0.2)

answers = st.builds(
    Answer,
    status=st.one_of(st.none(), st.integers(100, 599)),
    kind=st.sampled_from([None, "timeout", "dns", "challenge"]),
    seconds=st.floats(0, 1000),
    retry_after=st.one_of(st.none(), st.text(max_size=40), st.integers(0, 10**12).map(str)),
)
delays = st.floats(0, 30).map(lambda seconds: timedelta(seconds=seconds))


def rest_after(*given_answers: Answer) -> timedelta:
    state = FRESH
    for answer in given_answers:
        state = after(state, answer, NOW, delay=DELAY)
    return wait(state, NOW)


def test_a_host_never_asked_may_be_asked_at_once() -> None:
    assert wait(FRESH, NOW) == timedelta()
    assert standing(FRESH, NOW, delay=DELAY) is Standing.OK


def test_an_answer_is_followed_by_the_pause_of_the_settings() -> None:
    assert rest_after(OK) == DELAY
    assert standing(after(FRESH, OK, NOW, delay=DELAY), NOW, delay=DELAY) is Standing.OK


@pytest.mark.parametrize(("asked", "given"), [(10.0, 10), (0.5, 2), (86400.0, 60)])
def test_a_crawl_delay_lengthens_the_pause_up_to_a_bound(asked: float, given: int) -> None:
    state = HostState(host="a", crawl_delay=asked)
    assert pause(state, delay=DELAY) == timedelta(seconds=given)


def test_the_settings_may_ask_for_a_longer_pause_than_any_site() -> None:
    assert pause(HostState(host="a", crawl_delay=3600), delay=timedelta(seconds=90)) == timedelta(seconds=90)


def test_a_host_that_gets_slower_is_slowed_and_one_that_recovers_is_not() -> None:
    state = FRESH
    for _ in range(20):
        state = after(state, Answer(status=200, seconds=8), NOW, delay=DELAY)
    assert timedelta(seconds=7) < wait(state, NOW) <= timedelta(seconds=8)
    assert standing(state, NOW, delay=DELAY) is Standing.SLOWED
    for _ in range(20):
        state = after(state, OK, NOW, delay=DELAY)
    assert wait(state, NOW) == DELAY
    assert standing(state, NOW, delay=DELAY) is Standing.OK


def test_failures_in_a_row_wait_longer_each_and_then_break_the_circuit() -> None:
    rests = [rest_after(*[BROKEN] * count) for count in range(1, 20)]
    assert rests[:4] == [timedelta(seconds=seconds) for seconds in (2, 4, 8, 16)]
    assert rests[BREAKS_AT - 1] == FIRST_REST
    assert rests[BREAKS_AT] == 2 * FIRST_REST
    assert rests[-1] == LONGEST_REST
    assert rests == sorted(rests)


def test_our_own_line_being_down_never_silences_every_host_for_a_day() -> None:
    assert rest_after(*[Answer(kind="dns")] * 50) == LONGEST_REST_UNREACHED


def test_a_probe_that_succeeds_closes_the_circuit() -> None:
    state = FRESH
    for _ in range(9):
        state = after(state, BROKEN, NOW, delay=DELAY)
    later = NOW + LONGEST_REST
    assert wait(state, later) == timedelta()
    state = after(state, OK, later, delay=DELAY)
    assert (state.failures, wait(state, later)) == (0, DELAY)


def test_a_page_that_is_not_there_is_no_failure_of_its_host() -> None:
    assert rest_after(Answer(status=404), Answer(status=404), Answer(status=403)) == DELAY


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 0),
        ("99999999999999999999", 86400),
        (format_datetime(NOW + timedelta(minutes=3), usegmt=True), 180),
        ("Friday, 20-Nov-26 05:10:00 GMT", 600),
        ("Fri Nov 20 05:00:30 2026", 30),
        (format_datetime(NOW - timedelta(days=3), usegmt=True), 0),
        (format_datetime(NOW + timedelta(days=300), usegmt=True), 86400),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: int) -> None:
    assert asked_rest(header, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("header", [None, "", "soon", "-5", "1.5", "٣", "Fri, 99 Nov 2026 05:00:00 GMT"])
def test_a_retry_after_that_says_nothing_is_left_aside(header: str | None) -> None:
    assert asked_rest(header, NOW) is None


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_rest_gets_it(status: int) -> None:
    state = after(FRESH, Answer(status=status, retry_after="900"), NOW, delay=DELAY)
    assert wait(state, NOW) == timedelta(minutes=15)
    assert standing(state, NOW, delay=DELAY) is Standing.RESTING
    assert standing(state, NOW + timedelta(minutes=15), delay=DELAY) is Standing.SLOWED


def test_a_host_that_asks_for_rest_by_a_challenge_gets_it() -> None:
    assert rest_after(Answer(status=503, kind="challenge", retry_after="900")) == timedelta(minutes=15)


def test_a_head_that_cannot_be_had_says_nothing_of_its_host() -> None:
    assert not Answer(status=500, head=True).failed
    assert all(Answer(status=status, head=True).failed for status in (429, 503))
    assert Answer(kind="connection", head=True).failed


def test_retry_after_means_nothing_with_another_status() -> None:
    assert rest_after(Answer(status=200, retry_after="900")) == DELAY


def test_a_moment_from_a_clock_that_went_wrong_is_not_believed() -> None:
    assert wait(HostState(host="a", next_allowed=NOW + timedelta(days=400)), NOW) == timedelta()


@given(st.lists(answers, max_size=30), delays)
def test_no_row_of_answers_stops_a_host_for_ever_or_hurries_us(given_answers: list[Answer], delay: timedelta) -> None:
    state = FRESH
    for answer in given_answers:
        state = after(state, answer, NOW, delay=delay)
        assert delay <= wait(state, NOW) <= LONGEST_REST
        assert wait(state, NOW + LONGEST_REST) == timedelta()
        assert (state.failures == 0) == (not answer.failed)
        if not state.failures:
            assert wait(state, NOW) <= max(LONGEST_PAUSE, delay) == max(PATIENCE, delay)


@given(st.integers(1, 40), st.floats(0, 1000), delays)
def test_one_more_failure_never_shortens_the_rest(count: int, seconds: float, delay: timedelta) -> None:
    state, rests = FRESH, []
    for _ in range(count):
        state = after(state, Answer(status=500, seconds=seconds), NOW, delay=delay)
        rests.append(wait(state, NOW))
    assert all(earlier <= later + timedelta(microseconds=count) for earlier, later in pairwise(rests))


def test_days_add_up() -> None:
    day = HostDay(host="a", day=NOW.date(), requests=2, bytes=10, failed={"timeout": 1})
    more = HostDay(host="a", day=NOW.date(), requests=1, bytes=5, unchanged=1, failed={"timeout": 1, "http 503": 2})
    assert day.plus(more) == HostDay(
        host="a", day=NOW.date(), requests=3, bytes=15, unchanged=1, failed={"timeout": 2, "http 503": 2}
    )
