"""Archives: from a feed one comes to all it ever had, in documents whose set of entries never changes (RFC 5005)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from feeds.archive import SIZE, blocks_of
from feeds.publish import FeedOptions, publish
from news import places
from news.article import Paragraph
from news.store import Store
from news.store.arrivals import Arrival
from news.store.pruning import give_up
from tests.feeds.conftest import AUTHORITY, BASE, NOW, elements, make_article, make_source, minute, parse, texts
from tests.feeds.reading import by_atoma, by_feedparser
from tests.feeds.rules import problems_of_atom, problems_of_rss
from tests.feeds.test_validity import ATOM

HOUR = timedelta(hours=1)
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
WARD = places.get("vn/quang-ninh/phuong-ha-long")
KINDS = pytest.mark.parametrize("kind", ["atom", "rss"])


def fill(store: Store, count: int, start: int = 0, place: str = "ha-long") -> list[str]:
    """Articles that come in the order in which they were published, a minute apart."""
    moments = [divmod(number, 60) for number in range(start, start + count)]
    return [
        store.keep(make_article(f"{hour}-{late}", place, published=minute(2026, 11, 18, hour, late)), now=NOW).id
        for hour, late in moments
    ]


def links(document: bytes, rel: str) -> list[str]:
    """Those of the document itself, not of its entries."""
    return [str(each.get("href")) for each in elements(parse(document), f"(/atom:feed|/rss/channel)/atom:link[@rel='{rel}']")]


def walk(options: FeedOptions, stem: str, kind: str) -> Iterator[tuple[str, bytes]]:
    """The feed and, one after the other, all that it leads to, as a client goes that knows nothing but addresses."""
    address = f"{BASE}{stem}/feed.{kind}"
    while address:
        document = (options.public_dir / address.removeprefix(BASE)).read_bytes()
        yield address, document
        found = links(document, "prev-archive")
        assert len(found) <= 1
        address = found[0] if found else ""


def ids(document: bytes) -> list[str]:
    return [each.id for each in by_feedparser(document)]


def archived(options: FeedOptions, stem: str = "vn-ha-long") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((options.public_dir / stem / "archive").glob("*"))}


@KINDS
def test_from_the_feed_one_comes_to_every_article_once(store: Store, options: FeedOptions, kind: str) -> None:
    store.keep_source(replace(make_source(), place=WARD), now=NOW)
    own, others = fill(store, 2 * SIZE + 20), fill(store, SIZE - 1, place="bach-khe")
    publish(store, options, now=NOW)
    assert WARD is not None
    for stem, expected in (
        ("vn-ha-long", own),
        ("vn-bach-khe", others),
        (f"place/{WARD.code}", own),
        ("all", [*own, *others]),
    ):
        (_, feed), *archive = walk(options, stem, kind)
        tags = {f"tag:{AUTHORITY}:{each}" for each in expected}
        assert {*ids(feed), *(each for _, document in archive for each in ids(document))} == tags
        assert set(Counter(each for _, document in archive for each in ids(document)).values()) <= {1}
        whole = len(expected) // SIZE
        assert whole <= len(archive) <= whole + 1
        assert parse(feed).find(f".//{ARCHIVE}") is None
        for (address, document), after in zip(archive, [None, *archive], strict=False):
            root = parse(document)
            assert root.find(f".//{ARCHIVE}") is not None
            assert links(document, "self") == [address]
            assert links(document, "current") == [f"{BASE}{stem}/feed.{kind}"]
            follows = after is not None and int(after[0].rpartition("/")[2].partition("-")[0]) <= whole
            assert links(document, "next-archive") == ([after[0]] if after and follows else [])
            assert [each.id for each in by_atoma(document)] == ids(document)
            problems = problems_of_atom(document, now=NOW) if kind == "atom" else problems_of_rss(document, now=NOW)
            assert problems == []
            if kind == "atom":
                ATOM.assertValid(root)
                assert texts(root, "atom:id") == texts(parse(feed), "atom:id")


def test_what_stands_in_an_archive_stays(store: Store, options: FeedOptions) -> None:
    fill(store, 2 * SIZE + 5)
    publish(store, options, now=NOW)
    before = archived(options)
    assert len(before) == 4
    fill(store, SIZE, start=2 * SIZE + 5)
    report = publish(store, options, now=NOW + HOUR)
    after = archived(options)
    changed = {name for name in before if after[name] != before[name]}
    # The last one learns which comes next, once.
    assert {re.sub(r"-.*\.", ".", name) for name in changed} == {"2.atom", "2.rss"}
    for name in changed:
        assert ids(after[name]) == ids(before[name])
        assert len(links(after[name], "next-archive")) == 1
    assert len(after) == 6
    assert len([name for name in report.written if "vn-ha-long/archive/" in name]) == 4
    assert publish(store, options, now=NOW + HOUR, everything=True).written == ()


def test_late_articles_that_no_feed_shows_are_found_too(store: Store, options: FeedOptions) -> None:
    fill(store, SIZE + 3)
    old = [store.keep(make_article("old", published=minute(2025, 1, 1)), now=NOW).id]
    publish(store, options, now=NOW)
    (_, feed), (rest, document), *_ = walk(options, "vn-ha-long", "atom")
    assert not {f"tag:{AUTHORITY}:{each}" for each in old} & set(ids(feed))
    assert f"tag:{AUTHORITY}:{old[0]}" in ids(document)
    assert rest.startswith(f"{BASE}vn-ha-long/archive/2-")
    old.append(store.keep(make_article("older", published=minute(2024, 1, 1)), now=NOW).id)
    publish(store, options, now=NOW)
    _, (grown, document), *archive = walk(options, "vn-ha-long", "atom")
    assert grown != rest  # other entries, another address
    assert not (options.public_dir / rest.removeprefix(BASE)).exists()
    assert {f"tag:{AUTHORITY}:{each}" for each in old} <= set(ids(document))
    assert [links(each, "next-archive") for _, each in archive] == [[]]
    fill(store, SIZE, start=SIZE + 3)
    publish(store, options, now=NOW)
    assert len(list(walk(options, "vn-ha-long", "atom"))) == 3
    assert len(archived(options)) == 4


def test_an_old_article_is_corrected_where_it_stands(store: Store, options: FeedOptions) -> None:
    kept = fill(store, 2 * SIZE + 10)
    publish(store, options, now=NOW)
    before = archived(options)
    store.keep(
        make_article(
            "0-0", published=minute(2026, 11, 18), body=(Paragraph(text="Công trình có 14 phòng học, chứ không phải 12."),)
        ),
        now=NOW + HOUR,
    )
    publish(store, options, now=NOW + HOUR)
    after = archived(options)
    assert {name[0] for name in before if after[name] != before[name]} == {"1"}
    assert all(ids(after[name]) == ids(before[name]) for name in before)
    (found,) = [each for each in by_feedparser(after[next(iter(before))]) if each.id.endswith(kept[0])]
    assert "14 phòng học" in found.content
    assert found.updated == NOW + HOUR


@KINDS
def test_what_was_withdrawn_leaves_the_archive(store: Store, options: FeedOptions, kind: str) -> None:
    kept = fill(store, 2 * SIZE + 10)
    publish(store, options, now=NOW)
    names = set(archived(options))
    for hours in (1, 2):
        store.missing(kept[3], now=NOW + hours * HOUR, confirm_after=HOUR)
    with store.write() as connection:
        give_up(connection, [kept[4]], now=NOW)
    publish(store, options, now=NOW + 3 * HOUR)
    assert set(archived(options)) == names
    *_, (_, document) = walk(options, "vn-ha-long", kind)
    assert len(ids(document)) == SIZE - 2
    assert b"bai-0-3.html" not in document
    assert b"bai-0-4.html" not in document
    if kind == "atom":
        root = parse(document)
        assert [each.get("ref") for each in root.iter(DELETED)] == [f"tag:{AUTHORITY}:{kept[3]}"]
        ATOM.assertValid(etree.fromstring(re.sub(rb"<at:deleted-entry.*?</at:deleted-entry>", b"", document, flags=re.DOTALL)))


def test_a_source_that_joins_a_place_brings_its_past(store: Store, options: FeedOptions) -> None:
    store.keep_source(replace(make_source(), place=WARD), now=NOW)
    own, others = fill(store, SIZE + 2), fill(store, SIZE, place="bach-khe")
    publish(store, options, now=NOW)
    store.keep_source(replace(make_source("bach-khe"), place=WARD), now=NOW + HOUR)
    publish(store, options, now=NOW + HOUR)
    assert WARD is not None
    (_, feed), *archive = walk(options, f"place/{WARD.code}", "atom")
    found = {*ids(feed), *(each for _, document in archive for each in ids(document))}
    assert found == {f"tag:{AUTHORITY}:{each}" for each in (*own, *others)}
    assert len(archived(options, f"place/{WARD.code}")) == 2 * 2


def test_other_code_leaves_archives_and_other_options_do_not(
    store: Store, options: FeedOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, SIZE + 1)
    publish(store, options, now=NOW)
    file = next((options.public_dir / "vn-ha-long" / "archive").glob("1-*.atom"))
    whole = file.read_bytes()
    file.write_bytes(b"as it was written then")
    monkeypatch.setattr("feeds.state.code", lambda: "newer")
    assert publish(store, options, now=NOW).built
    assert file.read_bytes() == b"as it was written then"
    publish(store, replace(options, title="Tin"), now=NOW)
    assert file.read_bytes() == whole
    assert publish(store, replace(options, archives=False), now=NOW).removed
    assert not file.parent.exists()
    assert not links((options.public_dir / "vn-ha-long" / "feed.atom").read_bytes(), "prev-archive")


def test_only_full_feeds_lead_to_archives_and_json_has_none(store: Store, options: FeedOptions) -> None:
    fill(store, SIZE)
    publish(store, options, now=NOW)
    leading = {path.name for path in Path(options.public_dir / "vn-ha-long").glob("*.*") if b"prev-archive" in path.read_bytes()}
    assert leading == {"feed.atom", "feed.rss"}


def test_blocks_are_counted_off_and_named_by_what_they_hold() -> None:
    arrivals = [Arrival(2 * number, f"vn-a-{number}") for number in range(2 * SIZE + 1)]
    blocks = [block for block, _ in blocks_of(arrivals)]
    assert [block.last for block in blocks] == [2 * SIZE - 2, 4 * SIZE - 2, 4 * SIZE]
    assert [block for block, _ in blocks_of(arrivals[SIZE:], start=1)] == blocks[1:]
    assert len({block.name.partition("-")[2] for block in blocks}) == 3
    (other, _), *_ = blocks_of([*arrivals[:3], *arrivals[4:]])
    assert other.name != blocks[0].name
