"""Builders of what feeds are made from: one rich article, sources, a store of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from feeds.building import build_feed
from feeds.feed import Feed
from feeds.moments import updated_moments
from feeds.publish import FeedOptions
from feeds.selection import FeedSpec, Selection, feed_specs
from news.article import (
    Article,
    Attachment,
    Cell,
    Figure,
    Heading,
    Link,
    ListBlock,
    ListItem,
    Mark,
    MarkKind,
    Paragraph,
    Precision,
    Provenance,
    Published,
    Quote,
    Table,
)
from news.related.relation import Reason, Relation
from news.source import Source
from news.store import Store
from news.stored import StoredArticle

NOW = datetime(2026, 11, 20, 3, 4, 5, tzinfo=UTC)
BASE = "https://news.example.org/"
AUTHORITY = "loa.localhost,2026"
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
    "content": "http://purl.org/rss/1.0/modules/content/",
}


def make_source(place: str = "ha-long", **changes: Any) -> Source:
    values: dict[str, Any] = {
        "id": f"vn-{place}",
        "title": f"Cổng thông tin {place}",
        "homepage": f"https://{place}.example/",
        "listings": (f"https://{place}.example/tin",),
    }
    return Source(**{**values, **changes})


def day(year: int, month: int, number: int) -> Published:
    """A date as a page of Vietnam shows it without a time."""
    moment = datetime(year, month, number, tzinfo=UTC) - timedelta(hours=7)
    return Published(moment=moment, precision=Precision.DAY, provenance=Provenance.VISIBLE)


def minute(*numbers: int) -> Published:
    return Published(moment=datetime(*numbers, tzinfo=UTC), precision=Precision.MINUTE, provenance=Provenance.VISIBLE)  # type: ignore[misc,arg-type]


def make_article(key: str = "1", place: str = "ha-long", **changes: Any) -> Article:
    values: dict[str, Any] = {
        "source": f"vn-{place}",
        "url": f"https://{place}.example/tin/bai-{key}.html",
        "key": key,
        "title": f"Khánh thành trường mầm non số {key}",
        "lead": "Sáng 19/11, xã khánh thành trường mầm non.",
        "body": (Paragraph(text="Công trình có 12 phòng học."),),
        "published": day(2026, 11, 19),
    }
    return Article(**{**values, **changes})


RICH_BODY = (
    Paragraph(
        text="Công trình có 12 phòng học, theo Quyết định 52/QĐ & phụ lục.",
        marks=(
            Mark(start=14, end=26, kind=MarkKind.STRONG),
            Mark(start=33, end=51, kind=MarkKind.LINK, href="https://ha-long.example/văn bản/52.pdf"),
        ),
    ),
    Heading(text="Kinh phí", level=3),
    ListBlock(items=(ListItem(text="Xã: 2 tỷ"), ListItem(text="dân góp", depth=1), ListItem(text="Tỉnh: < 5 tỷ"))),
    Quote(text="Các cháu có chỗ học."),
    Table(
        rows=(
            (Cell(text="Năm", header=True), Cell(text="Phòng", header=True)),
            (Cell(text="2026", colspan=1), Cell(text="12", rowspan=2)),
        ),
        caption="Số phòng",
    ),
    Figure(image="https://ha-long.example/ảnh/1.jpg", alt="Lễ cắt băng", caption="Quang cảnh buổi lễ", credit="Thanh Vân"),
)


def make_rich(key: str = "1", place: str = "ha-long", **changes: Any) -> Article:
    values: dict[str, Any] = {
        "body": RICH_BODY,
        "authors": ("Phương Loan", "Huy Phương"),
        "organisations": ("Báo Quảng Ninh",),
        "categories": ("Giáo dục", "Xây dựng"),
        "attachments": (
            Attachment(url="https://ha-long.example/52.pdf", title="Quyết định 52", media_type="application/pdf", bytes=1234),
            Attachment(url="https://ha-long.example/phu-luc.docx"),
        ),
        "image": "https://ha-long.example/ảnh/1.jpg",
        "listed": (Link(title="Khởi công trường mầm non", url="https://ha-long.example/tin/khoi-cong.html"),),
    }
    return make_article(key, place, **{**values, **changes})


def stored(article: Article, **changes: Any) -> StoredArticle:
    values: dict[str, Any] = {
        "id": f"{article.source}-{article.key.rjust(12, 'a')}",
        "article": article,
        "revision": 1,
        "first_seen": NOW,
        "last_seen": NOW,
    }
    return StoredArticle(**{**values, **changes})


def make_feed(
    *articles: StoredArticle,
    spec: FeedSpec | None = None,
    sources: tuple[Source, ...] = (),
    relations: Mapping[str, tuple[Relation, ...]] | None = None,
    related: int = 5,
) -> tuple[Feed, tuple[str, ...]]:
    """A feed of these articles, of all sources unless told otherwise, and what was skipped."""
    known = {source.id: source for source in sources or (make_source(),)}
    return build_feed(
        spec or next(feed_specs(tuple(known.values()), title="Loa")),
        Selection(
            articles=articles,
            updated=updated_moments(articles),
            relations=relations or {},
            others={each.id: each for each in articles},
        ),
        known,
        authority=AUTHORITY,
        base=BASE,
        related=related,
    )


def source_spec(source: Source) -> FeedSpec:
    return list(feed_specs((source,), title="Loa"))[1]


def relation(one: StoredArticle, other: StoredArticle, reason: Reason = Reason.SAME_STORY, score: float = 0.9) -> Relation:
    return Relation(article=one.id, other=other.id, score=score, reason=reason)


def full_feed() -> Feed:
    """Several articles of two sources with everything an article can have, one edited, one undated, two of one minute."""
    rich = stored(make_rich(), updated=NOW - timedelta(hours=1), revision=2)
    follow = stored(make_article("2", published=minute(2026, 11, 18, 8, 30)))
    twin = stored(make_article("3", "bach-khe", published=minute(2026, 11, 18, 8, 30)))
    undated = stored(make_article("4", "bach-khe", published=None, language="en", body=()))
    copy = stored(make_article("5", "bach-khe", published=day(2026, 11, 20)))
    feed, skipped = make_feed(
        rich,
        follow,
        twin,
        undated,
        copy,
        sources=(make_source(), make_source("bach-khe")),
        relations={
            rich.id: (relation(rich, follow), relation(rich, twin, Reason.SIMILAR, 0.4), relation(rich, copy, Reason.COPY, 1.0))
        },
    )
    assert not skipped
    return feed


def parse(document: bytes) -> etree._Element:
    return etree.fromstring(document, etree.XMLParser(resolve_entities=False, huge_tree=False))


def texts(root: etree._Element, path: str) -> list[str]:
    found = root.xpath(path, namespaces=NAMESPACES)
    assert isinstance(found, list)
    return [str(each if isinstance(each, str) else each.text) for each in found]  # type: ignore[union-attr]


def elements(root: etree._Element, path: str) -> list[etree._Element]:
    found = root.xpath(path, namespaces=NAMESPACES)
    assert isinstance(found, list)
    return [each for each in found if isinstance(each, etree._Element)]


def attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/loa.sqlite3") as opened:
        for place in ("ha-long", "bach-khe"):
            opened.keep_source(make_source(place), now=NOW)
        yield opened


@pytest.fixture
def options(tmp_path: Path) -> FeedOptions:
    return FeedOptions(public_dir=tmp_path / "public", public_url=BASE, tag_authority=AUTHORITY)
