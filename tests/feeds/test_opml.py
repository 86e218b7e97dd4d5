"""OPML 2.0: the list of feeds that readers import, and feeds in several languages."""

from dataclasses import replace

import feedparser
from lxml import etree

from feeds.json_feed import render_json
from feeds.opml import render_opml
from feeds.render import render_atom, render_rss
from tests.feeds.conftest import BASE, attributes, full_feed, parse, texts
from tests.feeds.kinds import rich_feed


def test_each_feed_is_an_outline_that_readers_subscribe_to() -> None:
    body = render_opml((full_feed(), rich_feed()), title="Loa & <bạn>")
    assert body.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    root = parse(body)
    assert root.get("version") == "2.0"
    assert texts(root, "head/title") == ["Loa & <bạn>"]
    outlines = [attributes(each) for each in root.iter("outline")]
    assert [each["xmlUrl"] for each in outlines] == [f"{BASE}all/feed.atom", f"{BASE}vn-ha-long/feed.atom"]
    assert outlines[1] == {
        "type": "rss",
        "text": "Cổng thông tin ha-long",
        "title": "Cổng thông tin ha-long",
        "description": outlines[1]["description"],
        "xmlUrl": f"{BASE}vn-ha-long/feed.atom",
        "htmlUrl": "https://ha-long.example/",
        "language": "vi",
    }
    assert outlines[1]["description"].startswith("Tin đăng trên ha-long.example")


def test_a_feed_in_several_languages_names_none_for_the_whole() -> None:
    feed = full_feed()
    mixed = replace(feed, spec=replace(feed.spec, language=None))
    atom, channel = parse(render_atom(mixed)), parse(render_rss(mixed))[0]
    assert not texts(atom, "@xml:lang")
    assert sorted(texts(atom, "atom:entry/@xml:lang")) == sorted(texts(channel, "item/dc:language")) == ["en", *["vi"] * 4]
    assert channel.find("language") is None
    assert b'"language": null' not in render_json(mixed)
    (outline,) = parse(render_opml((mixed,), title="x")).iter("outline")
    assert "language" not in outline.attrib
    assert not feedparser.parse(render_atom(mixed)).bozo


def test_an_empty_list_is_a_list() -> None:
    assert etree.QName(parse(render_opml((), title="Loa"))).localname == "opml"
