"""The family Liferay 6 and 7 (Đà Nẵng 2017, Hà Nội until lately, Bắc Ninh, Bắc Giang, districts of Hồ Chí Minh City)."""

from __future__ import annotations

import re

from crawler.families.addresses import Address, address_of, domain, said
from crawler.families.family import Family
from crawler.pages.layout import Layout
from crawler.pages.page import Page

_CONTENT = re.compile(r"/asset_publisher/[^/]+/(?:content|document)/(?:id/(?P<id>\d+)|(?P<slug>[^/]+))", re.IGNORECASE)
_DETAIL = re.compile(r"/(?:[^/]+/)*(?:chi-tiet|chitiet|detail)(?:-[^/]+)?", re.IGNORECASE)
_SLUG = re.compile(r"_urltitle$")
_NUMBER = re.compile(r"_(?:assetentryid|articleid)$")

_ASSET = Layout(
    title=(
        ".component-title .asset-title, .asset-full-content .asset-title, .asset-full-content h3.text-do, "
        ".asset-full-content > h5"
    ),
    lead=".asset-full-content strong.text-muted-ncov",
    body=(
        ".asset-full-content .journal-content-article, .asset-full-content #content-detail, .asset-full-content #content-print"
    ),
    date=".asset-full-content span.text-ngayxam-page",
    listing_links="a.news-title, .portlet-asset-publisher .asset-title a, div.nd_detail h2 a",
)
_OLD_DAKLAK = Layout(
    title=".nd_detail_chitiet .tieude-h2",
    body=".nd_detail_chitiet div.journal-content-article",
    date=".nd_detail_chitiet .tieude-h2 span",
    drop=".nd_detail_chitiet .tieude-h2 span",
    listing_links="div.nd_detail h2 a",
)


def _key(url: str) -> str | None:
    address = address_of(url)
    if address is None:
        return None
    content = _CONTENT.search(address.path)
    if content is not None:
        # The instance of the portlet differs from page to page; the article does not.
        return f"{address.host}/{content['id']}" if content["id"] else f"{address.host}/content/{content['slug'].lower()}"
    if _DETAIL.fullmatch(address.path) and address.query.get("id", "").isdecimal():
        return f"{domain(address.host)}/{address.query['id']}"
    return _by_parameter(address)


def _by_parameter(address: Address) -> str | None:
    """The key in the parameters of a portlet (`_101_INSTANCE_abc_urlTitle=…`)."""
    for name, value in address.query.items():
        if _SLUG.search(name) and value:
            return f"{address.host}/content/{value.lower()}"
        if _NUMBER.search(name) and value.isdecimal():
            return f"{address.host}/asset/{value}"
    return None


def _is_article(url: str) -> bool:
    return _key(url) is not None


def _evidence(page: Page) -> tuple[str, ...]:
    markup = page.markup
    return said(
        {
            "script Liferay": "Liferay.ThemeDisplay" in markup or "Liferay.Portlet" in markup,
            "class portlet-boundary": "portlet-boundary" in markup,
            "p_p_id": "p_p_id_" in markup or "p_p_id=" in markup,
            "address asset_publisher": "/asset_publisher/" in page.url,
            "class asset-full-content": "asset-full-content" in markup,
        }
    )


LIFERAY = Family(
    name="liferay",
    title="Liferay",
    key=_key,
    is_article=_is_article,
    evidence=_evidence,
    layouts=(_ASSET, _OLD_DAKLAK),
)
