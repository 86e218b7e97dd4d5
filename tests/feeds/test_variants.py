"""The variants of a feed: in short, and without updates."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.feed import NEVER
from feeds.json_feed import render_json
from feeds.render import render_atom, render_rss
from feeds.variant import Variant, vary
from tests.feeds.conftest import BASE, NOW, elements, make_article, make_feed, make_rich, parse, stored, texts
from tests.feeds.kinds import empty_feed, rich_feed


def test_each_variant_is_a_feed_of_its_own_with_the_same_entries() -> None:
    full = rich_feed()
    for variant, stem in ((Variant.SUMMARY, "summary"), (Variant.STEADY, "steady")):
        feed = vary(full, variant)
        assert feed.address("rss") == f"{BASE}vn-ha-long/{stem}.rss"
        assert feed.id == f"{full.id}:{stem}"
        assert feed.authority == full.authority == "tag:loa.localhost,2026"
        assert [entry.id for entry in feed.entries] == [entry.id for entry in full.entries]
        assert texts(parse(render_atom(feed)), "atom:link[@rel='self']/@href") == [f"{BASE}vn-ha-long/{stem}.atom"]
        assert texts(parse(render_rss(feed)), "channel/atom:link[@rel='self']/@href") == [f"{BASE}vn-ha-long/{stem}.rss"]


def test_the_full_feed_is_itself_and_no_variant_becomes_another() -> None:
    full = rich_feed()
    assert vary(full, Variant.FULL) is full
    steady = vary(full, Variant.STEADY)
    assert vary(steady, Variant.STEADY) is steady
    with pytest.raises(ValueError, match="is a variant already: steady"):
        vary(steady, Variant.SUMMARY)


def test_a_summary_has_its_picture_and_leads_on() -> None:
    feed, _ = make_feed(stored(make_rich()))
    short = vary(feed, Variant.SUMMARY)
    html = (
        '<p><img src="https://ha-long.example/%E1%BA%A3nh/1.jpg" alt=""></p>\n'
        "<p>Sáng 19/11, xã khánh thành trường mầm non.</p>\n"
        '<p><a href="https://ha-long.example/tin/bai-1.html" rel="noopener noreferrer">Đọc tiếp tại trang gốc</a></p>'
    )
    atom, channel = parse(render_atom(short)), parse(render_rss(short))[0]
    assert texts(atom, "atom:entry/atom:summary") == texts(channel, "item/description") == [html]
    assert not elements(atom, "atom:entry/atom:content")
    assert not elements(channel, "item/content:encoded")
    assert "12 phòng" not in render_rss(short).decode() + render_atom(short).decode() + render_json(short).decode()
    assert texts(channel, "item/enclosure/@url") == ["https://ha-long.example/52.pdf"]


def test_a_summary_is_text() -> None:
    feed, _ = make_feed(stored(make_article(lead="Chi < 5 tỷ & <số 5>", image="javascript:alert(1)")))
    (content,) = texts(parse(render_atom(vary(feed, Variant.SUMMARY))), "atom:entry/atom:summary")
    assert content.startswith("<p>Chi &lt; 5 tỷ &amp; &lt;số 5&gt;</p>\n")


def test_an_edit_never_shows_in_the_steady_feed() -> None:
    article = make_article()
    before, _ = make_feed(stored(article))
    after, _ = make_feed(stored(article, updated=NOW - timedelta(minutes=1), revision=2))
    after = replace(after, entries=tuple(replace(entry, note="tiêu đề") for entry in after.entries))
    assert render_atom(before) != render_atom(after)
    for render in (render_rss, render_atom, render_json):
        assert render(vary(before, Variant.STEADY)) == render(vary(after, Variant.STEADY))


def test_a_steady_feed_was_updated_when_its_newest_entry_was_published() -> None:
    steady = vary(rich_feed(), Variant.STEADY)
    assert steady.updated == max(entry.published for entry in steady.entries)
    assert vary(empty_feed(), Variant.STEADY).updated == NEVER
