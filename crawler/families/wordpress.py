"""The family WordPress: every theme has markup of its own, so only addresses and evidence are the family's."""

from __future__ import annotations

import re

from crawler.families.addresses import address_of, said
from crawler.families.family import Family
from crawler.pages.page import Page
from news.identity import normalise

_NOT_ARTICLES = re.compile(
    r"/(?:category|chuyen-muc|tag|the|author|tac-gia|page|trang|feed|comments|wp-[^/]+|search|attachment|archives|gioi-thieu|lien-he)(?:/|$)"
    r"|/\d{4}(?:/\d{1,2}){0,2}$|\.(?!html?$)[a-z0-9]{2,4}$",
    re.IGNORECASE,
)
_DATED = re.compile(r"/\d{4}/\d{1,2}(?:/\d{1,2})?/[^/]+$")


def _key(url: str) -> str | None:
    address = address_of(url)
    if address is None:
        return None
    number = address.query.get("p", "")
    return f"{address.host}/?p={number}" if number.isdecimal() and address.path == "/" else normalise(url)


def _is_article(url: str) -> bool:
    address = address_of(url)
    if address is None:
        return False
    if address.path == "/":
        return address.query.get("p", "").isdecimal()
    if _NOT_ARTICLES.search(address.path):
        return False
    return _DATED.search(address.path) is not None or address.segments[-1].count("-") >= 3


def _evidence(page: Page) -> tuple[str, ...]:
    markup = page.markup
    return said(
        {
            "generator WordPress": 'content="WordPress' in markup,
            "/wp-content/": "/wp-content/" in markup,
            "/wp-json/": "/wp-json/" in markup,
        }
    )


WORDPRESS = Family(name="wordpress", title="WordPress", key=_key, is_article=_is_article, evidence=_evidence)
