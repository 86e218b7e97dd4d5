"""What an entry shows of an article: its text with marks, pictures, documents, dates in words, related news."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from feeds.addresses import host_of, link_address, web_address
from feeds.content import content_html
from feeds.entry import Entry, entry_from
from feeds.marks import marked
from feeds.plain import cut, names_of, plain, summary_of, title_of
from feeds.related import Related
from feeds.sanitised import REL
from feeds.wording import ENGLISH, VIETNAMESE
from news.article import (
    Attachment,
    Cell,
    Figure,
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
from news.errors import PublishError
from news.related.relation import Reason
from news.stored import StoredArticle
from tests.feeds.conftest import AUTHORITY, NOW, full_feed, make_article, make_rich, make_source, stored


def entry_of(article: StoredArticle, *related: Related, copies: tuple[Related, ...] = ()) -> Entry:
    return entry_from(article, make_source(), authority=AUTHORITY, updated=NOW, related=related, copies=copies)


def test_the_content_of_a_rich_article() -> None:
    assert content_html(make_rich(), VIETNAMESE).split("\n") == [
        "<p><strong>Sáng 19/11, xã khánh thành trường mầm non.</strong></p>",
        (
            '<p>Công trình có <strong>12 phòng học</strong>, theo <a href="https://ha-long.example/v%C4%83n%20b%E1%BA%A3n/52.pdf"'
            ' rel="noopener noreferrer">Quyết định 52/QĐ &amp;</a> phụ lục.</p>'
        ),
        "<h3>Kinh phí</h3>",
        "<ul><li>Xã: 2 tỷ<ul><li>dân góp</li></ul></li><li>Tỉnh: &lt; 5 tỷ</li></ul>",
        "<blockquote><p>Các cháu có chỗ học.</p></blockquote>",
        (
            "<table><caption>Số phòng</caption><thead><tr><th>Năm</th><th>Phòng</th></tr></thead>"
            '<tbody><tr><td>2026</td><td rowspan="2">12</td></tr></tbody></table>'
        ),
        (
            '<figure><img src="https://ha-long.example/%E1%BA%A3nh/1.jpg" alt="Lễ cắt băng">'
            "<figcaption>Quang cảnh buổi lễ <small>Ảnh: Thanh Vân</small></figcaption></figure>"
        ),
    ]


def test_what_follows_the_text() -> None:
    related = Related(
        url="https://bach-khe.example/1",
        title="Khởi công",
        reason=Reason.SAME_STORY,
        source="Xã Bạch Khê",
        published=datetime(2026, 3, 1, tzinfo=timezone(timedelta(hours=7))),
    )
    copy = Related(url="https://dong-thach.example/2", title="Khánh thành", reason=Reason.COPY, source="Đồng Thạch")
    listed = Related(url="https://ha-long.example/tin/khoi-cong.html", title="Khởi công trường mầm non", reason=Reason.LISTED)
    documents = (replace(make_rich().attachments[0], bytes=1_234_567), make_rich().attachments[1])
    content = entry_of(stored(make_rich(attachments=documents)), listed, related, copies=(copy,)).content
    assert content.replace(' rel="noopener noreferrer"', "").split("\n")[-8:] == [
        "<h3>Tài liệu kèm theo</h3>",
        (
            '<ul><li><a href="https://ha-long.example/52.pdf">Quyết định 52</a> <small>(PDF, 1,2 MB)</small></li>'
            '<li><a href="https://ha-long.example/phu-luc.docx">phu-luc.docx</a> <small>(DOCX)</small></li></ul>'
        ),
        "<p>Nguồn tin: Báo Quảng Ninh</p>",
        '<p>Cũng đăng trên: <a href="https://dong-thach.example/2">Đồng Thạch</a></p>',
        "<h3>Tin liên quan</h3>",
        (
            '<ul><li><a href="https://bach-khe.example/1">Khởi công</a>'
            " <small>(cùng sự việc, Xã Bạch Khê, 01/03/2026)</small></li></ul>"
        ),
        "<h3>Trang gốc giới thiệu</h3>",
        '<ul><li><a href="https://ha-long.example/tin/khoi-cong.html">Khởi công trường mầm non</a></li></ul>',
    ]


def test_an_article_in_another_language_is_closed_in_english() -> None:
    related = Related(url="https://x.example/1", title="Opening", reason=Reason.SIMILAR)
    content = entry_of(stored(make_article(language="en-GB")), related).content
    assert "<h3>Related</h3>" in content
    assert "(similar)" in content


def test_lists_nest_again_by_depth() -> None:
    depths = (0, 2, 1, 1, 0, 9)
    block = ListBlock(items=tuple(ListItem(text=str(number), depth=depth) for number, depth in enumerate(depths)), ordered=True)
    assert content_html(make_article(lead=None, body=(block,)), ENGLISH) == (
        "<ol><li>0<ol><li>1</li><li>2</li><li>3</li></ol></li><li>4<ol><li>5</li></ol></li></ol>"
    )


def test_spans_of_cells_are_bounded() -> None:
    table = Table(rows=((Cell(text="a", colspan=10**9), Cell(text="b", rowspan=-1)),))
    assert '<td colspan="100">a</td><td>b</td>' in content_html(make_article(body=(table,)), ENGLISH)


def test_an_article_without_text_leads_to_its_page() -> None:
    content = content_html(make_article(lead=None, body=()), VIETNAMESE)
    assert content == (
        '<p><a href="https://ha-long.example/tin/bai-1.html" rel="noopener noreferrer">Khánh thành trường mầm non số 1</a></p>'
    )


def test_a_picture_that_cannot_be_shown_leaves_no_trace() -> None:
    content = content_html(make_article(lead="A", body=(Figure(image="data:image/gif;base64,R0", caption="x"),)), VIETNAMESE)
    assert content == "<p><strong>A</strong></p>"


LINK = Mark(start=0, end=4, kind=MarkKind.LINK, href="https://x.example/")


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (
            (Mark(start=0, end=2, kind=MarkKind.STRONG), Mark(start=2, end=4, kind=MarkKind.EMPHASIS)),
            "<strong>ab</strong><em>cd</em>",
        ),
        (
            (Mark(start=1, end=2, kind=MarkKind.SUBSCRIPT), Mark(start=2, end=3, kind=MarkKind.SUPERSCRIPT)),
            "a<sub>b</sub><sup>c</sup>d",
        ),
        ((Mark(start=1, end=3, kind=MarkKind.EMPHASIS), LINK), '<a href="https://x.example/">a<em>bc</em>d</a>'),
        ((Mark(start=0, end=3, kind=MarkKind.STRONG), Mark(start=1, end=4, kind=MarkKind.EMPHASIS)), "<strong>abc</strong>d"),
        ((LINK, Mark(start=1, end=2, kind=MarkKind.LINK, href="https://y.example/")), '<a href="https://x.example/">abcd</a>'),
        ((Mark(start=0, end=4, kind=MarkKind.LINK, href="mailto:a@b.example"),), '<a href="mailto:a@b.example">abcd</a>'),
        ((Mark(start=0, end=4, kind=MarkKind.LINK, href="javascript:alert(1)"),), "abcd"),
        ((Mark(start=0, end=4, kind=MarkKind.LINK),), "abcd"),
        ((Mark(start=2, end=2, kind=MarkKind.STRONG), Mark(start=3, end=9, kind=MarkKind.STRONG)), "abcd"),
        (tuple(Mark(start=0, end=4, kind=MarkKind.STRONG) for _ in range(9)), "<strong>" * 6 + "abcd" + "</strong>" * 6),
    ],
)
def test_marks(marks: tuple[Mark, ...], expected: str) -> None:
    assert marked("abcd", marks).replace(f' rel="{REL}"', "") == expected


def test_identity_and_link() -> None:
    entry = entry_of(stored(make_article(), id="vn-ha-long-abcdefghijkl"))
    assert entry.id == "tag:loa.localhost,2026:vn-ha-long-abcdefghijkl"
    assert entry.link == "https://ha-long.example/tin/bai-1.html"
    retitled = entry_of(stored(make_article(title="Khác"), id="vn-ha-long-abcdefghijkl", updated=NOW, revision=2))
    assert retitled.id == entry.id
    assert (entry.edited, retitled.edited) == (False, True)


def test_a_date_is_shown_in_the_zone_it_was_meant_in() -> None:
    published = Published(moment=datetime(2026, 11, 19, 23, tzinfo=UTC), precision=Precision.DAY, provenance=Provenance.VISIBLE)
    entry = entry_of(stored(make_article(published=published, timezone="Asia/Seoul"), first_seen=NOW))
    assert entry.published.isoformat() == "2026-11-20T08:00:00+09:00"
    lost = entry_of(stored(make_article(published=published, timezone="Mars/Olympus")))
    assert lost.published.isoformat() == "2026-11-19T23:00:00+00:00"


def test_nothing_is_published_after_it_was_seen() -> None:
    later = Published(moment=NOW + timedelta(days=3), precision=Precision.MINUTE, provenance=Provenance.METADATA)
    assert entry_of(stored(make_article(published=later))).published == NOW


@pytest.mark.parametrize(
    ("precision", "provenance", "note"),
    [
        (Precision.DAY, Provenance.VISIBLE, None),
        (Precision.MINUTE, Provenance.METADATA, None),
        (Precision.MINUTE, Provenance.LISTING, None),
        (Precision.HOUR, Provenance.VISIBLE, "Ngày đăng 09:00 19/11/2026: trang chỉ cho biết đến giờ."),
        (Precision.DAY, Provenance.URL, "Ngày đăng 19/11/2026: theo địa chỉ của trang."),
        (Precision.DAY, Provenance.PROSE, "Ngày đăng 19/11/2026: theo lời bài viết, trang không ghi ngày đăng."),
    ],
)
def test_a_date_that_is_not_plain_is_explained(precision: Precision, provenance: Provenance, note: str | None) -> None:
    published = Published(moment=datetime(2026, 11, 19, 2, tzinfo=UTC), precision=precision, provenance=provenance)
    content = entry_of(stored(make_article(published=published))).content
    assert ("Ngày đăng" in content) == (note is not None)
    assert note is None or f"<p><em>{note}</em></p>" in content


def test_an_article_nobody_dated_says_when_it_was_seen() -> None:
    content = entry_of(stored(make_article(published=None))).content
    assert "Ngày đăng 10:04 20/11/2026: lúc Loa thấy bài lần đầu, trang không ghi ngày đăng." in content


@pytest.mark.parametrize(
    ("attachment", "media_type", "title", "length"),
    [
        (Attachment(url="https://x.example/a.pdf?v=1"), "application/pdf", "a.pdf", None),
        (Attachment(url="https://x.example/a", media_type="Application/PDF; charset=x", bytes=0), "application/pdf", "a", None),
        (Attachment(url="https://x.example/", media_type="no type", bytes=7), "application/octet-stream", "x.example", 7),
    ],
)
def test_enclosures(attachment: Attachment, media_type: str, title: str, length: int | None) -> None:
    (enclosure,) = entry_of(stored(make_article(attachments=(Attachment(url="ftp://x/"), attachment)))).enclosures
    assert (enclosure.media_type, enclosure.title, enclosure.bytes) == (media_type, title, length)


def test_errors_name_the_article() -> None:
    with pytest.raises(PublishError, match=r"vn-ha-long-aaaaaaaaaaa1: no title is left"):
        entry_of(stored(make_article(title=" ")))
    with pytest.raises(PublishError, match=r"not an address a feed may carry: 'ftp://x/'"):
        entry_of(stored(make_article(url="ftp://x/")))


def test_related_of_the_full_feed_in_order_with_reasons() -> None:
    rich = next(entry for entry in full_feed().entries if entry.edited)
    assert [(link.reason, link.source) for link in rich.related] == [
        (Reason.SAME_STORY, None),
        (Reason.SIMILAR, "Cổng thông tin bach-khe"),
        (Reason.LISTED, None),
    ]
    assert [link.source for link in rich.copies] == ["Cổng thông tin bach-khe"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chi < 5 tỷ, thu > 2 tỷ", "Chi < 5 tỷ, thu > 2 tỷ"),
        ("Công văn <số 5>", "Công văn <số 5>"),
        ("<b>Tin</b> <I>nóng</I><br/>", "Tin nóng"),
        ("Tin <img src=x onerror=alert(1)", "Tin"),
        ("<scr<b>ipt>x", "<scr ipt>x"),
        ("a\u0301 \u202e\x08 b", "á b"),
    ],
)
def test_titles_are_plain(text: str, expected: str) -> None:
    assert title_of(text) == plain(text) == expected


def test_long_texts_end_at_a_word() -> None:
    assert cut("một hai ba bốn", 12) == "một hai ba…"
    assert cut("x" * 20, 10) == "x" * 9 + "…"
    assert cut("một", 3) == "một"


def test_names_are_kept_once_and_bounded() -> None:
    assert names_of(("A", " A ", "", "<b></b>", "B")) == ("A", "B")
    assert len(names_of(tuple(str(number) for number in range(99)))) == 20


def test_summaries_fall_back() -> None:
    assert summary_of(make_article(lead=None)) == "Công trình có 12 phòng học."
    assert summary_of(make_article(lead="\u200b", body=(Figure(image="x", caption="Toàn cảnh"),))) == "Toàn cảnh"
    assert summary_of(make_article(lead=None, body=())) == "Khánh thành trường mầm non số 1"
    assert len(summary_of(make_article(lead="chữ " * 9000))) <= 600
    assert summary_of(make_article(lead=None, body=(Paragraph(text=""), Paragraph(text="Đoạn")))) == "Đoạn"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (" https://x.example/a b ", "https://x.example/a%20b"),
        ("https://X.example", "https://x.example/"),
        ("http://x.example:8080/đ?q=ô#ư", "http://x.example:8080/%C4%91?q=%C3%B4#%C6%B0"),
        ("https://phường.example/", "https://xn--phng-rib8295b.example/"),
        ("https://x.example/%EF%BF%BD%ef", "https://x.example/%EF%BF%BD%ef"),
        ("https://x.example/100%", "https://x.example/100%25"),
        ("https://x.example/[a]", "https://x.example/%5Ba%5D"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
        ("https://user@x.example/", None),
        ("https://x.example:0/", None),
        ("ftp://x.example/", None),
        ("//x.example/", None),
        ("https:///path", None),
        ("https://x.example/" + "a" * 2000, None),
    ],
)
def test_addresses(url: str, expected: str | None) -> None:
    assert web_address(url) == expected


def test_mail_addresses_are_links_only_in_plain_form() -> None:
    assert link_address("mailto:ubnd@x.example") == "mailto:ubnd@x.example"
    assert link_address("mailto:a@b.example?body=<x>") is None


def test_hosts_for_people() -> None:
    assert host_of("https://www.Ha-Long.example:8080/x") == "ha-long.example"
    assert host_of("http://[::1") == ""
