"""One feed of every kind and variant, with everything an entry can have, for tests of what all must accept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from feeds.feed import Feed, FeedLink
from feeds.related import Related
from feeds.tombstone import Tombstone
from feeds.variant import Variant, vary
from news.place import Place
from news.related.relation import Reason
from tests.feeds.conftest import (
    AUTHORITY,
    BASE,
    NOW,
    full_feed,
    make_article,
    make_feed,
    make_rich,
    make_source,
    minute,
    source_spec,
    stored,
)

HUB = FeedLink(rel="hub", href="https://hub.example/")
SOURCE = replace(make_source(), place=Place(name="Phường Hạ Long", country="vn", point="20.9511 107.0748"))


def rich_feed() -> Feed:
    """The feed of one source: an edited, a withdrawn, a plain, an undated and a foreign article, on the map, with a hub."""
    edited = stored(make_rich(), updated=NOW - timedelta(hours=1), revision=2)
    withdrawn = stored(make_rich("2", published=minute(2026, 11, 18, 8, 30)), withdrawn=NOW - timedelta(minutes=5))
    plain = stored(make_article("3", published=minute(2026, 11, 18, 8, 30), lead="Chi < 5 tỷ & thu > 2 tỷ"))
    undated = stored(make_article("4", published=None, body=(), lead=None, title="“Tin” <số 5> & 'nháy'"))
    foreign = stored(make_article("5", published=minute(2026, 11, 17, 1, 0), language="en"))
    feed, skipped = make_feed(edited, withdrawn, plain, undated, foreign, spec=source_spec(SOURCE), sources=(SOURCE,))
    assert not skipped
    related = Related(url="https://bach-khe.example/9", title="Khởi công", reason=Reason.SAME_STORY, source="Bạch Khê")
    entries = tuple(
        replace(entry, related=(*entry.related, related), note="tiêu đề" if entry.edited else "") for entry in feed.entries
    )
    return replace(feed, entries=entries, links=(HUB,), tombstones=(Tombstone(ref=f"tag:{AUTHORITY}:vn-ha-long-old", when=NOW),))


def archive_feed() -> Feed:
    """A page of the archive of a source's feed, between two others."""
    stem = f"{BASE}vn-ha-long"
    links = (
        FeedLink(rel="self", href=f"{stem}/archive/2.atom", media_type="application/atom+xml"),
        FeedLink(rel="current", href=f"{stem}/feed.atom", media_type="application/atom+xml"),
        FeedLink(rel="prev-archive", href=f"{stem}/archive/1.atom", media_type="application/atom+xml"),
        FeedLink(rel="next-archive", href=f"{stem}/archive/3.atom", media_type="application/atom+xml"),
    )
    return replace(rich_feed(), links=links, archive=True, tombstones=())


def every_feed() -> Iterator[tuple[str, Feed]]:
    """Feeds by kind and variant: those of one source, of several, of none, and an archive."""
    mixed = full_feed()
    stems = ("place/vn-22-07123", "topic/giao-duc", "story/s-abcdefghijkl", "search/truong-hoc", "health")
    full = {
        "source": rich_feed(),
        "all": replace(mixed, links=(HUB, FeedLink(rel="next", href=f"{BASE}all/older.json"))),
        **{
            stem.partition("/")[0]: replace(
                mixed, id=f"tag:{AUTHORITY}:feed:{stem}", spec=replace(mixed.spec, stem=stem, title=f"Kênh {stem}")
            )
            for stem in stems
        },
        "empty": empty_feed(),
    }
    for kind, feed in full.items():
        for variant in Variant:
            yield f"{kind}-{variant.value}", vary(feed, variant)
    yield "archive", archive_feed()


def empty_feed() -> Feed:
    """A source's feed before its first article."""
    return make_feed(spec=source_spec(SOURCE), sources=(SOURCE,))[0]
