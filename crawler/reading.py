"""Reading: an article on its way from the page to the store."""

from __future__ import annotations

from dataclasses import dataclass

from news.article import Article
from news.raw import RawPage
from news.store import Validators


@dataclass(frozen=True, kw_only=True)
class Reading:
    """An article as read, with what its answer said of itself."""

    article: Article
    asked: str
    """The address that was asked for."""
    validators: Validators
    offered: str = ""
    """The name of the offer that it was; "" where it was none."""
    raw: RawPage | None = None
    """The page it was read from, to be kept; None: it is not."""
    record: bytes | None = None
    """The page as `news.warc.record` writes it, where somebody has done that already."""
