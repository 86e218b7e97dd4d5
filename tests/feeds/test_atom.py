"""Atom as RFC 4287 and the validators want it, from articles with everything in them."""

from datetime import datetime
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from feeds.feed import Feed
from feeds.render import render_atom
from tests.feeds.conftest import (
    BASE,
    NAMESPACES,
    attributes,
    elements,
    full_feed,
    make_article,
    make_feed,
    make_rich,
    make_source,
    parse,
    source_spec,
    stored,
    texts,
)

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "schemas/atom.rng"))


@pytest.fixture(scope="module")
def feed() -> Feed:
    return full_feed()


@pytest.fixture(scope="module")
def root(feed: Feed) -> etree._Element:
    return parse(render_atom(feed))


def entry(root: etree._Element, key: str) -> etree._Element:
    (found,) = elements(root, f"atom:entry[contains(atom:id, '{key.rjust(12, 'a')}')]")
    return found


def test_it_is_valid_by_the_schema_of_the_rfc(root: etree._Element) -> None:
    SCHEMA.assertValid(root)


def test_the_schema_would_notice(feed: Feed) -> None:
    for path in ("atom:entry/atom:id", "atom:updated", "atom:entry/atom:title"):
        root = parse(render_atom(feed))
        element = root.find(path, NAMESPACES)
        assert element is not None
        element.getparent().remove(element)  # type: ignore[union-attr]
        assert not SCHEMA.validate(root), path


def test_nothing_before_the_declaration_and_no_prefix_for_atom(feed: Feed) -> None:
    body = render_atom(feed)
    assert body.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert b"<!DOCTYPE" not in body
    assert b"xmlns:atom" not in body
    assert b"<?xml-stylesheet" not in body


def test_the_first_link_is_the_article_and_the_only_alternate(root: etree._Element, feed: Feed) -> None:
    for element in root.findall("atom:entry", NAMESPACES):
        links = element.findall("atom:link", NAMESPACES)
        assert [link.get("rel") for link in links].count("alternate") == 1
        assert links[0].get("rel") == "alternate"
        assert links[0].get("type") == "text/html"
    assert texts(root, "atom:entry/atom:link[1]/@href") == [each.link for each in feed.entries]


def test_document_and_related_links_keep_what_feedgen_loses(root: etree._Element) -> None:
    rels = entry(root, "1").findall("atom:link", NAMESPACES)[1:]
    assert [attributes(link) for link in rels] == [
        {
            "rel": "enclosure",
            "type": "application/pdf",
            "length": "1234",
            "title": "Quyết định 52",
            "href": "https://ha-long.example/52.pdf",
        },
        {
            "rel": "enclosure",
            "type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "title": "phu-luc.docx",
            "href": "https://ha-long.example/phu-luc.docx",
        },
        *(
            {"rel": "related", "type": "text/html", "title": title, "href": href}
            for title, href in (
                ("Khánh thành trường mầm non số 2", "https://ha-long.example/tin/bai-2.html"),
                ("Khánh thành trường mầm non số 3", "https://bach-khe.example/tin/bai-3.html"),
                ("Khởi công trường mầm non", "https://ha-long.example/tin/khoi-cong.html"),
                ("Khánh thành trường mầm non số 5", "https://bach-khe.example/tin/bai-5.html"),
            )
        ),
    ]


def test_self_and_site_link_of_the_feed(root: etree._Element) -> None:
    links = {link.get("rel"): (link.get("href"), link.get("type")) for link in root.findall("atom:link", NAMESPACES)}
    assert links == {
        "self": (f"{BASE}all/feed.atom", "application/atom+xml"),
        "alternate": (f"{BASE}all/", "text/html"),
    }


def test_dates_are_those_of_the_article_in_its_zone(root: etree._Element) -> None:
    edited = entry(root, "1")
    assert texts(edited, "atom:published") == ["2026-11-19T00:00:00+07:00"]
    assert texts(edited, "atom:updated") == ["2026-11-20T09:04:05+07:00"]
    assert texts(entry(root, "4"), "atom:published") == ["2026-11-20T10:04:00+07:00"]  # never dated by its page: first seen


def test_updated_values_differ_and_the_feed_has_the_newest(root: etree._Element) -> None:
    moments = [datetime.fromisoformat(text) for text in texts(root, "atom:entry/atom:updated")]
    assert len(set(moments)) == len(moments)
    assert datetime.fromisoformat(texts(root, "atom:updated")[0]) == max(moments)
    assert all(moment.microsecond == 0 for moment in moments)


def test_each_entry_of_a_mixed_feed_names_its_source(root: etree._Element) -> None:
    source = entry(root, "3").find("atom:source", NAMESPACES)
    assert source is not None
    assert texts(source, "atom:id") == ["tag:loa.localhost,2026:feed:vn-bach-khe"]
    assert texts(source, "atom:title") == ["Cổng thông tin bach-khe"]
    assert texts(source, "atom:updated")
    assert texts(source, "atom:link/@href") == ["https://bach-khe.example/", f"{BASE}vn-bach-khe/feed.atom"]


def test_a_source_feed_is_its_own_source() -> None:
    source = make_source()
    feed, _ = make_feed(stored(make_rich()), spec=source_spec(source), sources=(source,))
    root = parse(render_atom(feed))
    assert root.find("atom:entry/atom:source", NAMESPACES) is None
    assert texts(root, "atom:id") == ["tag:loa.localhost,2026:feed:vn-ha-long"]
    assert texts(root, "atom:link[@rel='alternate']/@href") == ["https://ha-long.example/"]
    assert texts(root, "atom:author/atom:name") == ["Cổng thông tin ha-long"]
    SCHEMA.assertValid(root)


def test_authors_contributors_and_categories(root: etree._Element) -> None:
    rich = entry(root, "1")
    assert texts(rich, "atom:author/atom:name") == ["Phương Loan", "Huy Phương"]
    assert texts(rich, "atom:contributor/atom:name") == ["Báo Quảng Ninh"]
    assert texts(rich, "atom:category/@term") == texts(rich, "atom:category/@label") == ["Giáo dục", "Xây dựng"]


def test_organisations_are_the_authors_where_no_person_is_named() -> None:
    feed, _ = make_feed(stored(make_article(organisations=("Báo Hải Phòng",))))
    root = parse(render_atom(feed))
    assert texts(root, "atom:entry/atom:author/atom:name") == ["Báo Hải Phòng"]
    assert not texts(root, "atom:entry/atom:contributor/atom:name")


def test_without_a_byline_the_source_is_answerable(root: etree._Element) -> None:
    plain = entry(root, "2")
    assert not texts(plain, "atom:author/atom:name")
    assert texts(plain, "atom:source/atom:author/atom:name") == ["Cổng thông tin ha-long"]


def test_one_picture_outside_the_content_without_a_group(root: etree._Element) -> None:
    assert texts(root, "//media:thumbnail/@url") == ["https://ha-long.example/%E1%BA%A3nh/1.jpg"]
    assert not texts(root, "//media:group")


def test_the_language_of_an_entry_is_said_where_it_is_another(root: etree._Element) -> None:
    assert texts(root, "@xml:lang") == ["vi"]
    assert texts(root, "atom:entry/@xml:lang") == ["en"]


def test_a_feed_without_entries_is_valid_and_has_no_today() -> None:
    feed, _ = make_feed()
    root = parse(render_atom(feed))
    SCHEMA.assertValid(root)
    assert texts(root, "atom:updated") == ["1970-01-01T00:00:00+00:00"]


def test_a_reader_sees_every_part(feed: Feed) -> None:
    parsed = feedparser.parse(render_atom(feed))
    assert not parsed.bozo
    assert parsed.version == "atom10"
    rich = next(each for each in parsed.entries if each.id.endswith("aaa1"))
    assert rich.link == "https://ha-long.example/tin/bai-1.html"
    assert rich.title == "Khánh thành trường mầm non số 1"
    assert rich.summary == "Sáng 19/11, xã khánh thành trường mầm non."
    assert [author.name for author in rich.authors] == ["Phương Loan", "Huy Phương"]
    assert rich.content[0].type == "text/html"
    assert rich.content[0].value.count("<figcaption>") == 1
    assert rich.enclosures[0].href == "https://ha-long.example/52.pdf"
    assert next(link.title for link in rich.links if link.rel == "related") == "Khánh thành trường mầm non số 2"
    assert rich.updated_parsed > rich.published_parsed
