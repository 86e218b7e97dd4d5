"""Finding the article's text on the page: structure first, then what other accounts of the text say about it."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.pages.generic.body import choose, letters, vouched, widen
from crawler.pages.generic.cards import drop_cards
from crawler.pages.generic.cuts import Cuts, cut
from crawler.pages.generic.outline import HEADINGS, Outline
from crawler.pages.generic.phrases import is_comments_heading
from crawler.pages.generic.surroundings import Span
from crawler.pages.generic.weights import Weights, clutter, weigh

_LONGEST_HEADING = 60
_FEWEST = 350
"""Length of text under which a second opinion is asked."""
_FEW = 6.0
"""Two paragraphs: when names leave less, they are not believed."""
_COVERED = 0.5
"""Share of an account that must be found on the page before the account is believed."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """The article's place on the page."""

    outline: Outline
    weights: Weights
    roots: list[int]
    cuts: Cuts
    confidence: float
    trust: str
    """ "structure", "json-ld" or "trafilatura": whose word decided."""

    @property
    def span(self) -> Span:
        """First and last place of the text."""
        return Span(title=None, first=self.roots[0], last=self.outline.ends[self.roots[-1]])

    @property
    def size(self) -> int:
        """Length of the text that stays."""
        return sum(
            self.outline.sizes[place]
            for root in self.roots
            for place in range(root, self.outline.ends[root])
            if not self.cuts.dropped[place]
        )


def find(outline: Outline, title: int | None, account: str) -> Found | None:
    """Return where the article's text stands; None where no running text stands at all.

    `title` is the place of its heading, `account` what JSON-LD says the text is ("" for nothing).
    """
    every = weigh(outline)
    dropped = clutter(every, title)
    weights = every.without(dropped)
    if weights.total < min(_FEW, 0.3 * every.total):
        dropped = clutter(every, title, trust_names=False)
        weights = every.without(dropped)
    carded = drop_cards(weights, title, dropped)
    if _drop_threads(weights, title, dropped) or carded:
        weights = every.without(dropped)
    found = _by_structure(weights, title, dropped)
    if account:
        better = _by_account(every, title, dropped, found, account=account, trust="json-ld")
        if better is not None:
            return better
    return found


def _drop_threads(weights: Weights, title: int | None, dropped: bytearray) -> bool:
    """Drop what stands under a heading of comments, where running text stands above it; True when there was any."""
    outline, any_dropped = weights.outline, False
    start = 0 if title is None else outline.ends[title]
    for place in range(start, len(outline.elements)):
        if dropped[place] or not 0 < outline.sizes[place] <= _LONGEST_HEADING or not is_comments_heading(outline.texts[place]):
            continue
        if weights.sums[place] - weights.sums[start] < _FEW:
            continue
        box = place
        while outline.parents[box] > start and not any(outline.sizes[outline.parents[box] : place]):
            box = outline.parents[box]
        bare = box == place and outline.tags[place] in HEADINGS  # a bare line may be a counter among buttons
        end = outline.ends[outline.parents[box]] if bare and outline.parents[box] >= 0 else outline.ends[box]
        dropped[place:end] = b"\x01" * (end - place)
        any_dropped = True
    return any_dropped


def is_doubtful(found: Found | None) -> bool:
    """True when a second opinion is worth its time."""
    return found is None or found.confidence < 0.4 or found.size < _FEWEST


def by_second_opinion(found: Found | None, outline: Outline, title: int | None, account: str) -> Found | None:
    """Weigh a general extractor's account of the text against what was found; the better of the two."""
    if found is not None and len(letters(account)) < 1.4 * _letters(found):
        return found
    every = weigh(outline)
    dropped = clutter(every, title)
    return _by_account(every, title, dropped, found, account=account, trust="trafilatura") or found


def _letters(found: Found) -> int:
    outline = found.outline
    return sum(
        len(letters(outline.texts[place]))
        for root in found.roots
        for place in range(root, outline.ends[root])
        if outline.sizes[place] and not found.cuts.dropped[place]
    )


def _by_structure(weights: Weights, title: int | None, dropped: bytearray) -> Found | None:
    best = choose(weights, title)
    if best is None:
        return None
    roots = widen(weights, best, title)
    return _found(weights, roots, cut(weights, roots, title, dropped), "structure")


def _found(weights: Weights, roots: list[int], cuts: Cuts, trust: str) -> Found:
    good = sum(
        weights.scores[place] for root in roots for place in range(root, weights.outline.ends[root]) if not cuts.dropped[place]
    )
    return Found(
        outline=weights.outline,
        weights=weights,
        roots=roots,
        cuts=cuts,
        confidence=min(1.0, good / (weights.total or 1.0)),
        trust=trust,
    )


def _by_account(
    every: Weights, title: int | None, dropped: bytearray, found: Found | None, *, account: str, trust: str
) -> Found | None:
    """What the account vouches for, where that is more or less than `found`; None where it settles nothing."""
    outline = every.outline
    places = [place for place in vouched(outline, account) if not outline.silent[place]]
    if not places:
        return None
    known = sum(len(letters(outline.texts[place])) for place in places)
    if known < _COVERED * len(letters(account)):
        return None
    if found is not None:
        inside = sum(
            outline.sizes[place]
            for place in places
            if any(outline.inside(place, root) for root in found.roots) and not found.cuts.dropped[place]
        )
        if inside >= 0.9 * sum(outline.sizes[place] for place in places):
            _trim_edges(found, set(places), account)
            return _found(found.weights, found.roots, found.cuts, trust)
    shown = [place for place in places if not dropped[place]]
    main = shown if sum(outline.sizes[place] for place in shown) > 0.4 * sum(outline.sizes[place] for place in places) else places
    cleared = bytearray(dropped)
    for place in main:
        for holder in (place, *outline.ancestors(place)):
            cleared[holder] = 0
    others = bytearray(b"\x01" * len(outline.elements))
    for place in main:
        others[place] = cleared[place]
    best = choose(every.without(others), title)
    if best is None:
        return None
    roots = widen(every.without(others), best, title)
    weights = every.without(cleared)
    result = _found(weights, roots, cut(weights, roots, title, cleared), trust)
    _trim_edges(result, set(places), account)
    return _found(weights, roots, result.cuts, trust)


def _trim_edges(found: Found, places: set[int], account: str) -> None:
    """Drop what stands behind the last vouched block, where the account runs to the end of the text and little is lost."""
    outline = found.outline
    if account.rstrip().endswith(("…", "...", "[…]")):
        return
    inside = sorted(
        place for place in places if any(outline.inside(place, root) for root in found.roots) and not found.cuts.dropped[place]
    )
    if not inside:
        return
    last = inside[-1]
    tail = [
        place
        for root in found.roots
        for place in range(max(root, outline.ends[last]), outline.ends[root])
        if outline.sizes[place] and not found.cuts.dropped[place]
    ]
    lost = sum(found.weights.scores[place] for place in tail)
    kept = sum(found.weights.scores[place] for place in inside) or 1.0
    # A block that ends as the account ends is the end of the text; an account cut off in the middle has no such block.
    ends_alike = letters(account).endswith(letters(outline.texts[last])[-30:])
    if lost <= (0.35 if ends_alike else 0.1) * kept:
        for place in tail:
            found.cuts.dropped[place : outline.ends[place]] = b"\x01" * (outline.ends[place] - place)
