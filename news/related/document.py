"""Document: what relating knows of an article, whatever it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from news.article import Article, Published, reading_lines
from news.related.words import Word, words

MAX_TITLE = 600
MAX_LEAD = 4_000
MAX_TEXT = 40_000
"""Characters that are looked at. News is shorter; what is longer is a law or a trap, and its opening says what it is about."""

_OPENING = 12
"""Words an opening has at least; it ends with the sentence."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A title, a lead, a text and a moment."""

    title: str
    lead: str = ""
    text: str = ""
    """The body without the lead, one block a line."""
    published: datetime | None = None
    """Aware; None where nobody knows, which is never taken as evidence."""

    def __post_init__(self) -> None:
        """Cut each part to its bound; raise ValueError for a moment without a zone."""
        if self.published is not None and self.published.utcoffset() is None:
            msg = "a moment must be aware"
            raise ValueError(msg)
        for name, bound in (("title", MAX_TITLE), ("lead", MAX_LEAD), ("text", MAX_TEXT)):
            value: str = getattr(self, name)
            if len(value) > bound:
                object.__setattr__(self, name, value[:bound])

    @cached_property
    def words(self) -> tuple[list[list[Word]], list[list[Word]], list[list[Word]]]:
        """The words of title, lead and text, line by line, without empty lines.

        Where there is no lead, the opening of the text stands in for it.
        """
        title, lead, text = _lines(self.title), _lines(self.lead), _lines(self.text)
        if not lead and text:
            first = text[0]
            end = next((at for at, word in enumerate(first) if at >= _OPENING and word.opens), len(first))
            lead, text = [first[:end]], [line for line in (first[end:], *text[1:]) if line]
        return title, lead, text


def _lines(text: str) -> list[list[Word]]:
    return [found for line in text.split("\n") if (found := words(line))]


def document_of(article: Article, published: Published) -> Document:
    """The document of an article published then; its lists of other news stay out, as does everything else but its text."""
    lines = (line for block in article.body for line in reading_lines(block))
    return Document(title=article.title, lead=article.lead or "", text="\n".join(lines), published=published.moment)
