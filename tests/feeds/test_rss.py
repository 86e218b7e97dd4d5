"""RSS 2.0 by the specification, the best-practices profile and what readers make of it."""

import re
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from lxml import etree

from feeds.feed import Feed
from feeds.render import render_atom, render_rss
from news.article import Attachment
from tests.feeds.conftest import (
    BASE,
    NAMESPACES,
    attributes,
    elements,
    full_feed,
    make_article,
    make_feed,
    make_source,
    parse,
    source_spec,
    stored,
    texts,
)

RFC822 = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}"
)


@pytest.fixture(scope="module")
def feed() -> Feed:
    return full_feed()


@pytest.fixture(scope="module")
def channel(feed: Feed) -> etree._Element:
    return parse(render_rss(feed))[0]


def item(channel: etree._Element, key: str) -> etree._Element:
    (found,) = elements(channel, f"item[contains(guid, '{key.rjust(12, 'a')}')]")
    return found


def test_the_channel_links_to_the_site_and_to_itself(channel: etree._Element) -> None:
    assert texts(channel, "link") == [f"{BASE}all/"]
    (link,) = channel.findall("atom:link", NAMESPACES)
    assert attributes(link) == {"href": f"{BASE}all/feed.rss", "rel": "self", "type": "application/rss+xml"}
    assert texts(channel, "language") == ["vi"]
    assert texts(channel, "ttl") == ["15"]


def test_the_site_link_of_a_source_is_its_homepage() -> None:
    source = make_source()
    feed, _ = make_feed(stored(make_article()), spec=source_spec(source), sources=(source,))
    channel = parse(render_rss(feed))[0]
    assert texts(channel, "link") == ["https://ha-long.example/"]
    assert not texts(channel, "item/source")


def test_ids_links_and_order_are_those_of_atom(feed: Feed, channel: etree._Element) -> None:
    atom = parse(render_atom(feed))
    assert texts(channel, "item/guid") == texts(atom, "atom:entry/atom:id")
    assert set(texts(channel, "item/guid/@isPermaLink")) == {"false"}
    assert texts(channel, "item/link") == texts(atom, "atom:entry/atom:link[1]/@href")
    assert texts(channel, "item/content:encoded") == texts(atom, "atom:entry/atom:content")


def test_dates_have_four_digits_the_right_weekday_and_the_zone(channel: etree._Element) -> None:
    dates = texts(channel, "item/pubDate") + texts(channel, "lastBuildDate")
    for text in dates:
        assert RFC822.fullmatch(text)
        assert parsedate_to_datetime(text).strftime("%a") == text[:3]
    assert texts(item(channel, "1"), "pubDate") == ["Thu, 19 Nov 2026 00:00:00 +0700"]
    newest_edit = max(parsedate_to_datetime(text) for text in texts(channel, "item/pubDate"))
    assert parsedate_to_datetime(texts(channel, "lastBuildDate")[0]) >= newest_edit


def test_only_an_edited_item_says_when(channel: etree._Element) -> None:
    assert texts(channel, "item/atom:updated") == ["2026-11-20T09:04:05+07:00"]


def test_authors_without_addresses_are_creators(channel: etree._Element) -> None:
    assert texts(item(channel, "1"), "dc:creator") == ["Phương Loan", "Huy Phương"]
    assert texts(item(channel, "1"), "dc:contributor") == ["Báo Quảng Ninh"]
    assert not channel.findall(".//author")


def test_the_description_is_the_summary_and_stands_before_the_content(channel: etree._Element) -> None:
    for each in channel.findall("item"):
        names = [child.tag for child in each]
        assert names.index("description") < names.index(f"{{{NAMESPACES['content']}}}encoded")
    assert texts(item(channel, "1"), "description") == ["Sáng 19/11, xã khánh thành trường mầm non."]


def test_one_enclosure_with_its_true_length(channel: etree._Element) -> None:
    (enclosure,) = item(channel, "1").findall("enclosure")
    assert attributes(enclosure) == {"url": "https://ha-long.example/52.pdf", "length": "1234", "type": "application/pdf"}


def test_a_document_of_unknown_length_is_linked_but_no_enclosure_in_rss() -> None:
    feed, _ = make_feed(stored(make_article(attachments=(Attachment(url="https://ha-long.example/x.pdf"),))))
    channel = parse(render_rss(feed))[0]
    assert not channel.findall("item/enclosure")
    assert 'href="https://ha-long.example/x.pdf"' in texts(channel, "item/content:encoded")[0]
    (link,) = parse(render_atom(feed)).findall("atom:entry/atom:link[@rel='enclosure']", NAMESPACES)
    assert (link.get("type"), link.get("length")) == ("application/pdf", None)


def test_the_source_of_an_item_is_its_own_feed(channel: etree._Element) -> None:
    (source,) = item(channel, "3").findall("source")
    assert (source.get("url"), source.text) == (f"{BASE}vn-bach-khe/feed.rss", "Cổng thông tin bach-khe")


def test_related_links_stand_beside_the_list_in_the_content(channel: etree._Element) -> None:
    rich = item(channel, "1")
    links = rich.findall("atom:link", NAMESPACES)
    assert {link.get("rel") for link in links} == {"related"}
    content = texts(rich, "content:encoded")[0]
    assert all(f'href="{link.get("href")}"' in content for link in links)


def test_a_feed_without_entries_says_no_build_date() -> None:
    feed, _ = make_feed()
    channel = parse(render_rss(feed))[0]
    assert not channel.findall("lastBuildDate")
    assert not channel.findall("item")


def test_a_plain_summary_with_special_characters_survives_readers_that_expect_html() -> None:
    feed, _ = make_feed(stored(make_article(lead="Chi < 5 tỷ & thu > 2 tỷ")))
    channel = parse(render_rss(feed))[0]
    assert texts(channel, "item/description") == ["Chi &lt; 5 tỷ &amp; thu &gt; 2 tỷ"]


def test_a_reader_sees_every_part(feed: Feed) -> None:
    parsed = feedparser.parse(render_rss(feed))
    assert not parsed.bozo
    assert parsed.version == "rss20"
    rich = next(each for each in parsed.entries if each.id.endswith("aaa1"))
    assert rich.link == "https://ha-long.example/tin/bai-1.html"
    assert rich.title == "Khánh thành trường mầm non số 1"
    assert [author.name for author in rich.authors] == ["Phương Loan", "Huy Phương"]
    assert rich.content[0].value.count("<figcaption>") == 1
    assert rich.enclosures[0].length == "1234"
