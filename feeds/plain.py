"""Plain text for the places of a feed that hold no markup: titles, names, summaries."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

from news.article import Article, Figure, reading_lines
from news.text import clean

TITLE_CHARACTERS = 300
NAME_CHARACTERS = 120
SUMMARY_CHARACTERS = 600

# Element names of HTML: "<số 5>" is text somebody wrote, "<b>" in a title is a portal's own markup, escaped once too often.
_NAMES = (
    "a|abbr|address|area|article|aside|audio|b|base|bdi|bdo|big|blockquote|body|br|button|canvas|caption|center|cite|code|col|colgroup|data|dd|del"
    "|details|dfn|dialog|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hr|html|i|iframe|img"
    "|input|ins|kbd|label|legend|li|link|main|map|mark|marquee|math|menu|meta|nav|noscript|object|ol|optgroup|option|output|p|param|picture|pre|q"
    "|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead"
    "|time|title|tr|track|tt|u|ul|var|video|wbr"
)
_TAG = re.compile(rf"</?(?:{_NAMES})(?![\w-])[^<>]*(?:>|$)", re.IGNORECASE)


def plain(text: str) -> str:
    """The text clean and without tags; what only looks like one ("< 5 tỷ", "<số 5>") stays."""
    text, before = clean(text), ""
    if "<" not in text:
        return text
    while text != before:
        before, text = text, clean(_TAG.sub(" ", text))
    return text


def cut(text: str, limit: int) -> str:
    """The text, ended at a space with "…" where it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at = head.rfind(" ")
    return (head[:at] if at > limit // 2 else head).rstrip(" ,;:–-") + "…"


@lru_cache(maxsize=8192)
def title_of(text: str) -> str:
    """A title: plain, at most 300 characters; empty where nothing is left."""
    return cut(plain(text), TITLE_CHARACTERS)


def names_of(names: tuple[str, ...], limit: int = 20) -> tuple[str, ...]:
    """Names or categories: plain, cut, each once, the empty ones gone, at most `limit`."""
    return tuple(dict.fromkeys(shown for name in names if (shown := _name(name))))[:limit]


@lru_cache(maxsize=8192)
def _name(name: str) -> str:
    return cut(plain(name), NAME_CHARACTERS)


def summary_of(article: Article) -> str:
    """The lead, else the first line of text, else the first caption, else the title: plain, at most 600 characters."""
    lines = chain(
        [article.lead] if article.lead else [],
        (line for block in article.body[:20] for line in reading_lines(block)),
        (block.caption for block in article.body if isinstance(block, Figure) and block.caption),
        [article.title],
    )
    found = (plain(line[: 4 * SUMMARY_CHARACTERS]) for line in lines)
    return cut(next((line for line in found if line), ""), SUMMARY_CHARACTERS)
