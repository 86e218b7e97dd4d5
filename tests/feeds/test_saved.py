"""Saved searches: feeds of questions that the operator wrote down, among the published files."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from feeds.publish import FeedOptions, publish
from feeds.question import question_of
from feeds.saved import SavedSearch, saved_specs
from feeds.selection import Kind, select
from news import places
from news.article import Paragraph
from news.errors import QueryError
from news.store import Store
from tests.feeds.conftest import NOW, make_article, make_source, minute, parse, texts

WATER = SavedSearch(name="nuoc-sach", question=question_of("nước sạch"))


@pytest.fixture
def full(store: Store) -> Store:
    for number in range(4):
        place = "ha-long" if number % 2 else "bach-khe"
        body = (Paragraph(text=f"Công trình nước sạch số {number}."),)
        store.keep(make_article(str(number), place, body=body, published=minute(2026, 11, 1 + number)), now=NOW)
    store.keep(make_article("road", body=(Paragraph(text="Đường mới."),)), now=NOW)
    return store


def keys(store: Store, saved: SavedSearch, limit: int = 9) -> list[str]:
    (spec,) = saved_specs(store, [saved], store.sources(), limit=limit, now=NOW).specs
    return [stored.article.key for stored in select(store, spec, limit=limit).articles]


def test_a_search_is_its_newest_articles_by_source_and_place(full: Store) -> None:
    assert keys(full, WATER) == ["3", "2", "1", "0"]
    assert keys(full, WATER, limit=2) == ["3", "2"]
    assert keys(full, replace(WATER, question=question_of("nuoc sach", sources=["vn-ha-long"]))) == ["3", "1"]
    ward = places.find("Phường Hạ Long", "vn")[0]
    full.keep_source(replace(make_source(), place=ward), now=NOW)
    assert keys(full, replace(WATER, question=question_of("nước", places=[ward.parent or ""]))) == ["3", "1"]


def test_what_a_feed_of_a_search_is_called(full: Store) -> None:
    (spec,) = saved_specs(full, [WATER], full.sources(), limit=9, now=NOW).specs
    assert (spec.stem, spec.title, spec.language, spec.kind) == ("search/nuoc-sach", "nước sạch", "vi", Kind.SEARCH)
    assert spec.subtitle == "Bài mới nhất tìm được với “nước sạch”, toàn văn, kèm tin liên quan."
    (spec,) = saved_specs(full, [replace(WATER, title="Nước <b>cho dân</b>")], full.sources(), limit=9, now=NOW).specs
    assert spec.title == "Nước cho dân"


def test_a_search_is_published_in_every_format_and_variant_and_listed(full: Store, options: FeedOptions) -> None:
    options = replace(options, searches=(WATER,))
    assert publish(full, options, now=NOW).skipped == ()
    folder = options.public_dir / "search" / "nuoc-sach"
    names = {f"{variant}.{kind}" for variant in ("feed", "summary", "steady") for kind in ("rss", "atom", "json")}
    assert {path.name for path in folder.iterdir()} == names
    root = parse((folder / "feed.atom").read_bytes())
    assert texts(root, "atom:id") == ["tag:loa.localhost,2026:feed:search/nuoc-sach"]
    assert len(texts(root, "atom:entry")) == 4
    assert b"https://news.example.org/search/nuoc-sach/feed.atom" in (options.public_dir / "feeds.opml").read_bytes()
    again = publish(full, options, now=NOW + timedelta(days=40))
    assert again.written == again.removed == ()


def test_a_withdrawn_article_leaves_a_search_by_a_tombstone(full: Store, options: FeedOptions) -> None:
    options = replace(options, searches=(WATER,))
    gone = next(stored.id for stored in full.newest(limit=9) if stored.article.key == "2")
    for hours in (1, 30):
        full.missing(gone, now=NOW + timedelta(hours=hours), confirm_after=timedelta(hours=24))
    publish(full, options, now=NOW)
    root = parse((options.public_dir / "search/nuoc-sach/feed.atom").read_bytes())
    assert len(texts(root, "atom:entry")) == 3
    graves = root.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert [grave.get("ref") for grave in graves] == [f"tag:loa.localhost,2026:{gone}"]
    items = json.loads((options.public_dir / "search/nuoc-sach/feed.json").read_text())["items"]
    assert [item["title"].startswith("[Đã gỡ]") for item in items] == [False, True, False, False]


def test_a_search_that_cannot_be_answered_keeps_the_feeds_it_had(full: Store, options: FeedOptions) -> None:
    options = replace(options, searches=(WATER,))
    publish(full, options, now=NOW)
    folder = options.public_dir / "search" / "nuoc-sach"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    nobody = replace(WATER, question=question_of("nước sạch", sources=["vn-nobody"]))
    report = publish(full, replace(options, searches=(nobody,)), now=NOW)
    assert report.skipped == ("search nuoc-sach: no source is called 'vn-nobody'",)
    nowhere = replace(WATER, name="khac", question=question_of("nước", places=["Atlantis"]))
    with full.write() as connection:
        connection.execute(text("DELETE FROM meta WHERE key LIKE 'search%'"))
    report = publish(full, replace(options, searches=(WATER, nowhere)), now=NOW)
    assert [line.partition(":")[0] for line in report.skipped] == ["search nuoc-sach", "search khac"]
    assert "the search index is not whole" in report.skipped[0]
    assert "no source speaks for a place 'Atlantis'" in report.skipped[1]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert json.loads((options.public_dir / "addresses.json").read_text())["ended"] == []


def test_a_search_that_is_asked_no_more_has_ended(full: Store, options: FeedOptions) -> None:
    publish(full, replace(options, searches=(WATER,)), now=NOW)
    publish(full, options, now=NOW)
    assert not (options.public_dir / "search").exists()
    assert json.loads((options.public_dir / "addresses.json").read_text())["ended"] == ["search/nuoc-sach"]


def test_a_question_is_one_however_it_is_written() -> None:
    assert question_of("  nước \n sạch ", sources=["vn-b", "vn-a", "vn-a"], places=[" "]) == question_of(
        "nước sạch", sources=["vn-a", "vn-b"]
    )
    for words, sources in (("-nước", []), ("", []), ("nước", [f"vn-{number}" for number in range(21)])):
        with pytest.raises(QueryError):
            question_of(words, sources=sources)
