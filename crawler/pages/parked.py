"""Parked: pages of a domain that is no longer the town's."""

from __future__ import annotations

import re

from crawler.pages.page import Page
from crawler.pages.vacancy import has_running_text
from news.errors import NewsError
from news.text import fold

_PARKED = re.compile(
    r"(?:this |the )?domain (?:name )?(?:is |may be )?(?:for sale|parked|has expired)|buy this domain"
    r"|ten mien (?:nay )?(?:dang )?(?:duoc )?(?:rao ban|da het han|chua duoc cau hinh)|sedoparking|parkingcrew|hugedomains"
)
_READ = 20_000
"""Characters."""
_OF_A_TEXT = 3
"""Paragraphs; those who sell a domain write one or two."""


def is_parked(page: Page) -> bool:
    """Whether a page says that its domain is for sale or has run out; one with a text of its own may tell of another's."""
    try:
        said = _PARKED.search(fold(page.tree.text_content()[:_READ])) is not None
        return said and not has_running_text(page.tree, paragraphs=_OF_A_TEXT)
    except NewsError:
        return False
