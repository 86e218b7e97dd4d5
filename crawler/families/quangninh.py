"""The family of Quảng Ninh province: `/donvi/<unit>/Trang/ChiTietTinTuc.aspx?nid=168658`. Its markup is not known."""

from __future__ import annotations

import re

from crawler.families.addresses import address_of, said
from crawler.families.family import Family
from crawler.pages.page import Page

_DETAIL = re.compile(r"(?P<unit>(?:/[^/]+)*)/trang/chitiettintuc\.aspx", re.IGNORECASE)


def _key(url: str) -> str | None:
    address = address_of(url)
    match = _DETAIL.fullmatch(address.path) if address else None
    number = address.query.get("nid", "") if address else ""
    # Every unit counts its own articles.
    return f"{address.host}{match['unit'].lower()}/{number}" if address and match and number.isdecimal() else None


def _is_article(url: str) -> bool:
    return _key(url) is not None


def _evidence(page: Page) -> tuple[str, ...]:
    shape = _is_article(page.url)
    return said(
        {"address ChiTietTinTuc.aspx?nid=": shape, "media.quangninh.gov.vn": shape and "media.quangninh.gov.vn" in page.markup}
    )


QUANGNINH = Family(name="quangninh", title="Quảng Ninh on SharePoint", key=_key, is_article=_is_article, evidence=_evidence)
