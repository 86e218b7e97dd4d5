"""Layout: where a family's pages put each part of an article, and of a listing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A CSS selector for each part; an empty one means that pages do not show the part, or that nobody knows where.

    Where a selector matches several elements, the first one with content counts, unless its field says "every". A family may
    have several layouts (themes, a copy for printers): the first that finds title and body on a page reads it. The names of
    these fields are the keys that `Source.selectors` may override.
    """

    title: str = ""
    lead: str = ""
    """Every match, joined: the summary that the page sets apart."""
    body: str = ""
    opening: str = ""
    """Every figure that stands outside the body and opens it."""
    date: str = ""
    """The date that readers see; with what stands around it in the element."""
    updated: str = ""
    """The moment of the last edit, as text or in `datetime` or `content`."""
    byline: str = ""
    """Every element that names people or origins, inside the body or not."""
    categories: str = ""
    """Every link or label that names the article's column; the last link of a trail of crumbs."""
    tags: str = ""
    """Every keyword."""
    attachments: str = ""
    """Every element that holds, or is, links to documents or viewers that show them."""
    drop: str = ""
    """Every element inside title, lead or body that is no part of them."""
    listed: str = ""
    """Every list of related articles that the page's editor chose."""
    other_news: str = ""
    """Every list of further news that the system made."""
    listing_links: str = ""
    """Every link to an article on a listing page."""
    listing_next: str = ""
    """The link to the listing's next page; without it the page's numbers and words are looked at."""

    @classmethod
    def selector_fields(cls) -> tuple[str, ...]:
        """The names of all fields, in order."""
        return tuple(field.name for field in fields(cls))

    def with_selectors(self, selectors: Mapping[str, str]) -> Layout:
        """Return the layout with some selectors replaced. Raises ValueError for a name that is no field."""
        if not selectors:
            return self
        unknown = sorted(set(selectors) - set(self.selector_fields()))
        if unknown:
            msg = f"a layout has no {', '.join(unknown)}; it has {', '.join(self.selector_fields())}"
            raise ValueError(msg)
        return replace(self, **selectors)

    @property
    def reads_articles(self) -> bool:
        """Whether it knows enough to read an article: where title and body stand."""
        return bool(self.title and self.body)
