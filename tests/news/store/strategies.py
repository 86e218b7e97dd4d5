"""Articles of every shape, for properties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

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
# A wall clock without a zone is what Hypothesis wants here; nearer to the years 1 and 9999 there may be no such moment in UTC.
EARLY, LATE = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (1000, 9998))
DATE = st.builds(
    Published,
    moment=st.datetimes(EARLY, LATE, timezones=ZONES),
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
