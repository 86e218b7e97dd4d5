from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given

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
from news.fields import FieldChange, carried, field_changes, written
from tests.news.store.strategies import ARTICLES

TEN = Published(moment=datetime(2026, 3, 5, 3, 30, tzinfo=UTC), precision=Precision.MINUTE, provenance=Provenance.VISIBLE)
PLAIN = Article(
    source="vn-a",
    url="https://a.vn/1",
    key="1",
    title="Tin",
    body=(Paragraph(text="Một."), Figure(image="https://a.vn/1.jpg"), Paragraph(text="Hai."), Paragraph(text="Ba.")),
    published=TEN,
    attachments=(Attachment(url="https://a.vn/a.pdf", title="A", media_type="application/pdf", bytes=5),),
)


def change(field: str, removed: tuple[str, ...] = (), added: tuple[str, ...] = ()) -> tuple[FieldChange, ...]:
    return (FieldChange(field=field, removed=removed, added=added),)


@given(old=ARTICLES, new=ARTICLES)
def test_there_are_changes_exactly_where_readings_differ(old: Article, new: Article) -> None:
    assert bool(field_changes(old, new)) == (old != new)
    assert field_changes(old, old) == ()
    for each in field_changes(old, new):
        if each.field not in {"body", "figures"}:
            assert getattr(old, each.field) != getattr(new, each.field)


@given(old=ARTICLES, new=ARTICLES)
def test_a_change_back_is_the_change_turned_round(old: Article, new: Article) -> None:
    there = [(each.field, sorted(each.removed), sorted(each.added)) for each in field_changes(old, new)]
    back = [(each.field, sorted(each.added), sorted(each.removed)) for each in field_changes(new, old)]
    assert [each[0] for each in there] == [each[0] for each in back]


def test_only_the_lines_that_differ_are_told() -> None:
    new = replace(PLAIN, body=(*PLAIN.body[:2], Paragraph(text="Hai, sửa."), PLAIN.body[3], Paragraph(text="Bốn.")))
    assert field_changes(PLAIN, new) == change("body", ("Hai.",), ("Hai, sửa.", "Bốn."))


def test_a_lead_found_and_names_lost() -> None:
    assert field_changes(PLAIN, replace(PLAIN, lead="Tóm tắt")) == change("lead", added=("Tóm tắt",))
    named = replace(PLAIN, authors=("An", "Bình"))
    assert field_changes(named, replace(PLAIN, authors=("Bình",))) == change("authors", removed=("An",))


def test_a_date_is_told_with_precision_and_provenance() -> None:
    day = Published(moment=datetime(2026, 3, 4, 17, tzinfo=UTC), precision=Precision.DAY, provenance=Provenance.METADATA)
    told = change("published", ("2026-03-05 10:30 (minute, visible)",), ("2026-03-05 (day, metadata)",))
    assert field_changes(PLAIN, replace(PLAIN, published=day)) == told
    assert written(None, "UTC") == "none"
    assert written(TEN, "no/zone") == "2026-03-05 03:30 (minute, visible)"


def test_figures_are_apart_from_the_text() -> None:
    captioned = Figure(image="https://a.vn/1.jpg", caption="Cầu mới", credit="An", alt="cầu")
    new = replace(PLAIN, body=(PLAIN.body[0], captioned, *PLAIN.body[2:]))
    told = change("figures", ("https://a.vn/1.jpg",), ("https://a.vn/1.jpg Cầu mới · Ảnh: An · alt: cầu",))
    assert field_changes(PLAIN, new) == told
    moved = replace(PLAIN, body=(PLAIN.body[1], PLAIN.body[0], *PLAIN.body[2:]))
    assert field_changes(PLAIN, moved) == change("figures")


def test_every_kind_of_block_has_its_lines() -> None:
    link = Mark(start=0, end=4, kind=MarkKind.LINK, href="https://a.vn/")
    strong = Mark(start=5, end=7, kind=MarkKind.STRONG)
    body = (
        Paragraph(text="Theo đó, họp.", marks=(link, strong)),
        Heading(text="Mục", level=3),
        Quote(text="Nói."),
        ListBlock(items=(ListItem(text="a"), ListItem(text="b", depth=1)), ordered=True),
        ListBlock(items=(ListItem(text="c"),)),
        Table(rows=((Cell(text="x"), Cell(text="y")),), caption="Bảng"),
    )
    (told,) = field_changes(replace(PLAIN, body=()), replace(PLAIN, body=body))
    assert told.added == (
        "[Theo](https://a.vn/) **đó**, họp.",
        "### Mục",
        "> Nói.",
        "1. a",
        "  2. b",
        "• c",
        "[Bảng]",
        "x | y",
    )


def test_attachments_and_links_have_their_lines() -> None:
    told = change("attachments", ("A (application/pdf, 5 bytes) https://a.vn/a.pdf",), ("– (unknown type) https://a.vn/b",))
    assert field_changes(PLAIN, replace(PLAIN, attachments=(Attachment(url="https://a.vn/b"),))) == told
    other = replace(PLAIN, other_news=(Link(title="Tin khác", url="https://a.vn/2"),))
    assert field_changes(PLAIN, other) == change("other_news", added=("Tin khác https://a.vn/2",))


def test_the_length_of_an_attachment_is_carried_on() -> None:
    read = replace(PLAIN, attachments=(Attachment(url="https://a.vn/a.pdf", title="Khác"), Attachment(url="https://a.vn/b")))
    assert carried(PLAIN, read).attachments == (
        Attachment(url="https://a.vn/a.pdf", title="Khác", media_type="application/pdf", bytes=5),
        Attachment(url="https://a.vn/b"),
    )
    known = replace(PLAIN, attachments=(Attachment(url="https://a.vn/a.pdf", bytes=9),))
    assert carried(PLAIN, known) == known
