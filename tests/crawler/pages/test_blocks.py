import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.blocks import read_blocks
from crawler.pages.page import Page
from news.article import (
    Block,
    Cell,
    Figure,
    Heading,
    ListBlock,
    ListItem,
    Mark,
    MarkKind,
    Paragraph,
    Quote,
    Table,
    reading_lines,
)
from news.text import clean

URL = "https://xa.example.vn/tin/bai-1.html"
LONG = "Hội nghị đã đánh giá kết quả sáu tháng đầu năm, đề ra bảy nhiệm vụ cho sáu tháng cuối năm."


def blocks(markup: str) -> tuple[Block, ...]:
    return read_blocks(Page(url=URL, markup=f"<div id=x>{markup}</div>").tree.get_element_by_id("x"), base_url=URL)


def lines(markup: str) -> list[str]:
    return [line for block in blocks(markup) for line in reading_lines(block)]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Một.</p><p>Hai.</p>",
        "<div>Một.</div><div><div>Hai.</div></div>",
        "Một.<br><br>Hai.",
        "Một.<br>Hai.",
        "<span>Một.</span><p></p>Hai.",
        "<p>Một.</p><p>&nbsp;</p><p> <br> </p><p>Hai.</p>",
        "<table><tr><td>Một.</td></tr><tr><td>Hai.</td></tr></table>",
        "<font><b></b>Một.<o:p></o:p></font><center>Hai.</center>",
        "<pre>Một.</pre><address>Hai.</address>",
        "<p>Một.<script>document.write('x')</script></p><style>p{}</style><p>Hai.</p>",
        "<p>Một.</p><p style='display:none'>ẩn</p><p hidden>ẩn</p><span class='sr-only'>ẩn</span><p>Hai.</p>",
        "<p>Một.</p><div class='fb-like'>Thích</div><form><input name=q>Tìm</form><iframe>khung</iframe><p>Hai.</p>",
        "<p>Một.</p><p>Lượt xem: 1.204</p><p>Chia sẻ</p><p>In</p><p>Đã xem: 88 - Phản hồi: 0</p><p>Hai.</p>",
        "<p>Một.</p><!-- <p>chú thích</p> --><p>Hai.</p>",
    ],
)
def test_paragraphs_are_what_stands_apart(markup: str) -> None:
    assert blocks(markup) == (Paragraph(text="Một."), Paragraph(text="Hai."))


def test_one_line_break_within_a_sentence_is_a_blank() -> None:
    assert lines("<p>Ủy ban nhân dân<br>phường Cầu Đá</p>") == ["Ủy ban nhân dân phường Cầu Đá"]
    assert lines("Kế hoạch gồm:<br>- Việc một<br>- Việc hai") == ["Kế hoạch gồm:", "- Việc một", "- Việc hai"]


def test_a_form_that_wraps_the_whole_page_is_no_form_to_drop() -> None:
    assert lines(f"<form><input type=hidden name=__VIEWSTATE value=x><p>{LONG}</p></form>") == [LONG]


def test_a_box_hidden_on_small_screens_is_read() -> None:
    assert lines("<p class='d-none d-md-block'>Đoạn.</p>") == ["Đoạn."]


def test_text_is_as_published_but_for_blanks_and_composition() -> None:
    decomposed = unicodedata.normalize("NFD", "Uỷ ban  hoà\u00a0giải\tở\ncơ sở\x07")
    assert lines(f"<p>{decomposed}</p>") == ["Uỷ ban hoà giải ở cơ sở"]


def test_marks_count_in_the_clean_text() -> None:
    (block,) = blocks("<p>\n Xem  <a href='/van ban'>văn <b>bản</b></a> số&nbsp;<i>52</i><b> /</b><b>KH</b>, m<sup>2</sup>.</p>")
    assert isinstance(block, Paragraph)
    assert block.text == "Xem văn bản số 52 /KH, m2."
    assert block.marks == (
        Mark(start=4, end=11, kind=MarkKind.LINK, href="https://xa.example.vn/van%20ban"),
        Mark(start=8, end=11, kind=MarkKind.STRONG),
        Mark(start=15, end=17, kind=MarkKind.EMPHASIS),
        Mark(start=18, end=21, kind=MarkKind.STRONG),
        Mark(start=24, end=25, kind=MarkKind.SUPERSCRIPT),
    )


def test_bold_by_style_is_bold_and_twice_bold_once() -> None:
    (block,) = blocks(
        "<p>Tên <span style='font-weight:bold'><b>Lan</b></span> và <span style='font-style: italic'>Hồng</span></p>"
    )
    assert isinstance(block, Paragraph)
    assert [(block.text[mark.start : mark.end], mark.kind) for mark in block.marks] == [
        ("Lan", MarkKind.STRONG),
        ("Hồng", MarkKind.EMPHASIS),
    ]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "ftp://x/", "#", ""])
def test_links_lead_nowhere_but_to_pages_and_mail(address: str) -> None:
    (block,) = blocks(f'<p>Xem <a href="{address}">đây</a></p>')
    assert isinstance(block, Paragraph)
    assert all(mark.href and mark.href.startswith("https://xa.example.vn/") for mark in block.marks)
    assert block.text == "Xem đây"


def test_headings_stand_below_the_title() -> None:
    assert blocks("<h1>Một</h1><h3>Hai</h3>") == (Heading(text="Một", level=2), Heading(text="Hai", level=3))


def test_a_short_bold_line_before_running_text_is_a_heading() -> None:
    found = blocks(f"<p>{LONG}</p><p><strong>1. Kết quả đạt được</strong></p><p>{LONG}</p>")
    assert found[1] == Heading(text="1. Kết quả đạt được", level=3)


@pytest.mark.parametrize(
    "markup",
    [
        f"<p><b>Mở đầu đậm</b></p><p>{LONG}</p>",  # opens the text: a lead
        f"<p>{LONG}</p><p><b>Quyết tâm là chính.</b></p><p>{LONG}</p>",  # a sentence
        f"<p>{LONG}</p><p><b>Thu Hà</b></p>",  # closes it: a byline
        f"<p>{LONG}</p><p><b>Một</b></p><p><b>{LONG}</b></p>",  # all is bold
        f"<p>{LONG}</p><p><b><a href='/x'>Xem văn bản</a></b></p><p>{LONG}</p>",  # a link
        f"<p>{LONG}</p><p><b>Nửa</b> đậm</p><p>{LONG}</p>",
    ],
)
def test_other_bold_lines_are_paragraphs(markup: str) -> None:
    assert not any(isinstance(block, Heading) for block in blocks(markup))


def test_lists_are_flattened_with_their_depth() -> None:
    (block,) = blocks("<ul><li>Một<ol><li><p>Con</p><p>tiếp <b>đậm</b></p></li></ol></li><li>Hai</li></ul>")
    assert block == ListBlock(
        items=(
            ListItem(text="Một"),
            ListItem(text="Con tiếp đậm", depth=1, marks=(Mark(start=9, end=12, kind=MarkKind.STRONG),)),
            ListItem(text="Hai"),
        )
    )
    assert blocks("<ol><li>Một</ol>") == (ListBlock(items=(ListItem(text="Một"),), ordered=True),)
    assert blocks("<li>Lẻ</li>") == (ListBlock(items=(ListItem(text="Lẻ"),)),)
    assert blocks("<ul><li><h4>Tiêu đề mục</h4></li></ul>") == (ListBlock(items=(ListItem(text="Tiêu đề mục"),)),)


def test_quotes_are_quoted_but_indents_are_not() -> None:
    assert blocks(f"<p>{LONG}</p><blockquote>Lời hay.</blockquote>")[1] == Quote(text="Lời hay.")
    indent = "margin: 0 0 0 40px; border: none; padding: 0px;"
    assert blocks(f"<p>{LONG}</p><blockquote style='{indent}'>Thụt vào.</blockquote>")[1] == Paragraph(text="Thụt vào.")
    assert blocks(f"<blockquote><p>{LONG}</p></blockquote>") == (Paragraph(text=LONG),)


def test_tables_of_data_keep_their_cells() -> None:
    (table,) = blocks(
        "<table><caption>Giá đất</caption><tr><th>Đường</th><th>Giá</th></tr>"
        "<tr><td rowspan=2>Bến<br>Dầu</td><td colspan='9999999'>1,2</td></tr><tr><td></td></tr></table>"
    )
    assert table == Table(
        rows=(
            (Cell(text="Đường", header=True), Cell(text="Giá", header=True)),
            (Cell(text="Bến Dầu", rowspan=2), Cell(text="1,2", colspan=1000)),
        ),
        caption="Giá đất",
    )
    (named,) = blocks("<figure class=table><table><tr><td>a<td>b<tr><td>c<td>d</table><figcaption>Bảng 1</figcaption></figure>")
    assert isinstance(named, Table)
    assert named.caption == "Bảng 1"


@pytest.mark.parametrize(
    "markup",
    [
        f"<table><tr><td>{LONG}</td></tr></table>",
        f"<table><tr><td>Menu</td><td>{LONG}</td></tr></table>",
        f"<table role=presentation><tr><td>a</td><td>b</td></tr><tr><td>{LONG}</td><td>d</td></tr></table>",
        f"<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td>x</td></tr><tr><td>{LONG}</td><td></td></tr></table>",
        f"<table>{LONG}</table>",
        f"<table><tr><td>a</td><td>{LONG * 9}</td></tr><tr><td>c</td><td>{LONG * 9}</td></tr></table>",
    ],
)
def test_tables_that_only_place_things_are_unwrapped(markup: str) -> None:
    found = blocks(markup)
    assert not any(isinstance(block, Table) for block in found)
    assert LONG in "\n".join(line for block in found for line in reading_lines(block))


IMAGE = '<img src="/a b.jpg">'
SHOWN = "https://xa.example.vn/a%20b.jpg"


@pytest.mark.parametrize(
    "markup",
    [
        f"<figure>{IMAGE}<figcaption>Quang cảnh hội nghị</figcaption></figure>",
        f"<figure><figcaption>Quang cảnh hội nghị</figcaption>{IMAGE}</figure>",
        f"<p>{IMAGE}</p><p>Quang cảnh hội nghị</p>",
        f"<p>{IMAGE}<br>Quang cảnh hội nghị</p>",
        f"<p>{IMAGE}<em>Quang cảnh hội nghị</em></p>",
        f"<figure class=image>{IMAGE}</figure><p><strong>Quang cảnh hội nghị</strong></p>",
        f"<p style='text-align:center'>{IMAGE}</p><p align=center><i>Quang cảnh hội nghị</i></p>",
        f"<table><tr><td>{IMAGE}</td></tr><tr><td>Quang cảnh hội nghị</td></tr></table>",
        f"<table class=pic><tr><td>{IMAGE}<p>Quang cảnh hội nghị</p></td></tr></table>",
        f"<div class='wp-caption'>{IMAGE}<p class='wp-caption-text'>Quang cảnh hội nghị</p></div>",
        f"<div>{IMAGE}</div><div class='PhotoCMS_Caption'><p>Quang cảnh hội nghị</p></div>",
        f"[caption id='attachment_8' width='600']{IMAGE} Quang cảnh hội nghị[/caption]",
        "<img data-src='/a b.jpg' src='/assets/pix.gif'><p>Quang cảnh hội nghị</p>",
        "<img data-original='/a b.jpg' src='data:image/gif;base64,R0lG'><p>Quang cảnh hội nghị</p>",
        "<picture><img srcset='/nho.jpg 300w, /a%20b.jpg 900w'></picture><p>Quang cảnh hội nghị</p>",
        f"{IMAGE}<noscript>{IMAGE}</noscript><p>Quang cảnh hội nghị</p>",
        f"<p>{IMAGE}</p><p>{IMAGE}</p><p>Quang cảnh hội nghị</p>",
    ],
)
def test_a_caption_is_with_its_figure(markup: str) -> None:
    found = blocks(f"<p>{LONG}</p>{markup}<p>{LONG}</p>")
    figures = [block for block in found if isinstance(block, Figure)]
    assert figures[-1] == Figure(image=SHOWN, caption="Quang cảnh hội nghị")
    assert [block for block in found if isinstance(block, Paragraph)] == [Paragraph(text=LONG)] * 2


def test_credits_are_taken_from_captions() -> None:
    assert blocks(f"<p>{IMAGE}</p><p><i>Cầu mới. Ảnh: Đức Thụy</i></p><p>{LONG}</p>")[0] == Figure(
        image=SHOWN, caption="Cầu mới.", credit="Đức Thụy"
    )
    apart = blocks(f"<figure>{IMAGE}<figcaption>Cầu mới</figcaption></figure><p>Ảnh: Đức Thụy</p><p>{LONG}</p>")
    assert apart[0] == Figure(image=SHOWN, caption="Cầu mới", credit="Đức Thụy")


def test_pictures_side_by_side_have_their_captions_below() -> None:
    found = blocks(
        "<table><tr><td><img src=/1.jpg></td><td><img src=/2.jpg></td></tr>"
        "<tr><td>Lễ khai mạc</td><td>Lễ bế mạc</td></tr></table>"
    )
    assert [(block.image[-5:], block.caption) for block in found if isinstance(block, Figure)] == [
        ("1.jpg", "Lễ khai mạc"),
        ("2.jpg", "Lễ bế mạc"),
    ]


@pytest.mark.parametrize("text", [LONG, "Chiều 23/1, đoàn đến thăm.", "Bài, ảnh: Thu Hà"])
def test_running_text_and_bylines_behind_an_image_are_no_captions(text: str) -> None:
    found = blocks(f"<p>{LONG}</p><p>{IMAGE}</p><p style='text-align:right'>{text}</p>")
    assert found[1] == Figure(image=SHOWN)
    assert found[2] == Paragraph(text=text)


def test_a_long_text_in_a_figure_is_text() -> None:
    found = blocks(f"<figure>{IMAGE}<p>{LONG * 8}</p></figure>")
    assert found == (Figure(image=SHOWN), Paragraph(text=LONG * 8))
    assert blocks(f"<figure><p>{LONG}</p></figure>") == (Paragraph(text=LONG),)


@pytest.mark.parametrize(
    "image",
    [
        "<img src=/pixel.gif width=1 height=1>",
        "<img src=/a.png style='width:1px;height:1px'>",
        "<img src='/icons/share.png'>",
        "<img src=/a.png width=24 height=24>",
        "<img src='data:image/png;base64,AAAA'>",
        "<img src='javascript:x'>",
        "<img>",
        "<img src='https://www.facebook.com/tr?id=1'>",
    ],
)
def test_pixels_icons_and_placeholders_are_no_figures(image: str) -> None:
    assert blocks(f"<p>Trước {image}sau.</p>") == (Paragraph(text="Trước sau."),)


@pytest.mark.parametrize(
    ("alt", "kept"), [("Anh-tin-bai", None), ("IMG_0012.JPG", None), ("", None), ("Cầu Khe Lim", "Cầu Khe Lim")]
)
def test_alternative_text_that_says_nothing_is_dropped(alt: str, kept: str | None) -> None:
    assert blocks(f"<img src='/a b.jpg' alt='{alt}'>") == (Figure(image=SHOWN, alt=kept),)


def test_the_tree_is_left_as_it_was() -> None:
    page = Page(url=URL, markup=f"<body><p>{LONG}</p>[caption]{IMAGE} Chú[/caption]</body>")
    before = page.tree.text_content()
    read_blocks(page.tree.body, base_url=URL)
    assert page.tree.text_content() == before


TAGS = st.sampled_from(
    ["p", "div", "b", "i", "a", "span", "li", "ul", "table", "tr", "td", "figure", "figcaption", "h2", "blockquote", "sub", "em"]
)
PIECES = st.one_of(
    TAGS.map(lambda tag: f"<{tag}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    st.sampled_from(["<br>", IMAGE, "&nbsp;", "<a href='/x'>", "[caption]", "[/caption]", "<p style='text-align:center'>"]),
    st.text(max_size=12),
)


@given(st.lists(PIECES, max_size=40))
def test_any_markup_gives_clean_blocks_with_marks_that_fit(pieces: list[str]) -> None:
    for block in blocks("".join(pieces)):
        for text in reading_lines(block):
            assert text == clean(text)
        marked = [block] if isinstance(block, Paragraph | Quote) else list(block.items) if isinstance(block, ListBlock) else []
        for each in marked:
            assert each.text
            assert all(0 <= mark.start < mark.end <= len(each.text) for mark in each.marks)
            assert all((mark.href is None) == (mark.kind is not MarkKind.LINK) for mark in each.marks)
            for one in each.marks:
                for other in each.marks:
                    assert not one.start < other.start < one.end < other.end, "marks cross"


WORDS = st.text(alphabet="abcđêôưởệ ", min_size=1, max_size=30).map(lambda text: f"Câu {text.strip()} hết.")


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_paragraphs_come_back_as_they_went_in(texts: list[str]) -> None:
    assert lines("".join(f"<p>{text}</p>" for text in texts)) == [clean(text) for text in texts]
