from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.article import Article, Link, Paragraph, Precision, Provenance, Published
from news.changes import Outcome
from news.errors import StoreError
from news.identity import mint
from news.store import Kept, Store

Make = Callable[..., Article]
HOUR = timedelta(hours=1)


def test_an_article_comes_back_as_it_was_kept(store: Store, make: Make, noon: datetime) -> None:
    article = make(lead="Mở đầu.", other_news=(Link(title="Tin khác", url="https://a.vn/2"),))
    kept = store.keep(article, now=noon)
    assert kept == Kept(id=mint("vn-a", "a.vn n1"), outcome=Outcome.NEW, revision=1)
    stored = store.article(kept.id)
    assert stored is not None
    assert stored.article == article
    assert (stored.revision, stored.first_seen, stored.last_seen) == (1, noon, noon)
    assert (stored.updated, stored.withdrawn) == (None, None)


def test_the_same_page_again_changes_nothing_but_when_it_was_seen(store: Store, make: Make, noon: datetime) -> None:
    first = store.keep(make(), now=noon)
    assert store.keep(make(), now=noon + HOUR) == Kept(id=first.id, outcome=Outcome.SAME, revision=1)
    stored = store.article(first.id)
    assert stored is not None
    assert (stored.first_seen, stored.last_seen, stored.updated) == (noon, noon + HOUR, None)


def test_a_substantive_edit_is_a_revision(store: Store, make: Make, noon: datetime) -> None:
    first = store.keep(make(), now=noon)
    edited = make(title="Tin đã sửa", body=(Paragraph(text="Các phường đã hoà giải 13 vụ việc."),))
    kept = store.keep(edited, now=noon + HOUR)
    assert kept == Kept(id=first.id, outcome=Outcome.EDITED, revision=2, note="title, text: 1 paragraph")
    stored = store.article(first.id)
    assert stored is not None
    assert (stored.article, stored.revision, stored.updated) == (edited, 2, noon + HOUR)
    assert stored.published.moment == noon.replace(second=0)
    assert [(each.number, each.seen, each.note, each.article) for each in store.revisions(first.id)] == [
        (1, noon, "", make()),
        (2, noon + HOUR, "title, text: 1 paragraph", edited),
    ]


def test_a_cosmetic_edit_refreshes_without_a_revision(store: Store, make: Make, noon: datetime) -> None:
    first = store.keep(make(), now=noon)
    cosmetic = make(body=(Paragraph(text="Các phường đã hòa giải 12 vụ việc."),), url="https://a.vn/muc-khac/tin-1.html")
    assert store.keep(cosmetic, now=noon + HOUR) == Kept(id=first.id, outcome=Outcome.COSMETIC, revision=1)
    stored = store.article(first.id)
    assert stored is not None
    assert (stored.article, stored.updated) == (cosmetic, None)
    assert [each.article for each in store.revisions(first.id)] == [cosmetic]


def test_a_revision_keeps_its_last_cosmetic_reading(store: Store, make: Make, noon: datetime) -> None:
    cosmetic = make(categories=("Thời sự",))
    kept = [store.keep(article, now=noon) for article in (make(), cosmetic, make(title="Khác"))]
    assert [each.article for each in store.revisions(kept[0].id)] == [cosmetic, make(title="Khác")]


def test_another_address_with_the_same_key_is_the_same_article(store: Store, make: Make, noon: datetime) -> None:
    first = store.keep(make(), now=noon)
    moved = make(url="http://www.a.vn/muc-moi/ten-moi-1.html?utm_source=zalo")
    assert store.keep(moved, now=noon).id == first.id
    for known in ("https://a.vn/tin-1.html#x", "http://a.vn/muc-moi/ten-moi-1.html/", "a.vn n1"):
        assert store.find("vn-a", known) == first.id
    assert store.find("vn-b", "a.vn n1") is None
    assert store.find("vn-a", "https://a.vn/ten-moi-1.html") is None


def test_another_key_at_the_same_address_is_the_same_article(store: Store, make: Make, noon: datetime) -> None:
    first = store.keep(make(key="https://a.vn/tin-1.html"), now=noon)
    assert store.keep(make(key="a.vn n1"), now=noon).id == first.id
    elsewhere = make(key="a.vn n1", url="https://a.vn/muc/tin-1.html")
    assert store.keep(elsewhere, now=noon).id == first.id
    assert store.counts().articles == 1


def test_a_key_outweighs_an_address_and_takes_no_name_away(store: Store, make: Make, noon: datetime) -> None:
    one, two = (store.keep(make(number), now=noon).id for number in (1, 2))
    assert store.keep(make(2, url="https://a.vn/tin-1.html"), now=noon).id == two
    assert store.aliases(one) == ("a.vn n1", "https://a.vn/tin-1.html")
    assert store.aliases(two) == ("a.vn n2", "https://a.vn/tin-2.html")


def test_a_title_is_never_an_identity(store: Store, make: Make, noon: datetime) -> None:
    ids = {store.keep(make(number, title="Lịch tiếp công dân"), now=noon).id for number in (1, 2)}
    assert len(ids) == 2


def test_the_same_key_in_two_sources_is_two_articles(store: Store, make: Make, noon: datetime) -> None:
    ids = {store.keep(make(source=source, key="n1"), now=noon).id for source in ("vn-a", "vn-b")}
    assert len(ids) == 2


def test_a_batch_may_hold_an_article_twice(store: Store, make: Make, noon: datetime) -> None:
    batch = (
        make(),
        make(title="Khác"),
        make(2),
        make(title="Khác"),
        make(url="https://a.vn/x"),
        make(key="k", url="https://a.vn/x"),
    )
    kept = store.keep_all(batch, now=noon)
    assert [each.outcome for each in kept] == ["new", "edited", "new", "same", "edited", "cosmetic"]
    assert [each.revision for each in kept] == [1, 2, 1, 2, 3, 3]
    assert [each.note for each in store.revisions(kept[0].id)] == ["", "title", "title"]
    assert store.counts().articles == 2


def test_a_large_batch_spans_statements(store: Store, make: Make, noon: datetime) -> None:
    batch = [make(number, source=f"vn-{'ab'[number % 2]}") for number in range(1201)]
    assert {kept.outcome for kept in store.keep_all(batch, now=noon)} == {Outcome.NEW}
    assert {kept.outcome for kept in store.keep_all(batch, now=noon)} == {Outcome.SAME}
    counts = store.counts()
    assert (counts.articles, dict(counts.by_source)) == (1201, {"vn-a": 601, "vn-b": 600})
    keys = [f"a.vn n{number}" for number in range(0, 1400, 2)]
    assert len(store.known("vn-a", keys)) == 601


def test_nothing_is_kept_of_a_batch_that_fails(store: Store, make: Make, noon: datetime) -> None:
    with pytest.raises(StoreError, match="the source 'vn-c' was never kept"):
        store.keep_all((make(), make(source="vn-c")), now=noon)
    assert store.counts().articles == 0


def test_an_empty_batch_is_nothing(store: Store, noon: datetime) -> None:
    assert store.keep_all((), now=noon) == ()


def test_a_naive_moment_is_refused(store: Store, make: Make, noon: datetime) -> None:
    with pytest.raises(ValueError, match="must be aware"):
        store.keep(make(), now=noon.replace(tzinfo=None))
    assert store.counts().articles == 0


def test_a_clock_set_back_does_not_turn_time_around(store: Store, make: Make, noon: datetime) -> None:
    kept = store.keep(make(), now=noon)
    store.keep(make(title="Khác"), now=noon - HOUR)
    stored = store.article(kept.id)
    assert stored is not None
    assert (stored.first_seen, stored.last_seen, stored.updated) == (noon, noon, noon)


def date(noon: datetime, days: int, provenance: Provenance) -> Published:
    return Published(moment=noon - timedelta(days=days), precision=Precision.DAY, provenance=provenance)


def test_a_date_gives_way_only_to_a_more_trusted_one_in_the_first_revision(store: Store, make: Make, noon: datetime) -> None:
    prose, visible = date(noon, 2, Provenance.PROSE), date(noon, 1, Provenance.VISIBLE)
    settled = []
    for published in (None, prose, visible, prose, None):
        kept = store.keep(make(published=published), now=noon)
        assert kept.revision == 1
        stored = store.article(kept.id)
        assert stored is not None
        settled.append(stored.published)
    assert settled[0].provenance is Provenance.FIRST_SEEN
    assert settled[1:] == [prose, visible, visible, visible]


def test_after_an_edit_no_date_moves(store: Store, make: Make, noon: datetime) -> None:
    prose, visible = date(noon, 2, Provenance.PROSE), date(noon, 1, Provenance.VISIBLE)
    for number, first in ((1, prose), (2, None)):
        kept = store.keep(make(number, published=first), now=noon)
        store.keep(make(number, title="Khác", published=first), now=noon + HOUR)
        before = store.article(kept.id)
        assert store.keep(make(number, title="Khác", published=visible), now=noon + 2 * HOUR).outcome is Outcome.COSMETIC
        after = store.article(kept.id)
        assert before is not None
        assert after is not None
        assert after.published == before.published
        assert after.article.published == first


def test_a_page_that_redates_itself_is_edited_once_and_does_not_move(store: Store, make: Make, noon: datetime) -> None:
    first, second = date(noon, 2, Provenance.VISIBLE), date(noon, 1, Provenance.VISIBLE)
    store.keep(make(published=first), now=noon)
    kept = [store.keep(make(published=second), now=noon + hours * HOUR) for hours in (1, 2)]
    assert [(each.outcome, each.note) for each in kept] == [(Outcome.EDITED, "published"), (Outcome.SAME, "")]
    stored = store.article(kept[0].id)
    assert stored is not None
    assert stored.published == first
    assert stored.article.published == first


def test_hostile_text_is_kept(store: Store, make: Make, noon: datetime) -> None:
    article = make(url="https://a.vn/\ud800\x00", key="n\ud800\x00'); DROP TABLE articles; --", title="Tin \ud800\x00")
    kept = store.keep(article, now=noon)
    stored = store.article(kept.id)
    assert stored is not None
    assert stored.article == article
    assert store.keep(article, now=noon).outcome is Outcome.SAME
    assert store.find("vn-a", article.key) == kept.id


STEPS = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from("AB"), st.sampled_from(["", "/x"]), st.integers(0, 1)), min_size=1, max_size=12
)


@given(steps=STEPS, size=st.integers(1, 5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_batches_do_what_single_articles_do(
    steps: list[tuple[int, str, str, int]], size: int, make: Make, noon: datetime, another: Callable[[], Store]
) -> None:
    articles = [
        make(number, title=title, url=f"https://a.vn{folder}/tin-{number}.html", categories=("Tin",) * category)
        for number, title, folder, category in steps
    ]
    with another() as one, another() as two:
        singly = [one.keep(article, now=noon) for article in articles]
        starts = range(0, len(articles), size)
        batched = [kept for start in starts for kept in two.keep_all(articles[start : start + size], now=noon)]
        assert singly == batched
        assert list(one.articles()) == list(two.articles())
        assert [one.revisions(kept.id) for kept in singly] == [two.revisions(kept.id) for kept in batched]


def test_a_restored_article_is_itself_again(store: Store, make: Make, noon: datetime) -> None:
    kept = store.keep(make(), now=noon)
    assert not store.missing(kept.id, now=noon + HOUR, confirm_after=HOUR)
    assert store.missing(kept.id, now=noon + 2 * HOUR, confirm_after=HOUR)
    assert store.keep(make(), now=noon + 3 * HOUR) == Kept(id=kept.id, outcome=Outcome.RESTORED, revision=1)
    stored = store.article(kept.id)
    assert stored is not None
    assert (stored.withdrawn, stored.updated) == (None, None)


def test_a_restored_article_may_be_edited_too(store: Store, make: Make, noon: datetime) -> None:
    kept = store.keep(make(), now=noon)
    for hours in (1, 2):
        store.missing(kept.id, now=noon + hours * HOUR, confirm_after=HOUR)
    restored = store.keep(replace(make(), title="Khác"), now=noon + 3 * HOUR)
    assert restored == Kept(id=kept.id, outcome=Outcome.RESTORED, revision=2, note="title")
