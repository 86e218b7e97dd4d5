from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.article import Article, Paragraph
from news.changes import Outcome
from news.errors import StoreError
from news.source import Source
from news.store import Store
from news.store.export import export_lines
from news.store.pruning import give_up
from tests.news.store.carrying import NONE, changed, exported, put
from tests.news.store.strategies import ARTICLES

Make = Callable[..., Article]
Another = Callable[[], Store]
HOUR = timedelta(hours=1)


def live(store: Store, make: Make, noon: datetime) -> list[str]:
    """Keep an edited, a withdrawn, a returned, a pruned and a plain article and return their ids."""
    ids = [store.keep(make(number), now=noon + number * HOUR).id for number in range(1, 6)]
    store.keep(make(1, title="Tin sửa", url="https://a.vn/khac/tin-1.html"), now=noon + 20 * HOUR)
    store.keep(make(1, title="Tin sửa nữa"), now=noon + 21 * HOUR + timedelta(microseconds=7))
    for article_id in ids[1:3]:
        store.missing(article_id, now=noon + 30 * HOUR, confirm_after=HOUR)
        store.missing(article_id, now=noon + 32 * HOUR, confirm_after=HOUR)
    store.keep(make(3, lead="Trở lại."), now=noon + 33 * HOUR)
    store.missing(ids[4], now=noon + 34 * HOUR, confirm_after=HOUR)
    with store.write() as connection:
        give_up(connection, ids[3:4], now=noon + 40 * HOUR)
    return ids


def test_what_was_exported_comes_back_exactly(store: Store, make: Make, noon: datetime, tmp_path: Path) -> None:
    ids = live(store, make, noon)
    lines = exported(store)
    with Store.open(f"sqlite:///{tmp_path}/empty/loa.sqlite3") as other:
        assert put(other, lines) == (replace(NONE, new=5), [])
        assert exported(other) == lines
        for article_id in ids:
            assert other.article(article_id) == store.article(article_id)
            assert other.revisions(article_id) == store.revisions(article_id)
            assert other.events(article_id) == store.events(article_id)
            assert other.aliases(article_id) == store.aliases(article_id)
        assert list(other.articles()) == list(store.articles())
        assert other.newest(limit=9) == store.newest(limit=9)
        assert other.rechecks("vn-a", seen_after=noon, limit=9) == store.rechecks("vn-a", seen_after=noon, limit=9)
        assert other.relations.waiting(9) == store.relations.waiting(9)
        assert set(other.relations.waiting(9)) == {ids[0], ids[2], ids[4]}
        assert other.counts().by_source == {"vn-a": 5}
        assert other.source("vn-a") == store.source("vn-a")


def test_life_goes_on_after_an_import_as_it_would_have(store: Store, another: Another, make: Make, noon: datetime) -> None:
    live(store, make, noon)
    with another() as other:
        put(other, exported(store))
        for number in range(1, 7):
            reading = make(number, title="Tin mới hơn", url=f"https://a.vn/khac/tin-{number}.html")
            kept = [each.keep(reading, now=noon + 50 * HOUR) for each in (store, other)]
            assert kept[0] == kept[1]
        assert exported(other) == exported(store)


def test_a_second_import_changes_nothing(store: Store, another: Another, make: Make, noon: datetime) -> None:
    live(store, make, noon)
    lines = exported(store)
    assert put(store, lines, replace=True) == (replace(NONE, equal=5), [])
    with another() as other:
        put(other, lines + lines)
        assert put(other, lines) == (replace(NONE, equal=5), [])
        assert exported(other) == lines


def test_a_line_may_come_twice_in_one_file(store: Store, another: Another, make: Make, noon: datetime) -> None:
    live(store, make, noon)
    with another() as other:
        assert put(other, exported(store) * 2) == (replace(NONE, new=5, equal=5), [])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_store_comes_back(another: Another, noon: datetime, data: st.DataObject) -> None:
    now = noon
    with another() as first, another() as second:
        for _ in range(data.draw(st.integers(1, 12))):
            now += timedelta(microseconds=data.draw(st.integers(1, 10**13)))
            known = [stored.id for stored in first.articles()]
            what = data.draw(st.sampled_from(["keep", "keep", "keep", "missing", "prune"]))
            if what == "keep" or not known:
                place, number = data.draw(st.sampled_from("ab")), data.draw(st.integers(1, 3))
                url = data.draw(st.sampled_from([f"https://{place}.vn/{number}", f"https://{place}.vn/moi/{number}\ud800"]))
                reading = replace(data.draw(ARTICLES), source=f"vn-{place}", key=f"k{number}", url=url)
                first.keep(reading, now=now)
            elif what == "missing":
                first.missing(data.draw(st.sampled_from(known)), now=now, confirm_after=timedelta(0))
            else:
                with first.write() as connection:
                    give_up(connection, [data.draw(st.sampled_from(known))], now=now)
        lines = exported(first)
        report, told = put(second, lines)
        assert (report.failed, told) == (0, [])
        assert exported(second) == lines
        assert put(second, lines) == (replace(NONE, equal=report.new), [])


def test_only_one_source_is_taken_along_where_one_was_asked_for(
    store: Store, another: Another, make: Make, noon: datetime
) -> None:
    for source in ("vn-a", "vn-b", "vn-a"):
        store.keep(make(1, source), now=noon)
    lines = exported(store, "vn-b")
    assert [json.loads(line)["source"] for line in lines.splitlines()] == ["vn-b"]
    with another() as other:
        put(other, lines)
        assert other.counts().by_source == {"vn-a": 0, "vn-b": 1}


def test_a_different_article_is_left_alone_and_told(store: Store, another: Another, make: Make, noon: datetime) -> None:
    [kept] = [store.keep(make(), now=noon)]
    lines = exported(store)
    with another() as other:
        other.keep(make(title="Tin khác"), now=noon + HOUR)
        before = exported(other)
        report, told = put(other, lines)
        assert report == replace(NONE, different=1)
        assert told == [(1, f"{kept.id}: other than here, left alone: article, first_seen, published, versions")]
        assert exported(other) == before
        assert put(other, lines, replace=True) == (replace(NONE, replaced=1), [])
        assert exported(other) == lines
        assert other.relations.waiting(9) == (kept.id,)


def test_a_replaced_article_keeps_its_place_and_the_names_it_gained(
    store: Store, another: Another, make: Make, noon: datetime
) -> None:
    store.keep(make(1), now=noon)
    lines = exported(store)
    with another() as other:
        for number in (1, 2):
            other.keep(make(number), now=noon)
        kept = other.keep(make(1, title="Tin sửa", url="https://a.vn/khac.html"), now=noon + HOUR)
        put(other, lines, replace=True)
        assert [stored.article.title for stored in other.articles()] == ["Tin 1", "Tin 2"]
        assert len(other.revisions(kept.id)) == 1
        assert other.find("vn-a", "https://a.vn/khac.html") == kept.id
        assert put(other, lines, replace=True) == (replace(NONE, equal=1), [])


def test_what_passes_by_itself_is_no_difference(store: Store, another: Another, make: Make, noon: datetime) -> None:
    kept = store.keep(make(), now=noon)
    lines = exported(store)
    with another() as other:
        put(other, lines)
        other.checked([kept.id], now=noon + HOUR, there=True)
        assert put(other, lines) == (replace(NONE, equal=1), [])
        assert put(other, lines, replace=True) == (replace(NONE, replaced=1), [])
        assert exported(other) == lines


def test_what_is_known_under_another_id_is_left_out(store: Store, another: Another, make: Make, noon: datetime) -> None:
    kept = store.keep(make(key="k1"), now=noon)
    with another() as other:
        theirs = other.keep(make(key="k2"), now=noon)
        assert theirs.id != kept.id
        before = exported(other)
        report, told = put(other, exported(store), replace=True)
        assert report == replace(NONE, elsewhere=1)
        assert told == [(1, f"{kept.id}: known here as {theirs.id}, left out")]
        assert exported(other) == before


def test_a_former_address_that_leads_elsewhere_goes_on_to(store: Store, another: Another, make: Make, noon: datetime) -> None:
    store.keep(make(url="https://a.vn/cu.html"), now=noon)
    kept = store.keep(make(), now=noon + HOUR)
    lines = exported(store)
    with another() as other:
        theirs = other.keep(make(2, url="https://a.vn/cu.html"), now=noon)
        for expected in (replace(NONE, new=1, names_left=1), replace(NONE, equal=1, names_left=1)):
            report, told = put(other, lines)
            assert report == expected
            assert told == [(1, f"{kept.id}: 'https://a.vn/cu.html' leads to {theirs.id} here, and goes on to")]
        assert other.find("vn-a", "https://a.vn/cu.html") == theirs.id
        assert other.find("vn-a", make().url) == kept.id


def test_a_name_in_two_lines_of_one_batch_stays_with_the_first(
    store: Store, another: Another, make: Make, noon: datetime
) -> None:
    for number in (1, 2):
        store.keep(make(number), now=noon)
    first, second = exported(store).splitlines()
    stolen = changed(second, lambda archive: archive["aliases"].append("https://a.vn/tin-1.html") or archive["aliases"].sort())
    with another() as other:
        report, _ = put(other, first + b"\n" + stolen)
        assert report == replace(NONE, new=2, names_left=1)
        assert other.find("vn-a", "https://a.vn/tin-1.html") == json.loads(first)["id"]


def test_a_source_is_declared_as_the_lines_say_unless_it_is_there(
    store: Store, another: Another, make: Make, noon: datetime
) -> None:
    own = store.source("vn-a")
    assert own is not None
    store.keep_source(replace(own, title="Khác", keep_days=9, new_system=noon.date()), now=noon + HOUR)
    store.keep(make(1), now=noon)
    store.keep(make(2), now=noon)
    lines = exported(store)
    with another() as other:
        report, told = put(other, lines)
        assert (report.new, told) == (2, [(1, "vn-a is declared otherwise here, left alone")])
        assert other.source("vn-a") == own
        put(other, lines, replace=True)
        assert other.source("vn-a") == store.source("vn-a")
        assert exported(other) == lines


def test_given_up_content_comes_back_with_replace_alone(store: Store, another: Another, make: Make, noon: datetime) -> None:
    kept = store.keep(make(), now=noon)
    full = exported(store)
    with store.write() as connection:
        give_up(connection, [kept.id], now=noon + HOUR)
    pruned = exported(store)
    with another() as other:
        put(other, full)
        for lines in (pruned, full, pruned):
            before = exported(other)
            assert put(other, lines)[0] == replace(NONE, different=1)
            assert exported(other) == before
            assert put(other, lines, replace=True)[0] == replace(NONE, replaced=1)
            assert exported(other) == lines
        assert other.relations.waiting(9) == ()


def test_whatever_the_store_refuses_leaves_whole_batches(store: Store, make: Make, noon: datetime, tmp_path: Path) -> None:
    kept = store.keep_all([make(number) for number in range(250)], now=noon)
    for _ in range(2):
        store.missing(kept[-1].id, now=noon + HOUR, confirm_after=timedelta(0))
    lines = exported(store)
    with Store.open(f"sqlite:///{tmp_path}/empty/loa.sqlite3") as other:
        with other.write() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER full BEFORE INSERT ON events WHEN (SELECT count(*) FROM articles) > 200 "
                "BEGIN SELECT RAISE(ABORT, 'database is full'); END"
            )
        with pytest.raises(StoreError, match="full"):
            put(other, lines)
        assert other.counts().articles == 200
        with other.write() as connection:
            connection.exec_driver_sql("DROP TRIGGER full")
        assert put(other, lines)[0] == replace(NONE, equal=200, new=50)
        assert exported(other) == lines


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(
    store: Store, another: Another, make: Make, noon: datetime
) -> None:
    store.keep(make(), now=noon)
    with another() as other:
        lines = b"\xef\xbb\xbf" + exported(store).replace(b"\n", b"\r\n")
        assert put(other, lines) == (replace(NONE, new=1), [])


def test_a_source_of_an_older_loa_is_read(store: Store, another: Another, make: Make, noon: datetime) -> None:
    """Lines that lack a member which sources gained later."""
    store.keep(make(), now=noon)
    line = changed(exported(store), lambda archive: archive["source"].pop("keep_days"))
    with another() as other:
        assert put(other, line)[0] == replace(NONE, new=1)


def test_plain_lines_tell_what_other_programs_read(store: Store, make: Make, noon: datetime) -> None:
    ids = live(store, make, noon)
    plain = [json.loads(line) for line in export_lines(store, plain=True)]
    whole = [json.loads(line) for line in export_lines(store)]
    assert [line["id"] for line in whole] == ids
    assert [line["id"] for line in plain] == [each for each in ids if each != ids[3]]
    assert plain == [
        {name: value for name, value in line.items() if name != "archive"} for line in whole if line["archive"]["pruned"] is None
    ]
    assert list(whole[0])[-2:] == ["withdrawn", "archive"]


def test_an_imported_article_is_recognised_by_all_it_was_known_by(
    store: Store, another: Another, make: Make, noon: datetime
) -> None:
    text = "Các phường đã hoà giải. " * 20
    body = (Paragraph(text=text.strip()),)
    store.keep(make(body=body), now=noon)
    store.keep(make(body=body, title="Tin 1 sửa"), now=noon + HOUR)
    with another() as other:
        put(other, exported(store))
        assert other.keep(make(body=body, title="Tin 1 sửa"), now=noon + 2 * HOUR).outcome is Outcome.SAME
        assert other.keep(make(body=body, title="Tin 1"), now=noon + 3 * HOUR).revision == 3
        assert other.known("vn-a", ["https://a.vn/tin-1.html", make().key]) == {"https://a.vn/tin-1.html", make().key}


def test_nothing_of_a_source_that_was_never_declared_is_missing(store: Store, make: Make, noon: datetime, tmp_path: Path) -> None:
    source = Source(id="vn-c", title="C", homepage="https://c.vn/", listings=("https://c.vn/tin",), selectors={"title": "h1"})
    store.keep_source(source, now=noon + HOUR)
    store.keep(make(1, "vn-c"), now=noon)
    with Store.open(f"sqlite:///{tmp_path}/empty/loa.sqlite3") as other:
        put(other, exported(store, "vn-c"))
        assert other.sources() == (source,)


def test_what_came_in_is_found_by_its_words_and_what_it_replaced_no_more(
    store: Store, another: Another, make: Make, noon: datetime
) -> None:
    kept = store.keep(make(title="Khánh thành cầu"), now=noon)
    lines = exported(store)
    with another() as other:
        for number in (1, 2):
            other.keep(make(number, title="Dọn rác bãi biển"), now=noon)
        put(other, lines, replace=True)
        for words, expected in (("khánh thành", [kept.id]), ("dọn rác", [other.find("vn-a", make(2).url)])):
            assert [hit.article.id for hit in other.search(words, limit=9).hits] == expected
