"""The family DNN, DotNetNuke (Huế, Điện Bàn, Hạ Hòa, Thủ Dầu Một): several news modules, each with addresses of its own."""

from __future__ import annotations

import re

from crawler.families.addresses import Address, address_of, said
from crawler.families.family import Family
from crawler.pages.page import Page

_GUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_NEWS_ID = re.compile(rf"/newsid/(?P<id>{_GUID}|\d+)(?:/|$)", re.IGNORECASE)
_NEW_VID = re.compile(r"/newvid/(?P<id>\d+)(?:/|$)", re.IGNORECASE)
_TITLE = re.compile(r"/t/[^/]+/title/(?P<id>\d+)(?:/|$)", re.IGNORECASE)
_VARIABLES = ("newsviews", "newsid", "newvid", "itemid")


def _key(url: str) -> str | None:
    address = address_of(url)
    return _number(address) if address is not None else None


def _number(address: Address) -> str | None:
    for form in (_NEWS_ID, _NEW_VID, _TITLE):
        match = form.search(address.path)
        if match is not None:
            return f"{address.host}/{match['id'].lower()}"
    for name in _VARIABLES:
        value = address.query.get(name, "")
        if value.isdecimal() or re.fullmatch(_GUID, value, re.IGNORECASE):
            return f"{address.host}/{value.lower()}"
    return None


def _is_article(url: str) -> bool:
    return _key(url) is not None


def _evidence(page: Page) -> tuple[str, ...]:
    markup = page.markup
    return said(
        {
            "generator DotNetNuke": "DotNetNuke" in markup[:20_000] or "DNN Platform" in markup[:20_000],
            "/DesktopModules/": "/DesktopModules/" in markup and "dnn_" in markup,
            "variable dnnVariable": "__dnnVariable" in markup,
        }
    )


DNN = Family(name="dnn", title="DNN (DotNetNuke)", key=_key, is_article=_is_article, evidence=_evidence)
