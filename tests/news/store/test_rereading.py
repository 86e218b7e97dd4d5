from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.article import Article, Paragraph, Precision, Provenance, Published
from news.errors import StoreError
from news.related.relation import Reason, Relation
from news.store import Reread, Store
from news.store.pruning import prune
from tests.news.store.conftest import NOON, Make, declare
from tests.news.store.strategies import ARTICLES

LATER = NOON + timedelta(hours=3)
TEN = Published(moment=datetime(2026, 3, 1, 3, tzinfo=UTC), precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
DAY = Published(moment=datetime(2026, 2, 28, 17, tzinfo=UTC), precision=Precision.DAY, provenance=Provenance.METADATA)


def test_a_better_reading_takes_the_place_of_the_stored_one_and_is_no_edit(store: Store, make: Make) -> None:
    poor = make(number=1, published=DAY)
    kept = store.keep(poor, now=NOON)
    before = store.article(kept.id)
    better = replace(poor, lead="Sáng nay, phường họp.", authors=("Nguyễn An",), published=TEN)
    assert store.reread(kept.id, better, revision=1, now=LATER) is Reread.REPLACED
    after = store.article(kept.id)
    assert before is not None
    assert after == replace(before, article=better)
    assert [(each.number, each.note, each.article) for each in store.revisions(kept.id)] == [(1, "", better)]
    assert store.keep(better, now=LATER).outcome == "same"
    assert store.reread(kept.id, better, revision=1, now=LATER) is Reread.SAME


def test_an_edit_after_it_is_told_from_the_better_reading(store: Store, make: Make) -> None:
    poor = make(number=1)
    kept = store.keep(poor, now=NOON)
    better = replace(poor, lead="Sáng nay, phường họp.")
    store.reread(kept.id, better, revision=1, now=LATER)
    edited = store.keep(replace(better, title="Tên khác"), now=LATER)
    assert (edited.outcome, edited.revision, edited.note) == ("edited", 2, "title")
    assert store.revisions(kept.id)[0].article == better


def test_what_was_read_from_a_later_page_stays(store: Store, make: Make) -> None:
    poor = make(number=1)
    kept = store.keep(poor, now=NOON)
    store.keep(replace(poor, title="Tên khác"), now=LATER)
    before = store.article(kept.id)
    assert store.reread(kept.id, replace(poor, lead="Tóm tắt"), revision=1, now=LATER) is Reread.LATER
    assert store.article(kept.id) == before
    assert store.reread(kept.id, replace(poor, lead="Tóm tắt"), revision=2, now=LATER) is Reread.REPLACED
    after = store.article(kept.id)
    assert before is not None
    assert after is not None
    assert (after.updated, after.revision, after.article.lead) == (before.updated, 2, "Tóm tắt")


def test_nothing_comes_of_an_article_that_is_not_there(store: Store, make: Make) -> None:
    article = make(number=1)
    assert store.reread("vn-a/none", article, revision=1, now=LATER) is Reread.ABSENT
    kept = store.keep(article, now=NOON)
    assert store.reread(kept.id, replace(article, source="vn-b", lead="x"), revision=1, now=LATER) is Reread.ABSENT
    prune(store, articles_age=timedelta(days=1), now=NOON + timedelta(days=30))
    assert store.reread(kept.id, replace(article, lead="x"), revision=1, now=LATER) is Reread.ABSENT
    assert store.present([kept.id]) == {}


def test_the_date_follows_the_rule_for_dates(store: Store, make: Make) -> None:
    for number, (known, new, settled) in enumerate(
        [(None, TEN, TEN), (DAY, TEN, TEN), (TEN, DAY, TEN), (TEN, None, TEN), (None, None, None)]
    ):
        article = make(number=number, published=known)
        kept = store.keep(article, now=NOON)
        store.reread(kept.id, replace(article, lead="Tóm tắt", published=new), revision=1, now=LATER)
        found = store.article(kept.id)
        assert found is not None
        assert found.article.published == settled
        (present,) = store.present([kept.id]).values()
        assert (present.article.published, present.settled, present.revision) == (new, settled, 1)
        assert present.last_seen == NOON
    edited = make(number=9, published=DAY)
    kept = store.keep(edited, now=NOON)
    store.keep(replace(edited, title="Tên khác"), now=NOON)
    store.reread(kept.id, replace(edited, published=TEN), revision=2, now=LATER)
    found = store.article(kept.id)
    assert found is not None
    assert found.article.published == DAY


def test_it_is_found_by_its_new_words_and_no_longer_by_the_old(store: Store, make: Make) -> None:
    poor = make(number=1, body=(Paragraph(text="Chuyển đến nội dung chính"),))
    kept = store.keep(poor, now=NOON)
    store.reread(kept.id, replace(poor, body=(Paragraph(text="Phường khánh thành cầu"),)), revision=1, now=LATER)
    assert [hit.article.id for hit in store.search("khánh thành", limit=5).hits] == [kept.id]
    assert store.search("chuyển đến", limit=5).hits == ()


def test_an_article_whose_text_changed_is_to_be_related_again(store: Store, make: Make) -> None:
    one, other = (store.keep(make(number=number), now=NOON).id for number in (1, 2))
    store.relations.mark({one: 1, other: 1})
    store.relations.keep(one, [Relation(article=one, other=other, score=1.0, reason=Reason.LISTED, evidence=())])
    (present,) = store.present([one]).values()
    store.reread(one, replace(present.article, categories=("Tin",)), revision=1, now=LATER)
    assert store.relations.waiting(9) == ()
    store.reread(one, replace(present.article, lead="Tóm tắt"), revision=1, now=LATER)
    assert store.relations.waiting(9) == (one,)
    assert [relation.other for relation in store.relations.of([one])[one]] == [other]  # until it is done


def test_a_better_address_and_key_lead_to_it_unless_they_are_taken(store: Store, make: Make) -> None:
    first, second = (make(number=number) for number in (1, 2))
    one, two = (store.keep(article, now=NOON).id for article in (first, second))
    moved = replace(first, key="cms:1", url="https://a.vn/tin/moi.html")
    assert store.reread(one, moved, revision=1, now=LATER) is Reread.REPLACED
    assert store.find("vn-a", "cms:1") == store.find("vn-a", moved.url) == store.find("vn-a", first.url) == one
    store.reread(one, replace(moved, key=second.key), revision=1, now=LATER)
    assert store.find("vn-a", second.key) == two


def test_a_withdrawn_article_stays_withdrawn(store: Store, make: Make) -> None:
    article = make(number=1)
    kept = store.keep(article, now=NOON)
    for hours in (1, 30):
        store.missing(kept.id, now=NOON + timedelta(hours=hours), confirm_after=timedelta(hours=24))
    store.reread(kept.id, replace(article, lead="Tóm tắt"), revision=1, now=LATER)
    found = store.article(kept.id)
    assert found is not None
    assert found.withdrawn == NOON + timedelta(hours=30)
    assert found.article.lead == "Tóm tắt"


REFUSE = {
    "sqlite": ("CREATE TRIGGER refuse BEFORE UPDATE ON related_state BEGIN SELECT RAISE(FAIL, 'full'); END",),
    "postgresql": (
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$",
        "CREATE TRIGGER refuse BEFORE UPDATE ON related_state FOR EACH ROW EXECUTE FUNCTION refuse()",
    ),
}


def test_it_happens_whole_or_not_at_all(store: Store, make: Make) -> None:
    article = make(number=1)
    kept = store.keep(article, now=NOON)
    store.relations.mark({kept.id: 1})
    before = store.article(kept.id)
    with store.write() as connection:
        for statement in REFUSE[store.database.kind]:
            connection.exec_driver_sql(statement)
    with pytest.raises(StoreError, match="full"):
        store.reread(kept.id, replace(article, lead="Tóm tắt", key="cms:9"), revision=1, now=LATER)
    assert store.article(kept.id) == before
    assert store.find("vn-a", "cms:9") is None


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('store')}/loa.sqlite3") as opened:
        declare(opened)
        yield opened


@settings(deadline=None)
@given(old=ARTICLES, new=ARTICLES, number=st.uuids())
def test_what_was_read_is_what_is_stored(shared: Store, old: Article, new: Article, number: UUID) -> None:
    kept = shared.keep(replace(old, source="vn-a", key=f"{number}"), now=NOON)
    reading = replace(new, source="vn-a", key=f"{number}")
    assert shared.reread(kept.id, reading, revision=kept.revision, now=LATER) in {Reread.REPLACED, Reread.SAME}
    present = shared.present([kept.id])[kept.id]
    assert (present.article, present.revision) == (reading, kept.revision)
    assert shared.revisions(kept.id)[-1].article == reading
