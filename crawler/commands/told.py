"""What a probe says of its findings, in comments, so that what follows can be put into a file as it is."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.commands.findings import Findings, FoundListing
from crawler.commands.new import command_of
from crawler.commands.read import local
from crawler.pages.cut import select
from crawler.pages.layout import Layout
from crawler.pages.page import Page
from news.article import Article, Figure
from news.text import clean

_WIDEST = 60
"""Characters of a selector that are shown."""


def told(found: Findings) -> str:
    """Return the findings for a person, every line a comment in TOML and in Python."""
    shown = ("".join(each if each.isprintable() else " " for each in line) for line in _lines(found))
    return "\n".join(f"# {line}".rstrip() for line in shown)


def _lines(found: Findings) -> Iterator[str]:
    yield f"Looked at {found.asked}"
    if found.family:
        yield f"System: {found.family.title} ({found.family.name}), because of: {', '.join(found.evidence)}"
    else:
        yield "System: none that is known; the generic reader is used"
    yield ""
    yield "Lists of articles, the best first:" if found.listings else "No list of articles was found."
    for listing in found.listings[:8]:
        yield f"  {listing.url}"
        yield f"    {_listing(listing)}"
    if not any(listing.kind != "page" for listing in found.listings):
        yield "No feed and no sitemap was found."
    yield ""
    for page, article in found.samples[:1]:
        yield from _article(page, article, found)
    if len(found.samples) > 1:
        yield f"Read as well: {', '.join(article.url for _, article in found.samples[1:])}"
    if found.problems:
        yield ""
        yield "Not everything answered:"
        yield from (f"  {clean(problem)[:300]}" for problem in found.problems[:8])
    yield ""
    yield "Not sure:"
    yield from (f"  - {doubt}" for doubt in found.doubts)
    yield ""
    yield "In loa.toml, for you alone, what follows; as a spider, for everyone:"
    yield f"  {command_of(found.source)}"
    yield ""


def _listing(listing: FoundListing) -> str:
    links = listing.listing.links
    parts = [listing.kind, f"{len(links)} articles, {listing.dated} with a date"]
    if listing.further is not None:
        parts.append(f"its next page brings {listing.further} more")
    elif listing.listing.next:
        parts.append("goes on at a next page")
    return "; ".join(parts)


def _article(page: Page, article: Article, found: Findings) -> Iterator[str]:
    yield f"An article, {article.url}"
    layout = _layout(page, found)
    rows: list[tuple[str, str, str]] = [
        ("title", article.title, layout.title),
        ("lead", article.lead or "", layout.lead),
        ("text", f"{len(article.text)} characters, begins: {article.text[:60]}", layout.body),
        ("authors", ", ".join(article.authors), layout.byline),
        ("organisations", ", ".join(article.organisations), layout.byline),
        ("figures", str(sum(isinstance(block, Figure) for block in article.body)), layout.body),
        ("attachments", str(len(article.attachments)), layout.attachments),
        ("categories", ", ".join(article.categories), layout.categories),
        ("other news", f"{len(article.other_news)} links", layout.other_news),
        ("key", article.key, "address"),
    ]
    if article.published:
        moment = f"{local(article.published, article.timezone)}, precise to the {article.published.precision}"
        rows.insert(2, ("published", moment, f"{article.published.provenance}{f', {layout.date}' if layout.date else ''}"))
    for name, value, where in rows:
        shown = clean(value) if value and value not in {"0", "0 links"} else "–"
        said = clean(where)[:_WIDEST] or "generic reader"
        yield f"  {name:<14}{shown[:90]}{f'   [{said}]' if shown != '–' else ''}"


def _layout(page: Page, found: Findings) -> Layout:
    """The layout that reads a page, with the selectors that were found; an empty one where none of the family's does."""
    for layout in found.family.layouts if found.family else ():
        chosen = layout.with_selectors(found.selectors)
        if chosen.reads_articles and all(select(page.tree, part, page.names) for part in (chosen.title, chosen.body)):
            return chosen
    return Layout()
