"""Finding: one page of the articles that match a query, best first, or those of them that came last."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from news.errors import StoreError
from news.search.exact import glance, holds_exactly, may_hold
from news.search.hit import MOST, Found, Hit
from news.search.query import Query, Term, parse
from news.search.snippet import snippet, title_marks
from news.store import sources
from news.store.articles import by_ids
from news.store.codec import decode
from news.store.moments import Moment
from news.store.names import batched
from news.store.schema import articles
from news.store.search.keeping import database
from news.store.search.state import State
from news.stored import LATE, StoredArticle

AMONG = 20_000
"""Of more matches than this only the latest to arrive are ranked: a word so common tells little of relevance."""
_GLANCED = 100
"""Articles whose content is looked at together, to tell which match exactly."""
_YEAR = 365.25 * 86_400 * 1_000_000
_DAY = timedelta(days=1)
_OF_TOPICS = "EXISTS (SELECT 1 FROM article_topics t WHERE t.article = articles.id AND t.topic IN :topics)"

When = datetime | date


def find(
    connection: Connection,
    query: str,
    *,
    source_ids: Collection[str] | None,
    since: When | None,
    until: When | None,
    limit: int,
    offset: int,
    topics: Collection[str] | None = None,
    include_withdrawn: bool = False,
) -> Found:
    """The hits number `offset` and following, at most `limit`.

    Raises QueryError for a query without a word to look for, StoreError while the index is not whole, ValueError for a naive
    moment or a negative bound.
    """
    if limit < 0 or offset < 0:
        msg = "limit and offset must not be negative"
        raise ValueError(msg)
    wanted = parse(query)
    _check(connection)
    search = _Search(
        connection, wanted, _Filter(connection, source_ids, since, until, topics, include_withdrawn=include_withdrawn)
    )
    limit = max(0, min(limit, MOST - offset))
    numbers = search.page(limit, offset)
    whole = len(numbers) < limit and (numbers or offset == 0)
    total = offset + len(numbers) if whole else search.count()
    return Found(total=total, hits=_hits(connection, wanted, numbers))


def latest(
    connection: Connection,
    query: str,
    *,
    source_ids: Collection[str] | None,
    limit: int,
    include_withdrawn: bool = False,
) -> tuple[StoredArticle, ...]:
    """At most `limit` of the articles that match, those that came last (`StoredArticle.came`); the latest published first.

    Of a query typed with diacritics only what holds it just so, among the MOST newest that hold its words in any spelling: a feed
    of storms ("bão") has no newspapers ("báo"). Raises as `find` does.
    """
    if limit < 0:
        msg = "limit must not be negative"
        raise ValueError(msg)
    wanted = parse(query)
    _check(connection)
    allowed = _Filter(connection, source_ids, None, None, None, include_withdrawn=include_withdrawn)
    search = _Search(connection, wanted, allowed)
    found = _articles(connection, search.last("articles.published", limit))
    if found and len(found) == limit:
        # Whatever is older than these by its date has to have been seen after that, or it did not come later than any of them.
        allowed.seen_late(min(stored.published.moment for stored in found.values()))
        found |= _articles(connection, search.last(database(connection).CAME, limit))
    last = sorted(found.values(), key=lambda stored: (stored.came, stored.published.moment, stored.id), reverse=True)[:limit]
    return tuple(sorted(last, key=lambda stored: (stored.published.moment, stored.id), reverse=True))


def _check(connection: Connection) -> None:
    through = State.of(connection).through
    if through is not None:
        reason = "it was interrupted" if through else "it was never made, or by other rules than today's"
        raise StoreError(f"the search index is not whole ({reason}): `loa search --rebuild` makes it")


class _Filter:
    """Which articles may be found, as conditions on `articles`."""

    def __init__(
        self,
        connection: Connection,
        source_ids: Collection[str] | None,
        since: When | None,
        until: When | None,
        topics: Collection[str] | None,
        *,
        include_withdrawn: bool,
    ) -> None:
        self.conditions = ["articles.pruned IS NULL", *([] if include_withdrawn else ["articles.withdrawn IS NULL"])]
        self.values: dict[str, Any] = {}
        self.lists: dict[str, list[Any]] = {}
        if source_ids is not None:
            self.restrict("articles.source IN :sources", "sources", sorted(set(source_ids)))
        if topics is not None:
            self.restrict(_OF_TOPICS, "topics", sorted(set(topics)))
        self._dated(connection, "since", since, ">=")
        self._dated(connection, "until", until, "<")

    def restrict(self, condition: str, name: str, values: list[Any]) -> None:
        """Add a condition that names a list of values; an empty list holds nothing."""
        if values:
            self.conditions.append(condition)
            self.lists[name] = values
        elif " NOT IN " not in condition:
            self.conditions.append("1 = 0")

    def seen_late(self, since: datetime) -> None:
        """Leave only what was published until then, not more than LATE before, and seen from then on."""
        self.values |= {"since_late": since - LATE, "late": since}
        self.conditions += [
            "articles.published >= :since_late",
            "articles.published <= :late",
            "articles.first_seen >= :late",
        ]

    def _dated(self, connection: Connection, name: str, when: When | None, operator: str) -> None:
        if when is None:
            return
        if isinstance(when, datetime):
            self.conditions.append(f"articles.published {operator} :{name}")
            self.values[name] = when
            return
        # A day begins and ends by the clocks of each source.
        day = when if operator == ">=" or when == date.max else when + _DAY
        zones: dict[tzinfo, list[str]] = {}
        for source in sources.every(connection):
            zones.setdefault(source.zone, []).append(source.id)
        parts = []
        for index, (zone, ids) in enumerate(zones.items()):
            bound = f"{name}{index}"
            self.values[bound] = datetime(day.year, day.month, day.day, tzinfo=zone)
            parts.append(f"articles.published {operator} :{bound}")
            if len(zones) > 1:
                self.lists[f"sources_{bound}"] = ids
                parts[-1] = f"({parts[-1]} AND articles.source IN :sources_{bound})"
        self.conditions.append(f"({' OR '.join(parts)})" if parts else "1 = 0")


class _Search:
    """One query with its filter, asked in the language of the database."""

    def __init__(self, connection: Connection, query: Query, allowed: _Filter) -> None:
        self._connection, self._query, self._allowed = connection, query, allowed
        self._database = database(connection)
        self._unwanted = [term for term in query.excluded if not term.typed]
        for term in query.excluded:
            if term.typed:
                self._exclude(term)

    def page(self, limit: int, offset: int) -> list[tuple[int, bool]]:
        """Numbers of the hits, and whether each is exact: of the MOST best, first those that are, then the others."""
        if not self._query.typed or limit == 0:
            return [(number, True) for number in self._ranked(limit, offset)]
        exact: list[int] = []
        others: list[int] = []
        for numbers in batched(self._ranked(MOST, 0), _GLANCED):
            held = self._exactly(numbers, self._query.terms)
            for number in numbers:
                (exact if number in held else others).append(number)
            if len(exact) >= offset + limit:
                break
        found = [*((number, True) for number in exact), *((number, False) for number in others)]
        return found[offset : offset + limit]

    def last(self, moment: str, limit: int) -> list[int]:
        """Numbers of those that match, and hold what was typed with diacritics just so, of which a moment is the latest."""
        # Every match is looked at, in an index and without its rank: in a store that is being filled with old articles those that
        # came last are not the newest.
        inner = f"SELECT articles.number AS number, {moment} AS moment"
        order = "ORDER BY moment DESC, number DESC LIMIT :limit"
        numbers = self._ask("SELECT number", inner, "", order, limit=MOST if self._query.typed else limit)
        if not self._query.typed:
            return numbers
        exact: list[int] = []
        for some in batched(numbers, _GLANCED):
            held = self._exactly(some, self._query.terms)
            exact.extend(number for number in some if number in held)
            if len(exact) >= limit:
                break
        return exact[:limit]

    def count(self) -> int:
        """How many match, as far as MOST."""
        return self._ask("SELECT count(*)", "SELECT 1", "LIMIT :most", "", most=MOST)[0]

    def _ranked(self, limit: int, offset: int) -> list[int]:
        module = self._database
        score = f"{module.SCORE} + articles.published * {module.PER_YEAR / _YEAR!r}"
        inner = f"SELECT articles.number AS number, {score} AS score"
        latest = f"ORDER BY {module.NUMBER} DESC LIMIT :among"
        order = "ORDER BY score DESC, number DESC LIMIT :limit OFFSET :offset"
        return self._ask("SELECT number", inner, latest, order, among=AMONG, limit=limit, offset=offset)

    def _exclude(self, term: Term) -> None:
        """Leave out what holds a term just as it was typed; where very many hold it in any spelling, all of them."""
        inner, latest = "SELECT articles.number AS number", f"ORDER BY {self._database.NUMBER} DESC LIMIT :most"
        suspects = self._ask("SELECT number", inner, latest, "", also=(term,), most=MOST)
        if len(suspects) == MOST:
            self._unwanted.append(term)
            return
        gone = [number for numbers in batched(suspects, _GLANCED) for number in self._exactly(numbers, (term,))]
        name = f"gone{len(self._allowed.lists)}"
        self._allowed.restrict(f"articles.number NOT IN :{name}", name, gone)

    def _exactly(self, numbers: list[int], terms: Sequence[Term]) -> set[int]:
        """Those of the articles that hold the terms just as they were typed."""
        pattern = glance(terms)
        rows = self._connection.execute(select(articles.c.number, articles.c.content).where(articles.c.number.in_(numbers)))
        return {number for number, content in rows if may_hold(content, pattern) and holds_exactly(decode(content), terms)}

    def _ask(self, wanted: str, inner: str, bound: str, order: str, *, also: Sequence[Term] = (), **bounds: int) -> list[int]:
        """Ask `wanted` of what the inner query finds; statements are words of our own, values are bound."""
        allowed, module = self._allowed, self._database
        where = " AND ".join((module.MATCHES, *allowed.conditions))
        statement = f"{wanted} FROM ({inner} FROM {module.FROM} WHERE {where} {bound}) AS found {order}"
        prepared = text(statement).bindparams(
            *(bindparam(name, type_=Moment) for name in allowed.values),
            *(bindparam(name, expanding=True) for name in allowed.lists),
        )
        values = {**module.values((*self._query.terms, *also), self._unwanted), **bounds}
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        return list(self._connection.execute(prepared, {**used, **allowed.values, **allowed.lists}).scalars())


def _articles(connection: Connection, numbers: Collection[int]) -> dict[str, StoredArticle]:
    return by_ids(connection, connection.execute(select(articles.c.id).where(articles.c.number.in_(numbers))).scalars().all())


def _hits(connection: Connection, query: Query, numbers: list[tuple[int, bool]]) -> tuple[Hit, ...]:
    wanted = select(articles.c.number, articles.c.id).where(articles.c.number.in_([number for number, _ in numbers]))
    ids = {row.number: row.id for row in connection.execute(wanted)} if numbers else {}
    stored = by_ids(connection, ids.values())
    hits = []
    for number, exact in numbers:
        article = stored[ids[number]]
        shown = snippet(article.article, query)
        marks = title_marks(article.article, query)
        hits.append(Hit(article=article, exact=exact, snippet=shown.text, marks=shown.marks, title_marks=marks))
    return tuple(hits)
