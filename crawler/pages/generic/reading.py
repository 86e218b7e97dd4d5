"""Reading: the parts of an article as the generic reader found them, each with where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from news.article import Attachment, Block, Link, Published


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the generic reader understood of one page; the fields mean what they mean in `news.article.Article`."""

    title: str
    lead: str | None = None
    body: tuple[Block, ...] = ()
    byline: str | None = None
    """The byline as printed; None where the authors come from metadata alone or nobody is named."""
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    published: Published | None = None
    updated: Published | None = None
    categories: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    image: str | None = None
    listed: tuple[Link, ...] = ()
    """Always (): that an editor chose a list is known of a layout, never seen on an unknown page."""
    other_news: tuple[Link, ...] = ()
    language: str = "vi"
    warnings: tuple[str, ...] = ()
    trust: Mapping[str, str] = field(default_factory=dict)
    """By field name, where its value was found: "heading", "json-ld", "visible", "structure", "trafilatura" and the like."""
    confidence: float = 1.0
    """0 to 1: how sure the reader is of the body; below 0.5 a person should look at the page."""

    def __post_init__(self) -> None:
        """Freeze the trust so that a Reading stays a value."""
        object.__setattr__(self, "trust", MappingProxyType(dict(self.trust)))
