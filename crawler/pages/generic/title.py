"""The title: the heading that readers see, agreed with what the page says of itself, freed of the site's name."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.pages.generic.body import letters
from crawler.pages.generic.metadata import Metadata
from crawler.pages.generic.names import Part
from crawler.pages.generic.outline import Outline
from news.source import Source
from news.text import clean, fold

_SOFT = re.compile(r"\s+[-–—]\s+")
_HARD = re.compile(r"\s*(?:\||«|»|::|·|•|\s/\s|\s:\s|‹|›|\s~\s|<|>)\s*")
_LONGEST = 400
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True)
class Heading:
    """The title with where it stands."""

    text: str
    place: int | None
    """Place of the visible heading; None when only metadata names the title."""
    trust: str
    """Where it was said: "heading", "metadata", "document title"."""


def read_title(outline: Outline, metadata: Metadata, source: Source, url: str) -> Heading | None:
    """Return the page's title, None where neither a heading nor metadata has one.

    A visible heading wins over metadata, which often carries a shorter or sharper title for search engines; among several
    headings the one that metadata agrees with wins, so that a logo or a section name never becomes the title.
    """
    sites = sites_of(metadata, source, url)
    claims = [without_site(text, sites, hard=False) for _, text in _plain(metadata.titles)]
    document = without_site(clean(html.unescape(metadata.document_title))[:_LONGEST], sites, hard=True)
    if document:
        claims.append(document)
    claims = [claim for claim in claims if claim and letters(claim) not in sites]
    headings = _headings(outline)
    best: tuple[float, int, str] | None = None
    for rank, (place, text, weight) in enumerate(headings):
        if letters(text) in sites:
            continue
        merit = max((agreement(text, claim) for claim in claims), default=0.0) * 2 + weight - 0.001 * rank
        if best is None or merit > best[0]:
            best = (merit, place, text)
    if best is not None and (best[0] >= 1.0 or not claims):
        place, text = best[1], best[2]
        return Heading(text=_affixes(_inner(outline, place, text, claims), source), place=place, trust="heading")
    if claims:
        trust = "metadata" if metadata.titles else "document title"
        return Heading(text=_affixes(claims[0], source), place=None, trust=trust)
    if best is not None:
        return Heading(text=_affixes(best[2], source), place=best[1], trust="heading")
    return None


def agreement(first: str, second: str) -> float:
    """How much two titles say the same, 0 to 1: 1 for equal letters, less where one holds the other or they share words."""
    one, other = letters(first), letters(second)
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if short in long and (len(short) >= 12 or len(short) >= 0.5 * len(long)):
        return (0.7 if long.startswith(short) else 0.5) + 0.3 * len(short) / len(long)
    mine, theirs = set(_WORDS.findall(fold(first))), set(_WORDS.findall(fold(second)))
    shared = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    return 0.8 * shared if shared >= 0.5 and min(len(mine), len(theirs)) >= 3 else 0.2 * shared


def without_site(text: str, sites: frozenset[str], *, hard: bool) -> str:
    """Return the title without the site's name at either end; `hard` also cuts behind signs that no headline uses ("|", "«").

    A dash is cut only when what stands beyond it is the site: headlines have dashes of their own.
    """
    for _ in range(3):
        cut = _cut_once(text, sites, hard=hard)
        if cut == text:
            return text
        text = cut
    return text


def _cut_once(text: str, sites: frozenset[str], *, hard: bool) -> str:
    marks = sorted([*_HARD.finditer(text), *_SOFT.finditer(text)], key=lambda mark: mark.start())
    for mark in marks:
        head, tail = text[: mark.start()].strip(), text[mark.end() :].strip()
        if tail and _is_site(tail, sites) and head and not _is_site(head, sites):
            return head
    for mark in reversed(marks):
        head, tail = text[: mark.start()].strip(), text[mark.end() :].strip()
        if head and tail and _is_site(head, sites):
            return tail
    if hard:
        cuts = list(_HARD.finditer(text))
        if cuts:
            head, tail = text[: cuts[-1].start()].strip(), text[cuts[-1].end() :].strip()
            if len(head) >= 15 and len(tail) <= max(40, len(head) // 2):
                return head
    return text


def _is_site(text: str, sites: frozenset[str]) -> bool:
    plain = letters(text)
    return plain in sites or (len(plain) >= 5 and any(plain in site and len(plain) >= 0.6 * len(site) for site in sites))


def sites_of(metadata: Metadata, source: Source, url: str) -> frozenset[str]:
    """Every spelling of the site's name, as letters."""
    names = {letters(name) for name in (*metadata.site_names, source.title, *source.title_affixes)}
    if source.place is not None:
        names.add(letters(source.place.name))
    host = (urlsplit(url).hostname or "").lower().removeprefix("www.")
    labels = host.split(".")
    names.update((letters(host), *(letters(label) for label in labels[:-1] if len(label) >= 4)))
    # "The Example Times" for exampletimes.com.
    names.update(name[3:] for name in list(names) if name.startswith("the") and len(name) > 8)
    names.update(f"the{letters(label)}" for label in labels[:-1] if len(label) >= 4)
    names.discard("")
    return frozenset(names)


def _plain(titles: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(where, clean(html.unescape(re.sub(r"<[^>]{1,80}>", "", html.unescape(text))))[:_LONGEST]) for where, text in titles]


def _headings(outline: Outline) -> list[tuple[int, str, float]]:
    """Visible headings that could be the title: (place, text, weight), in order."""
    found: list[tuple[int, str, float]] = []
    for place, tag in enumerate(outline.tags):
        part = outline.names[place]
        if tag == "h1":
            weight = 0.9
        elif tag in ("h2", "h3") and part & Part.TITLE:
            weight = 0.4
        elif tag in ("h2", "h3") or (
            part & Part.TITLE and tag in ("div", "p", "span", "td", "h4", "strong") and outline.ends[place] - place < 12
        ):
            weight = 0.1
        else:
            continue
        if outline.silent[place] or len(found) > 400:
            continue
        text = clean(outline.spoken(place)) if outline.owners[place] == place else clean(outline.elements[place].text_content())
        if 3 <= len(text) <= _LONGEST:
            found.append((place, text, weight))
    return found


def _inner(outline: Outline, place: int, text: str, claims: list[str]) -> str:
    """The part of a heading that is the headline itself, where it also holds a kicker that metadata leaves out."""
    end = outline.ends[place]
    if end == place + 1:
        return text
    wanted = {letters(claim) for claim in claims}
    if letters(text) in wanted:
        return text
    for inner in range(place + 1, end):
        piece = clean(outline.elements[inner].text_content())
        plain = letters(piece)
        if plain in wanted or (2 * len(piece) > len(text) and any(claim.endswith(plain) for claim in wanted)):
            return piece
    return text


def _affixes(text: str, source: Source) -> str:
    for affix in source.title_affixes:
        bare = affix.strip()
        if bare and text.startswith(bare) and len(text) > len(bare):
            text = text[len(bare) :].lstrip(" -–—|:")
        if bare and text.endswith(bare) and len(text) > len(bare):
            text = text[: -len(bare)].rstrip(" -–—|:")
    return text
