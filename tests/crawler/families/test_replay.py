"""Every family's articles are seen again as towns let them be seen, and stay the articles they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.families import FAMILIES
from news.article import Article, Paragraph, Precision, Provenance, Published
from news.changes import Outcome
from news.identity import normalise
from news.source import Source
from news.store import Kept, Store

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
GUID = "0a1b2c3d-1111-2222-3333-444444444444"
TEXT = (
    "Sáng nay, hơn 300 người dân cùng lực lượng vũ trang đã tham gia dọn rác dọc bờ biển của phường, thu gom gần hai tấn rác.",
    "Phát biểu tại buổi lễ, lãnh đạo phường đề nghị các khu phố duy trì hoạt động vào chiều thứ sáu hằng tuần.",
)

BASE = {
    "pxny": "https://x.gov.vn/ra-quan-don-rac-p13n52635.html",
    "mongcai": "https://x.gov.vn/vi-vn/tin/ra-quan-don-rac-p16129-c76190-n249699",
    "tandan": "https://x.gov.vn/portal/pages/2026-03-01/ra-quan-don-rac-468686.aspx",
    "vnportal": "https://x.gov.vn/tin-tuc/ra-quan-don-rac-812345",
    "daklak": "https://x.gov.vn/ra-quan-don-rac-1201.html",
    "liferay": "https://x.gov.vn/web/guest/tin/-/asset_publisher/AbCd/content/id/28266",
    "nukeviet": "https://x.gov.vn/vi/news/tin/ra-quan-don-rac-11.html",
    "vhv": "https://x.gov.vn/tin-tuc/xa-hoi/ra-quan-don-rac.html",
    "dnn": f"https://x.gov.vn/a/tid/ra-quan/newsid/{GUID}/cid/{GUID}",
    "quangninh": "https://x.gov.vn/donvi/vandon/Trang/ChiTietTinTuc.aspx?nid=168658",
    "hatinh": "https://x.gov.vn/vi/tin/1289-ra-quan-don-rac.hti",
    "vccorp": "https://x.gov.vn/ra-quan-don-rac-4260301092811455.htm",
    "wordpress": "https://x.gov.vn/2026/03/ra-quan-don-rac-bai-bien",
    "drupal": "https://x.gov.vn/tin-tuc/ra-quan-don-rac-bai-bien",
    "generic": "https://x.gov.vn/tin-tuc/ra-quan-don-rac-bai-bien.html",
}

OTHERS = {
    "pxny": ("https://x.gov.vn/ten%20moi-p13n52635.html", "https://x.gov.vn/ra-quan-don-rac-p2n52635.html"),
    "mongcai": ("https://x.gov.vn/vi-vn/tin/ten-moi-p0-c0-n249699", "https://x.gov.vn/vi-vn/muc/tin/ten-moi-p1-c2-n249699"),
    "tandan": (
        "https://x.gov.vn/portal/Pages/print.aspx?p=468686",
        "https://x.gov.vn/portal/Pages/2026-3-1/Ten-moi-468686.aspx",
        "https://x.gov.vn/so/portal/Pages/2026-3-2/Ten-moi-468686.aspx",
    ),
    "vnportal": ("https://x.gov.vn/tin-tuc/ten-moi-812345", "https://x.gov.vn/van-hoa/xa-hoi/ra-quan-812345?pageindex=0"),
    "daklak": ("https://x.gov.vn/ten-moi-1201.html",),
    "liferay": (
        "https://x.gov.vn/web/khac/-/asset_publisher/XyZ/document/id/28266",
        "https://x.gov.vn/web/guest/chi-tiet?id=28266&_c=3",
    ),
    "nukeviet": (
        "https://x.gov.vn/vi/news/tin/ten-moi-11.html",
        "https://x.gov.vn/vi/news/khac/ra-quan-don-rac-11.html",
        "https://x.gov.vn/vi/news/print/tin/ra-quan-don-rac-11.html",
        "https://x.gov.vn/vi/news/savefile/tin/ra-quan-don-rac-11.html",
        "https://x.gov.vn/index.php?language=vi&nv=news&op=tin/ra-quan-don-rac-11",
    ),
    "vhv": ("https://x.gov.vn/su-kien/ra-quan-don-rac.html", "https://x.gov.vn/tin-tuc/xa-hoi/ten-moi-cua-bai.html"),
    "dnn": (f"https://x.gov.vn/b/tid/ten-moi/newsid/{GUID.upper()}/cid/{GUID}",),
    "quangninh": ("https://x.gov.vn/donvi/vandon/trang/chitiettintuc.aspx?nid=168658&c=1",),
    "hatinh": ("https://x.gov.vn/vi/tin/1289-ten-moi.hti", "https://x.gov.vn/vi/khac/muc/1289-ra-quan-don-rac.hti"),
    "vccorp": ("https://x.gov.vn/ten-moi-4260301092811455.htm", "https://x.gov.vn/muc/ra-quan-don-rac-4260301092811455.htm"),
    "wordpress": ("https://x.gov.vn/2026/03/ten-moi-cua-bai-nay", "https://x.gov.vn/?p=123"),
    "drupal": ("https://x.gov.vn/node/77", "https://x.gov.vn/tin-tuc/xa-hoi/ten-moi-cua-bai"),
    "generic": ("https://x.gov.vn/tin-tuc/ten-moi-cua-bai.html", "https://x.gov.vn/xa-hoi/ra-quan-don-rac-bai-bien.html"),
}
"""Addresses of the same page that the system itself makes: a new slug, another category, a copy for printers."""


def with_query(url: str, pair: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{pair}"


def with_path(url: str, change: Callable[[str], str]) -> str:
    parts = urlsplit(url)
    return parts._replace(path=change(parts.path)).geturl()


SPELLINGS: dict[str, Callable[[str], str]] = {
    "http": lambda url: url.replace("https://", "http://"),
    "www": lambda url: url.replace("https://", "https://www."),
    "upper-case host": lambda url: url.replace("https://x.gov.vn", "HTTPS://X.GOV.VN"),
    "default port": lambda url: url.replace("x.gov.vn", "x.gov.vn:443"),
    "default port of http": lambda url: url.replace("https://x.gov.vn", "http://x.gov.vn:80"),
    "tracking": lambda url: with_query(url, "utm_source=zalo&fbclid=abc"),
    "session": lambda url: with_query(url, "PHPSESSID=0123456789abcdef"),
    "session in the path": lambda url: with_path(url, lambda path: f"{path};jsessionid=0123456789ABCDEF"),
    "print": lambda url: with_query(url, "print=1"),
    "AMP": lambda url: with_query(url, "amp"),
    "AMP in the path": lambda url: with_path(url, lambda path: f"{path}/amp"),
    "fragment": lambda url: f"{url}#noi-dung",
    "trailing slash": lambda url: with_path(url, lambda path: f"{path}/"),
    "doubled slash": lambda url: with_path(url, lambda path: path.replace("/", "//", 1)),
    "percent-encoding": lambda url: with_path(url, lambda path: "".join(f"%{ord(c):02x}" if c in "aeiou" else c for c in path)),
}


def source(family: str, **changes: object) -> Source:
    plain = Source(id="vn-x", title="X", homepage="https://x.gov.vn/", listings=("https://x.gov.vn/tin",), family=family)
    return replace(plain, **changes)  # type: ignore[arg-type]


def read(family: str, url: str, **changes: object) -> Article:
    """The article as the family reads it at an address."""
    key = FAMILIES[family].key(url) if family in FAMILIES else None
    article = Article(
        source="vn-x",
        url=url,
        key=key or normalise(url),
        title="Ra quân dọn rác bãi biển",
        body=tuple(Paragraph(text=text) for text in TEXT),
        published=Published(moment=NOON - timedelta(hours=20), precision=Precision.MINUTE, provenance=Provenance.VISIBLE),
        family=family,
    )
    return replace(article, **changes)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/loa.sqlite3") as opened:
        yield opened


def same(store: Store, first: Kept, again: Kept) -> bool:
    return again.id == first.id and again.outcome in {Outcome.SAME, Outcome.COSMETIC} and store.counts().articles == 1


def test_every_family_is_replayed() -> None:
    assert set(BASE) == set(OTHERS) == {*FAMILIES, "generic"}


def other_than_itself(store: Store, family: str, addresses: dict[str, str], **changes: object) -> list[str]:
    """The addresses under which a family's article is not taken for itself."""
    store.keep_source(source(family), now=NOON)
    first = store.keep(read(family, BASE[family], **changes), now=NOON)
    return [
        f"{name}: {address}"
        for name, address in addresses.items()
        if not same(store, first, store.keep(read(family, address, **changes), now=NOON + HOUR))
        or store.find("vn-x", address) != first.id
        or not store.known("vn-x", [address])
    ]


@pytest.mark.parametrize("family", BASE)
def test_spellings_of_an_address_are_one_article(store: Store, family: str) -> None:
    addresses = {name: spell(BASE[family]) for name, spell in SPELLINGS.items()}
    assert other_than_itself(store, family, addresses, published=None) == []


@pytest.mark.parametrize("family", BASE)
def test_a_new_slug_another_category_and_a_copy_are_one_article(store: Store, family: str) -> None:
    # Where the system has no number, the date and the text must tell.
    unnumbered = family in {"vhv", "wordpress", "drupal", "generic"}
    addresses = {f"address {number}": address for number, address in enumerate(OTHERS[family])}
    assert other_than_itself(store, family, addresses, **({} if unnumbered else {"published": None})) == []


@pytest.mark.parametrize("family", BASE)
def test_a_short_page_without_a_date_is_known_by_the_address_that_leads_to_it(store: Store, family: str) -> None:
    store.keep_source(source(family), now=NOON)
    short = {"published": None, "body": (Paragraph(text="Mời bà con xem ảnh."),)}
    first = store.keep(read(family, BASE[family], **short), now=NOON)
    renamed = read(family, "https://x.gov.vn/hoan-toan/moi/cho-nay-thoi", **short)
    assert same(store, first, store.keep(renamed, asked=BASE[family], now=NOON + HOUR))
    assert same(store, first, store.keep(renamed, now=NOON + 2 * HOUR))


@pytest.mark.parametrize("family", BASE)
def test_a_site_that_moves_keeps_its_articles(store: Store, family: str) -> None:
    store.keep_source(source(family), now=NOON)
    first = store.keep(read(family, BASE[family], published=None), now=NOON)
    for hours in (1, 2):
        store.missing(first.id, now=NOON + hours * HOUR, confirm_after=HOUR)
    moved = {"homepage": "https://www.moi.gov.vn/", "listings": ("https://moi.gov.vn/tin",), "former_hosts": ("www.x.gov.vn",)}
    store.keep_source(source(family, **moved), now=NOON)
    address = BASE[family].replace("x.gov.vn", "moi.gov.vn")
    assert store.find("vn-x", address) == first.id
    assert store.known("vn-x", [address, f"{address}-khac"]) == {address}
    back = store.keep(read(family, address, published=None), now=NOON + 3 * HOUR)
    assert (back.id, back.outcome) == (first.id, Outcome.RESTORED)
    assert store.find("vn-x", BASE[family]) == first.id


@pytest.mark.parametrize("family", BASE)
@pytest.mark.parametrize("new", ["vnportal", "generic"])
def test_a_site_that_changes_its_system_keeps_its_articles(store: Store, family: str, new: str) -> None:
    store.keep_source(source(family), now=NOON)
    first = store.keep(read(family, BASE[family]), now=NOON)
    another = store.keep(
        read(family, f"{BASE[family]}?x=1&id=9&p=8&newsid=7", key="another", title="Khác", body=(Paragraph(text="Khác."),)),
        now=NOON,
    )
    changed = NOON + timedelta(days=30)
    store.keep_source(source(new, new_system=changed.date()), now=changed)
    rewritten = tuple(Paragraph(text=f"{text} ") for text in TEXT[::-1])
    address = "https://x.gov.vn/chuyen-muc/ra-quan-999999" if new == "vnportal" else "https://x.gov.vn/chi-tiet/ra-quan.html"
    day = Published(moment=NOON.replace(hour=0) - timedelta(hours=31), precision=Precision.DAY, provenance=Provenance.METADATA)
    kept = store.keep(read(new, address, body=rewritten, published=day), now=changed)
    assert (kept.id, kept.warning) == (first.id, "")
    assert another.id != first.id
    assert store.counts().articles == 2
    assert store.keep(read(new, address, body=rewritten, published=day), now=changed).outcome is Outcome.SAME


def test_the_dates_above_are_one_day() -> None:
    zone = source("generic").zone
    assert (NOON - timedelta(hours=20)).astimezone(zone).date() == date(2026, 3, 1)
