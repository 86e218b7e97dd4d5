from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config

from news.article import Article, Precision, Provenance, Published
from news.store import Store, migrate, topics
from news.store.pruning import prune
from news.topics import rules
from tests.news.store.carrying import exported, put

Make = Callable[..., Article]


def on_day(day: int) -> Published:
    return Published(moment=datetime(2026, 2, day, tzinfo=UTC), precision=Precision.DAY, provenance=Provenance.VISIBLE)


def titles(store: Store, *slugs: str, **wanted: object) -> list[str]:
    found = store.newest(topics=slugs, **{"limit": 10, **wanted})  # type: ignore[arg-type]
    return [stored.article.title for stored in found]


@pytest.fixture
def filled(store: Store, make: Make, noon: datetime) -> Store:
    batch = [
        make(1, published=on_day(1), categories=("Kinh tế",)),
        make(2, published=on_day(2), categories=("Kinh tế - Xã hội",)),
        make(3, published=on_day(3), categories=("Tin tức",)),
        make(4, "vn-b", published=on_day(4), categories=("Y tế", "Doanh nghiệp")),
    ]
    store.keep_all(batch, now=noon)
    return store


def test_the_newest_of_a_topic_are_found(filled: Store, noon: datetime) -> None:
    assert titles(filled, "economy") == ["Tin 4", "Tin 2", "Tin 1"]
    assert titles(filled, "economy", limit=2) == ["Tin 4", "Tin 2"]
    assert titles(filled, "economy", sources=["vn-a"]) == ["Tin 2", "Tin 1"]
    assert titles(filled, "society", "health") == ["Tin 4", "Tin 2"]
    assert titles(filled, "economy", "society") == ["Tin 4", "Tin 2", "Tin 1"]
    assert titles(filled, "tourism") == titles(filled) == titles(filled, "economy", sources=[]) == []
    second = filled.newest(topics=["economy"], limit=2)[1]
    assert titles(filled, "economy", before=(second.published.moment, second.id)) == ["Tin 1"]
    assert filled.topics() == {"economy": 3, "society": 1, "health": 1}
    gone = filled.find("vn-b", "b.vn n4")
    assert gone is not None
    for later in (timedelta(), timedelta(days=1)):
        filled.missing(gone, now=noon + later, confirm_after=timedelta(hours=1))
    assert titles(filled, "economy") == ["Tin 2", "Tin 1"]
    assert titles(filled, "economy", include_withdrawn=True) == ["Tin 4", "Tin 2", "Tin 1"]


def test_an_article_that_is_filed_elsewhere_changes_its_topics(filled: Store, make: Make, noon: datetime) -> None:
    filled.keep(make(1, published=on_day(1), categories=("Du lịch",)), now=noon + timedelta(hours=1))
    assert titles(filled, "economy") == ["Tin 4", "Tin 2"]
    assert titles(filled, "tourism") == ["Tin 1"]


def test_a_better_reading_changes_topics_and_date(filled: Store, make: Make, noon: datetime) -> None:
    [first] = [stored for stored in filled.newest(limit=9) if stored.article.title == "Tin 1"]
    better = make(1, published=on_day(1), categories=("Thể thao",), lead="Hơn trước.")
    filled.reread(first.id, better, revision=1, now=noon)
    assert titles(filled, "sport") == ["Tin 1"]
    assert titles(filled, "economy") == ["Tin 4", "Tin 2"]


def test_what_gave_up_its_content_is_of_no_topic(filled: Store, noon: datetime) -> None:
    prune(filled, articles_age=timedelta(days=10), now=noon + timedelta(days=30))
    assert titles(filled, "economy") == []
    assert filled.topics() == {}


def test_a_search_is_narrowed_to_topics(filled: Store) -> None:
    def found(*slugs: str) -> set[str]:
        hits = filled.search("vụ việc", topics=slugs, limit=10).hits
        return {hit.article.article.title for hit in hits}

    assert found("economy") == {"Tin 1", "Tin 2", "Tin 4"}
    assert found("health", "society") == {"Tin 2", "Tin 4"}
    assert found("tourism") == found() == set()
    assert filled.search("vụ việc", topics=["economy"], limit=1).total == 3


def test_topics_travel_to_another_store(filled: Store, another: Callable[[], Store], make: Make, noon: datetime) -> None:
    other = another()
    other.keep(make(1, published=on_day(1), categories=("Du lịch",)), now=noon)
    put(other, exported(filled), replace=True)
    assert titles(other, "economy") == ["Tin 4", "Tin 2", "Tin 1"]
    assert titles(other, "tourism") == []


def test_a_changed_table_sorts_everything_again(filled: Store) -> None:
    assert not topics.refresh(filled)
    with filled.write() as connection:
        topics.forget(connection, [stored.id for stored in filled.newest(limit=10)])
    filled.keep_meta("topics", "another table")
    assert topics.refresh(filled)
    assert titles(filled, "economy") == ["Tin 4", "Tin 2", "Tin 1"]
    assert filled.meta("topics") == rules()


def test_a_store_of_before_is_sorted_when_it_is_opened(filled: Store) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with filled.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0013")
        command.upgrade(config, "head")
    assert titles(filled, "economy") == ["Tin 4", "Tin 2", "Tin 1"]
    assert not topics.refresh(filled)
