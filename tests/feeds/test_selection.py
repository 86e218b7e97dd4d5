"""Which articles make which feed: the newest, none withdrawn, one for all its copies."""

from dataclasses import replace
from datetime import timedelta

from feeds.folding import fold_copies
from feeds.selection import FeedSpec, Kind, feed_specs, select
from news.related.relation import Reason, Relation
from news.store import Store
from news.stored import StoredArticle
from tests.feeds.conftest import NOW, day, make_article, make_source, minute, relation, source_spec, stored


def test_specs_name_the_feeds() -> None:
    sources = (
        make_source(),
        make_source("seoul", language="ko", title="<b>"),
        make_source(id="../x"),
        make_source(id="vn-b", homepage="x"),
    )
    everything, first, second = feed_specs(sources, title="Loa")
    assert (everything.stem, everything.homepage, everything.language, everything.several) == ("all", None, None, True)
    assert everything.sources == ("vn-ha-long", "vn-seoul", "../x", "vn-b")
    assert (first.stem, first.title, first.language, first.several) == ("vn-ha-long", "Cổng thông tin ha-long", "vi", False)
    assert first.homepage == "https://ha-long.example/"
    assert (second.title, second.language) == ("vn-seoul", "ko")
    assert "in full" in second.subtitle


def test_a_site_in_one_language_has_a_feed_in_it() -> None:
    (everything,) = feed_specs((), title="Loa")
    assert everything.language is None
    assert next(feed_specs((make_source(), make_source("b")), title="Loa")).language == "vi"


def test_newest_first_and_no_more_than_asked(store: Store) -> None:
    store.keep_all([make_article(str(number), published=day(2026, 10, number)) for number in range(1, 9)], now=NOW)
    selection = select(store, source_spec(make_source()), limit=3)
    assert [each.article.key for each in selection.articles] == ["8", "7", "6"]
    assert {each.id for each in selection.articles} < selection.updated.keys()


def test_what_is_dated_by_its_day_is_in_every_feed_when_it_is_seen(store: Store) -> None:
    """Though more than a feed holds were published since that midnight; each publication shows what came since the last."""
    base = NOW.replace(hour=0, minute=0, second=0)
    sources = tuple(store.sources())
    everything = next(feed_specs(sources, title="Loa"))
    place = replace(everything, stem="place/1", kind=Kind.PLACE)
    topic = replace(everything, stem="topic/health", kind=Kind.TOPIC, topic="health")
    for hour in range(1, 21):
        seen = base + timedelta(hours=hour)
        for number in range(6):
            exact = minute(2026, 11, 20, hour - 1, number)
            store.keep(make_article(f"m{hour}-{number}", "bach-khe", categories=("Y tế",), published=exact), now=seen)
        store.keep(make_article(f"d{hour}", categories=("Y tế",), published=day(2026, 11, 20)), now=seen)
        for spec in (everything, place, topic):
            chosen = select(store, spec, limit=10).articles
            assert len(chosen) == min(10, 7 * hour)
            assert [each.id for each in chosen] == [
                each.id for each in sorted(chosen, key=lambda each: (each.published.moment, each.id), reverse=True)
            ]
            come = {f"d{hour}", *(f"m{hour}-{number}" for number in range(6))}
            assert come <= {each.article.key for each in chosen}


def test_a_withdrawn_article_stays_to_be_taken_back_and_leaves_the_links_to_it(store: Store) -> None:
    one, two = (store.keep(make_article(key), now=NOW).id for key in ("1", "2"))
    store.relations.keep(one, [Relation(article=one, other=two, score=0.5, reason=Reason.SIMILAR)])
    spec = source_spec(make_source())
    assert [each.other for each in select(store, spec, limit=9).relations[one]] == [two]
    store.missing(two, now=NOW + timedelta(days=1), confirm_after=timedelta(0))
    assert store.missing(two, now=NOW + timedelta(days=2), confirm_after=timedelta(0))
    selection = select(store, spec, limit=9)
    assert {each.id: each.withdrawn is not None for each in selection.articles} == {one: False, two: True}
    assert selection.relations[one] == ()


def test_a_withdrawn_article_hides_no_copy_of_it(store: Store) -> None:
    first = store.keep(make_article("1", published=minute(2026, 11, 18, 2)), now=NOW).id
    copy = store.keep(make_article("2", "bach-khe", published=minute(2026, 11, 18, 9)), now=NOW).id
    for one, other in ((first, copy), (copy, first)):
        store.relations.keep(one, [Relation(article=one, other=other, score=1, reason=Reason.COPY)])
    for days in (1, 2):
        store.missing(first, now=NOW + timedelta(days=days), confirm_after=timedelta(0))
    every = next(feed_specs(store.sources(), title="Loa"))
    assert [each.id for each in select(store, every, limit=9).articles] == [copy]
    own = select(store, source_spec(make_source()), limit=9).articles
    assert [(each.id, each.withdrawn is not None) for each in own] == [(first, True)]


def test_the_note_of_the_last_edit_comes_along(store: Store) -> None:
    edited, plain = (store.keep(make_article(key), now=NOW).id for key in ("1", "2"))
    store.keep(make_article("1", title="Một tít khác hẳn"), now=NOW + timedelta(hours=1))
    assert select(store, source_spec(make_source()), limit=9).notes == {edited: "title"}
    assert plain not in select(store, source_spec(make_source()), limit=9).notes


def test_others_are_found_beyond_the_feed_and_in_other_sources(store: Store) -> None:
    old = store.keep(make_article("old", "bach-khe", published=day(2020, 1, 1)), now=NOW).id
    new = store.keep(make_article("new"), now=NOW).id
    store.relations.keep(new, [Relation(article=new, other=old, score=0.5, reason=Reason.SAME_STORY)])
    selection = select(store, source_spec(make_source()), limit=1)
    assert selection.others[old].article.key == "old"


def test_copies_fold_in_the_feed_of_all_and_stay_in_their_own(store: Store) -> None:
    first = store.keep(make_article("1", published=minute(2026, 11, 18, 2)), now=NOW).id
    copy = store.keep(make_article("2", "bach-khe", published=minute(2026, 11, 18, 9)), now=NOW).id
    store.relations.keep(first, [Relation(article=first, other=copy, score=1, reason=Reason.COPY)])
    store.relations.keep(copy, [Relation(article=copy, other=first, score=1, reason=Reason.COPY)])
    everything, _, own = feed_specs((make_source(), make_source("bach-khe")), title="Loa")
    assert [each.id for each in select(store, everything, limit=9).articles] == [first]
    assert [each.id for each in select(store, own, limit=9).articles] == [copy]


def reprint(store: Store) -> tuple[str, str]:
    """A text of an office, and the town's reprint of it some hours later under another topic."""
    first = store.keep(make_article("1", categories=("Giáo dục",), published=minute(2026, 11, 18, 2)), now=NOW).id
    copy = store.keep(make_article("2", "bach-khe", categories=("Y tế",), published=minute(2026, 11, 18, 9)), now=NOW).id
    for one, other in ((first, copy), (copy, first)):
        store.relations.keep(one, [Relation(article=one, other=other, score=1, reason=Reason.COPY)])
    return first, copy


def narrow_specs(store: Store) -> tuple[FeedSpec, FeedSpec]:
    """The feeds of a place and of a topic that hold the reprint and not the first print."""
    everything = next(feed_specs(store.sources(), title="Loa"))
    place = replace(everything, stem="place/1", kind=Kind.PLACE, sources=("vn-bach-khe",))
    return place, replace(everything, stem="topic/health", kind=Kind.TOPIC, topic="health")


def test_what_another_feed_printed_first_stays_in_that_of_its_place_and_of_its_topic(store: Store) -> None:
    first, copy = reprint(store)
    for spec in narrow_specs(store):
        selection = select(store, spec, limit=9)
        assert [each.id for each in selection.articles] == [copy]
        assert first in selection.others  # to be linked
    assert [each.id for each in select(store, next(feed_specs(store.sources(), title="Loa")), limit=9).articles] == [first]


def test_a_withdrawn_article_is_taken_back_where_its_copy_is_in_another_feed(store: Store) -> None:
    first, copy = reprint(store)
    for days in (1, 2):
        store.missing(copy, now=NOW + timedelta(days=days), confirm_after=timedelta(0))
    for spec in narrow_specs(store):
        assert [(each.id, each.withdrawn is not None) for each in select(store, spec, limit=9).articles] == [(copy, True)]
    assert [each.id for each in select(store, next(feed_specs(store.sources(), title="Loa")), limit=9).articles] == [first]


def folded(articles: list[StoredArticle], *pairs: tuple[int, int], reason: Reason = Reason.COPY) -> list[str]:
    relations: dict[str, tuple[Relation, ...]] = {}
    for one, other in pairs:
        relations[articles[one].id] = (*relations.get(articles[one].id, ()), relation(articles[one], articles[other], reason))
    return [each.article.key for each in fold_copies(articles, relations, {each.id: each for each in articles})]


def test_copies_of_copies_are_one() -> None:
    articles = [stored(make_article(str(number), published=minute(2026, 11, 18, 9 - number))) for number in range(4)]
    assert folded(articles, (0, 1), (1, 2)) == ["2", "3"]
    assert folded(articles, (1, 0), (3, 2), (2, 1)) == ["3"]
    assert folded(articles, (0, 1), reason=Reason.SIMILAR) == ["0", "1", "2", "3"]


def test_copies_of_one_text_that_is_in_another_feed_are_one() -> None:
    one, two, first = [stored(make_article(str(number), published=minute(2026, 11, 18, 9 - number))) for number in range(3)]
    links = {each.id: (relation(each, first, Reason.COPY),) for each in (one, two)}
    assert fold_copies([one, two], links, {first.id: first}, foreign={first.id}) == (two,)
    assert fold_copies([one, two], links, {first.id: first}) == ()


def test_of_one_day_without_times_the_first_seen_stays() -> None:
    exact = stored(make_article("exact", published=minute(2026, 11, 19, 1)), first_seen=NOW - timedelta(hours=1))
    midnight = stored(make_article("midnight", published=day(2026, 11, 19)))
    before = stored(make_article("before", published=day(2026, 11, 18)))
    assert folded([exact, midnight], (0, 1)) == ["exact"]
    assert folded([exact, midnight, before], (0, 1), (1, 2)) == ["before"]


def test_a_withdrawn_original_folds_nothing() -> None:
    copy, gone = stored(make_article("1")), stored(make_article("2", published=day(2020, 1, 1)), withdrawn=NOW)
    links = {copy.id: (relation(copy, gone, Reason.COPY),)}
    assert fold_copies([copy], links, {gone.id: gone}) == (copy,)
    assert fold_copies([copy], links, {}) == (copy,)
