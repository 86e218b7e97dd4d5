from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.article import Article, Attachment, Figure, Link, Paragraph, Precision, Provenance, Published
from news.changes import Outcome
from news.errors import StoreError
from news.related.job import relate
from news.related.relation import Reason, Relation
from news.store import Store
from news.store.postings import Postings
from news.store.pruning import Pruned, prune
from news.stored import EventKind
from tests.news.store.carrying import exported
from tests.news.store.conftest import declare

Make = Callable[..., Article]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONTH = 30 * DAY
BODY = (Paragraph(text="Các phường đã hoà giải 12 vụ việc trong tháng qua, thêm hai vụ so với tháng trước đó. " * 4),)


def day(moment: datetime) -> Published:
    return Published(moment=moment, precision=Precision.DAY, provenance=Provenance.VISIBLE)


def test_old_articles_give_up_their_content_and_nothing_else(store: Store, make: Make, noon: datetime) -> None:
    full = make(
        lead="Mở đầu.",
        body=(*BODY, Figure(image="https://a.vn/1.jpg", caption="Ảnh")),
        authors=("Lan",),
        attachments=(Attachment(url="https://a.vn/1.pdf"),),
        categories=("Tin",),
        image="https://a.vn/1.jpg",
        listed=(Link(title="Khác", url="https://a.vn/2"),),
        published=day(noon - DAY),
        timezone="Europe/Paris",
        language="fr",
    )
    kept = store.keep(full, now=noon)
    store.keep(replace(full, title="Tin sửa", url="https://a.vn/khac.html"), now=noon + HOUR)
    before, names, revisions = store.article(kept.id), store.aliases(kept.id), store.revisions(kept.id)
    now = noon + MONTH + 2 * DAY
    report = prune(store, articles_age=MONTH, now=now)
    assert report == Pruned(articles=1, by_source={"vn-a": 1})
    after = store.article(kept.id)
    assert before is not None
    left = Article(
        source="vn-a",
        url="https://a.vn/khac.html",
        key=full.key,
        title="Tin sửa",
        published=day(noon - DAY),
        timezone="Europe/Paris",
        language="fr",
    )
    assert after == replace(before, article=left, pruned=now)
    assert store.aliases(kept.id) == names
    assert [(each.number, each.seen, each.note) for each in store.revisions(kept.id)] == [
        (each.number, each.seen, each.note) for each in revisions
    ]
    assert all(each.article == left for each in store.revisions(kept.id))
    assert b"Lan" not in exported(store)


def test_an_article_is_as_old_as_its_latest_moment(store: Store, make: Make, noon: datetime) -> None:
    store.keep(make(1, published=day(noon - 90 * DAY)), now=noon)
    store.keep(make(2, published=day(noon + 60 * DAY)), now=noon)
    store.keep(make(3), now=noon)
    store.keep(make(3, title="Tin sửa"), now=noon + 40 * DAY)
    store.keep(make(4, title="Mới thấy", published=day(noon - 90 * DAY)), now=noon + 40 * DAY)
    left = [5, 5, 4, 4, 2, 2, 1]
    store.keep(make(5), now=noon + 80 * DAY)
    for days, expected in zip((0, 29, 32, 60, 72, 80, 100), left, strict=True):
        prune(store, articles_age=MONTH, now=noon + days * DAY)
        assert len(store.newest(limit=9)) == expected, days


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_a_listing_offers_again_never_comes_back_as_new(
    another: Callable[[], Store], make: Make, noon: datetime, data: st.DataObject
) -> None:
    """Whatever was kept, pruning leaves every id and name, and reading everything again gives the same ids and no news."""
    with another() as store:
        readings, now = [], noon
        for _ in range(data.draw(st.integers(1, 8))):
            now += data.draw(st.integers(0, 20)) * DAY
            number, edition = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
            readings.append(make(number, title=f"Bản {edition}", url=f"https://a.vn/{number}/{edition}.html"))
            store.keep(readings[-1], now=now)
        ids = {stored.id: store.aliases(stored.id) for stored in store.articles()}
        now += data.draw(st.integers(0, 60)) * DAY
        shown = {stored.id for stored in store.newest(limit=9)}
        report = prune(store, articles_age=MONTH, now=now)
        pruned = {article_id for article_id, found in store.articles_by_id(ids).items() if found.pruned}
        assert len(pruned) == report.articles
        assert {article_id: store.aliases(article_id) for article_id in ids} == ids
        assert store.known("vn-a", [each.url for each in readings]) == {each.url for each in readings}
        for each in readings:
            kept = store.keep(each, now=now + HOUR)
            assert kept.id in ids
            assert kept.outcome is not Outcome.NEW
        assert {stored.id for stored in store.newest(limit=9)} == shown - pruned
        assert {article_id for article_id, found in store.articles_by_id(ids).items() if found.pruned} == pruned


def test_a_source_may_keep_its_own_longer_or_shorter(store: Store, make: Make, noon: datetime) -> None:
    for source in store.sources():
        store.keep_source(replace(source, keep_days=10 if source.id == "vn-a" else None), now=noon)
    for number in (1, 2):
        store.keep(make(number, "vn-a"), now=noon)
        store.keep(make(number, "vn-b"), now=noon)
    later = noon + 15 * DAY
    assert prune(store, articles_age=None, now=later, dry_run=True).by_source == {"vn-a": 2}
    longer = [replace(source, keep_days=20) for source in store.sources()]
    assert prune(store, articles_age=timedelta(days=1), declared=longer, now=later).articles == 0
    assert prune(store, articles_age=timedelta(days=14), now=later, dry_run=True).by_source == {"vn-a": 2, "vn-b": 2}
    assert store.counts().pruned == 0
    assert prune(store, articles_age=None, now=later).by_source == {"vn-a": 2}
    assert prune(store, articles_age=None, now=later).by_source == {}
    assert (store.counts().pruned, store.counts().articles) == (2, 4)


def test_for_ever_is_for_ever(store: Store, make: Make, noon: datetime) -> None:
    store.keep(make(), now=noon)
    far = datetime(9000, 1, 1, tzinfo=UTC)
    assert prune(store, articles_age=None, now=far).articles == 0
    assert prune(store, articles_age=timedelta(days=999_999_999), now=far).articles == 0


def test_the_youngest_that_go_had_their_whole_day(store: Store, make: Make, noon: datetime) -> None:
    """The moments of one day's entries depend on each other: they leave together."""
    kept = [store.keep(make(number, published=day(noon - DAY)), now=noon + number * HOUR).id for number in (1, 2)]
    assert prune(store, articles_age=MONTH, now=noon + MONTH + 90 * timedelta(minutes=1)).articles == 0
    assert prune(store, articles_age=MONTH, now=noon + MONTH + DAY).articles == len(kept)


def test_many_batches_are_no_different(store: Store, make: Make, noon: datetime) -> None:
    store.keep_all([make(number) for number in range(250)], now=noon)
    store.keep_all([make(number) for number in range(250, 260)], now=noon + MONTH)
    assert prune(store, articles_age=MONTH, now=noon + 40 * DAY).articles == 250
    assert store.counts().pruned == 250
    assert len(list(store.articles())) == 10


def test_a_run_that_is_broken_off_is_gone_on_with(make: Make, noon: datetime, tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/full/loa.sqlite3")
    declare(store)
    store.keep_all([make(number) for number in range(150)], now=noon)
    now = noon + 40 * DAY
    with store.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER stop BEFORE UPDATE ON articles WHEN (SELECT count(*) FROM articles WHERE pruned IS NOT NULL) >= 120 "
            "BEGIN SELECT RAISE(ABORT, 'database is full'); END"
        )
    with pytest.raises(StoreError, match="full"):
        prune(store, articles_age=MONTH, now=now)
    assert store.counts().pruned == 100
    with store.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER stop")
    assert prune(store, articles_age=MONTH, now=now).articles == 50
    store.close()


def test_nothing_leads_to_a_pruned_article(store: Store, make: Make, noon: datetime) -> None:
    old = store.keep(make(1, body=BODY, published=day(noon - DAY)), now=noon)
    for number in (2, 3):
        store.keep(make(number, "vn-b", body=BODY, published=day(noon)), now=noon + 20 * DAY)
    while relate(store).related:
        pass
    assert store.relations.of([old.id])[old.id]
    prune(store, articles_age=MONTH, now=noon + 40 * DAY)
    others = [stored.id for stored in store.articles()]
    assert old.id not in others
    assert all(relation.other != old.id for each in store.relations.of([*others, old.id]).values() for relation in each)
    assert store.relations.of([old.id])[old.id] == ()
    assert old.id not in store.relations.waiting(9)
    with store.read() as connection:
        assert not Postings(connection).knows(old.id)
    fresh = store.keep(make(4, "vn-b", body=BODY, listed=(Link(title="Tin 1", url=make(1).url),)), now=noon + 41 * DAY)
    store.relations.keep(fresh.id, [Relation(article=fresh.id, other=old.id, score=1.0, reason=Reason.LISTED, evidence=())])
    assert store.relations.of([fresh.id])[fresh.id] == ()
    while relate(store).related:
        pass
    assert old.id not in {relation.other for relation in store.relations.of([fresh.id])[fresh.id]}


def test_a_pruned_article_can_be_withdrawn_and_return_without_its_content(store: Store, make: Make, noon: datetime) -> None:
    kept = store.keep(make(), now=noon)
    now = noon + 40 * DAY
    prune(store, articles_age=MONTH, now=now)
    assert store.rechecks("vn-a", seen_after=noon - DAY, limit=9) == ()
    assert not store.missing(kept.id, now=now, confirm_after=HOUR)
    assert store.missing(kept.id, now=now + HOUR, confirm_after=HOUR)
    assert store.keep(make(title="Khác", lead="Mới."), now=now + 2 * HOUR).outcome is Outcome.RESTORED
    assert [event.kind for event in store.events(kept.id)] == [EventKind.WITHDRAWN, EventKind.RESTORED]
    assert store.newest(limit=9) == ()
    assert store.relations.waiting(9) == ()
    found = store.article(kept.id)
    assert found is not None
    assert (found.article.lead, found.article.title, found.withdrawn) == (None, "Tin 1", None)


def test_the_same_text_under_a_new_address_is_recognised(store: Store, make: Make, noon: datetime) -> None:
    moment = Published(moment=noon - DAY, precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
    kept = store.keep(make(body=BODY, published=moment), now=noon)
    prune(store, articles_age=MONTH, now=noon + 40 * DAY)
    moved = make(key="moved", url="https://a.vn/noi-khac.html", body=BODY, published=moment)
    again = store.keep(moved, now=noon + 41 * DAY)
    assert (again.id, again.outcome) == (kept.id, Outcome.SAME)
    assert store.find("vn-a", moved.url) == kept.id
