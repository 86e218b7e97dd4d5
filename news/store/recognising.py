"""Recognising: which stored article a reading is of, when neither its key nor its address is known.

Everything that may be needed is looked up for a whole batch at once; the answers then come from memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, and_, bindparam, or_, select

from news.article import Article, Provenance, Published
from news.changes import alike, fingerprint
from news.errors import StoreError
from news.identity import Moves
from news.source import Source
from news.store import sources
from news.store.codec import decode
from news.store.names import batched, lookup, moves_of, names_of, stored_address
from news.store.schema import articles

Row = dict[str, Any]
Name = tuple[str, str]
"""A source's id, and a key or normalised address."""

_TWIN_CHARACTERS = 200
_CANDIDATES = 2000
_STATE = (
    "id", "key", "revision", "first_seen", "last_seen", "updated", "withdrawn", "pruned", "published", "precision", "provenance",
    "content", "fingerprint",
)  # fmt: skip
_OWN_DATE = articles.c.provenance != Provenance.FIRST_SEEN.value
_BY_ID = select(*(articles.c[name] for name in _STATE)).where(articles.c.id.in_(bindparam("ids", expanding=True)))
_NEAR = (
    select(articles.c.id, articles.c.fingerprint)
    .where(articles.c.source == bindparam("source"), articles.c.published.in_(bindparam("moments", expanding=True)), _OWN_DATE)
    .order_by(articles.c.published.desc(), articles.c.id.desc())
    .limit(_CANDIDATES)
    .subquery()
)
_TWINS = select(_NEAR.c.id, _NEAR.c.fingerprint).where(_NEAR.c.fingerprint.in_(bindparam("marks", expanding=True)))


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A reading of an article with the names it goes by."""

    article: Article
    names: tuple[str, ...]
    """Its own, the more certain first."""
    asked: str | None
    """The normalised address that was asked for, where it is another name and tells of this article."""

    @classmethod
    def of(cls, article: Article, asked: str | None) -> Seen:
        """The reading of a page that was asked for at an address (None: at its own)."""
        names = names_of(article)
        if asked is None or asked == article.url:
            return cls(article=article, names=names, asked=None)
        name = stored_address(asked)
        # Whatever is gone leads to the front page.
        other = name not in names and urlsplit(names[-1])[2:4] != ("/", "")
        return cls(article=article, names=names, asked=name if other else None)

    @cached_property
    def mark(self) -> str:
        """The fingerprint of what it says."""
        return fingerprint(self.article)

    @property
    def every_name(self) -> tuple[str, ...]:
        """Its own names and the one it was asked by."""
        return self.names if self.asked is None else (*self.names, self.asked)


@dataclass
class Memory:
    """What is known around the articles of a batch, brought up to date while they are kept."""

    names: dict[Name, str] = field(default_factory=dict)
    """Article ids by name."""
    states: dict[str, Row] = field(default_factory=dict)
    """Rows of `articles` by id."""
    prints: dict[Name, str] = field(default_factory=dict)
    """Article ids by source and fingerprint, to be checked against the state."""
    days: dict[tuple[str, date], dict[str, None]] = field(default_factory=dict)
    """Ids of what was published on a day by a source that changed its system."""
    sources: dict[str, Source] = field(default_factory=dict)
    """The sources of those articles that have no known name."""
    moves: dict[str, Moves] = field(default_factory=dict)
    """Where those of the sources stood that have moved."""

    def named(self, source_id: str, names: Iterable[str]) -> str | None:
        """The article known by the first of the names that is known."""
        return next((self.names[source_id, name] for name in names if (source_id, name) in self.names), None)

    def reading(self, article_id: str) -> Article:
        """What a stored article said last."""
        return decode(self.states[article_id]["content"])

    def learn(self, seen: Seen, state: Row) -> list[Name]:
        """Note under which names and how the article was seen; return the names that are new. None is taken from another."""
        article = seen.article
        new = [(article.source, name) for name in seen.every_name if (article.source, name) not in self.names]
        self.names.update((name, state["id"]) for name in new)
        self.prints[article.source, state["fingerprint"]] = state["id"]
        source = self.sources.get(article.source)
        if source is not None and source.new_system is not None and _dated(state):
            self.days.setdefault((source.id, state["published"].astimezone(source.zone).date()), {})[state["id"]] = None
        return new


def remember(connection: Connection, batch: Sequence[Seen]) -> Memory:
    """What is known around the readings of a batch. Raises StoreError for a source that was never kept."""
    memory = Memory()
    _look_up(
        connection,
        memory,
        {seen.article.source: {} for seen in batch},
        ((seen.article.source, seen.every_name) for seen in batch),
    )
    strangers = [seen for seen in batch if memory.named(seen.article.source, seen.names) is None]
    ids = set(memory.names.values())
    if strangers:
        _find_sources(connection, memory, {seen.article.source for seen in strangers})
        others = (
            (source_id, _elsewhere(memory, seen)) for seen in strangers if (source_id := seen.article.source) in memory.moves
        )
        _look_up(connection, memory, {source_id: {} for source_id in memory.moves}, others)
        ids |= set(memory.names.values()) | _find_by_date(connection, memory, strangers)
    for part in batched(sorted(ids)):
        rows = connection.execute(_BY_ID, {"ids": part}).mappings()
        memory.states |= {row["id"]: dict(row) for row in rows}
    return memory


def recognise(memory: Memory, seen: Seen, now: datetime) -> tuple[str | None, str]:
    """The id of the stored article a reading is of (None: of none), and a warning where that is in doubt.

    From the most certain to the least: its own names; the same names on the source's other hosts; the address that was asked for,
    when the article known by it is alike; an article of the same moment that says exactly the same; after a declared change of
    system the one article of the same day that is alike. Never the title alone.
    """
    source_id = seen.article.source
    found = memory.named(source_id, seen.names)
    if found is None and source_id in memory.moves:
        found = _moved(memory, seen)
    if found is None and seen.asked is not None:
        found = _asked(memory, seen)
    if found is None:
        found = _twin(memory, seen)
    return (found, "") if found is not None else _of_old_system(memory, seen, now)


def _moved(memory: Memory, seen: Seen) -> str | None:
    source, moves = memory.sources[seen.article.source], memory.moves[seen.article.source]
    found = memory.named(source.id, (other for name in seen.names for other in moves.spellings(name)))
    # A new system counts its articles anew.
    if found is not None and source.new_system is not None and not alike(memory.reading(found), seen.article):
        return None
    return found


def _asked(memory: Memory, seen: Seen) -> str | None:
    names = seen.every_name[-1:]
    if (moves := memory.moves.get(seen.article.source)) is not None:
        names += moves.spellings(names[0])
    found = memory.named(seen.article.source, names)
    return found if found is not None and alike(memory.reading(found), seen.article) else None


def _twin(memory: Memory, seen: Seen) -> str | None:
    published = _own_date(seen.article)
    found = memory.prints.get((seen.article.source, seen.mark)) if published else None
    if found is None or published is None:
        return None
    state = memory.states[found]
    same = state["fingerprint"] == seen.mark and _dated(state) and state["published"] == published.moment
    return found if same and len(seen.article.text) >= _TWIN_CHARACTERS else None


def _of_old_system(memory: Memory, seen: Seen, now: datetime) -> tuple[str | None, str]:
    article = seen.article
    day = _day_before_change(memory.sources.get(article.source), article)
    if day is None:
        return None, ""
    source = memory.sources[article.source]
    candidates = [
        article_id
        for article_id in memory.days.get((source.id, day), ())
        if _is_old(memory.states[article_id], source) and alike(memory.reading(article_id), article)
    ]
    if not candidates or source.new_system is None or now.astimezone(source.zone).date() < source.new_system:
        return None, ""
    if len(candidates) == 1:
        return candidates[0], ""
    return None, f"{len(candidates)} articles from before the change of system may be this one"


def _is_old(state: Mapping[str, Any], source: Source) -> bool:
    """Whether all that is known of an article came from the system before the present one."""
    assert source.new_system is not None
    changed = datetime.combine(source.new_system, time(), source.zone)
    if state["first_seen"] >= changed + timedelta(days=1):
        return False
    return bool(state["last_seen"] < changed or decode(state["content"]).key == state["key"])


def _own_date(article: Article) -> Published | None:
    date = article.published
    return date if date is not None and date.provenance is not Provenance.FIRST_SEEN else None


def _dated(state: Mapping[str, Any]) -> bool:
    return bool(state["provenance"] != Provenance.FIRST_SEEN.value)


def _day_before_change(source: Source | None, article: Article) -> date | None:
    """The day in its zone on which an article was published, if its source changed its system on it or later."""
    published = _own_date(article)
    if source is None or source.new_system is None or published is None:
        return None
    day = published.moment.astimezone(source.zone).date()
    return day if day <= source.new_system else None


def _elsewhere(memory: Memory, seen: Seen) -> tuple[str, ...]:
    moves = memory.moves[seen.article.source]
    return tuple(other for name in seen.every_name for other in moves.spellings(name))


def _find_sources(connection: Connection, memory: Memory, ids: set[str]) -> None:
    for source_id in sorted(ids):
        source = sources.one(connection, source_id)
        if source is None:
            raise StoreError(f"the source {source_id!r} was never kept: keep it before its articles")
        memory.sources[source_id] = source
        if source.former_hosts:
            memory.moves[source_id] = moves_of(source)


def _look_up(
    connection: Connection, memory: Memory, by_source: dict[str, dict[str, None]], names: Iterable[tuple[str, tuple[str, ...]]]
) -> None:
    for source_id, each in names:
        by_source[source_id] |= dict.fromkeys(each)
    for source_id, wanted in by_source.items():
        memory.names |= {(source_id, name): article_id for name, article_id in lookup(connection, source_id, wanted).items()}


def _find_by_date(connection: Connection, memory: Memory, strangers: Sequence[Seen]) -> set[str]:
    """Find what was published at the same moments, and by a source that changed its system on the same days."""
    marks: dict[str, dict[datetime, set[str]]] = {}
    days: dict[str, set[date]] = {}
    for seen in strangers:
        source_id = seen.article.source
        if (published := _own_date(seen.article)) is not None:
            marks.setdefault(source_id, {}).setdefault(published.moment, set()).add(seen.mark)
        if (day := _day_before_change(memory.sources[source_id], seen.article)) is not None:
            days.setdefault(source_id, set()).add(day)
    found: set[str] = set()
    for source_id, by_moment in marks.items():
        found |= _find_twins(connection, memory, source_id, by_moment)
    for source_id, dates in days.items():
        found |= _find_days(connection, memory, memory.sources[source_id], dates)
    return found


def _find_twins(connection: Connection, memory: Memory, source_id: str, marks: Mapping[datetime, set[str]]) -> set[str]:
    """Find what says exactly the same at one of the moments; where a site dates everything alike, bounded."""
    wanted = sorted(set().union(*marks.values()))
    rows = connection.execute(_TWINS, {"source": source_id, "moments": list(marks), "marks": wanted}).all()
    memory.prints |= {(source_id, row.fingerprint): row.id for row in rows}
    return {row.id for row in rows}


def _find_days(connection: Connection, memory: Memory, source: Source, days: set[date]) -> set[str]:
    found: set[str] = set()
    for part in batched(sorted(days), 50):
        spans = [(_midnight(day, source), _midnight(day + timedelta(days=1), source)) for day in part]
        of_days = [
            and_(articles.c.source == source.id, articles.c.published >= start, articles.c.published < end)
            for start, end in spans
        ]
        query = (
            select(articles.c.id, articles.c.published)
            .where(or_(*of_days), _OWN_DATE)
            .order_by(articles.c.published, articles.c.id)
            .limit(_CANDIDATES)
        )
        for row in connection.execute(query):
            memory.days.setdefault((source.id, row.published.astimezone(source.zone).date()), {})[row.id] = None
            found.add(row.id)
    return found


def _midnight(day: date, source: Source) -> datetime:
    return datetime.combine(day, time(), source.zone)
