"""Feeds of topics: what the sources themselves call their articles, gathered under common names."""

import json
from dataclasses import replace
from datetime import timedelta

from lxml import etree

from feeds.publish import FeedOptions, publish
from feeds.selection import Kind, feed_specs, select
from feeds.specs import topic_specs
from news import topics
from news.related.relation import Reason, Relation
from news.store import Store
from tests.feeds.conftest import NOW, make_article, make_source, minute, parse, texts


def test_a_topic_that_is_used_has_a_feed_named_in_the_language_of_its_sources() -> None:
    one, other = make_source(), make_source("elsewhere", language="en")
    first, second = topic_specs({"health", "education", "no-such-topic"}, (one,))
    assert [(each.stem, each.title) for each in (first, second)] == [("topic/education", "Giáo dục"), ("topic/health", "Y tế")]
    assert first.subtitle == "Tin của chính quyền các địa phương thuộc chủ đề “Giáo dục”, toàn văn, kèm tin liên quan."
    assert (first.kind, first.several, first.language, first.sources) == (Kind.TOPIC, True, "vi", ("vn-ha-long",))
    (mixed,) = topic_specs({"health"}, (one, other))
    assert (mixed.title, mixed.language, mixed.sources) == ("Health", None, ("vn-ha-long", "vn-elsewhere"))
    assert mixed.subtitle == "News of local governments on “Health”, in full, with related news."
    assert not list(topic_specs((), (one,)))


def test_every_topic_can_name_a_folder() -> None:
    stems = [spec.stem for spec in topic_specs([each.slug for each in topics.topics()], (make_source(),))]
    assert len(stems) == len(set(stems)) == len(topics.topics())


def test_a_topic_holds_the_articles_whose_category_means_it_copies_once_and_withdrawn_ones_marked(store: Store) -> None:
    def keep(key: str, place: str, category: str, hour: int) -> str:
        article = make_article(key, place, categories=(category,), published=minute(2026, 11, 18, hour))
        return store.keep(article, now=NOW).id

    gone = keep("1", "ha-long", "Tin giáo dục", 1)
    original = keep("2", "ha-long", "Giáo dục - Y tế", 2)
    copy = keep("3", "bach-khe", "Giáo dục và Đào tạo", 3)
    keep("4", "bach-khe", "Trường Đại học Kinh tế", 4)
    for pair in ((original, copy), (copy, original)):
        store.relations.keep(pair[0], [Relation(article=pair[0], other=pair[1], score=1, reason=Reason.COPY)])
    for hours in (1, 30):
        store.missing(gone, now=NOW + timedelta(hours=hours), confirm_after=timedelta(hours=24))
    assert store.topics() == {"education": 3, "health": 1}
    education, health = topic_specs(store.topics(), store.sources())
    selection = select(store, education, limit=9)
    assert [stored.id for stored in selection.articles] == [original, gone]
    assert [bool(stored.withdrawn) for stored in selection.articles] == [False, True]
    assert [stored.id for stored in select(store, health, limit=9).articles] == [original]
    alone = next(topic_specs({"education"}, [each for each in store.sources() if each.id == "vn-bach-khe"]))
    assert [stored.id for stored in select(store, alone, limit=9).articles] == [copy]  # its original is not in this feed
    everything = next(feed_specs(store.sources(), title="Loa"))
    assert len(select(store, everything, limit=9).articles) == 3


def test_topics_are_published_in_every_format_and_variant_and_listed(store: Store, options: FeedOptions) -> None:
    kept = store.keep(make_article(categories=("Giáo dục",)), now=NOW)
    publish(store, options, now=NOW)
    folder = options.public_dir / "topic" / "education"
    names = {f"{variant}.{kind}" for variant in ("feed", "summary", "steady") for kind in ("rss", "atom", "json")}
    assert {path.name for path in folder.iterdir()} == names
    root = parse((folder / "feed.atom").read_bytes())
    assert texts(root, "atom:id") == ["tag:loa.localhost,2026:feed:topic/education"]
    assert texts(root, "atom:entry/atom:id") == [f"tag:loa.localhost,2026:{kept.id}"]
    assert texts(root, "atom:entry/atom:source/atom:title") == ["Cổng thông tin ha-long"]
    outlines = etree.fromstring((options.public_dir / "feeds.opml").read_bytes()).findall("body/outline")
    assert ("Giáo dục", "https://news.example.org/topic/education/feed.atom") in {
        (each.get("text"), each.get("xmlUrl")) for each in outlines
    }
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    other = replace(options, public_dir=options.public_dir.parent / "other")
    publish(store, other, now=NOW + timedelta(hours=1))
    assert {path.name: path.read_bytes() for path in (other.public_dir / "topic" / "education").iterdir()} == before


def test_a_topic_that_nothing_is_of_any_more_has_ended_until_it_is_used_again(store: Store, options: FeedOptions) -> None:
    store.keep(make_article(categories=("Giáo dục",)), now=NOW)
    publish(store, options, now=NOW)
    store.keep(make_article(categories=("Y tế",)), now=NOW)
    publish(store, options, now=NOW)
    table = options.public_dir / "addresses.json"
    assert json.loads(table.read_text())["ended"] == ["topic/education"]
    assert not (options.public_dir / "topic" / "education").exists()
    assert (options.public_dir / "topic" / "health" / "feed.rss").exists()
    store.keep(make_article("2", categories=("Giáo dục",)), now=NOW)
    publish(store, options, now=NOW)
    assert json.loads(table.read_text())["ended"] == []
