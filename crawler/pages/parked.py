"""Parked: pages of a domain that is no longer the town's."""

from __future__ import annotations

import re

from crawler.pages.page import Page
from news.errors import NewsError
from news.text import fold

_PARKED = re.compile(
    r"(?:this |the )?domain (?:name )?(?:is |may be )?(?:for sale|parked|has expired)|buy this domain"
    r"|ten mien (?:nay )?(?:dang )?(?:duoc )?(?:rao ban|da het han|chua duoc cau hinh)|sedoparking|parkingcrew|hugedomains"
)
_READ = 20_000
"""Characters."""


def is_parked(page: Page) -> bool:
    """Whether a page says that its domain is for sale or has run out."""
    try:
        return _PARKED.search(fold(page.tree.text_content()[:_READ])) is not None
    except NewsError:
        return False
