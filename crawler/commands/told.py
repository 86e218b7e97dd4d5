"""What a probe says of its findings, in comments, so that what follows can be put into a file as it is."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.commands.findings import Findings, FoundListing
from crawler.commands.read import local
from news.article import Article, Figure
from news.text import clean


def told(found: Findings) -> str:
    """Return the findings for a person, every line a comment in TOML and in Python."""
    return "\n".join(f"# {line}".rstrip() for line in _lines(found))


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
    yield ""
    for _, article in found.samples[:1]:
        yield from _article(article)
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


def _listing(listing: FoundListing) -> str:
    links = listing.listing.links
    parts = [listing.kind, f"{len(links)} articles, {listing.dated} with a date"]
    if listing.further is not None:
        parts.append(f"its next page brings {listing.further} more")
    elif listing.listing.next:
        parts.append("goes on at a next page")
    return "; ".join(parts)


def _article(article: Article) -> Iterator[str]:
    way = "generic reader" if article.family == "generic" else f"layout of {article.family}"
    yield f"An article, {article.url}"
    rows: list[tuple[str, str, str]] = [
        ("title", article.title, way),
        ("lead", article.lead or "", way),
        ("text", f"{len(article.text)} characters, begins: {article.text[:60]}", way),
        ("authors", ", ".join(article.authors), way),
        ("organisations", ", ".join(article.organisations), way),
        ("figures", str(sum(isinstance(block, Figure) for block in article.body)), way),
        ("attachments", str(len(article.attachments)), way),
        ("categories", ", ".join(article.categories), way),
        ("other news", f"{len(article.other_news)} links", way),
        ("key", article.key, "address"),
    ]
    if article.published:
        moment = f"{local(article.published, article.timezone)}, precise to the {article.published.precision}"
        rows.insert(2, ("published", moment, str(article.published.provenance)))
    for name, value, where in rows:
        shown = clean(value) if value and value not in {"0", "0 links"} else "–"
        yield f"  {name:<14}{shown[:90]}{f'   [{where}]' if shown != '–' else ''}"
