from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from news.article import Article, Precision, Provenance, Published
from news.store import Store, stories
from news.store.pruning import give_up
from news.store.stories import Membership

Make = Callable[..., Article]
DAY = timedelta(days=1)


@pytest.fixture
def ids(store: Store, make: Make, noon: datetime) -> list[str]:
    return [store.keep(make(number, published=dated(noon + number * DAY)), now=noon).id for number in range(6)]


def dated(moment: datetime) -> Published:
    return Published(moment=moment, precision=Precision.MINUTE, provenance=Provenance.VISIBLE)


def tell(store: Store, *members: str, copies: dict[str, str] | None = None) -> str:
    with store.write() as connection:
        story = stories.mint(connection, members)
        stories.put(connection, [Membership(each, story, (copies or {}).get(each)) for each in members])
        stories.settle(connection, [story])
    return story


def test_a_story_is_named_after_its_first_article_and_shows_the_latest_first(
    store: Store, ids: list[str], noon: datetime
) -> None:
    story = tell(store, ids[3], ids[1], ids[2])
    assert story == f"story-{ids[1]}"
    found = store.stories.one(story)
    assert found is not None
    assert (found.id, found.title, found.members) == (story, "Tin 1", (ids[3], ids[2], ids[1]))
    assert (found.first, found.last) == (noon + DAY, noon + 3 * DAY)
    assert store.stories.of(ids) == dict.fromkeys((ids[1], ids[2], ids[3]), found)
    assert store.stories.newest(limit=10) == (found,)
    assert store.stories.one("story-vn-a-unknown") is None


def test_the_story_told_last_comes_first_and_the_limit_holds(store: Store, ids: list[str]) -> None:
    later, earlier = tell(store, ids[2], ids[5]), tell(store, ids[3], ids[4])
    assert [each.id for each in store.stories.newest(limit=10)] == [later, earlier]
    assert [each.id for each in store.stories.newest(limit=1)] == [later]
    assert store.stories.newest(limit=0) == ()


def test_two_copies_are_no_story(store: Store, ids: list[str]) -> None:
    story = tell(store, ids[0], ids[1], copies={ids[1]: ids[0]})
    assert store.stories.one(story) is None
    assert store.stories.of(ids) == {}
    assert store.stories.newest(limit=5) == ()
    with store.write() as connection:
        stories.put(connection, [Membership(ids[2], story, None)])
        stories.settle(connection, [story])
    found = store.stories.one(story)
    assert found is not None
    assert found.copies == {ids[1]}


def test_a_withdrawn_text_stays_for_subscribers_unless_a_copy_of_it_is_there(
    store: Store, ids: list[str], noon: datetime
) -> None:
    story = tell(store, *ids, copies={ids[2]: ids[1], ids[5]: ids[4]})
    found = store.stories.one(story)
    assert found is not None
    assert found.texts == (ids[4], ids[3], ids[1], ids[0])
    for each in (ids[1], ids[4], ids[5]):
        for days in (1, 2):
            store.missing(each, now=noon + days * DAY, confirm_after=timedelta(0))
    found = store.stories.one(story)
    assert found is not None
    assert found.members == (ids[3], ids[2], ids[0])
    assert found.copies == frozenset()
    assert found.texts == (ids[4], ids[3], ids[2], ids[0])


def test_merged_stories_keep_the_older_id_and_the_other_leads_to_it_for_ever(store: Store, ids: list[str]) -> None:
    third, second, first = tell(store, ids[0], ids[1]), tell(store, ids[2], ids[3]), tell(store, ids[4], ids[5])
    with store.write() as connection:
        assert stories.merge(connection, [first, second]) == second
        stories.settle(connection, [second])
    with store.write() as connection:
        assert stories.merge(connection, [second, third]) == third
        stories.settle(connection, [third])
    found = store.stories.one(third)
    assert found is not None
    assert set(found.members) == set(ids)
    assert store.stories.one(first) == store.stories.one(second) == found


def test_withdrawn_and_pruned_articles_do_not_count(store: Store, ids: list[str], noon: datetime) -> None:
    story = tell(store, *ids[:4])
    store.missing(ids[3], now=noon, confirm_after=DAY)
    assert store.missing(ids[3], now=noon + 2 * DAY, confirm_after=DAY)
    with store.write() as connection:
        give_up(connection, ids[:1], now=noon)
    found = store.stories.one(story)
    assert found is not None
    assert (found.id, found.members, found.title) == (story, (ids[2], ids[1]), "Tin 1")
    assert ids[3] not in store.stories.of(ids)
    with store.write() as connection:
        give_up(connection, ids[1:2], now=noon)
    assert store.stories.one(story) is None
    assert store.stories.newest(limit=5) == ()


def test_an_id_is_never_given_to_a_second_story(store: Store, ids: list[str]) -> None:
    first = tell(store, ids[0], ids[1])
    with store.write() as connection:
        assert stories.mint(connection, [ids[0], ids[2]]) == f"story-{ids[2]}"
        assert stories.mint(connection, [ids[0]]) == f"{first}-2"
        stories.leave(connection, ids[0])
        stories.leave(connection, ids[1])
        assert stories.mint(connection, [ids[0], ids[3]]) == first


def test_an_alias_is_never_minted_again(store: Store, ids: list[str]) -> None:
    one, other = tell(store, ids[0], ids[1]), tell(store, ids[2], ids[3])
    with store.write() as connection:
        stories.merge(connection, [one, other])
        assert stories.mint(connection, [ids[2], ids[4]]) == f"story-{ids[4]}"
