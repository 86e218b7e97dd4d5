"""Reason: why two articles are linked, from their comparison."""

from __future__ import annotations

from news.related.relation import Reason
from news.related.score import Comparison, Scored

LEAST = 0.04
"""Score below which nothing is linked."""
SAME_STORY = 0.32
"""Score from which two articles may tell one story, where names alone do not show it."""
COPY = 0.85
"""Share of the shorter text in the longer one from which it is a copy."""
_WHOLE = 0.96
"""The share that needs nothing else."""
_RETITLED, _NAMES_OF_THE_RETITLED = 0.88, 0.87
_UNTEMPLATED = 0.72
"""The share that is enough where no template could have given it."""
_SHORTENED, _NAMING_OF_A_COPY = 0.7, 0.85
_KEPT, _LIKE = 0.58, 0.76
_TOLD = 0.5
"""Share of the telling weight that a copy keeps. Two works of one commune share page and officials, but not what is theirs."""
_REPRINTED = 14
"""Days within which others print a text."""
_NAMES_OF_A_COPY = 0.7
_BROUGHT = 0.7
_APART, _BEHIND, _AGREED = 0.2, 0.5, 0.6
"""Score, share of it that chance gives, and share of common names from which two articles stand out from the rest."""
_SENTENCES = 0.3
"""Share of the shorter text in the longer one from which both come from a template: a follow-up is written anew."""
_SOON = 60
"""Days within which a good score alone makes a story; later only names do."""
_TEMPLATE = 0.38
"""Likeness of wording with a dozen others from which a page counts as made from a template."""


def is_copy(overlap: float, scored: Scored, comparison: Comparison) -> bool:
    """Whether one text is the other's, published again.

    `overlap` is the share of the shorter text that stands in the longer one. Names and numbers must have come along: two pages
    from one template share their sentences, too. The next issue of a series must be nearly the same word for word.
    """
    if overlap >= _WHOLE:
        return scored.brought >= _BROUGHT
    # The same title again: days later it is the next issue; where nobody knows when, only the text can say.
    if scored.retimed or (scored.retold and (scored.gap is not None or overlap < COPY)):
        return False
    if comparison.template < _TEMPLATE and overlap >= _UNTEMPLATED and scored.brought >= _BROUGHT and scored.kept >= _TOLD:
        return True
    if scored.naming is not None and scored.names < _NAMES_OF_A_COPY:
        return False
    naming = 0.0 if scored.naming is None else scored.naming
    reprinted = scored.kept >= _TOLD and (scored.gap is None or scored.gap <= _REPRINTED)
    if overlap >= _RETITLED and scored.names >= _NAMES_OF_THE_RETITLED and naming >= _NAMING_OF_A_COPY and reprinted:
        return True
    # What is shortened is told from another page of one template by being printed at about the same time, or by its words.
    near = scored.wording >= _LIKE if scored.gap is None else scored.gap <= _REPRINTED
    told = overlap >= COPY or (overlap >= _SHORTENED and naming >= _NAMING_OF_A_COPY)
    return near and told and scored.kept >= _KEPT and not scored.retold


def reason_of(scored: Scored, comparison: Comparison, overlap: float = 0.0) -> Reason:
    """SAME_STORY or SIMILAR, for two articles that are no copies; `overlap` as for `is_copy`.

    Two articles tell one story when they stand out from the rest and their names agree better than their words: follow-ups share
    whom and what they speak of, pages from one template share sentences. Where there is no template, a good score soon after is
    enough.
    """
    if scored.recurring or overlap >= _SENTENCES:
        return Reason.SIMILAR
    naming = scored.wording if scored.naming is None else scored.naming
    apart = scored.score >= _APART and comparison.background <= _BEHIND * scored.score
    if apart and scored.naming is not None and scored.names > _AGREED and naming >= scored.wording:
        return Reason.SAME_STORY
    late = scored.gap is not None and scored.gap > _SOON
    if comparison.template >= _TEMPLATE or scored.score < SAME_STORY or late:
        return Reason.SIMILAR
    if (scored.wording >= 0.4 and naming < 0.5 * scored.wording) or (scored.wording >= 0.6 and naming < scored.wording):
        return Reason.SIMILAR
    return Reason.SAME_STORY
