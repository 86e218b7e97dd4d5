"""Published never moves, updated moves with edits only, no two alike, nothing in the future."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feeds.moments import published_moment, updated_moments
from news.article import Precision, Provenance, Published
from news.stored import StoredArticle
from tests.feeds.conftest import NOW, day, make_article, stored

SECONDS = st.integers(0, 30).map(lambda seconds: NOW - timedelta(seconds=seconds, microseconds=7))


@st.composite
def lives(draw: st.DrawFn, number: int) -> StoredArticle:
    seen = draw(SECONDS)
    moment = draw(st.sampled_from([None, NOW - timedelta(days=1), NOW - timedelta(seconds=20), NOW + timedelta(days=9)]))
    published = moment and Published(moment=moment, precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
    edited = draw(st.none() | SECONDS)
    updated = max(edited, seen) if edited else None
    return stored(make_article(str(number), published=published), first_seen=seen, updated=updated)


@st.composite
def many_lives(draw: st.DrawFn) -> list[StoredArticle]:
    return [draw(lives(number)) for number in range(draw(st.integers(0, 12)))]


@given(many_lives())
def test_order_of_moments(articles: list[StoredArticle]) -> None:
    moments = updated_moments(articles)
    assert moments.keys() == {each.id for each in articles}
    for each in articles:
        published, updated = published_moment(each), moments[each.id]
        assert published.microsecond == updated.microsecond == 0
        assert published <= updated <= max(NOW, each.first_seen)
        assert published <= each.first_seen
        if each.updated is None:
            assert updated <= max(each.first_seen, published)


@given(many_lives(), st.randoms(use_true_random=False))
def test_the_order_they_come_in_changes_nothing(articles: list[StoredArticle], chance: object) -> None:
    shuffled = list(articles)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert updated_moments(shuffled) == updated_moments(articles)


@given(many_lives())
def test_what_is_seen_later_moves_nobody(articles: list[StoredArticle]) -> None:
    later = stored(make_article("99"), first_seen=NOW + timedelta(minutes=1))
    assert updated_moments([*articles, later]).items() >= updated_moments(articles).items()


def test_a_day_with_fifty_articles_has_fifty_moments_within_its_first_minute() -> None:
    articles = [stored(make_article(str(number))) for number in range(50)]
    moments = set(updated_moments(articles).values())
    assert len(moments) == 50
    assert min(moments) == day(2026, 11, 19).moment
    assert max(moments) - min(moments) < timedelta(minutes=1)


def test_edits_of_one_moment_are_told_apart_backwards() -> None:
    articles = [stored(make_article(str(number)), updated=NOW) for number in range(3)]
    assert sorted(updated_moments(articles).values()) == [NOW - timedelta(seconds=seconds) for seconds in (2, 1, 0)]


def test_better_two_alike_than_one_in_the_future() -> None:
    moment = datetime(2026, 11, 20, 3, 4, tzinfo=UTC)
    articles = [stored(make_article(str(number), published=None), first_seen=moment) for number in range(3)]
    assert set(updated_moments(articles).values()) == {moment}


def test_an_edit_moves_updated_and_a_glance_does_not() -> None:
    first = stored(make_article())
    seen_again = stored(make_article(), last_seen=NOW + timedelta(days=2))
    edited = stored(make_article(title="Khác"), updated=NOW + timedelta(days=2))
    assert updated_moments([first]) == updated_moments([seen_again]) == {first.id: day(2026, 11, 19).moment}
    assert updated_moments([edited]) == {first.id: NOW + timedelta(days=2)}
    assert published_moment(first) == published_moment(edited)
