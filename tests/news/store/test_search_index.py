from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from news.article import Article, Paragraph
from news.errors import StoreError
from news.search.hit import Found
from news.search.words import Indexed, exact_words, folded_words, indexed, texts
from news.store import Store
from news.store.search import AT_ONCE, rebuild
from news.store.search.postgresql import _cut_vector, vector
from news.store.search.state import KEY
from tests.postgresql import Server

Make = Callable[..., Article]
HOUR = timedelta(hours=1)


def numbers(found: Found) -> list[int]:
    return [int(hit.article.article.key.rpartition("n")[2]) for hit in found.hits]


def hits(store: Store, query: str) -> set[int]:
    return set(numbers(store.search(query, limit=50)))


BODIES = st.lists(st.text(alphabet="aạăbđeêiouươ hlng ĐẠ_-.,河内ไท่\u0301\x00\ud800½ß", max_size=30), min_size=1, max_size=3).map(
    lambda lines: tuple(Paragraph(text=line) for line in lines)
)
STEPS = st.lists(st.tuples(st.integers(1, 3), BODIES, st.booleans()), min_size=1, max_size=6)


def everything(store: Store) -> dict[str, tuple[set[int], set[int]]]:
    """What every word of every article, and every pair, finds: at all, and exactly."""
    queries = set()
    for stored in store.articles():
        words = indexed(stored.article)
        folded = (words.title + " " + words.text).split()
        exact = [word for text in texts(stored.article) for word in exact_words(text)]
        queries |= {*folded, *exact, *(f'"{one} {two}"' for one, two in (*pairwise(folded), *pairwise(exact)))}
    answers = {}
    for query in sorted(queries):
        found = store.search(query, limit=50)
        as_typed = {number for number, hit in zip(numbers(found), found.hits, strict=True) if hit.exact}
        answers[query] = set(numbers(found)), as_typed
    return answers


@given(steps=STEPS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_index_kept_in_step_is_one_built_anew(
    steps: list[tuple[int, tuple[Paragraph, ...], bool]], make: Make, noon: datetime, another: Callable[[], Store]
) -> None:
    with another() as store:
        for at, (number, body, gone) in enumerate(steps):
            kept = store.keep(make(number, title="Tin", body=body), now=noon + at * HOUR)
            for _ in range(2 * gone):
                store.missing(kept.id, now=noon + at * HOUR, confirm_after=timedelta(0))
        before = everything(store)
        progress = list(rebuild(store))
        assert (progress[-1].done, progress[-1].total) == (store.counts().articles,) * 2
        assert everything(store) == before


@given(body=BODIES)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_word_of_an_article_finds_it(
    body: tuple[Paragraph, ...], make: Make, noon: datetime, another: Callable[[], Store]
) -> None:
    with another() as store:
        store.keep(make(2, title="Khác"), now=noon)
        store.keep(make(body=body), now=noon)
        for written in " ".join(block.text for block in body).split():
            if folded := folded_words(written):
                plain = f'"{" ".join(folded)}"'
                assert 1 in hits(store, plain)
                [first, *_] = [hit for hit in store.search(f'"{written}"', limit=5).hits if hit.article.article.key == "a.vn n1"]
                assert first.exact


def test_an_index_is_rebuilt_in_batches_while_articles_are_kept(store: Store, make: Make, noon: datetime) -> None:
    store.keep_all([make(number) for number in range(1200)], now=noon)
    building = rebuild(store)
    assert next(building).done == 500
    with pytest.raises(StoreError, match=r"search index is not whole \(it was interrupted\): `loa search --rebuild` makes it"):
        store.search("phuong", limit=1)
    building.close()
    # One that is in the new index already, one that is not, and one that is new.
    edited = (Paragraph(text="Đã sửa."),)
    store.keep_all([replace(make(3), body=edited), replace(make(900), body=edited), make(5000, body=edited)], now=noon + HOUR)
    assert [progress.done for progress in rebuild(store)] == [1000, 1201]
    assert store.search("phuong", limit=1).total == 1198
    assert hits(store, '"da sua"') == {3, 900, 5000}
    assert [progress.done for progress in rebuild(store, whole=False)] == [1201]
    assert [progress.done for progress in rebuild(store)] == [500, 1000, 1201]
    assert store.search("phuong", limit=1).total == 1198


def test_an_index_of_other_rules_is_told_and_made_anew(store: Store, make: Make, noon: datetime) -> None:
    store.keep(make(), now=noon)
    store.keep_meta(KEY, "0-1.1.0")
    store.keep(make(title="Khác"), now=noon + HOUR)
    store.keep(make(2), now=noon + HOUR)
    with pytest.raises(StoreError, match="never made, or by other rules than today's"):
        store.search("phuong", limit=5)
    for _ in rebuild(store):
        pass
    assert (hits(store, "phuong"), hits(store, "khac"), hits(store, "phường")) == ({1, 2}, {1}, {1, 2})
    assert AT_ONCE == 2000


@given(parts=st.tuples(*[st.lists(st.text(alphabet="abcđ9", min_size=1, max_size=70), max_size=40).map(" ".join)] * 2))
def test_vectors_of_few_and_of_many_words_are_alike(parts: tuple[str, str]) -> None:
    title, text = parts
    whole = vector(Indexed(title=title, text=text))
    assert whole == _cut_vector(title.split(), text.split())
    assert bool(whole) == bool(title or text)


def test_postgresql_leaves_out_places_that_are_too_many(postgresql: Server) -> None:
    body = " ".join(["mưa"] * 400 + ["nắng"])
    words = indexed(Article(source="vn-a", url="https://a.vn/1", key="1", title="Tin", body=(Paragraph(text=body),)))
    with postgresql.database() as address, Store.open(address) as store, store.read() as connection:
        found = connection.execute(text("SELECT CAST(:words AS tsvector)"), {"words": vector(words)}).scalar_one()
    assert "'nang':402B" in found
    assert found.count("B") in {256, 257}


def test_the_index_is_tuned_for_writing(store: Store) -> None:
    with store.read() as connection:
        if connection.dialect.name == "postgresql":
            asked = "SELECT attstorage FROM pg_attribute WHERE attrelid = 'search'::regclass AND attname = 'words'"
            assert connection.execute(text(asked)).scalar_one() in {"e", b"e"}
        else:
            found = {row.k: row.v for row in connection.execute(text("SELECT k, v FROM search_config"))}
            assert (found["automerge"], found["crisismerge"]) == (64, 512)
            assert connection.execute(text("PRAGMA wal_autocheckpoint")).scalar_one() == 8192


def test_many_small_transactions_leave_an_index_that_is_whole_and_merged(store: Store, make: Make, noon: datetime) -> None:
    for number in range(1, 150):
        store.keep(make(number), now=noon + number * HOUR)
    assert store.search("hoa giai", limit=1).total == 149
    with store.write() as connection:
        if connection.dialect.name != "postgresql":
            connection.execute(text("INSERT INTO search(search, rank) VALUES('integrity-check', 0)"))
            segments = connection.execute(text("SELECT count(DISTINCT segid) FROM search_idx")).scalar_one()
            assert segments < 149
