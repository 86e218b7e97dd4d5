"""Fault: whether a source that no longer reads was changed by its town, or our own reading broke.

Pages that once read well are read again by today's layout. Where they read as before, the town changed something; where they do
not, we did.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.commands.again import Again, Finding, Verdict
from crawler.commands.conversation import page_of
from crawler.commands.golden import load_expected, read_again
from crawler.commands.keeping import kept_listing
from crawler.pages.listing import read_listing
from crawler.readers import Readers
from crawler.report import OPTIONAL_FIELDS
from news.article import Article
from news.errors import NewsError
from news.source import Source
from news.store import Store
from news.stored import StoredArticle
from news.warc import RawPages

PAGES = 5
"""Kept pages of a source that are read again."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What old pages say."""

    ours: bool
    """Whether they no longer read as they did."""
    told: str
    """In a few words fit for one line; "" where there is no old page to be asked."""


def of_listing(source: Source, address: str, *, pages: RawPages | None, folder: Path) -> Evidence:
    """Return what the golden cases in `folder` and the listing kept at its last pass say of a listing that cannot be read."""
    if golden := next(_golden(source, folder), None):
        return Evidence(ours=True, told=golden)
    raw = kept_listing(pages.folder, source, address) if pages else None
    if raw is None:
        return Evidence(ours=False, told="")
    day = f"{raw.fetched:%Y-%m-%d}"
    try:
        found = read_listing(page_of(raw), source, now=raw.fetched)
    except NewsError as error:
        return Evidence(ours=True, told=f"the listing as it was on {day} cannot be read any more ({_problem(error)})")
    return Evidence(ours=False, told=f"the listing as it was on {day} still reads, with {len(found.links)} links")


async def of_articles(
    source: Source, known: Sequence[StoredArticle], *, store: Store, pages: RawPages | None, folder: Path
) -> Evidence:
    """Return what the golden cases in `folder` and the newest kept pages say of articles that cannot be read as usual.

    `known` are the newest stored articles. A page that lost something since it was read speaks against us, one that reads as it
    did, or better, for us.
    """
    if golden := next(_golden(source, folder), None):
        return Evidence(ours=True, told=golden)
    findings = [each async for each in _reread(source, known, store, pages)] if pages else []
    lost = [(finding, loss) for finding, stored in findings if (loss := _loss(finding, stored.article))]
    if 2 * len(lost) > len(findings):
        finding, loss = lost[0]
        told = f"{len(lost)} of {len(findings)} pages kept from before lost something: {finding.page.asked} of "
        return Evidence(ours=True, told=f"{told}{finding.page.fetched:%Y-%m-%d} {loss}")
    return Evidence(ours=False, told=f"{len(findings)} pages kept from before read as they did" if findings else "")


async def _reread(
    source: Source, known: Sequence[StoredArticle], store: Store, pages: RawPages
) -> AsyncIterator[tuple[Finding, StoredArticle]]:
    again = Again(store, pages, {source.id: source}, Readers(0))
    asked = 0
    for stored in known:
        kept = pages.of_article(stored.id)
        if not kept:
            continue
        finding = await again.look(kept[-1])
        if finding.verdict in {Verdict.SAME, Verdict.DIFFERENT, Verdict.FAILED}:
            yield finding, stored
            asked += 1
            await asyncio.sleep(0)  # others wait for their answers meanwhile
        if asked == PAGES:
            return


def _loss(finding: Finding, before: Article) -> str:
    """What a page no longer gives, "" where it gives as much as before."""
    if finding.verdict is Verdict.FAILED:
        return f"cannot be read any more ({finding.error})"
    now = finding.article
    if now is None:
        return ""
    gone = [name for name in OPTIONAL_FIELDS if getattr(before, name) and not getattr(now, name)]
    if 2 * len(now.text) < len(before.text):
        gone.append("half of its text")
    return f"lost {', '.join(gone)}" if gone else ""


def _golden(source: Source, folder: Path) -> Iterator[str]:
    """What of the source's golden cases no longer reads as a person said it should."""
    for file in sorted((folder / source.id).glob("*/expected.json")):
        try:
            wanted = load_expected(file.parent)
            found = read_again(file.parent, wanted)
        except (OSError, ValueError, KeyError, TypeError) as error:
            yield f"the golden case {file.parent} cannot be used: {error}"
            continue
        for answer, content in found.items():
            changed = [name for name in content if content[name] != wanted.get(answer, {}).get(name)]
            if changed:
                yield f"the golden case {file.parent} now reads otherwise: {', '.join(changed)}"


def _problem(error: NewsError) -> str:
    return " ".join(str(getattr(error, "problem", error)).split())
