"""The portals' pages over real HTTP: what a reader meets on them."""

from __future__ import annotations

import math
import re
import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree, html

from news.article import Figure, Precision, Provenance
from scheduler.town.server import SampleTown
from tests.scheduler.town.visiting import ask, links, of, select, tree, words


@pytest.fixture(scope="module")
def still() -> Iterator[SampleTown]:
    """A town at stage 0 that no test of this module moves."""
    with SampleTown(0, stage_seconds=math.inf) as town:
        yield town


def test_every_article_says_what_is_expected(still: SampleTown) -> None:
    expected = still.expected()
    assert len(expected) >= 61
    for url, truth in expected.items():
        status, headers, body = ask(url)
        assert status == 200
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert 15_000 <= len(body) <= 40_000, (url, len(body))
        page = html.document_fromstring(body.decode())
        text = words(page)
        for line in (truth.title, truth.lead or "", *truth.captions, *truth.authors, *truth.organisations):
            assert line in text, (url, line)
        for line in truth.paragraphs:
            assert line in text or is_row(page, line), (url, line)
        images = [urljoin(url, source.replace(" ", "%20")) for source in select(page, "//img/@src")]
        assert [block.image for block in truth.body if isinstance(block, Figure)] == images
        for alias in truth.aliases:
            status, _, other = ask(alias)
            assert status == 200
            assert truth.title in words(html.document_fromstring(other.decode()))


def is_row(page: html.HtmlElement, line: str) -> bool:
    return line in {" ".join(words(cell) for cell in select(row, "./td|./th")) for row in select(page, "//tr")}


def test_each_family_keeps_its_address_and_its_marks(still: SampleTown) -> None:
    shapes = {
        "vn-ha-long": (r"/[^/]+-p13n\d+\.html", ["//h3[.='Tin tức khác']"]),
        "vn-dong-thach": (
            r"/portal/Pages/20\d\d-[1-9]\d?-[1-9]\d?/[\w-]{7,28}\.aspx",
            [
                "//*[@class='tandan-p-article-news-title']",
                "//input[@name='__VIEWSTATE']",
                "//div[@class='tandan-div-article-other']",
            ],
        ),
        "vn-bach-khe": (r"/[a-z-]+/[a-z0-9-]+-\d{6}", ["//h1[@class='ArticleHeader']", "//div[@class='ArticleContent']"]),
        "vn-ea-blom": (r"/[a-z0-9-]+-\d{4}\.html", ["//h1[contains(@class,'heading-title')]", "//h2[.='Tin tức khác']"]),
        "vn-trang-sim": (
            r"/vi/news/[a-z-]+/[a-z0-9-]+-\d+\.html",
            ["//meta[@name='generator'][starts-with(@content,'NukeViet')]"],
        ),
    }
    for portal, (shape, marks) in shapes.items():
        for truth in of(still, portal):
            assert re.fullmatch(shape, urlsplit(truth.url).path), truth.url
            page = tree(truth.url)
            for mark in marks:
                assert select(page, mark), (truth.url, mark)


def test_pages_print_the_dates_they_are_expected_to(still: SampleTown) -> None:
    for truth in still.expected().values():
        text = words(tree(truth.url))
        local = truth.published.moment + timedelta(hours=7) if truth.published else None
        if truth.portal == "vn-ha-long":
            assert "Đăng ngày" not in text
            assert (local is None) == (truth.number == "50921")
            if local and truth.published:
                assert truth.published.provenance is Provenance.PROSE
                assert re.search(rf"\b{local.day}/{local.month}\b", truth.lead or "")
            continue
        assert local
        assert truth.published
        forms = {
            "vn-dong-thach": "Đăng ngày %d - %m - %Y",
            "vn-bach-khe": "%d/%m/%Y %H:%M",
            "vn-ea-blom": "Cập nhật lúc: %d/%m/%Y",
            "vn-trang-sim": "%d/%m/%Y %H:%M",
        }
        assert local.strftime(forms[truth.portal]) in text
        minute = truth.portal in {"vn-bach-khe", "vn-trang-sim"}
        assert truth.published.precision is (Precision.MINUTE if minute else Precision.DAY)


def test_following_next_pages_finds_every_article(still: SampleTown) -> None:
    for source in still.sources():
        found: set[str] = set()
        shapes = {truth.url for truth in of(still, source.id)}
        waiting, seen = list(source.listings), set()
        while waiting:
            url = waiting.pop()
            if url in seen:
                continue
            seen.add(url)
            on_page = links(url)
            found |= {link for link in on_page if link in shapes}
            waiting += [link for link in on_page if re.search(r"(page=|PageIndex=|CurrentPage=|/page/|/page-)\d+", link)]
        assert found == shapes
        assert len(seen) >= 2
        listed = select(
            tree(source.listings[0]), "//*[contains(@class,'list-item')]//*[self::h2 or self::h3 or self::h4 or self::p]/a/@href"
        )
        assert len(listed) == 7


def test_pages_beyond_the_last_are_empty_and_odd_numbers_are_the_first(still: SampleTown) -> None:
    listing = still.sources()[3].listings[0]
    first = ask(listing)[2]
    assert b"article-item" not in ask(f"{listing}?CurrentPage=999")[2]
    for odd in ("0", "-1", "x", "%00", "1e9", "9" * 400, "²"):
        status, _, body = ask(f"{listing}?CurrentPage={odd.replace('²', '%C2%B2')}")
        assert status == 200
        assert body == first


def test_links_inside_the_town_lead_somewhere(still: SampleTown) -> None:
    for portal in still.portals:
        pages = {portal.homepage, portal.listings[0], of(still, portal.id)[0].url}
        inside = {link.partition("#")[0] for page in pages for link in links(page) if link.startswith(portal.homepage)}
        assert len(inside) > 30
        for link in inside:
            status, _, body = ask(link)
            assert status == 200, link
            assert "không tồn tại" not in body.decode(), link


def test_pictures_and_documents_are_real_files(still: SampleTown) -> None:
    attachments = 0
    for truth in still.expected().values():
        for block in truth.body:
            if isinstance(block, Figure):
                status, headers, body = ask(block.image)
                assert (status, headers["content-type"]) == (200, "image/png")
                width, height = struct.unpack(">II", body[16:24])
                assert body[:8] == b"\x89PNG\r\n\x1a\n"
                size, kind = struct.unpack(">I4s", body[33:41])
                palette_end = 41 + size + 4
                (length,) = struct.unpack(">I", body[palette_end : palette_end + 4])
                pixels = zlib.decompress(body[palette_end + 8 : palette_end + 8 + length])
                assert kind == b"PLTE"
                assert len(pixels) == height * (width + 1)
        for attachment in truth.attachments:
            attachments += 1
            status, headers, body = ask(attachment)
            assert (status, headers["content-type"]) == (200, "application/pdf")
            assert body.startswith(b"%PDF-1.4")
            (start,) = re.findall(rb"startxref\n(\d+)", body)
            assert body[int(start) :].startswith(b"xref")
    assert attachments >= 4


def test_the_slips_of_nukeviet(still: SampleTown) -> None:
    portal = still.portals[4]
    truth = next(truth for truth in of(still, portal.id) if truth.number == "911")
    page = tree(truth.url)
    assert select(page, "//meta[@property='article:published_time']/@content") == ["2024-03-27+0708:42:50"]
    assert select(page, "//*[@itemprop='datePublished']")[0].text == select(page, "//*[@itemprop='dateModified']")[0].text
    assert not select(page, "//*[@itemprop='datePublished']")[0].text.startswith("2024-03-27")
    assert select(page, "//span[@class='h5']")[0].text == "Thứ tư - 27/03/2024 08:42"
    feed = etree.fromstring(ask(f"{portal.homepage}vi/news/rss/")[2])
    moments = {item.findtext("guid"): item.findtext("pubDate") for item in feed.iter("item")}
    assert moments["news_911"] == "Wed, 27 Mar 2024 01:03:50 GMT"
    assert select(page, "//*[@class='h3']/strong/text()") == ["Những tin mới hơn", "Những tin cũ hơn"]
    assert truth.aliases == (truth.url.replace("/vi/news/", "/vi/news/print/"),)


def test_the_documents_and_lists_of_daklak(still: SampleTown) -> None:
    told = next(truth for truth in of(still, "vn-ea-blom") if truth.listed)
    page = tree(told.url)
    chosen = select(page, "//div[@class='other-list'][h2='Bài viết liên quan']//a/@href")
    assert [urljoin(told.url, link) for link in chosen] == list(told.listed)
    offered = next(truth for truth in of(still, "vn-ea-blom") if len(truth.attachments) == 2)
    box = select(tree(offered.url), "//div[@class='listtailieu']")[0]
    assert select(box, ".//iframe/@src")[0].endswith(f"?file={offered.attachments[0]}")
    assert urljoin(offered.url, select(box, ".//a/@href")[0]) == offered.attachments[1]
    viewer = f"{still.portals[3].homepage}pdfviewer/web/viewer.html?file=javascript:alert(1)"
    assert "alert" not in ask(viewer)[2].decode()


def test_the_seed_lists_five_others(still: SampleTown) -> None:
    seed = next(truth for truth in of(still, "vn-ha-long") if truth.number == "52635")
    page = tree(seed.url)
    others = select(page, "//div[@class='other']//a")
    known = still.expected()
    assert [known[urljoin(seed.url, other.get("href"))].title for other in others] == [other.text for other in others]
    assert len(others) == 5
    assert seed.published
    assert (seed.published.moment, seed.published.precision) == (datetime(2024, 1, 22, 17, tzinfo=UTC), Precision.DAY)
    assert seed.authors == ("Phương Loan", "Huy Phương")


def test_titles_end_in_what_the_source_calls_an_affix(still: SampleTown) -> None:
    for source in still.sources():
        truth = of(still, source.id)[0]
        (title,) = select(tree(truth.url), "//title/text()")
        assert title == truth.title + "".join(source.title_affixes)
