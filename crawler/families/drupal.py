"""The family Drupal (Phú Thọ): every theme has markup of its own, so only addresses and evidence are the family's."""

from __future__ import annotations

import re

from crawler.families.addresses import address_of, said
from crawler.families.family import Family
from crawler.pages.page import Page
from news.identity import normalise

_NODE = re.compile(r"(?:/[a-z]{2})?/node/(?P<id>\d+)")
_NOT_ARTICLES = re.compile(
    r"/(?:taxonomy|user|users|search|sites|node|tags?|admin|rss|comment)(?:/|$)|\.[a-z0-9]{2,4}$", re.IGNORECASE
)


def _key(url: str) -> str | None:
    address = address_of(url)
    if address is None:
        return None
    match = _NODE.fullmatch(address.path)
    return f"{address.host}/node/{match['id']}" if match else normalise(url)


def _is_article(url: str) -> bool:
    address = address_of(url)
    if address is None or not address.segments:
        return False
    if _NODE.fullmatch(address.path):
        return True
    return not _NOT_ARTICLES.search(address.path) and address.segments[-1].count("-") >= 3


def _evidence(page: Page) -> tuple[str, ...]:
    markup = page.markup
    return said(
        {
            "generator Drupal": 'content="Drupal' in markup,
            "/sites/default/files/": "/sites/default/files/" in markup,
            "script Drupal settings": "drupal-settings-json" in markup or "Drupal.settings" in markup,
        }
    )


DRUPAL = Family(name="drupal", title="Drupal", key=_key, is_article=_is_article, evidence=_evidence)
