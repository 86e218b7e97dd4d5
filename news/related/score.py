"""Score: how near a new article is to each of its candidates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from operator import mul

from news.related.fingerprint import Fingerprint
from news.related.periods import differ

_DAY = 86_400
_FEW = 40
"""Fewer articles than this cannot show what boilerplate is."""
_SQUARES = tuple(weight * weight for weight in range(256))


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A candidate's place in the comparison."""

    index: int
    """Its place among the candidates."""
    score: float
    """0 to 1."""
    shared: tuple[int, ...]
    """Features both hold, the most telling first."""
    kept: float
    """How much of the telling weight of the one that holds less stands in the other, 0 to 1."""
    recurring: bool
    """Another issue of the same series: last year's report, last week's briefing."""


def shares(fingerprints: Sequence[Fingerprint]) -> Mapping[int, float]:
    """How much each feature tells among these fingerprints, squared: 1 for what one holds, little for what most hold."""
    held: Counter[int] = Counter()
    for each in fingerprints:
        held.update(each.features)
    among = max(_FEW, len(fingerprints)) + 1
    return {feature: (log(among / count) / log(among)) ** 2 for feature, count in held.items()}


def score(query: Fingerprint, candidates: Sequence[Fingerprint]) -> list[Scored]:
    """Every candidate scored against the query, best first; equal ones in their order."""
    telling = shares([query, *candidates])
    mine = {feature: weight * telling[feature] for feature, weight in query.pairs()}
    own = _norm(query, telling)
    scored = []
    for index, each in enumerate(candidates):
        common = [(mine[feature] * weight, feature) for feature, weight in each.pairs() if feature in mine]
        norm = _norm(each, telling)
        dot = sum(product for product, _ in common)
        cosine = min(1.0, dot / (own * norm)) if own and norm else 0.0
        gap = _gap(query, each)
        recurring = _recurring(query, each, gap)
        scored.append(
            Scored(
                index=index,
                score=cosine * nearness(gap),
                kept=min(1.0, dot / min(own, norm) ** 2) if own and norm else 0.0,
                shared=tuple(feature for _, feature in sorted(common, reverse=True)),
                recurring=recurring,
            )
        )
    return sorted(scored, key=lambda each: (-each.score, each.index))


def nearness(gap: float | None) -> float:
    """What distance in time takes from a score: a quarter at most, for projects run for months. None: unknown, takes nothing."""
    return 1.0 if gap is None else 0.75 + 0.25 * exp(-gap / 30)


def _norm(fingerprint: Fingerprint, telling: Mapping[int, float]) -> float:
    squares = map(_SQUARES.__getitem__, fingerprint.weights)
    return sqrt(sum(map(mul, map(telling.__getitem__, fingerprint.features), squares)))


def _gap(one: Fingerprint, other: Fingerprint) -> float | None:
    """Days between two articles; None where one is undated."""
    if one.published is None or other.published is None:
        return None
    return abs(one.published - other.published) / _DAY


def _recurring(one: Fingerprint, other: Fingerprint, gap: float | None) -> bool:
    if differ(one.periods, other.periods):
        return True
    return one.series != 0 and one.series == other.series and gap is not None and gap >= 5
