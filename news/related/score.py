"""Score: how near an article is to each of its candidates, told against all of them together.

What most candidates share is the template they were made from, and counts little. The more of an article is template, the more its
names and numbers decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from operator import mul

from news.related.features import Kind
from news.related.fingerprint import Fingerprint
from news.related.periods import differ
from news.related.series import same_title

_DAY = 86_400
_ISSUE = 5
"""Days from which the same title again is the next issue and not the same piece told by another."""
_FEW = 40
"""Fewer articles than this cannot show what boilerplate is."""
_DAMPING = 1.5
_BACKGROUND, _TEMPLATE = 15, 12
"""Places behind those a story takes: what stands there is chance, or the template."""
_NAMELESS = 0.4
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
    wording: float
    """Cosine of words and pairs alone, templates and all."""
    naming: float | None
    """Cosine of names and numbers alone; None where one has none."""
    names: float
    """Share of names and numbers of the one that has fewer that the other has too."""
    gap: float | None
    """Days between both; None where one is undated."""
    recurring: bool
    """Another issue of the same series: last year's report, last week's briefing."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An article against all its candidates."""

    scored: tuple[Scored, ...]
    """The best, best first; equal ones in the order of the candidates."""
    background: float
    """The score that chance gives: what stands behind any story's own articles."""
    template: float
    """The likeness of wording that a dozen others have with the article: high for a page made from a template."""


def compare(query: Fingerprint, candidates: Sequence[Fingerprint], *, limit: int) -> Comparison:
    """Score every candidate against the query and return the best `limit`."""
    telling = _telling([query, *candidates])
    query_weights = dict(query.pairs())
    own = _norm(query, telling)
    # How much of the query is its own, and how much is said by everybody.
    rare = own * own / (sum(_SQUARES[weight] for weight in query.weights) or 1)
    trust = 0.5 * (1 - rare ** (1 / _DAMPING))
    ranked = []
    wordings = []
    for index, each in enumerate(candidates):
        common = [(feature, weight) for feature, weight in each.pairs() if feature in query_weights]
        products = [(query_weights[feature] * weight * telling[feature], feature) for feature, weight in common]
        dot, norm = sum(product for product, _ in products), _norm(each, telling)
        cosine = min(1.0, dot / (own * norm)) if dot else 0.0
        wording, naming, names = _parts(query, query_weights, each, common)
        wordings.append(wording)
        gap = _gap(query, each)
        score = cosine ** (1 - trust) * min(1.0, names + 0.05) ** trust * nearness(gap)
        ranked.append((score, -index, min(1.0, dot / min(own, norm) ** 2) if dot else 0.0, products, wording, naming, names, gap))
    ranked.sort(key=lambda each: each[:2], reverse=True)
    wordings.sort(reverse=True)
    return Comparison(
        scored=tuple(
            Scored(
                index=-index,
                score=score,
                shared=tuple(feature for _, feature in sorted(products, reverse=True)),
                kept=kept,
                wording=wording,
                naming=naming,
                names=names,
                gap=gap,
                recurring=_recurring(query, candidates[-index], gap),
            )
            for score, index, kept, products, wording, naming, names, gap in ranked[:limit]
        ),
        background=ranked[min(_BACKGROUND, len(ranked) - 1)][0] if len(ranked) > _BACKGROUND else 0.0,
        template=wordings[min(_TEMPLATE, len(wordings) // 8)] if len(wordings) > 1 else 0.0,
    )


def _telling(fingerprints: Sequence[Fingerprint]) -> Mapping[int, float]:
    """How much each feature tells among these: 1 for what one holds, little for what most hold."""
    held: Counter[int] = Counter()
    for each in fingerprints:
        held.update(each.features)
    among = max(_FEW, len(fingerprints)) + 1
    scale = [1.0, *((log(among / count) / log(among)) ** _DAMPING for count in range(1, len(fingerprints) + 1))]
    return {feature: scale[count] for feature, count in held.items()}


def _norm(fingerprint: Fingerprint, telling: Mapping[int, float]) -> float:
    squares = map(_SQUARES.__getitem__, fingerprint.weights)
    return sqrt(sum(map(mul, map(telling.__getitem__, fingerprint.features), squares)))


def _parts(
    query: Fingerprint, weights: Mapping[int, int], other: Fingerprint, common: Sequence[tuple[int, int]]
) -> tuple[float, float | None, float]:
    """Likeness of wording, likeness of naming, and the share of names in common."""
    words = naming = named = 0
    for feature, weight in common:
        mine = weights[feature]
        if feature & 3 < Kind.NAME:
            words += mine * weight
        else:
            naming += mine * weight
            named += min(mine, weight)
    wording = words / sqrt(query.word_squares * other.word_squares) if words else 0.0
    fewer = min(query.name_sum, other.name_sum)
    if not fewer:
        return wording, None, _NAMELESS
    return wording, naming / sqrt(query.name_squares * other.name_squares), named / fewer


def nearness(gap: float | None) -> float:
    """What distance in time leaves of a score: three quarters at least, for projects run for months. None, unknown: all of it."""
    return 1.0 if gap is None else 0.75 + 0.25 * exp(-gap / 30)


def _gap(one: Fingerprint, other: Fingerprint) -> float | None:
    """Days between two articles; None where one is undated."""
    if one.published is None or other.published is None:
        return None
    return abs(one.published - other.published) / _DAY


def _recurring(one: Fingerprint, other: Fingerprint, gap: float | None) -> bool:
    if differ(one.periods, other.periods):
        return True
    return (gap is None or gap >= _ISSUE) and same_title(one.title, other.title)
