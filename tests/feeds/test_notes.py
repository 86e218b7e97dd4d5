"""What an entry says of itself beside its text: what an edit changed, how large a document is, where it is from."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.content import MAX_WEIGHT, weight
from feeds.enclosure import Enclosure
from feeds.entry import entry_from
from feeds.json_feed import render_json
from feeds.render import render_atom
from feeds.wording import ENGLISH, VIETNAMESE
from news.article import Attachment, Figure
from news.changes import decide
from news.place import Place
from tests.feeds.conftest import AUTHORITY, NOW, elements, make_article, make_feed, make_rich, make_source, parse, stored


@pytest.mark.parametrize(
    ("note", "vietnamese", "english"),
    [
        ("title", "tiêu đề", "title"),
        ("title, text: 2 paragraphs", "tiêu đề, 2 đoạn văn", "title, 2 paragraphs"),
        ("lead, text: 1 line, captions", "sa-pô, 1 dòng, chú thích ảnh", "lead, 1 line, captions"),
        ("byline, attachments, published", "tác giả, tài liệu kèm theo, ngày đăng", "byline, documents, date of publication"),
        ("text: 12 lines", "12 dòng", "12 lines"),
        ("", "", ""),
        ("something new, title", "tiêu đề", "title"),
        ("<b>, text: x paragraphs", "", ""),
    ],
)
def test_the_note_of_a_revision_in_words(note: str, vietnamese: str, english: str) -> None:
    assert (VIETNAMESE.changes(note), ENGLISH.changes(note)) == (vietnamese, english)


def test_every_field_that_an_edit_can_change_has_words() -> None:
    old = make_rich()
    figure = old.body[-1]
    assert isinstance(figure, Figure)
    new = replace(
        old,
        title="Khác",
        lead="Một câu khác hẳn.",
        body=(*old.body[1:-1], replace(figure, caption="Chú thích khác")),
        authors=("Người khác",),
        attachments=(),
        published=make_article(published=None).published,
    )
    note = decide(old, new).note
    parts = note.split(", ")
    assert len(parts) >= 6
    for words in (VIETNAMESE, ENGLISH):
        assert len(words.changes(note).split(", ")) == len(parts)


def test_an_edited_entry_ends_with_what_was_changed_and_when_it_was_seen() -> None:
    article = stored(make_rich(), updated=NOW - timedelta(hours=1), revision=2)
    entry = entry_from(article, make_source(), authority=AUTHORITY, updated=NOW, note="title, text: 2 paragraphs")
    assert entry.note == "tiêu đề, 2 đoạn văn"
    assert (
        entry.html == f"{entry.content}\n<p><em>Trang gốc sửa bài, Loa thấy lúc 10:04 20/11/2026: tiêu đề, 2 đoạn văn.</em></p>"
    )
    never = entry_from(stored(make_rich()), make_source(), authority=AUTHORITY, updated=NOW, note="title")
    assert never.note == ""
    assert never.html == never.content


@pytest.mark.parametrize(
    ("count", "vietnamese", "english"),
    [
        (1, "1 KB", "1 KB"),
        (1_234, "1 KB", "1 KB"),
        (999_499, "999 KB", "999 KB"),
        (999_500, "1,0 MB", "1.0 MB"),
        (12_345_678, "12,3 MB", "12.3 MB"),
    ],
)
def test_sizes(count: int, vietnamese: str, english: str) -> None:
    assert (VIETNAMESE.size(count), ENGLISH.size(count)) == (vietnamese, english)


@pytest.mark.parametrize(
    ("url", "media_type", "kind"),
    [
        ("https://x.example/a.PDF?v=1.2", "application/octet-stream", "PDF"),
        ("https://x.example/a.docx", "application/pdf", "DOCX"),
        ("https://x.example/download?id=5", "application/pdf", "PDF"),
        ("https://x.example/tin.html5x", "application/octet-stream", ""),
        ("https://x.example/a.aspx", "application/pdf", "PDF"),
        ("https://x.example.vn", "x/y", ""),
    ],
)
def test_kinds_of_documents(url: str, media_type: str, kind: str) -> None:
    assert Enclosure(url=url, media_type=media_type, title="x", bytes=None).kind == kind


def test_every_document_is_an_enclosure_once_and_at_most_fifty() -> None:
    documents = tuple(Attachment(url=f"https://x.example/{number % 60}.pdf") for number in range(120))
    feed, _ = make_feed(stored(make_article(attachments=documents)))
    assert len(feed.entries[0].enclosures) == 50
    assert len(elements(parse(render_atom(feed)), "atom:entry/atom:link[@rel='enclosure']")) == 50
    assert len(json.loads(render_json(feed))["items"][0]["attachments"]) == 50
    twice = (Attachment(url="https://x.example/1.pdf"), Attachment(url="https://x.example/1.pdf"))
    assert len(make_feed(stored(make_article(attachments=twice)))[0].entries[0].enclosures) == 1


def test_a_closing_that_would_crowd_out_the_text_is_left_out() -> None:
    documents = tuple(Attachment(url=f"https://x.example/{number}?" + "&a=" * 600, title="&" * 300) for number in range(50))
    article = make_article(attachments=documents)
    feed, _ = make_feed(stored(article))
    (entry,) = feed.entries
    assert weight(entry.content) <= MAX_WEIGHT
    assert "Công trình có 12 phòng học." in entry.content
    assert "Tài liệu kèm theo" not in entry.content
    assert len(entry.enclosures) == 50


def test_the_place_is_the_sources() -> None:
    source = replace(make_source(), place=Place(name="Phường  <b>Hạ Long</b>", country="vn"))
    entry = entry_from(stored(make_article()), source, authority=AUTHORITY, updated=NOW)
    assert entry.place is not None
    assert (entry.place.name, entry.place.point) == ("Phường Hạ Long", None)
    nameless = replace(source, place=Place(name="\u202e", country="vn"))
    assert entry_from(stored(make_article()), nameless, authority=AUTHORITY, updated=NOW).place is None
