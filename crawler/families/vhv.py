"""The family VHV (Lai Châu, Bình Định, several departments): `/<section>/<category>/<slug>.html`. Its markup varies."""

from __future__ import annotations

import re

from crawler.families.addresses import address_of, said
from crawler.families.family import Family
from crawler.pages.layout import Layout
from crawler.pages.page import Page

_PATH = re.compile(r"(?:/[^/]+){1,4}/[^/]{8,}\.html")
_FILES = re.compile(r"/upload/\d+/(?:fck/|\d{8}/)")


def _key(url: str) -> str | None:
    address = address_of(url)
    return f"{address.host}/{address.segments[-1]}" if address and _PATH.fullmatch(address.path) else None


def _is_article(url: str) -> bool:
    address = address_of(url)
    return address is not None and not address.copy and _PATH.fullmatch(address.path) is not None


def _evidence(page: Page) -> tuple[str, ...]:
    files = _FILES.search(page.markup) is not None
    rated = "Tổng số điểm của bài viết là" in page.markup
    return said({"/upload/<site>/fck/": files, "rating of VHV": files and rated})


VHV = Family(
    name="vhv", title="VHV", key=_key, is_article=_is_article, evidence=_evidence, layouts=(Layout(listing_links="div.item a"),)
)
