"""A site's own feeds and sitemaps are listings; nothing they say beyond links, titles and dates is believed."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.listed import Listing
from crawler.pages.listing import read_listing
from crawler.pages.page import Page
from news.article import Precision, Provenance
from news.errors import LayoutError, NewsError
from news.source import Source

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SOURCE = Source(id="vn-x", title="X", homepage="https://x.gov.vn/", listings=("https://x.gov.vn/rss",))


def listing(markup: str, *, family: str = "generic", url: str = "https://x.gov.vn/rss") -> Listing:
    source = Source(id="vn-x", title="X", homepage="https://x.gov.vn/", listings=(url,), family=family)
    return read_listing(Page(url=url, markup=markup), source, now=NOW)


def rss(*items: str) -> str:
    return f'<?xml version="1.0" encoding="windows-1252"?>\n<rss version="2.0"><channel>{"".join(items)}</channel></rss>'


def item(link: str, title: str = "Tin", date: str = "Wed, 27 Mar 2024 01:42:50 GMT", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate>{more}</item>"


def test_rss_gives_links_titles_and_dates_in_order() -> None:
    found = listing(rss(item("https://x.gov.vn/tin/b-12.html", "<![CDATA[Xã <b>A</b> &amp; B]]>"), item("/tin/a-11.html")))
    assert [link.url for link in found.links] == ["https://x.gov.vn/tin/b-12.html", "https://x.gov.vn/tin/a-11.html"]
    assert found.links[0].title == "Xã A & B"
    published = found.links[0].published
    assert published is not None
    assert published.moment == datetime(2024, 3, 27, 1, 42, tzinfo=UTC)
    assert (published.precision, published.provenance) == (Precision.MINUTE, Provenance.LISTING)
    assert found.next is None


def test_minutes_of_a_nukeviet_feed_are_never_believed() -> None:
    found = listing(rss(item("https://x.gov.vn/vi/news/tin/a-11.html", date="Wed, 27 Mar 2024 01:03:50 GMT")), family="nukeviet")
    published = found.links[0].published
    assert published is not None
    assert published.precision is Precision.HOUR
    assert published.moment == datetime(2024, 3, 27, 1, 0, tzinfo=UTC)


def test_a_feed_of_any_family_that_writes_months_for_minutes_is_found_out() -> None:
    found = listing(rss(*(item(f"https://x.gov.vn/tin/a-{n}.html", date=f"Wed, 27 Mar 2024 0{n}:03:50 GMT") for n in range(4))))
    assert {link.published.precision for link in found.links if link.published} == {Precision.HOUR}


def test_guids_that_repeat_lose_no_article_and_addresses_that_repeat_double_none() -> None:
    guid = '<guid isPermaLink="false">news_11</guid>'
    same = "https://x.gov.vn/tin/a.html"
    found = listing(rss(item(same, more=guid), item("https://x.gov.vn/tin/b.html", more=guid), item(f"{same}?utm_source=rss")))
    assert [link.url for link in found.links] == [same, "https://x.gov.vn/tin/b.html"]


def test_a_permalink_stands_in_for_a_missing_link_and_other_hosts_are_left_out() -> None:
    found = listing(rss("<item><title>A</title><guid>https://x.gov.vn/a</guid></item>", item("https://evil.example/b")))
    assert [link.url for link in found.links] == ["https://x.gov.vn/a"]
    assert found.links[0].published is None


def test_atom_and_its_next_page() -> None:
    found = listing(
        """<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="?page=2"/>
        <entry><title type="html">A &amp;lt;i&amp;gt;b&amp;lt;/i&amp;gt;</title>
        <link rel="edit" href="/edit/1"/><link href="/tin/1"/><updated>2025-01-02T00:00:00Z</updated>
        <published>2024-12-31T23:30:00+07:00</published></entry></feed>"""
    )
    assert [(link.url, link.title) for link in found.links] == [("https://x.gov.vn/tin/1", "A b")]
    assert found.links[0].published is not None
    assert found.links[0].published.moment == datetime(2024, 12, 31, 16, 30, tzinfo=UTC)
    assert found.next == "https://x.gov.vn/rss?page=2"


def test_rss_1_0() -> None:
    found = listing(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <item rdf:about="x"><title>A</title><link>https://x.gov.vn/a</link><dc:date>2024-05-01</dc:date></item></rdf:RDF>"""
    )
    assert [link.url for link in found.links] == ["https://x.gov.vn/a"]
    assert found.links[0].published is not None
    assert found.links[0].published.precision is Precision.DAY


def test_a_sitemap_gives_the_newest_first_and_takes_no_change_for_a_publication() -> None:
    found = listing(
        """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
        <url><loc>https://x.gov.vn/old</loc><lastmod>2020-01-01</lastmod></url>
        <url><loc> https://x.gov.vn/new </loc><lastmod>2024-01-01</lastmod><n:news>
        <n:publication_date>2023-12-30T08:00:00+07:00</n:publication_date>
        <n:title>Mới</n:title></n:news></url></urlset>"""
    )
    assert [link.url for link in found.links] == ["https://x.gov.vn/new", "https://x.gov.vn/old"]
    assert found.links[0].title == "Mới"
    assert found.links[0].published is not None
    assert found.links[0].published.moment == datetime(2023, 12, 30, 1, 0, tzinfo=UTC)
    assert found.links[1].published is None


def test_an_index_of_sitemaps_says_which_to_list() -> None:
    with pytest.raises(LayoutError, match=r"index of 2 sitemaps.*https://x\.gov\.vn/s2\.xml"):
        listing(
            "<sitemapindex><sitemap><loc>https://x.gov.vn/s1.xml</loc></sitemap>"
            "<sitemap><loc>https://x.gov.vn/s2.xml</loc></sitemap></sitemapindex>"
        )


@pytest.mark.parametrize(
    "markup",
    [
        "<rss>",
        "<rss><channel/></rss>",
        "<feed><entry><link href='javascript:alert(1)'/></entry></feed>",
        "<urlset><url><loc>file:///etc/passwd</loc></url></urlset>",
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><link>&x;</link></item></rss>',
        "<rss>" + "<item>" * 100_000,
    ],
)
def test_what_offers_nothing_is_an_error(markup: str) -> None:
    with pytest.raises(LayoutError, match="links"):
        listing(markup)


def test_entities_are_not_unfolded() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    text = f"<!DOCTYPE rss [{bomb}]><rss><item><link>https://x.gov.vn/a</link><title>&e11;</title></item></rss>"
    try:
        titles = [link.title for link in listing(text).links]
    except LayoutError:
        titles = []
    assert "lol" not in "".join(titles)


def test_a_half_broken_feed_gives_what_can_be_read() -> None:
    broken = rss(item("https://x.gov.vn/a", "A & B"), item("https://x.gov.vn/b", "C"))
    assert [link.url for link in listing(broken).links] == ["https://x.gov.vn/a", "https://x.gov.vn/b"]


def test_a_page_that_only_talks_of_feeds_is_a_page() -> None:
    page = "<html><head><title>rss</title></head><body><ul>" + "".join(
        f'<li><a href="/tin/bai-viet-{n}.html">Bài viết dài số {n} của xã</a></li>' for n in range(6)
    )
    assert len(listing(page + "</ul></body></html>").links) == 6


@given(st.text(alphabet="<>/&;='\"rsfedntmlink :A\x00\ufffe", max_size=200))
def test_any_text_gives_a_listing_or_a_named_error(text: str) -> None:
    with contextlib.suppress(NewsError):
        assert listing("<rss>" + text).links
