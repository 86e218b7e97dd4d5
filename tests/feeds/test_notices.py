"""What a feed says besides the news: that its source cannot be read, and that an article was taken back."""

from dataclasses import replace
from datetime import timedelta

from feeds.publish import FeedOptions, publish
from news.run import Run
from news.store import Store
from news.store.health import Healths
from tests.feeds.conftest import AUTHORITY, NOW, elements, make_article, make_source, parse, texts


def fails(store: Store, hours: range) -> None:
    source = make_source()
    for hour in hours:
        at = NOW + timedelta(hours=hour)
        store.runs.keep(Run(source=source.id, started=at, finished=at, failed={"dns": 1}, error="no such host"))
        Healths(store).judge(source, now=at)


def test_an_outage_is_told_once_and_closed_when_it_is_over(store: Store, options: FeedOptions) -> None:
    store.keep(make_article(), now=NOW)
    fails(store, range(0, 12, 6))
    publish(store, options, now=NOW + timedelta(hours=12))
    own, every = options.public_dir / "vn-ha-long/feed.atom", options.public_dir / "all/feed.atom"
    assert b"outage/" not in own.read_bytes()  # not yet longer than readers may expect
    fails(store, range(12, 200, 6))
    publish(store, options, now=NOW + timedelta(hours=200))
    told = own.read_bytes()
    assert told.count(b"outage/vn-ha-long/20261120T030405Z") == 1
    assert "chưa đọc được tin mới từ 20/11/2026" in told.decode()
    assert b"outage/" not in every.read_bytes()
    publish(store, options, now=NOW + timedelta(hours=300))
    assert own.read_bytes() == told
    publish(store, replace(options, outage_notices=False), now=NOW + timedelta(hours=300))
    assert b"outage/" not in own.read_bytes()
    for hour in (301, 302):
        at = NOW + timedelta(hours=hour)
        store.runs.keep(Run(source="vn-ha-long", started=at, finished=at, listed=9, fetched=1, new=1))
        Healths(store).judge(make_source(), now=at)
    publish(store, options, now=NOW + timedelta(hours=303))
    closed = parse(own.read_bytes())
    (notice,) = (each for each in elements(closed, "atom:entry") if "outage/" in texts(each, "atom:id")[0])
    assert texts(notice, "atom:id") == [f"tag:{AUTHORITY}:outage/vn-ha-long/20261120T030405Z"]
    assert "đã đọc lại được tin" in texts(notice, "atom:title")[0]
    assert texts(notice, "atom:published")[0].encode() in told
    assert texts(notice, "atom:updated") > texts(notice, "atom:published")
    health = parse((options.public_dir / "health/feed.atom").read_bytes())
    assert len(texts(health, "atom:entry/atom:title")) >= 2
    assert "broken (dns)" in " ".join(texts(health, "atom:entry/atom:title"))
    assert b"health/" not in (options.public_dir / "feeds.opml").read_bytes()


def test_what_was_withdrawn_is_taken_back(store: Store, options: FeedOptions) -> None:
    kept = store.keep(make_article(), now=NOW)
    store.keep(make_article("2"), now=NOW)
    publish(store, options, now=NOW)
    for days in (1, 2):
        store.missing(kept.id, now=NOW + timedelta(days=days), confirm_after=timedelta(0))
    publish(store, options, now=NOW + timedelta(days=2))
    folder = options.public_dir / "vn-ha-long"
    root = parse((folder / "feed.atom").read_bytes())
    assert len(texts(root, "atom:entry/atom:id")) == 1
    assert [each.get("ref") for each in root.iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry")] == [
        f"tag:{AUTHORITY}:{kept.id}"
    ]
    assert len(texts(parse((folder / "feed.rss").read_bytes()), "channel/item/guid")) == 2
