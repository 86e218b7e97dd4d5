from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    Precision,
    Provenance,
    Published,
    Quote,
    Table,
)
from news.errors import StoreError
from news.store.codec import decode, encode, pack, unpack
from news.text import clean

ANY = st.text(max_size=20)
TEXT = ANY.map(clean)
MAYBE = st.none() | TEXT
MARK = st.builds(Mark, start=st.integers(0, 99), end=st.integers(0, 99), kind=st.sampled_from(MarkKind), href=MAYBE)
MARKS = st.lists(MARK, max_size=3).map(tuple)
CELL = st.builds(Cell, text=TEXT, header=st.booleans(), colspan=st.integers(1, 9), rowspan=st.integers(1, 9))
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, text=TEXT, marks=MARKS),
    st.builds(Quote, text=TEXT, marks=MARKS),
    st.builds(Heading, text=TEXT, level=st.integers(2, 6)),
    st.builds(
        ListBlock,
        items=st.lists(st.builds(ListItem, text=TEXT, marks=MARKS, depth=st.integers(0, 9)), max_size=3).map(tuple),
        ordered=st.booleans(),
    ),
    st.builds(Table, rows=st.lists(st.lists(CELL, max_size=2).map(tuple), max_size=2).map(tuple), caption=MAYBE),
    st.builds(Figure, image=TEXT, alt=MAYBE, caption=MAYBE, credit=MAYBE),
)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone(-timedelta(hours=9, minutes=30))])
# A wall clock without a zone is what Hypothesis wants here; nearer to year 1 there may be no such moment in UTC.
EARLY = datetime(1000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
DATE = st.builds(
    Published,
    moment=st.datetimes(EARLY, timezones=ZONES),
    precision=st.sampled_from(Precision),
    provenance=st.sampled_from(Provenance),
)
LINKS = st.lists(st.builds(Link, title=TEXT, url=TEXT), max_size=2).map(tuple)
NAMES = st.lists(TEXT, max_size=2).map(tuple)
ARTICLES = st.builds(
    Article,
    source=TEXT,
    url=ANY,
    key=ANY,
    title=TEXT,
    lead=MAYBE,
    body=st.lists(BLOCK, max_size=4).map(tuple),
    authors=NAMES,
    organisations=NAMES,
    published=st.none() | DATE,
    updated=st.none() | DATE,
    categories=NAMES,
    attachments=st.lists(
        st.builds(Attachment, url=TEXT, title=MAYBE, media_type=MAYBE, bytes=st.none() | st.integers(0)), max_size=2
    ).map(tuple),
    image=MAYBE,
    language=TEXT,
    timezone=TEXT,
    listed=LINKS,
    other_news=LINKS,
    family=TEXT,
    warnings=NAMES,
)


@given(ARTICLES)
def test_every_article_comes_back(article: Article) -> None:
    text = encode(article)
    assert decode(text) == article
    assert encode(decode(text)) == text
    assert unpack(pack(text)) == text


@given(DATE)
def test_moments_come_back_in_utc(date: Published) -> None:
    article = Article(source="vn-a", url="https://a.vn/", key="1", title="Tin", published=date)
    back = decode(encode(article)).published
    assert back == date
    assert back is not None
    assert back.moment.tzinfo is UTC


def test_text_is_stored_as_it_is() -> None:
    article = Article(source="vn-a", url="https://a.vn/", key="1", title="Hội nghị – “tổng kết”")
    assert "Hội nghị – “tổng kết”" in encode(article)


def test_a_lone_surrogate_can_be_stored() -> None:
    article = Article(source="vn-a", url="https://a.vn/\ud800", key="1", title="Tin")
    assert encode(article).isascii()
    assert decode(encode(article)) == article


def test_a_member_that_is_not_there_has_its_default() -> None:
    content = json.loads(encode(Article(source="vn-a", url="https://a.vn/", key="1", title="Tin")))
    assert sorted(content) == ["key", "source", "title", "url"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{", '{"source":"vn-a"}', '{"source":"a","url":"u","key":"k","title":"t","body":[{"kind":"film"}]}'),
        '{"source":"a","url":"u","key":"k","title":"t","published":["soon","day","visible"]}',
    ],
)
def test_damaged_content_is_told(text: str) -> None:
    with pytest.raises(StoreError, match="content of an article cannot be read"):
        decode(text)


def test_a_damaged_revision_is_told() -> None:
    with pytest.raises(StoreError, match="revision cannot be read"):
        unpack(b"x")
