"""Overview: which of all sources are shown, the least well first, and how all are together. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from news.politeness import Standing
from news.text import fold
from scheduler.operator.facts import UNWELL, Condition, Facts, SourceFacts
from scheduler.operator.ledger import Ledger
from scheduler.operator.template import name_of

NEED_ATTENTION = "attention"
"""In place of a condition: any in which somebody should have a look."""
LONGEST = 200
"""Characters of a question."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """Which sources somebody wants to see."""

    words: str = ""
    """All of these are in a source's name, id, place, system or hosts, accents or not; empty: any."""
    state: str = ""
    """NEED_ATTENTION or the value of a Condition; empty: any."""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Question:
        """Return the question of an address; what is no state is none."""
        state = query.get("state", "")
        known = {NEED_ATTENTION, *(each.value for each in Condition)}
        return cls(words=query.get("q", "")[:LONGEST].strip(), state=state if state in known else "")


@dataclass(frozen=True, kw_only=True)
class Sum:
    """Sources together."""

    articles: int
    new: int
    """Articles read for the first time in a week."""
    pages: int
    """Received in a week."""
    unread: int
    """Articles that were offered and not read yet."""


@dataclass(frozen=True, kw_only=True)
class HostRow:
    """A host and who is read from it."""

    row: Mapping[str, Any]
    """As `ledger.host_rows` gives it."""
    sources: tuple[str, ...]
    """Ids, in alphabetical order."""


def chosen(facts: Facts, question: Question) -> tuple[SourceFacts, ...]:
    """Return the sources that somebody wants to see, the least well first."""
    wanted = fold(question.words).split()
    return tuple(
        each
        for each in facts.sources
        if _is_in(each.condition, question.state) and (not wanted or all(word in _described(each) for word in wanted))
    )


def hosts_of(ledger: Ledger, facts: Facts, words: str) -> tuple[HostRow, ...]:
    """Return the hosts that hold all the words in their names or in their sources' ids: resting ones first, then the busiest."""
    read: dict[str, list[str]] = {}
    for each in facts.sources:
        for host in each.source.allowed_hosts:
            read.setdefault(host, []).append(each.source.id)
    order = [Standing.RESTING.value, Standing.SLOWED.value, Standing.OK.value]
    rows = sorted(ledger.rows, key=lambda row: (order.index(row["standing"]), -row["week"]["requests"], row["host"]))
    found = (HostRow(row=row, sources=tuple(sorted(read.get(row["host"], ())))) for row in rows)
    wanted = fold(words).split()
    return tuple(each for each in found if all(word in fold(" ".join((each.row["host"], *each.sources))) for word in wanted))


def sum_of(facts: Facts) -> Sum:
    """Return all sources together."""
    return Sum(
        articles=sum(each.articles for each in facts.sources),
        new=sum(each.spent.new for each in facts.sources),
        pages=sum(each.spent.fetched for each in facts.sources),
        unread=sum(each.run.unread for each in facts.sources if each.run),
    )


def _is_in(condition: Condition, state: str) -> bool:
    return condition in UNWELL if state == NEED_ATTENTION else state in {"", condition.value}


def _described(known: SourceFacts) -> str:
    source = known.source
    place = (source.place.name, source.place.province or "", source.place.code or "") if source.place else ()
    return fold(" ".join((source.id, name_of(source), source.family, *place, *source.allowed_hosts, known.reason)))
