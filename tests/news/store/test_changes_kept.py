"""What changed since a position: every write that a feed can show, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

import pytest

from news.article import Article, Paragraph
from news.errors import StoreError
from news.related.relation import Reason, Relation
from news.run import Run
from news.store import Store, relations, stories
from news.store.changed import Changed, Whereabouts
from news.store.changes import Position
from news.store.export import export_lines
from news.store.health import Healths
from news.store.importing import import_lines
from news.store.pruning import prune
from news.store.stories import Membership
from tests.news.store.conftest import source_of

Make = Callable[..., Article]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Watch:
    """Tells what changed since it was asked last."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._position = store.changes.position()

    def __call__(self) -> Changed:
        found = self._store.changes.since(self._position)
        assert found is not None
        self._position = self._store.changes.position()
        assert self._store.changes.since(self._position) == replace(
            found, articles={}, linked={}, stories=frozenset(), topics=frozenset(), sources=frozenset(), health=frozenset()
        )
        return found


@pytest.fixture
def watch(store: Store) -> Watch:
    return Watch(store)


def relate(store: Store, one: str, *others: str, reason: Reason = Reason.SIMILAR) -> None:
    store.relations.keep(one, [Relation(article=one, other=other, score=0.5, reason=reason) for other in others])


def tell(store: Store, *ids: str) -> str:
    with store.write() as connection:
        story = stories.mint(connection, ids)
        stories.put(connection, [Membership(each, story, None) for each in ids])
        stories.settle(connection, [story])
    return story


def test_an_article_is_told_of_when_it_comes_changes_goes_and_returns(
    store: Store, make: Make, noon: datetime, watch: Watch
) -> None:
    kept = store.keep(make(), now=noon).id
    found = watch()
    assert found.articles == {kept: Whereabouts(1, "vn-a", noon.replace(second=0, microsecond=0), frozenset())}
    assert not found.nothing
    store.keep(make(), now=noon + HOUR)
    store.checked([kept], now=noon + HOUR, there=True)
    assert not store.missing(kept, now=noon + HOUR, confirm_after=HOUR)
    assert watch().nothing
    edited = make(body=(Paragraph(text="Các phường đã hoà giải 13 vụ việc, theo báo cáo mới nhất."),))
    happenings: tuple[Callable[[], object], ...] = (
        lambda: store.keep(edited, now=noon + 2 * HOUR),
        lambda: store.keep(replace(edited, image="https://a.vn/anh.jpg"), now=noon + 3 * HOUR),
        lambda: store.reread(kept, replace(edited, authors=("Thanh Vân",)), revision=2, now=noon + 4 * HOUR),
    )
    for happens in happenings:
        happens()
        assert set(watch().articles) == {kept}
    store.missing(kept, now=noon + 5 * HOUR, confirm_after=HOUR)
    assert watch().nothing
    more: tuple[Callable[[], object], ...] = (
        lambda: store.missing(kept, now=noon + 7 * HOUR, confirm_after=HOUR),
        lambda: store.keep(replace(edited, authors=("Thanh Vân",)), now=noon + 8 * HOUR),
        lambda: prune(store, articles_age=DAY, now=noon + 9 * DAY),
    )
    for happens in more:
        happens()
        assert set(watch().articles) == {kept}


def test_who_links_to_a_changed_article_shows_it(store: Store, make: Make, noon: datetime, watch: Watch) -> None:
    one, two, three = (store.keep(make(number, published=None), now=noon).id for number in (1, 2, 3))
    watch()
    relate(store, one, two)
    assert set(watch().linked) == {one}
    relate(store, one, two)
    assert watch().nothing  # what is the same is not written again
    relate(store, three, one, two)
    watch()
    store.keep(make(2, title="Tin đã sửa, với một tiêu đề khác hẳn"), now=noon + HOUR)
    found = watch()
    assert (set(found.articles), set(found.linked)) == ({two}, {one, three})
    with store.write() as connection:
        relations.forget_incoming(connection, two, [one])
    assert set(watch().linked) == {one}
    prune(store, articles_age=DAY, now=noon + 9 * DAY)
    assert set(watch().linked) == {three}


def test_stories_are_told_of_by_every_id(store: Store, make: Make, noon: datetime, watch: Watch) -> None:
    ids = [store.keep(make(number), now=noon + number * HOUR).id for number in range(5)]
    watch()
    first, second = tell(store, *ids[:2]), tell(store, *ids[2:4])
    assert watch().stories == {first, second}
    store.keep(make(3, title="Một tiêu đề khác hẳn với trước"), now=noon + DAY)
    assert watch().stories == {second}
    with store.write() as connection:
        stories.merge(connection, [first, second])
    assert watch().stories == {first, second}
    with store.write() as connection:
        stories.leave(connection, ids[0])
        stories.settle(connection, [first])
    assert watch().stories == {first}


def test_topics_that_have_a_changed_article_and_those_that_lost_one(
    store: Store, make: Make, noon: datetime, watch: Watch
) -> None:
    school = make(categories=("Giáo dục",))
    kept, other = store.keep(school, now=noon).id, store.keep(make(2), now=noon).id
    assert watch().topics == {"education"}
    relate(store, kept, other)
    store.keep(make(2, title="Một tiêu đề khác hẳn với trước"), now=noon + HOUR)
    found = watch()
    assert found.topics == frozenset()
    assert found.linked[kept].topics == {"education"}
    store.keep(replace(school, categories=("Y tế",)), now=noon + HOUR)
    assert watch().topics == {"education", "health"}
    store.keep(replace(school, categories=()), now=noon + 2 * HOUR)
    assert watch().topics == {"health"}


def test_a_source_declared_otherwise_shows_where_it_is_linked(store: Store, make: Make, noon: datetime, watch: Watch) -> None:
    one, two = store.keep(make(), now=noon).id, store.keep(make(2, "vn-b"), now=noon).id
    relate(store, one, two)
    store.keep_source(source_of("c"), now=noon)
    watch()
    store.keep_source(source_of("b"), now=noon + HOUR)
    store.keep_source(source_of("d"), now=noon + HOUR)  # a new one is in no feed yet
    assert watch().nothing
    store.keep_source(replace(source_of("b"), title="Phường B"), now=noon + HOUR)
    assert watch().sources == {"vn-a", "vn-b"}


def test_health_is_told_of_where_readers_or_operators_are(store: Store, noon: datetime, watch: Watch) -> None:
    told = []
    for hour in range(0, 120, 6):
        at = noon + hour * HOUR
        store.runs.keep(Run(source="vn-a", started=at, finished=at, failed={"dns": 1}, error="no such host"))
        Healths(store).judge(source_of("a"), now=at)
        told.append(bool(watch().health))
    assert told.count(True) == 2  # that it is broken, and when that began to count for readers


def test_what_is_imported_is_told_of(
    store: Store, make: Make, noon: datetime, another: Callable[[], Store], watch: Watch
) -> None:
    one, two = (store.keep(make(number), now=noon).id for number in (1, 2))
    relate(store, one, two)
    story = tell(store, one, two)
    lines = b"".join(export_lines(store))
    target = another()
    seen = Watch(target)
    import_lines(target, BytesIO(lines), tell=lambda *_: None)
    found = seen()
    assert (set(found.articles), set(found.linked), found.stories) == ({one, two}, {one}, frozenset({story}))
    import_lines(target, BytesIO(lines), tell=lambda *_: None)
    found = seen()
    assert not found.articles
    assert not found.linked


def test_a_position_that_is_not_of_this_store_is_not_believed(store: Store, make: Make, noon: datetime) -> None:
    start = store.changes.position()
    for number in range(3):
        store.keep(make(number), now=noon)
    last = store.changes.position()
    assert last.number == start.number + 3
    for strange in (Position(last.number, last.seal ^ 1), Position(last.number + 1, last.seal), Position(-1, 0)):
        assert store.changes.since(strange) is None
    assert store.changes.forget(1) == 3
    assert store.changes.since(start) is None
    found = store.changes.since(last)
    assert found is not None
    assert found.nothing
    assert store.changes.forget(0) == 0
    store.keep(make(9), now=noon)
    found = store.changes.since(last)
    assert found is not None
    assert len(found.articles) == 1


def test_what_is_rolled_back_was_never_noted(store: Store, make: Make, noon: datetime, watch: Watch) -> None:
    one, two = (store.keep(make(number), now=noon).id for number in (1, 2))
    watch()
    wrong = [Relation(article=one, other=other, score=0.5, reason=Reason.SIMILAR) for other in (two, "nobody")]
    with pytest.raises(StoreError):
        store.relations.keep(one, wrong)
    assert watch().nothing
