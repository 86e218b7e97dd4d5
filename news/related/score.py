"""Score: how near an article is to each of its candidates, told against all of them together.

What most candidates share is the template they were made from, and counts little. The more of an article is template, the more
its names and numbers decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from math import exp, log, sqrt
from operator import mul
from typing import NamedTuple

from news.related.features import Kind
from news.related.fingerprint import Fingerprint
from news.related.periods import differ
from news.related.series import same_title

_DAY = 86_400
_ISSUE = 5
"""Days from which the same title again is the next issue and not the same piece told by another."""
_FEW = 40
"""Fewer articles than this cannot show what boilerplate is."""
_BACKGROUND, _TEMPLATE = 15, 12
"""Places behind those a story takes: what stands there is chance, or the template."""
_NAMELESS, _UNNAMED = 0.4, 0.05
"""What stands for the share of common names where there are none, and what is left where none is common."""
_NAMES = int(Kind.NAME)
_SQUARES = tuple(weight * weight for weight in range(256))


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A candidate's place in the comparison."""

    index: int
    """Its place among the candidates."""
    score: float
    """0 to 1."""
    shared: tuple[int, ...]
    """Names and numbers both hold, the most telling first."""
    kept: float
    """How much of the telling weight of the one that holds less stands in the other, 0 to 1."""
    wording: float
    """Cosine of words and pairs alone, templates and all."""
    naming: float | None
    """Cosine of names and numbers alone; None where one has none."""
    names: float
    """Share of names and numbers of the one that has fewer that the other has too."""
    brought: float
    """The greater share of one's names and numbers that the other has at all, wherever they stand; 1 where one has none."""
    gap: float | None
    """Days between both; None where one is undated."""
    retimed: bool
    """Their titles speak of different years, quarters, months, weeks or sessions."""
    retold: bool
    """The same title again, days later or nobody knows when: last week's briefing."""

    @property
    def recurring(self) -> bool:
        """Another issue of the same series: last year's report, last week's briefing."""
        return self.retimed or self.retold


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An article against all its candidates."""

    scored: tuple[Scored, ...]
    """The best, best first; equal ones in the order of the candidates."""
    background: float
    """The score that chance gives: what stands behind any story's own articles."""
    template: float
    """The likeness of wording that a dozen others have with the article: high for a page made from a template."""


def compare(
    query: Fingerprint, candidates: Sequence[Fingerprint], *, around: Sequence[Sequence[int]] = (), limit: int
) -> Comparison:
    """Score every candidate against the query and return the best `limit`.

    `around` holds the features of further articles, which help to tell what is boilerplate.
    """
    among = _telling([query.features, *(each.features for each in candidates), *around])
    query_weights = dict(query.pairs())
    telling = {feature: among.scale[among.held[feature]] for feature in query.features}
    own = _norm(query, among)
    # How much of the query is its own, and how much is said by everybody.
    rare = own * own / (sum(_SQUARES[weight] for weight in query.weights) or 1)
    trust = 0.5 * (1 - rare)
    ranked = []
    for index, each in enumerate(candidates):
        theirs = dict(each.pairs())
        common = query_weights.keys() & theirs.keys()
        likeness = _likeness((query, query_weights, own), (each, theirs), common, telling, among)
        gap = _gap(query, each)
        score = likeness.cosine ** (1 - trust) * min(1.0, likeness.names + _UNNAMED) ** trust * nearness(gap)
        ranked.append((score, -index, common, likeness, gap))
    ranked.sort(key=lambda each: each[:2], reverse=True)
    wordings = sorted((each[3].wording for each in ranked), reverse=True)
    return Comparison(
        scored=tuple(
            Scored(
                index=-index,
                score=score,
                shared=_telling_names(common, query_weights, telling),
                kept=likeness.kept,
                wording=likeness.wording,
                naming=likeness.naming,
                names=likeness.names,
                brought=likeness.brought,
                gap=gap,
                retimed=differ(query.periods, candidates[-index].periods),
                retold=_retold(query, candidates[-index], gap),
            )
            for score, index, common, likeness, gap in ranked[:limit]
        ),
        background=ranked[_BACKGROUND][0] if len(ranked) > _BACKGROUND else 0.0,
        template=wordings[min(_TEMPLATE, len(wordings) // 8)] if len(wordings) > 1 else 0.0,
    )


def recurring(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two articles are issues of one series, or speak of different years, quarters, months, weeks or sessions."""
    return differ(one.periods, other.periods) or _retold(one, other, _gap(one, other))


def _retold(one: Fingerprint, other: Fingerprint, gap: float | None) -> bool:
    return (gap is None or gap >= _ISSUE) and same_title(one.title, other.title)


@dataclass(frozen=True, kw_only=True)
class _Telling:
    """How much each feature tells among some articles: 1 for what one holds, little for what most hold."""

    held: Mapping[int, int]
    """How many of them hold it."""
    scale: Sequence[float]
    """What so many tell."""


class _Likeness(NamedTuple):
    """What `Scored` says of one candidate, and the cosine its score is made from."""

    cosine: float
    kept: float
    wording: float
    naming: float | None
    names: float
    brought: float


def _likeness(
    one: tuple[Fingerprint, Mapping[int, int], float],
    two: tuple[Fingerprint, Mapping[int, int]],
    common: AbstractSet[int],
    telling: Mapping[int, float],
    among: _Telling,
) -> _Likeness:
    query, weights, own = one
    other, theirs = two
    words = naming = named = mine_brought = theirs_brought = 0
    dot = 0.0
    # The innermost loop of relating: some forty features for each of about a hundred candidates.
    for feature in common:
        mine, weight = weights[feature], theirs[feature]
        product = mine * weight
        dot += product * telling[feature]
        if feature & 3 < _NAMES:
            words += product
        else:
            naming += product
            mine_brought += mine
            theirs_brought += weight
            named += mine if mine < weight else weight  # noqa: FURB136 - min() takes three times as long
    fewer = min(query.name_sum, other.name_sum)
    norm = _norm(other, among) if dot else 1.0
    return _Likeness(
        cosine=min(1.0, dot / (own * norm)) if dot else 0.0,
        kept=min(1.0, dot / min(own, norm) ** 2) if dot else 0.0,
        wording=words / sqrt(query.word_squares * other.word_squares) if words else 0.0,
        naming=naming / sqrt(query.name_squares * other.name_squares) if fewer else None,
        names=named / fewer if fewer else _NAMELESS,
        brought=max(mine_brought / query.name_sum, theirs_brought / other.name_sum) if fewer else 1.0,
    )


def _telling_names(common: AbstractSet[int], weights: Mapping[int, int], telling: Mapping[int, float]) -> tuple[int, ...]:
    return tuple(sorted((each for each in common if each & 3 >= _NAMES), key=lambda each: (-weights[each] * telling[each], each)))


def _telling(articles: Sequence[Sequence[int]]) -> _Telling:
    among = max(_FEW, len(articles)) + 1
    scale = [1.0, *(log(among / count) / log(among) for count in range(1, len(articles) + 1))]
    return _Telling(held=Counter(chain.from_iterable(articles)), scale=scale)


def _norm(fingerprint: Fingerprint, telling: _Telling) -> float:
    # A table of some ten thousand features would cost more than it saves: what is asked for is looked up in two steps.
    told = map(telling.scale.__getitem__, map(telling.held.__getitem__, fingerprint.features))
    return sqrt(sum(map(mul, told, map(_SQUARES.__getitem__, fingerprint.weights))))


def nearness(gap: float | None) -> float:
    """What distance in time leaves of a score: three quarters at least, for projects run for months. None: nobody knows."""
    return 0.88 if gap is None else 0.75 + 0.25 * exp(-gap / 30)


def _gap(one: Fingerprint, other: Fingerprint) -> float | None:
    """Days between two articles; None where one is undated."""
    if one.published is None or other.published is None:
        return None
    return abs(one.published - other.published) / _DAY
