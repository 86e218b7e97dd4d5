from datetime import UTC, datetime

import pytest

from crawler.pages.article import read_article
from crawler.pages.blocks import assemble, read_items
from crawler.pages.evidence import Evidence
from crawler.pages.page import Page
from crawler.pages.signature import take_signature
from news.article import Figure
from news.source import Source

NOW = datetime(2026, 1, 20, tzinfo=UTC)
TEXT = "<p>Phường đã chủ trì buổi làm việc với các đơn vị về tiến độ của dự án, yêu cầu các bên hoàn thành hồ sơ.</p>"
IMAGE = "<img src='/a.jpg' width='600' height='400'>"


def signed(markup: str) -> tuple[tuple[str, ...], str | None]:
    """The signature of a text that ends in the markup, and the caption of its picture."""
    root = Page(url="https://xa.example.vn/tin", markup=f"<body>{TEXT}{markup}</body>").tree
    items, lines = take_signature(read_items(root, base_url="https://xa.example.vn/"), language="vi")
    return lines, next(block.caption for block in assemble(items) if isinstance(block, Figure))


@pytest.mark.parametrize(
    "figure",
    [
        f"<figure>{IMAGE}<figcaption>Cầu Bãi Cháy</figcaption></figure>",
        f"<table><tr><td>{IMAGE}</td></tr><tr><td>Cầu Bãi Cháy</td></tr></table>",
    ],
)
def test_the_caption_of_the_last_picture_is_no_signature(figure: str) -> None:
    assert signed(figure) == ((), "Cầu Bãi Cháy")
    assert signed(f"{figure}<p>Thu Hà</p>") == (("Thu Hà",), "Cầu Bãi Cháy")


def test_a_centred_name_under_a_picture_is_no_signature_unless_it_says_so() -> None:
    picture = f"<p style='text-align:center'>{IMAGE}</p>"
    assert signed(f"{picture}<p style='text-align:center'><em>Cầu Bãi Cháy</em></p>")[0] == ()
    assert signed(f"{picture}<p style='text-align:center'><em>Tác giả: Thu Hà</em></p>")[0] == ("Tác giả: Thu Hà",)
    assert signed(f"{picture}<p style='text-align:right'><em>Thu Hà</em></p>")[0] == ("Thu Hà",)


@pytest.mark.parametrize(("line", "authors"), [("Vịnh Hạ Long", ()), ("Tác giả: Thu Hà", ("Thu Hà",))])
def test_a_page_without_a_layout_keeps_the_name_under_its_last_picture(line: str, authors: tuple[str, ...]) -> None:
    markup = f"<h1>Phường chỉnh trang đô thị</h1><p>05/11/2025 08:30</p><div>{TEXT * 5}<p>{IMAGE}</p><p>{line}</p></div>"
    source = Source(id="vn-xa", title="Xã", homepage="https://xa.example.vn/", listings=("https://xa.example.vn/tin",))
    page = Page(url="https://xa.example.vn/tin/chinh-trang-do-thi-12", markup=f"<html lang=vi><body>{markup}</body></html>")
    assert read_article(page, source, evidence=Evidence(now=NOW)).authors == authors
