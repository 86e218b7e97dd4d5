"""The pages people open in a browser, from the same entries as the feeds. No scripts, one stylesheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from feeds.addresses import link_address
from feeds.closing import date_note, related_line
from feeds.entry import Entry
from feeds.feed import Feed
from feeds.wording import wording
from news.article import Published

_HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_STATIC = ("style.css", "favicon.svg")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A feed as the front page lists it."""

    feed: Feed
    """Without its entries."""
    newest: Entry | None
    """Its newest entry; None for an empty feed."""
    articles: int
    """Kept of its sources in all."""


def index_page(lines: Sequence[Line], *, base: str, contact: str = "") -> bytes:
    """The front page: the feed of all sources, then one line for each source."""
    return _render("index.html", lines[0].feed, contact, lines=lines, base=base)


def feed_page(feed: Feed, line: Line, *, contact: str = "") -> bytes:
    """The page of one feed: what it is, the addresses to copy, its newest articles."""
    return _render("feed.html", feed, contact, line=line, entries=[entry for entry in feed.entries if not entry.withdrawn][:30])


def not_found_page(feed: Feed, *, contact: str = "") -> bytes:
    """What stands where nothing stands. Its links are from the root, since it is shown under any address."""
    return _render("404.html", feed, contact, root=urlsplit(feed.base).path)


def static_files() -> Iterator[tuple[str, bytes]]:
    """Names and bodies of the files that pages refer to."""
    for name in _STATIC:
        yield name, (_HERE / "static" / name).read_bytes()


def _render(template: str, feed: Feed, contact: str, **values: object) -> bytes:
    page = _TEMPLATES.get_template(template).render(
        feed=feed, contact=link_address(contact) if contact else None, date=_date, note=_note, why=_why, **values
    )
    return page.encode()


def _date(entry: Entry) -> str:
    return wording(entry.language).date(entry.published, entry.precision)


def _note(entry: Entry) -> str | None:
    dating = Published(moment=entry.published, precision=entry.precision, provenance=entry.provenance)
    return date_note(wording(entry.language), entry.published, dating)


def _why(entry: Entry) -> list[tuple[str, str, str]]:
    """Address, title and reason of each related article."""
    words = wording(entry.language)
    return [(link.url, link.title, related_line(link, words)) for link in entry.related]
