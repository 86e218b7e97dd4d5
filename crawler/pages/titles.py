"""Titles: freed of what a site puts before and behind every one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from news.text import clean, fold

_LONGEST = 500
# What agencies and portals put before their headlines, with or without parentheses.
_AGENCY = re.compile(r"\(?(?:HNP|CTTĐT|CTTDT|HPĐT|HPDT|BTNO|TTXVN|QNP|BQN|NBĐT|[A-ZĐ][a-zđ]+ ?Portal)\)?\s*[-–—:]\s*(?=\S)")
_PORTAL = re.compile(
    r"\s*(?:[-–—|:•·»]|::)\s*(?:cổng thông tin|trang thông tin|cổng ttđt|trang ttđt|cổng giao tiếp|cttđt)\b.*$", re.IGNORECASE
)


def clean_title(text: str, affixes: Iterable[str] = ()) -> str:
    """Return the title in clean text without the site's `affixes`, an agency's prefix ("HNP - ") or " - CỔNG THÔNG TIN …".

    An affix is cut where it stands, at either end, and whatever dash or bar it was tied on with. A title that is nothing else
    is left as it is.
    """
    title = clean(text)[:_LONGEST]
    for affix in affixes:
        title = _without(title, clean(affix))
    for cut in (_PORTAL.sub("", title), _AGENCY.sub("", title, count=1) if _AGENCY.match(title) else title):
        title = cut if cut and len(cut) < len(title) else title
    return title.strip()


def _without(title: str, affix: str) -> str:
    bare = affix.strip(" -–—|:•·»")
    if not bare:
        return title
    if len(title) > len(affix) and title.startswith(affix):
        return title[len(affix) :].lstrip(" -–—|:•·»")
    if len(title) > len(affix) and title.endswith(affix):
        return title[: -len(affix)].rstrip(" -–—|:•·»")
    tied = re.escape(bare)
    cut = re.sub(rf"^{tied}\s*[-–—|:•·»]+\s*|\s*[-–—|:•·»]+\s*{tied}$", "", title, flags=re.IGNORECASE)
    return cut or title


def document_title(root: HtmlElement, affixes: Iterable[str], site: str) -> str | None:
    """Return the title that the page's head gives it, affixes cut; None where it gives none but the `site`'s own name."""
    said = [element.get("content") for element in root.iter("meta") if element.get("property") == "og:title"]
    said += [element.text_content() for element in root.iter("title")]
    for text in said:
        title = clean_title(text or "", affixes)
        if title and fold(title) != fold(site):
            return title
    return None
