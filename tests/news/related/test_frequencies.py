import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.related.frequencies import MOST, Frequencies


@given(st.lists(st.sets(st.integers(0, 2**32 - 1), max_size=20), max_size=20))
def test_no_feature_is_counted_too_low(articles: list[set[int]]) -> None:
    frequencies = Frequencies()
    for features in articles:
        frequencies.count(features)
    for feature in set().union(*articles):
        assert frequencies.of(feature) >= sum(feature in features for features in articles)


def test_what_is_rarer_tells_more_and_nothing_tells_less_than_nothing() -> None:
    frequencies = Frequencies()
    for number in range(100):
        frequencies.count({1, 1000 + number})
    assert frequencies.rarity(77) > frequencies.rarity(1000) > frequencies.rarity(1) > 0


def test_old_language_fades_instead_of_overflowing() -> None:
    frequencies = Frequencies(articles=MOST - 1)
    frequencies.count({5})
    assert (frequencies.articles, frequencies.of(5)) == (MOST, 1)
    frequencies.count({6})
    assert (frequencies.articles, frequencies.of(5), frequencies.of(6)) == (MOST // 2 + 1, 0, 1)


def test_counters_survive_packing() -> None:
    frequencies = Frequencies()
    frequencies.count({3, 4})
    again = Frequencies(frequencies.pack(), frequencies.articles)
    assert (again.of(3), again.articles, again.rarity(9)) == (1, 1, frequencies.rarity(9))


def test_damaged_counters_are_refused() -> None:
    with pytest.raises(ValueError, match="bytes of counters"):
        Frequencies(b"12")
