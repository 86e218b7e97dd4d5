"""The smaller tools of reading, each by examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.attachments import media_type
from crawler.pages.challenge import challenge_in
from crawler.pages.cut import copy_without, outermost, select, text_in
from crawler.pages.legacy import decoded_once, from_tcvn3, from_vni, repair_for
from crawler.pages.links import absolute, link_title
from crawler.pages.litter import is_litter
from crawler.pages.names import Names
from crawler.pages.page import Page
from crawler.pages.parts import Parts
from crawler.pages.restoring import restored
from crawler.pages.titles import clean_title, document_title
from news.article import (
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
    Quote,
    Table,
)

BASE = "https://xa.example.vn/tin/bai.html"


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("/a b.jpg", "https://xa.example.vn/a%20b.jpg"),
        (" ../c.html ", "https://xa.example.vn/c.html"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("\\anh\\a.jpg", "https://xa.example.vn/anh/a.jpg"),
        ('/a"<b>`{c}|', "https://xa.example.vn/a%22%3Cb%3E%60%7Bc%7D%7C"),
        ("/%EF%BF%BD/đ", "https://xa.example.vn/%EF%BF%BD/đ"),
        ("/a\u3000b", "https://xa.example.vn/a%E3%80%80b"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("mailto:a@x.vn", None),
        ("data:,x", None),
        ("http://", None),
        ("https://[", None),
        ("   ", None),
        (None, None),
        ("/" + "a" * 5000, None),
    ],
)
def test_addresses_become_absolute_or_none(address: str | None, wanted: str | None) -> None:
    assert absolute(BASE, address) == wanted


def test_mail_is_an_address_only_where_asked() -> None:
    assert absolute(BASE, "mailto:a@x.vn", mail=True) == "mailto:a@x.vn"
    assert absolute(BASE, "mailto:<script>", mail=True) is None


@given(st.text(max_size=60))
def test_any_address_is_safe(address: str) -> None:
    found = absolute(BASE, address, mail=True)
    if found is not None:
        assert found.startswith(("http://", "https://", "mailto:"))
        assert not set(found) & set(' \t\r\n"<>')
        assert absolute(BASE, found, mail=True) == found


@pytest.mark.parametrize(
    ("anchor", "title"),
    [
        ("<a>- Ra quân (16/05/2024)</a>", "Ra quân"),
        ("<a>» Ra quân</a>", "Ra quân"),
        ("<a title='Ra quân dọn kênh mương'>Ra quân dọn...</a>", "Ra quân dọn kênh mương"),
        ("<a title='Khác hẳn'>Ra quân dọn...</a>", "Ra quân dọn..."),
        ("<a title='Ảnh'><img></a>", ""),
    ],
)
def test_titles_of_links(anchor: str, title: str) -> None:
    assert link_title(next(Page(url=BASE, markup=anchor).tree.iter("a"))) == title


@pytest.mark.parametrize(
    "line",
    [
        "Đọc bài viết", "In", "Bản in", "Print", "Gửi Email", "Chia Sẻ", "Lưu", "Lượt xem: 44", "Số lượt người xem: 1.204",
        "44 lượt xem", "Đã xem: 88 - Phản hồi: 0", "Truy cập nội dung luôn", "Thêm ý kiến góp ý", "Ý kiến ()", "100%",
        "Anh-tin-bai", "image banner", "Tổng số điểm của bài viết là: 0 trong 0 đánh giá", "Đang online 35", "DetailController",
        "Thống kê truy cập", "Lấy link copy", "21/09/2024 03:12:00 AM - Đã xem: 88 - Phản hồi: 0", "[Bản in]",
    ],
)  # fmt: skip
def test_litter(line: str) -> None:
    assert is_litter(line)


@pytest.mark.parametrize(
    "line", ["In ấn và phát hành", "Lưu ý khi đi bầu cử", "Chia sẻ tại hội nghị, đồng chí cho biết", "Tin tức", "Xem", "x" * 200]
)
def test_no_litter(line: str) -> None:
    assert not is_litter(line)


@pytest.mark.parametrize(
    ("text", "affixes", "title"),
    [
        ("HNP - Quận họp", (), "Quận họp"),
        ("(HPĐT)- Quận họp", (), "Quận họp"),
        ("(BTNO) -Quận họp", (), "Quận họp"),
        ("PhuthoPortal - Quận họp", (), "Quận họp"),
        ("Quận họp - CỔNG THÔNG TIN ĐIỆN TỬ QUẬN", (), "Quận họp"),
        ("Quận họp | Trang thông tin điện tử phường", (), "Quận họp"),
        ("Quận họp - Quận Mộc", ("Quận Mộc",), "Quận họp"),
        ("Quận Mộc: Quận họp", ("Quận Mộc: ",), "Quận họp"),
        ("Quận họp - Quận Mộc", (" - Quận Mộc",), "Quận họp"),
        ("Quận họp", ("", " - "), "Quận họp"),
        ("Quận Mộc", ("Quận Mộc",), "Quận Mộc"),
        ("HNP -", (), "HNP -"),
        ("Cổng thông tin điện tử khai trương", (), "Cổng thông tin điện tử khai trương"),
        ("ASEAN - Nhật Bản họp", (), "ASEAN - Nhật Bản họp"),
    ],
)
def test_titles(text: str, affixes: tuple[str, ...], title: str) -> None:
    assert clean_title(text, affixes) == title


def test_the_heads_title_is_none_where_it_only_names_the_site() -> None:
    head = "<head><meta property='og:title' content='Xã A'><title>Xã họp - Xã A</title></head>"
    assert document_title(Page(url=BASE, markup=head).tree, ("Xã A",), "Xã A") == "Xã họp"
    assert document_title(Page(url=BASE, markup="<title>XÃ A</title>").tree, (), "Xã A") is None


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://x.vn/a.PDF", "application/pdf"),
        ("https://x.vn/tai?file=a.doc", "application/msword"),
        ("https://x.vn/a", None),
        ("https://[", None),
        ("https://x.vn/?" + "&".join(f"a{number}=x.pdf" for number in range(99)), None),
    ],
)
def test_media_types(url: str, kind: str | None) -> None:
    assert media_type(url) == kind


def test_cutting_leaves_the_tree_alone() -> None:
    root = Page(url=BASE, markup="<div id=a><p class=x>Một</p>đuôi<div id=b><p class=x>Hai</p></div></div>").tree
    (box,) = select(root, "#a")
    assert text_in(copy_without(box, select(root, ".x"))) == "đuôi"
    assert copy_without(box, [box, root]) is box
    assert text_in(box) == "Một đuôi Hai"
    assert outermost(select(root, "div, p.x")) == [box]
    assert select(root, "") == []
    names = Names(root)
    assert select(root, ".x, .khong-co", names) == select(root, ".x")
    assert select(root, ".khong-co", names) == []


def test_text_of_an_element_is_one_line() -> None:
    root = Page(url=BASE, markup="<div id=a>Đ<b>ồ</b>ng<br>chí<script>x</script><p>hai</p></div> đuôi").tree
    assert text_in(select(root, "#a")[0]) == "Đồng chí hai"


TCVN3 = "Céng hoµ x· héi chñ nghÜa ViÖt Nam. §ång chÝ Chñ tÞch Uû ban nh©n d©n thµnh phè ph¸t biÓu t¹i héi nghÞ"
VNI = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam. Ñoàng chí Chuû tòch UÛy ban nhaân daân thaønh phoá phaùt bieåu taïi hoäi nghò"
MEANT = "Cộng hoà xã hội chủ nghĩa Việt Nam. Đồng chí Chủ tịch Uỷ ban nhân dân thành phố phát biểu tại hội nghị"


def test_font_encodings_are_converted_when_certain() -> None:
    assert from_tcvn3(TCVN3) == MEANT
    assert from_vni(VNI) == MEANT.replace("hoà", "hòa").replace("Uỷ", "Ủy")
    assert from_vni("Taêng tröôûng GDP naêm ñaït 8%, Ñaéc khu") == "Tăng trưởng GDP năm đạt 8%, Đắc khu"
    assert repair_for([TCVN3])[1] == "text in TCVN3: converted"
    assert repair_for([VNI])[1] == "text in VNI: converted"


@pytest.mark.parametrize(
    "text",
    [
        MEANT,
        "Die Straße führt über größere Höfe, schön für alle Bürger, Übergänge, Müll, Öl",
        "École élémentaire rénovée à l'été",
        "abc",
        "",
        "µ ¸ ¶",
    ],
)
def test_good_text_is_left_alone(text: str) -> None:
    assert repair_for([text]) == (None, None)
    assert decoded_once(text) is None


def test_lost_letters_are_only_told() -> None:
    assert repair_for(["công nh\ufffdn các tuyến ph\ufffd"]) == (None, "damaged characters: 2")


@pytest.mark.parametrize("codec", ["latin-1", "cp1252"])
def test_text_decoded_twice(codec: str) -> None:
    text = "Rue de la Mairie, été, élève, très près, français, à côté" if codec == "cp1252" else MEANT
    assert decoded_once(text.encode().decode(codec)) == text


def test_a_page_part_of_which_was_decoded_twice() -> None:
    assert decoded_once("Đảng. " + MEANT.encode().decode("latin-1")) == "Đảng. " + MEANT
    assert decoded_once("Đảng á»§x " + MEANT.encode().decode("latin-1")) == "Đảng ủx " + MEANT
    assert decoded_once("á»x " * 9) is None


def test_every_part_of_an_article_is_restored() -> None:
    (start, end) = TCVN3.index("§ång"), TCVN3.index(" Chñ tÞch")
    mark = Mark(start=start, end=end, kind=MarkKind.STRONG)
    parts = Parts(
        title="Héi nghÞ", lead=TCVN3,
        body=(
            Paragraph(text=TCVN3, marks=(mark,)), Quote(text="Héi"), Heading(text="Héi"),
            ListBlock(items=(ListItem(text="Héi"),)), Table(rows=((Cell(text="Héi"),),), caption="Héi"),
            Figure(image="https://x.vn/a", alt="Héi", caption="Héi", credit="Héi"),
        ),
        authors=("Héi",), organisations=("Héi",), categories=("Héi",),
        attachments=(Attachment(url="https://x.vn/a", title="Héi"),),
        listed=(Link(title="Héi", url="https://x.vn/b"),), other_news=(Link(title="Héi", url="https://x.vn/c"),),
    )  # fmt: skip
    found = restored(parts)
    assert "é" not in repr(found).replace("Céng", "")
    assert found.title == "Hội nghị"
    assert found.warnings == ("text in TCVN3: converted",)
    paragraph = found.body[0]
    assert isinstance(paragraph, Paragraph)
    assert [paragraph.text[each.start : each.end] for each in paragraph.marks] == ["Đồng chí"]
    many = Parts(title=TCVN3, body=(Paragraph(text=TCVN3, marks=(mark,) * 200),))
    assert restored(many).body == (Paragraph(text=MEANT),)


@pytest.mark.parametrize("markup", ["<p>document.cookie=1; location.reload()</p>" * 4, "<p>captcha</p>", "x" * 300_000])
def test_no_challenge(markup: str) -> None:
    assert challenge_in(markup) is None


def test_a_challenge_whose_mark_is_in_mixed_case() -> None:
    page = "<html><head><script>AwsWafIntegration.checkForceRefresh().then(() => location.reload())</script></head></html>"
    assert challenge_in(page) == "AWS WAF"
