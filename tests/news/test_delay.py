from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.delay import BOUNDS, Delays, delays_of

MINUTE = timedelta(minutes=1)
SPANS = st.lists(st.timedeltas(min_value=-timedelta(days=1), max_value=timedelta(days=3)), max_size=60)


def test_without_articles_nobody_knows() -> None:
    assert Delays().quantile(0.5) is None
    assert Delays().articles == 0


def test_the_median_lies_within_its_class() -> None:
    delays = delays_of([3 * MINUTE, 4 * MINUTE, 12 * MINUTE, 200 * MINUTE])
    assert delays.quantile(0.5) == 5 * MINUTE
    assert delays.quantile(1.0) == 240 * MINUTE
    assert delays.quantile(0.0) == 2 * MINUTE
    assert delays.seconds == 219 * 60


def test_beyond_the_last_class_only_its_beginning_is_known() -> None:
    assert delays_of([timedelta(days=30)]).quantile(0.9) == BOUNDS[-1]


def test_a_site_whose_clock_is_ahead_has_no_delay() -> None:
    assert delays_of([-5 * MINUTE]).quantile(1.0) == MINUTE
    assert delays_of([-5 * MINUTE]).seconds == 0


def test_a_count_for_each_class() -> None:
    with pytest.raises(ValueError, match="classes are needed"):
        Delays(counts=(1, 2))


@given(SPANS, SPANS)
def test_counted_together_or_apart(some: list[timedelta], others: list[timedelta]) -> None:
    together = delays_of([*some, *others])
    apart = delays_of(some).plus(delays_of(others))
    assert together.counts == apart.counts
    assert together.seconds == pytest.approx(apart.seconds)
    assert together.articles == len(some) + len(others)


@given(SPANS.filter(bool), st.floats(0.01, 1.0))
def test_a_quantile_is_off_by_no_more_than_its_class(spans: list[timedelta], share: float) -> None:
    found = delays_of(spans).quantile(share)
    assert found is not None
    ordered = sorted(max(each, timedelta()) for each in spans)
    exact = ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]
    low = max((bound for bound in (timedelta(), *BOUNDS) if bound < exact), default=timedelta())
    high = min((bound for bound in BOUNDS if bound >= exact), default=BOUNDS[-1])
    assert low <= found <= high
