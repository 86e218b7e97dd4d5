"""Names: found by a number, told apart by what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from news.article import Article
from news.changes import Outcome
from news.store import Store, names
from news.store.names import digest
from news.store.schema import aliases
from tests.news.store.carrying import NONE, exported, put

Make = Callable[..., Article]
HOUR = timedelta(hours=1)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_digests_fit_a_column_and_lie_together_in_a_source(one: str, other: str) -> None:
    digests = digest("vn-a", one), digest("vn-a", other)
    assert all(-(2**63) <= each < 2**63 for each in digests)
    assert digests[0] >> 40 == digests[1] >> 40 != digest("vn-b", one) >> 40
    assert (digests[0] == digests[1]) == (one == other)


def test_digests_never_change() -> None:
    """They are stored: another release has to find what this one kept."""
    assert digest("vn-a", "https://a.vn/tin-1.html") == -5_361_246_504_484_741_493
    assert digest("vn-b", "Hạ Long") == 2_105_483_101_556_794_790


@pytest.fixture
def alike(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Give every name of every source one of very few numbers."""
    monkeypatch.setattr(names, "digest", lambda _source, name: len(name) % request.param)


@pytest.mark.parametrize("alike", [1, 3], indirect=True)
@pytest.mark.usefixtures("alike")
def test_names_with_the_same_number_are_told_apart(
    store: Store, make: Make, noon: datetime, another: Callable[[], Store]
) -> None:
    shared = "https://a.vn/tin-1.html"
    batch = [make(1), make(2), make(1, "vn-b", url=shared), make(3, "vn-b")]
    kept = [each.id for each in store.keep_all(batch, now=noon)]
    assert len(set(kept)) == 4
    assert [store.find(each.source, each.url) for each in batch] == kept
    assert [store.find(each.source, each.key) for each in batch] == kept
    assert store.find("vn-a", "https://a.vn/tin-9.html") is None
    assert store.find("vn-b", "a.vn n2") is None
    assert store.known("vn-a", ["a.vn n1", "a.vn n9", shared, "b.vn n1"]) == {"a.vn n1", shared}

    again = store.keep_all([(each, f"{each.url}?trang=cu") for each in batch], now=noon + HOUR)
    assert [(each.id, each.outcome) for each in again] == [(each, Outcome.SAME) for each in kept]
    assert store.aliases(kept[1]) == ("a.vn n2", "https://a.vn/tin-2.html", "https://a.vn/tin-2.html?trang=cu")
    with store.read() as connection:
        assert connection.execute(select(func.count(aliases.c.digest.distinct()))).scalar_one() <= 3

    other = another()
    report, told = put(other, exported(store))
    assert (report.new, told) == (4, [])
    assert put(other, exported(store))[0] == replace(NONE, equal=4)
    assert exported(other) == exported(store)
