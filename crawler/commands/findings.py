"""Findings: what a probe learnt of a site, and the source that follows from it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from crawler.families import Family
from crawler.pages.listed import Listing
from crawler.pages.page import Page
from crawler.pages.zone import ZONES
from news.article import Article, Provenance
from news.source import Source

FEWEST_LINKS = 3
"""A page with fewer links to articles is no listing."""


@dataclass(frozen=True, kw_only=True)
class FoundListing:
    """A page, feed or sitemap that lists articles."""

    url: str
    kind: str
    """page, feed or sitemap."""
    listing: Listing
    further: int | None = None
    """New links on its next page; None where there is none or it was not asked for."""

    @property
    def dated(self) -> int:
        """Links with a date beside them."""
        return sum(link.published is not None for link in self.listing.links)


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What was found."""

    asked: str
    homepage: str
    family: Family | None = None
    evidence: tuple[str, ...] = ()
    listings: tuple[FoundListing, ...] = ()
    """The best first."""
    samples: tuple[tuple[Page, Article], ...] = ()
    hosts: tuple[str, ...] = ()
    """Further hosts on which articles stand."""
    zone: str = "UTC"
    title: str = ""
    selectors: Mapping[str, str] = field(default_factory=dict)
    """Where the pages have what the family's layout does not find, by field of the layout."""
    problems: tuple[str, ...] = ()
    """What could not be fetched or read, one line each."""

    @property
    def source(self) -> Source:
        """The source that follows; its id is a guess."""
        pages = [found.url for found in self.listings if found.kind == "page"]
        chosen = pages[:1] or [found.url for found in self.listings[:1]] or [self.homepage]
        language = self.samples[0][1].language if self.samples else "vi" if self.zone == ZONES["vn"] else "en"
        return Source(
            id=self.guessed_id,
            title=self.title or urlsplit(self.homepage).netloc,
            homepage=self.homepage,
            listings=tuple(chosen),
            family=self.family.name if self.family else "generic",
            language=language,
            timezone=self.zone,
            hosts=self.hosts,
            title_affixes=affixes([article.title for _, article in self.samples]),
            selectors=self.selectors,
        )

    @property
    def guessed_id(self) -> str:
        """`<country>-<first label of the host>`."""
        host = (urlsplit(self.homepage).hostname or "site").removeprefix("www.")
        labels = [re.sub(r"[^a-z0-9]+", "-", label).strip("-") for label in host.split(".")]
        country = next((code for code, zone in ZONES.items() if zone == self.zone and len(code) == 2), "xx")
        if len(labels[-1]) == 2 and labels[-1].isalpha():
            country = labels[-1]
        return f"{country}-{labels[0] or 'site'}"

    @property
    def doubts(self) -> tuple[str, ...]:
        """What a person should look at before believing the rest."""
        doubts = [
            f"the id {self.guessed_id!r} is a guess: name the place, for it never changes",
            "the place is not known: add [source.place]",
        ]
        if self.zone == "UTC":
            doubts.append("the time zone is not known: set `timezone`, or every date may be hours wrong")
        if self.family is None:
            doubts.append("no family was recognised: the generic reader reads the pages; look at every field of several articles")
        elif len(self.evidence) == 1:
            doubts.append(f"only one thing speaks for {self.family.title}: {self.evidence[0]}")
        elif not self.family.layouts:
            doubts.append(f"the markup of {self.family.title} was never seen: the generic reader reads its pages")
        doubts += [
            f"the layout of {self.source.family} finds no {name}; `{selector}` does: look whether it holds all of it"
            for name, selector in self.selectors.items()
        ]
        of_article = _doubts_of(self.samples[0][1]) if self.samples else ["no article could be read"]
        return (*doubts, *self._doubts_of_listings, *of_article)

    @property
    def _doubts_of_listings(self) -> list[str]:
        doubts = []
        if not self.listings:
            doubts.append("no page was found that lists articles: give its address, and see what `loa read` makes of an article")
        elif not any(found.kind == "page" and found.listing.next for found in self.listings):
            doubts.append(
                "no way to older pages of the listing was found: what slides off the first page between crawls is missed"
            )
        if self.listings and not self.listings[0].dated:
            doubts.append("the listing shows no dates")
        if self.listings and all(found.url == self.homepage for found in self.listings):
            doubts.append("only the front page lists articles: is there no page for news?")
        return doubts


def _doubts_of(article: Article) -> list[str]:
    doubts = []
    if article.published is None:
        doubts.append("the article has no date: readers would see when Loa first saw it")
    elif article.published.provenance is not Provenance.VISIBLE:
        doubts.append(f"the date comes from {article.published.provenance}, not from what readers see")
    if len(article.text) < 300:
        doubts.append(f"the text has only {len(article.text)} characters")
    if not (article.authors or article.organisations):
        doubts.append("nobody is named as author or origin")
    return doubts + [f"reading said: {warning}" for warning in article.warnings]


def affixes(titles: list[str]) -> tuple[str, ...]:
    """Return what all titles begin or end with beside a dash or bar: the site's name, most likely."""
    if len(titles) < 2:
        return ()
    found = []
    for pattern in (r"^[^|–-]{2,60}? [|–-] ", r" [|–-] [^|–-]{2,60}$"):
        counted = Counter(match[0] for title in titles if (match := re.search(pattern, title)))
        found += [text for text, count in counted.items() if count == len(titles)]
    return tuple(found)


def toml(source: Source) -> str:
    """Return a source as a `[[source]]` table; JSON's strings and lists are TOML's too, but for DEL."""
    default = Source(id="xx-x", title="", homepage="", listings=())
    names = ("id", "title", "homepage", "listings", "family", "language", "timezone", "hosts", "title_affixes")
    required = {"id", "title", "homepage", "listings"}
    rows = [
        f"{name} = {json.dumps(getattr(source, name), ensure_ascii=False)}"
        for name in names
        if name in required or getattr(source, name) != getattr(default, name)
    ]
    selectors = [f"{name} = {json.dumps(selector, ensure_ascii=False)}" for name, selector in source.selectors.items()]
    lines = ["[[source]]", *rows, *(["[source.selectors]", *selectors] if selectors else [])]
    return "\n".join(lines).replace("\x7f", "\\u007f") + "\n"


def with_further(found: FoundListing, next_page: Listing) -> FoundListing:
    """Return the listing with what its next page offers that it does not."""
    known = {link.url for link in found.listing.links}
    return replace(found, further=sum(link.url not in known for link in next_page.links))
