"""Whatever a site says, the feed stays whole: legal XML, no markup in titles, no address but http(s), stable ids."""

import html
import json
import re
import string
import unicodedata
from time import process_time
from typing import Any
from urllib.parse import urlsplit

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from feeds import addresses
from feeds.addresses import web_address
from feeds.content import MAX_WEIGHT, weight
from feeds.json_feed import render_json
from feeds.plain import title_of
from feeds.render import render_atom, render_rss
from feeds.variant import Variant, vary
from news.article import (
    Article,
    Attachment,
    Block,
    Cell,
    Figure,
    Heading,
    Link,
    ListBlock,
    ListItem,
    Mark,
    MarkKind,
    Paragraph,
    Quote,
    Table,
)
from tests.feeds.conftest import BASE, NOW, elements, make_article, make_feed, make_source, parse, stored, texts
from tests.feeds.rules import problems_of_atom, problems_of_json, problems_of_rss

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ufdd0-\ufdef\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
PIECES = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<b>",
        "</title>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "&amp;lt;",
        "&#8;",
        "\x08",
        "\ufffe",
        "\ud800",
        "\u202e",
        "\x00",
        "Tiếng Việt",
        "<img src=x onerror=alert(1)>",
        '"',
        "'",
        "\r\n",
        "\x85",
        "e\u0301",
        "<số 5>",
        "😀",
        "<svg/onload=alert(1)>",
        "%s%n{0}",
    ]
)
TEXT = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=6).map("".join))
URL = st.one_of(
    st.sampled_from(
        [
            "javascript:alert(1)",
            "data:text/html,<script>",
            "//evil.example/x",
            "/relative",
            "https://ha-long.example/a b",
            "https://user:pass@ha-long.example/",
            "http://[::1",
            "http://x:99999/",
            " https://ha-long.example/\n",
            "https://phường.example/đ",
            "https://ha-long.example/%zz?q=\"<>'",
            "http://" + "a" * 3000,
            "vbscript:x",
            "http://",
            "https://ha-long.example/\x08x",
            "java\nscript:alert(1)",
        ]
    ),
    st.text(max_size=30).map("https://ha-long.example/".__add__),
    st.text(max_size=30),
)
MARKS = st.lists(
    st.builds(
        Mark,
        start=st.integers(-2, 30),
        end=st.integers(-2, 30),
        kind=st.sampled_from(MarkKind),
        href=st.none() | URL,
    ),
    max_size=6,
).map(tuple)
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, text=TEXT, marks=MARKS),
    st.builds(Quote, text=TEXT, marks=MARKS),
    st.builds(Heading, text=TEXT, level=st.integers(-1, 9)),
    st.builds(
        ListBlock,
        items=st.lists(st.builds(ListItem, text=TEXT, marks=MARKS, depth=st.integers(-3, 40)), max_size=5).map(tuple),
        ordered=st.booleans(),
    ),
    st.builds(
        Table,
        rows=st.lists(
            st.lists(
                st.builds(Cell, text=TEXT, header=st.booleans(), colspan=st.integers(-5, 10**9), rowspan=st.integers(0, 10**9)),
                max_size=3,
            ).map(tuple),
            max_size=3,
        ).map(tuple),
        caption=st.none() | TEXT,
    ),
    st.builds(Figure, image=URL, alt=st.none() | TEXT, caption=st.none() | TEXT, credit=st.none() | TEXT),
)
ATTACHMENT = st.builds(
    Attachment, url=URL, title=st.none() | TEXT, media_type=st.none() | TEXT, bytes=st.none() | st.integers(-1, 10**12)
)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    fields: dict[str, Any] = {
        "title": draw(TEXT),
        "lead": draw(st.none() | TEXT),
        "body": tuple(draw(st.lists(BLOCK, max_size=4))),
        "authors": draw(TEXTS),
        "organisations": draw(TEXTS),
        "categories": draw(TEXTS),
        "attachments": tuple(draw(st.lists(ATTACHMENT, max_size=2))),
        "image": draw(st.none() | URL),
        "listed": tuple(draw(st.lists(st.builds(Link, title=TEXT, url=URL), max_size=2))),
        "language": draw(st.sampled_from(["vi", "en", "", "x" * 99, "vi\x00", '"><'])),
        "timezone": draw(st.sampled_from(["Asia/Ho_Chi_Minh", "", "../../etc/passwd", "Mars/Olympus", "\x00"])),
    }
    return make_article(**fields)


def assert_harmless(content: str, *, schemes: frozenset[str] = frozenset({"http", "https", "mailto"})) -> None:
    assert weight(content) <= MAX_WEIGHT
    tree = lxml_html.fragment_fromstring(content, create_parent="div")
    for element in tree.iter():
        assert isinstance(element.tag, str), "a comment or an instruction"
        assert element.tag not in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "form",
            "input",
            "svg",
            "math",
            "meta",
            "link",
            "base",
        }
        assert element.tag != "a" or element.get("rel") == "noopener noreferrer"
        for name, value in element.attrib.items():
            assert name in {"href", "rel", "src", "alt", "colspan", "rowspan"}
            if name in {"href", "src"}:
                assert urlsplit(str(value)).scheme in schemes
                assert str(value).isascii()
            if name in {"colspan", "rowspan"}:
                assert 1 <= int(value) <= 100


@settings(max_examples=150, deadline=None)
@given(st.lists(articles(), min_size=1, max_size=3))
def test_no_article_breaks_a_feed(hostile: list[Article]) -> None:
    good = stored(make_article("good"))
    several = [stored(article, id=f"vn-ha-long-{'b' * 11}{index + 2}") for index, article in enumerate(hostile)]
    feed, skipped = make_feed(good, *several)
    assert len(feed.entries) + len(skipped) == len(several) + 1
    assert good.id in {entry.article_id for entry in feed.entries}
    atom, rss, items = parse(render_atom(feed)), parse(render_rss(feed)), json.loads(render_json(feed))["items"]
    ids = [f"tag:loa.localhost,2026:{entry.article_id}" for entry in feed.entries]
    assert texts(atom, "atom:entry/atom:id") == texts(rss, "channel/item/guid") == [item["id"] for item in items] == ids
    for text in (*texts(atom, "//text()"), *texts(atom, "//@*"), *texts(rss, "//text()"), *texts(rss, "//@*")):
        assert not ILLEGAL.search(text)
        assert unicodedata.is_normalized("NFC", text)
    for title in (*texts(atom, "atom:entry/atom:title"), *texts(rss, "channel/item/title")):
        assert title.strip()
        assert not re.search(r"<(?:script|b|img|svg|/title)", title)
    for content in texts(atom, "atom:entry/atom:content"):
        assert_harmless(content)
    for address in (
        *texts(atom, "//@href"),
        *texts(rss, "//link"),
        *texts(rss, "//enclosure/@url"),
        *texts(atom, "//media:*/@url"),
    ):
        assert re.fullmatch(r"https?://[!-~]+", address)
        assert web_address(address) == address
    assert all(len(elements(item, "enclosure")) <= 1 for item in elements(rss, "channel/item"))
    assert not feedparser.parse(render_rss(feed)).bozo
    for variant in Variant:
        shown = vary(feed, variant)
        distinct = variant is not Variant.STEADY
        assert problems_of_atom(render_atom(shown), now=NOW, distinct=distinct) == []
        assert problems_of_rss(render_rss(shown), now=NOW) == []
        assert problems_of_json(render_json(shown), now=NOW) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(articles(), max_size=3))
def test_the_same_articles_give_the_same_bytes(hostile: list[Article]) -> None:
    several = [stored(article, id=f"vn-ha-long-{'b' * 11}{index + 2}") for index, article in enumerate(hostile)]
    one, again = make_feed(*several)[0], make_feed(*several)[0]
    assert render_atom(one) == render_atom(again)
    assert render_rss(one) == render_rss(again)
    assert render_json(one) == render_json(again)


@given(st.text(alphabet=string.printable + "đằngữ<>&\x00\u202e"))
def test_a_title_is_settled_in_one_step(text: str) -> None:
    title = title_of(text)
    assert title_of(title) == title
    assert len(title) <= 300


@given(URL)
def test_an_address_is_settled_in_one_step(url: str) -> None:
    address = web_address(url)
    if address is not None:
        assert web_address(address) == address
        assert "@" not in urlsplit(address).netloc
        assert etree.fromstring(f"<a href='{html.escape(address)}'/>").get("href") == address


@settings(max_examples=300, deadline=None)
@given(st.from_regex(addresses._READY, fullmatch=True))
def test_an_address_that_is_ready_would_be_left_as_it_is(url: str) -> None:
    assert len(url) > 2000 or addresses._mended(url) == web_address(url) == url


def test_depth_and_number_cost_no_more_than_in_proportion() -> None:
    text = "chữ " * 5_000
    deep = tuple(Mark(start=number, end=len(text) - number, kind=MarkKind.STRONG) for number in range(9_000))
    items = tuple(ListItem(text="x", depth=number) for number in range(9_000))
    body = (Paragraph(text=text, marks=deep), ListBlock(items=items), Paragraph(text="<div>" * 9_000))
    before = process_time()
    feed, skipped = make_feed(stored(make_article(body=body, title="<b>" * 9_000 + "Tin", lead="<p>" * 9_000)))
    assert not skipped
    assert_harmless(feed.entries[0].content)
    render_atom(feed)
    assert process_time() - before < 5


def test_huge_texts_are_cut_and_lead_to_the_original() -> None:
    huge = stored(
        make_article(title="chữ " * 5000, lead="& " * 50_000, body=tuple(Paragraph(text="<&>" * 40_000) for _ in range(9)))
    )
    feed, skipped = make_feed(huge)
    assert not skipped
    (entry,) = feed.entries
    assert weight(entry.content) <= MAX_WEIGHT
    assert (
        '<a href="https://ha-long.example/tin/bai-1.html" rel="noopener noreferrer">Đọc tiếp tại trang gốc</a>' in entry.content
    )
    assert len(entry.title) <= 300
    assert len(entry.summary) <= 600
    assert len(render_rss(feed)) < 300_000


def test_a_document_stays_below_two_megabytes() -> None:
    heavy = [stored(make_article(str(number), body=(Paragraph(text="chữ & " * 25_000),))) for number in range(20)]
    feed, _ = make_feed(*heavy)
    assert 5 <= len(feed.entries) < 20
    assert len(render_rss(feed)) < 2_000_000
    assert len(render_atom(feed)) < 2_000_000


def test_what_cannot_be_an_entry_is_named() -> None:
    nameless = stored(make_article("1", title="\u202e<b></b>\x08"))
    leading_nowhere = stored(make_article("2", url="javascript:alert(1)"))
    feed, skipped = make_feed(nameless, leading_nowhere, stored(make_article("3")))
    assert len(feed.entries) == 1
    assert [line.partition(":")[0] for line in skipped] == [nameless.id, leading_nowhere.id]


def test_an_article_of_no_known_source_is_named() -> None:
    feed, skipped = make_feed(stored(make_article("1", "nowhere")), stored(make_article("2")))
    assert len(feed.entries) == 1
    assert skipped == ("vn-nowhere-aaaaaaaaaaa1: KeyError: 'vn-nowhere'",)


def test_a_hostile_source_harms_nothing() -> None:
    source = make_source(title="<script>\x08</script>", homepage="javascript:alert(1)", language="?")
    feed, skipped = make_feed(stored(make_article()), sources=(source,))
    assert not skipped
    root = parse(render_atom(feed))
    assert texts(root, "atom:entry/atom:source/atom:title") == ["vn-ha-long"]
    assert not [href for href in texts(root, "//@href") if not href.startswith((BASE, "https://ha-long.example/"))]
