"""Neighbours: what one article is linked to, found through an index of those that came before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from news.related.document import Document
from news.related.evidence import evidence
from news.related.features import Features, features_of
from news.related.fingerprint import Fingerprint
from news.related.reason import LEAST, is_copy, reason_of
from news.related.relation import Reason
from news.related.score import compare
from news.related.sketch import Sketch, containment, sketch_of

COMPARED = 24
"""Candidates whose sketches are compared, the nearest."""
_WORDED_ALIKE = 0.25
"""Likeness of wording below which none can be a copy."""
OFFERED = 40
"""Neighbours returned: more than any list shows, for the article may belong into theirs."""


class Candidate(Protocol):
    """An indexed article."""

    @property
    def number(self) -> int:
        """Its number in the index."""

    @property
    def article(self) -> str:
        """Its id."""

    @property
    def fingerprint(self) -> Fingerprint:
        """Its fingerprint."""


class Candidates(Protocol):
    """What an index finds for one article."""

    @property
    def near(self) -> Sequence[Candidate]:
        """The articles that share the most with it, likeliest first, a bounded number."""

    @property
    def around(self) -> Sequence[Sequence[int]]:
        """The features of further ones, to tell what is boilerplate."""


class Index(Protocol):
    """Where articles are found by what they hold, such as `news.store.postings.Postings`."""

    def candidates(self, fingerprint: Fingerprint, *, without: Collection[str] = ()) -> Candidates:
        """The articles that share the most with a fingerprint, some left out."""

    def sketches(self, numbers: Collection[int]) -> Mapping[int, Sketch]:
        """Sketches by number."""


@dataclass(frozen=True, kw_only=True)
class Analysed:
    """An article read once for everything relating needs."""

    features: Features
    sketch: Sketch


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """A link from the article in question, or to it: scores are the same both ways."""

    article: str
    """Id of the other article."""
    score: float
    """0 to 1."""
    reason: Reason
    """COPY, SAME_STORY or SIMILAR."""
    evidence: tuple[str, ...] = ()
    """Names and numbers both share, as the article in question writes them, the most telling first."""


def analyse(document: Document) -> Analysed:
    """The features and the sketch of a document."""
    return Analysed(features=features_of(document), sketch=sketch_of(document))


def neighbours(
    index: Index, fingerprint: Fingerprint, analysed: Analysed, *, without: Collection[str] = ()
) -> tuple[Neighbour, ...]:
    """The articles of an index nearest to one, best first, at most OFFERED; those `without` left out, it itself among them."""
    found_by_index = index.candidates(fingerprint, without=without)
    candidates = found_by_index.near
    comparison = compare(fingerprint, [each.fingerprint for each in candidates], around=found_by_index.around, limit=OFFERED)
    scored = comparison.scored
    nearest = [candidates[each.index].number for each in scored[:COMPARED] if each.wording >= _WORDED_ALIKE]
    sketches = index.sketches(nearest)
    found = []
    for each in scored:
        candidate = candidates[each.index]
        sketch = sketches.get(candidate.number)
        overlap = containment(analysed.sketch, sketch) if sketch is not None else 0.0
        copied = sketch is not None and is_copy(overlap, each, comparison)
        if not copied and each.score < LEAST:
            continue
        found.append(
            Neighbour(
                article=candidate.article,
                score=round(max(each.score, overlap) if copied else each.score, 4),
                reason=Reason.COPY if copied else reason_of(each, comparison, overlap),
                evidence=evidence(each.shared, analysed.features.shown, candidate.fingerprint),
            )
        )
    return tuple(sorted(found, key=lambda each: (-each.score, each.article)))
