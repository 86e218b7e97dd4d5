"""The pages for people: reachable without scripts, named for machines and screen readers, safe from what towns write."""

import itertools
import re
from pathlib import Path

import pytest
from lxml import html
from lxml.etree import _Element

from feeds.publish import FeedOptions, publish
from news.store import Store
from tests.feeds.conftest import BASE, NOW, make_article, make_rich

STYLE = Path("feeds/web/static/style.css")


@pytest.fixture
def pages(store: Store, options: FeedOptions) -> dict[str, _Element]:
    store.keep(make_rich(), now=NOW)
    store.keep(make_article("2", title='</title><script>alert("x")</script> & <số 5>', published=None), now=NOW)
    publish(store, options, now=NOW)
    found = options.public_dir.rglob("*.html")
    return {str(path.relative_to(options.public_dir)): html.document_fromstring(path.read_bytes()) for path in found}


def hrefs(page: _Element, path: str) -> list[str]:
    found = page.xpath(path)
    assert isinstance(found, list)
    return [str(each) for each in found]


def test_there_is_a_page_for_every_feed(pages: dict[str, _Element]) -> None:
    folders = ("all", "topic/building", "topic/education", "vn-bach-khe", "vn-ha-long")
    assert pages.keys() == {"404.html", "index.html", *(f"{folder}/index.html" for folder in folders)}


def test_structure_for_everyone(pages: dict[str, _Element]) -> None:
    for name, page in pages.items():
        assert page.get("lang") == "vi", name
        assert len(page.findall(".//main")) == len(page.findall(".//h1")) == len(page.findall(".//title")) == 1, name
        assert page.find(".//header") is not None
        assert page.find(".//footer") is not None
        assert hrefs(page, "//a[@class='skip']/@href") == ["#main"]
        assert hrefs(page, "//main/@id") == ["main"]
        assert hrefs(page, "//meta[@name='viewport']/@content"), name
        levels = [int(str(heading.tag)[1]) for heading in page.iter("h1", "h2", "h3")]
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), name
        for labelled in hrefs(page, "//@aria-labelledby"):
            assert page.xpath(f"//*[@id='{labelled}']"), name


def test_no_scripts_no_inline_styles_nothing_from_elsewhere(pages: dict[str, _Element]) -> None:
    for name, page in pages.items():
        assert not page.xpath("//script | //style | //iframe | //img | //form | //*[@style] | //@*[starts-with(name(), 'on')]"), (
            name
        )
        for address in hrefs(page, "//link[@rel='stylesheet' or @rel='icon']/@href"):
            assert re.fullmatch(r"((\.\./)*|/)(style\.css|favicon\.svg)", address), name


def test_links_within_the_site_lead_somewhere(pages: dict[str, _Element], options: FeedOptions) -> None:
    for name, page in pages.items():
        folder = options.public_dir / name if name != "404.html" else options.public_dir / "x"
        for address in hrefs(page, "//@href"):
            if not re.match(r"https?:|mailto:|#", address):
                path = options.public_dir / address.lstrip("/") if address.startswith("/") else folder.parent / address
                path = path / "index.html" if address.endswith("/") else path
                assert path.is_file(), (name, address)


def test_feeds_are_discovered_the_most_important_first(pages: dict[str, _Element]) -> None:
    kinds = ["application/atom+xml", "application/rss+xml", "application/feed+json"]
    for name, first in (("index.html", "all/feed.atom"), ("vn-ha-long/index.html", "feed.atom"), ("all/index.html", "feed.atom")):
        found = pages[name].xpath("//head/link[@rel='alternate']")
        assert isinstance(found, list)
        links = [link for link in found if isinstance(link, _Element)]
        assert links[0].get("href") == first
        assert [link.get("type") for link in links[:3]] == kinds
        assert all(link.get("title") for link in links)


def test_the_front_page_lists_every_feed(pages: dict[str, _Element]) -> None:
    page = pages["index.html"]
    assert hrefs(page, "//main//h3/a/@href") == [
        "all/",
        "vn-bach-khe/",
        "vn-ha-long/",
        "topic/education/",
        "topic/building/",
    ]
    text = re.sub(r"\s+", " ", str(page.text_content()))  # type: ignore[attr-defined]
    assert f"{BASE}vn-ha-long/feed.atom" in text
    assert "2 bài · articles" in text
    assert "Chưa có bài" in text
    assert hrefs(page, "//time/@datetime")[0] == "2026-11-20T10:04:00+07:00"


def test_a_feed_page_shows_addresses_and_articles(pages: dict[str, _Element]) -> None:
    page = pages["vn-ha-long/index.html"]
    assert [str(code.text) for code in page.findall(".//dd/code")] == [
        f"{BASE}vn-ha-long/feed.{kind}" for kind in ("atom", "rss", "json")
    ]
    assert hrefs(page, "//article/h3/a/@href") == [
        "https://ha-long.example/tin/bai-2.html",
        "https://ha-long.example/tin/bai-1.html",
    ]
    assert hrefs(page, "//article/@lang") == ["vi", "vi"]
    assert [str(time.text) for time in page.findall(".//article//time")] == ["10:04 20/11/2026", "19/11/2026"]
    text = str(page.text_content())  # type: ignore[attr-defined]
    assert "trang không ghi ngày đăng" in text
    assert "Phương Loan, Huy Phương" in text
    assert hrefs(page, "//details//a/@href") == ["https://ha-long.example/tin/khoi-cong.html"]
    assert "& <số 5>" in text
    assert hrefs(page, "//header//a[starts-with(@href, 'http')]/@href") == ["https://ha-long.example/"]


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_contrast_by_wcag_aa_in_both_schemes() -> None:
    schemes = re.findall(r":root \{(.*?)\}", STYLE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", scheme))
        for ink in ("ink", "quiet", "link"):
            for ground in ("paper", "code"):
                lighter, darker = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
                assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (ink, ground)
