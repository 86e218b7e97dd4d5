"""Rendering: RSS and Atom of fifty full-text entries, from stored articles to bytes, against feedgen alone in the same run.

feedgen is given what it asks for ready made: for each entry its id, title, links, dates, names, categories, summary, content,
documents, source and picture, everything its interface has a place for, in one generator that writes both formats. Ours begins
with the articles as the store reads them and makes all of that first: the HTML of the blocks, sanitised, the documents, the
closing with the related articles, the ids. Nothing that an earlier build left in memory helps it; what the two formats share is
made once. Both are told in CPU time, in turns, so that a busy machine is unfair to neither.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from feedgen.feed import FeedGenerator

from feeds.building import build_feed
from feeds.feed import Feed
from feeds.memory import Memory
from feeds.moments import updated_moments
from feeds.render import render_atom, render_rss
from feeds.selection import Selection, feed_specs
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
    Table,
)
from news.related.relation import Reason, Relation
from news.source import Source
from news.store.codec import decode, encode
from news.stored import StoredArticle

CEILING = 1.5
"""Our time over feedgen's, at most; a decision of the project, so it is not a measured floor."""
ENTRIES = 50
_CACHE = type(lru_cache(len))
_NOW = datetime(2026, 11, 20, 3, 4, 5, tzinfo=UTC)
_AUTHORITY, _BASE = "loa.localhost,2026", "https://news.example.org/"
_SENTENCE = "Ủy ban nhân dân phường đã tổ chức hội nghị triển khai nhiệm vụ năm {0}, với {1} đại biểu của các khu phố tham dự. "
_SOURCES = tuple(
    Source(
        id=f"vn-xa-{number}",
        title=f"Cổng thông tin điện tử xã {number}",
        homepage=f"https://xa-{number}.example.vn/",
        listings=(f"https://xa-{number}.example.vn/tin-tuc",),
    )
    for number in range(5)
)


def render(*, rounds: int = 25) -> bool:
    """Print both times and their ratio, with nothing in memory and with all of it; tell whether the ceiling is held without."""
    written = [encode(_article(number)) for number in range(ENTRIES)]
    feed = _feed(*_stored([decode(text) for text in written]))
    sizes = len(render_rss(feed)), len(render_atom(feed))
    print(f"{len(feed.entries)} entries, {sizes[0]:,} bytes of RSS, {sizes[1]:,} of Atom; {rounds} rounds, CPU milliseconds")
    theirs, first, again = [], [], []
    for _ in range(rounds):
        theirs.append(_spent(lambda: _feedgen(feed)))
        _forget()
        first.append(_ours(written))
        again.append(_ours(written))
    peer = statistics.median(theirs)
    held = _line(first, theirs)
    print(f"  feedgen alone                                    {peer:6.1f}")
    print(f"  ours, every article for the first time           {held}")
    print(f"  ours, articles read before, none of them edited  {_line(again, theirs)}")
    ratio = _ratio(first, theirs)
    print(f"ceiling {CEILING}: {'held' if ratio <= CEILING else 'NOT held'}")
    return ratio <= CEILING


def _forget() -> None:
    """Empty every memory of ours, so that the next build is like the first of a process."""
    for each in gc.get_objects():
        if isinstance(each, Memory):
            each.forget()
        elif isinstance(each, _CACHE) and str(each.__module__).partition(".")[0] in {"feeds", "news"}:
            each.cache_clear()


def _line(ours: Sequence[float], theirs: Sequence[float]) -> str:
    return f"{statistics.median(ours):6.1f}   {_ratio(ours, theirs):.2f} times feedgen's"


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the rounds' own ratios: a round's two halves met the same machine."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def _ours(written: Sequence[str]) -> float:
    """What a build takes of articles just read from the store: new values, equal to the last ones."""
    stored, relations = _stored([decode(text) for text in written])

    def build() -> None:
        feed = _feed(stored, relations)
        render_rss(feed)
        render_atom(feed)

    return _spent(build)


def _spent(work: Callable[[], object]) -> float:
    gc.collect()
    before = time.process_time()
    work()
    return 1000 * (time.process_time() - before)


def _stored(articles: Sequence[Article]) -> tuple[tuple[StoredArticle, ...], Mapping[str, tuple[Relation, ...]]]:
    """The articles and what they are related to, as the store hands them out."""
    stored = []
    for number, article in enumerate(articles):
        seen = _NOW - timedelta(minutes=7 * number)
        identifier = f"{article.source}-{number:012}"
        stored.append(StoredArticle(id=identifier, article=article, revision=1, first_seen=seen, last_seen=_NOW))
    relations = {
        one.id: tuple(
            Relation(article=one.id, other=other.id, score=0.8, reason=Reason.SAME_STORY)
            for other in (stored[(number + step) % ENTRIES] for step in (1, 2, 3))
        )
        for number, one in enumerate(stored)
    }
    return tuple(stored), relations


def _feed(stored: tuple[StoredArticle, ...], relations: Mapping[str, tuple[Relation, ...]]) -> Feed:
    selection = Selection(
        articles=stored, updated=updated_moments(stored), relations=relations, others={each.id: each for each in stored}
    )
    spec = next(feed_specs(_SOURCES, title="Loa"))
    known = {source.id: source for source in _SOURCES}
    feed, skipped = build_feed(spec, selection, known, authority=_AUTHORITY, base=_BASE, related=5)
    if skipped:
        raise ValueError(skipped)
    return feed


def _feedgen(feed: Feed) -> tuple[bytes, bytes]:
    """What somebody writes who has every value at hand and takes feedgen as it comes."""
    generator = FeedGenerator()
    generator.load_extension("dc")
    generator.load_extension("media")
    generator.id(feed.id)
    generator.title(feed.spec.title)
    generator.description(feed.spec.subtitle)
    generator.language(feed.spec.language)
    generator.updated(feed.updated)
    generator.author({"name": feed.spec.title})
    generator.ttl(feed.ttl_minutes)
    generator.link(href=feed.address("atom"), rel="self")
    generator.link(href=feed.site, rel="alternate")
    for each in feed.entries:
        item = generator.add_entry(order="append")
        item.id(each.id)
        item.title(each.title)
        item.link(href=each.link, rel="alternate", type="text/html")
        for link in (*each.related, *each.copies):
            item.link(href=link.url, rel="related", type="text/html", title=link.title)
        for enclosure in each.enclosures:
            item.enclosure(enclosure.url, str(enclosure.bytes or 0), enclosure.media_type)
        item.published(each.published)
        item.updated(each.updated)
        item.author([{"name": name} for name in each.authors])
        item.dc.dc_creator(list(each.authors))
        item.dc.dc_rights(each.rights)
        item.category([{"term": category, "label": category} for category in each.categories])
        item.summary(each.summary, type="html")
        item.content(each.content, type="html")
        item.rights(each.rights)
        item.source(url=f"{feed.base}{each.source.id}/feed.rss", title=each.source_title)
        if each.image:
            item.media.thumbnail({"url": each.image})
    return generator.rss_str(pretty=True), generator.atom_str(pretty=True)


def _article(number: int) -> Article:
    """An article as towns write them: a lead, some two dozen blocks of 5 KB in all, a picture, a table, a document."""
    source = _SOURCES[number % len(_SOURCES)]
    paragraphs = tuple(
        Paragraph(text="".join(_SENTENCE.format(2000 + number, line + part) for part in range(3)).strip()) for line in range(10)
    )
    marked = replace(
        paragraphs[0],
        marks=(
            Mark(start=0, end=19, kind=MarkKind.STRONG),
            Mark(start=30, end=50, kind=MarkKind.LINK, href=f"{source.homepage}van-ban/{number}.pdf"),
        ),
    )
    figure = Figure(
        image=f"{source.homepage}uploads/2026/11/{number}.jpg", alt="Hội nghị", caption="Quang cảnh hội nghị", credit="Thanh Vân"
    )
    table = Table(
        rows=(
            (Cell(text="Năm", header=True), Cell(text="Đại biểu", header=True)),
            *((Cell(text=str(2020 + row)), Cell(text=str(number + row))) for row in range(4)),
        )
    )
    items = ListBlock(items=tuple(ListItem(text=f"Khu phố {each}: hoàn thành {80 + each} % kế hoạch") for each in range(4)))
    return Article(
        source=source.id,
        url=f"{source.homepage}tin-tuc/hoi-nghi-trien-khai-nhiem-vu-{number}.html",
        key=str(number),
        title=f"Hội nghị triển khai nhiệm vụ năm {2000 + number}",
        lead=_SENTENCE.format(2026, number).strip(),
        body=(marked, figure, *paragraphs[1:5], Heading(text="Kết quả", level=3), items, table, *paragraphs[5:]),
        authors=("Phương Loan",),
        organisations=("Báo Quảng Ninh",) if number % 3 == 0 else (),
        published=Published(moment=_NOW - timedelta(hours=number + 1), precision=Precision.MINUTE, provenance=Provenance.VISIBLE),
        categories=("Tin tức", "Chính trị"),
        attachments=(Attachment(url=f"{source.homepage}van-ban/{number}.pdf", title="Kế hoạch", bytes=123_456),),
        image=figure.image,
        listed=(Link(title="Kế hoạch năm tới", url=f"{source.homepage}tin-tuc/ke-hoach-{number}.html"),),
    )


if __name__ == "__main__":
    raise SystemExit(0 if render() else 1)
