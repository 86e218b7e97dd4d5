"""Importing: lines of `loa export` become articles of a store again, as they were."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from sqlalchemy import Connection, delete, insert, update

from news.changes import fingerprint
from news.store import archived, changes, codec, search, sources, ties, topics
from news.store.archived import MOMENTS, Archived
from news.store.articles import numbers
from news.store.export import LONGEST
from news.store.member import from_json
from news.store.names import batched, give_names, lookup, stored_address
from news.store.pruning import forget
from news.store.schema import articles, events, related_state, revisions
from news.store.ties import Tie
from news.stored import EventKind
from news.text import legal

if TYPE_CHECKING:
    from news.store.store import Store

_BATCH = 100
_BATCH_BYTES = 8 * 2**20
_APART = {"source", "declared", "aliases"}
"""Fields that are not compared, but looked at each by itself."""
_PASSING = {"last_seen", "checked", "missing_since"}
"""Fields that differ as soon as one of two stores goes on looking."""

Row = dict[str, Any]
Tell = Callable[[int, str], object]


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What became of the lines."""

    new: int
    """Articles put in."""
    equal: int
    """There already, the same in all that matters, and left alone."""
    replaced: int
    different: int
    """There already with the same id, but different, and left alone."""
    elsewhere: int
    """Known there under another id by their key or address, and left out: nothing may appear twice."""
    names_left: int
    """Further names that lead to another article there and go on doing so."""
    links: int
    """Articles whose links were put in."""
    stories: int
    """Stories that were put in, or gained a member or a former id."""
    failed: int
    """Lines of which nothing could be made."""


@dataclass
class _Import:
    """One import on its way."""

    tell: Tell
    replace: bool
    counts: Counter[str] = field(default_factory=Counter)
    declared: dict[str, datetime] = field(default_factory=dict)
    """When the sources that this import brought were declared."""
    settled: set[tuple[str, datetime]] = field(default_factory=set)
    """Declarations that were looked at."""
    told: set[str] = field(default_factory=set)
    """Sources of which was told that they are declared otherwise."""


@dataclass(frozen=True)
class _Line:
    number: int
    archived: Archived


@dataclass(frozen=True)
class _TieLine:
    number: int
    tie: Tie


def import_lines(store: Store, lines: BinaryIO, *, replace: bool = False, tell: Tell) -> Imported:
    """Put the articles of exported lines into a store, in their order, with every id, moment, revision, name and event.

    An article that is there already is left alone; with `replace` it is made as the line says, but keeps further names that it
    gained. `tell` is called with the number of a line, from 1, and one line of text for whatever could not be put in as it
    stands: a line that is damaged, an article that differs or is known there under another id, a name that leads elsewhere. A
    source that is not there is declared as its latest line says; one that is there stays as it is unless `replace`. Articles put
    in wait to be related. Of the links and stories that follow them goes in what is between articles that are here; an article
    that has links or a story here keeps them, unless `replace`. Lines are read one at a time and kept a hundred a transaction,
    bad ones apart from good. Importing the same lines again changes nothing.

    Raises StoreError when the store refuses: what was put in until then stays. The caller holds the writer's lock.
    """
    state = _Import(tell=tell, replace=replace)
    for batch in _batches(lines, state):
        with store.write() as connection:
            _put(connection, [line for line in batch if isinstance(line, _Line)], state)
            for line in batch:
                if isinstance(line, _TieLine):
                    _put_tie(connection, line, state)
    return Imported(**{each.name: state.counts[each.name] for each in fields(Imported)})


def _batches(lines: BinaryIO, state: _Import) -> Iterator[list[_Line | _TieLine]]:
    """Yield the lines that can be used, few at a time, no article twice at a time and none behind what ties it to others."""
    batch: dict[str, _Line | _TieLine] = {}
    weight = 0
    for number, line in _numbered(lines):
        try:
            read = _read(line)
        except ValueError as error:
            state.counts["failed"] += 1
            state.tell(number, legal(str(error)))
            continue
        each = _Line(number, read) if isinstance(read, Archived) else _TieLine(number, read)
        name = each.archived.id if isinstance(each, _Line) else f"line {number}"
        behind = isinstance(each, _Line) and isinstance(next(reversed(batch.values()), None), _TieLine)
        if batch and (behind or name in batch or len(batch) >= _BATCH or weight + len(line) > _BATCH_BYTES):
            yield list(batch.values())
            batch, weight = {}, 0
        batch[name] = each
        weight += len(line)
    if batch:
        yield list(batch.values())


def _numbered(lines: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield lines that are not empty, each with its number; of one that is too long only its beginning."""
    number = 0
    while line := lines.readline(LONGEST + 1):
        number += 1
        end = line
        while end[-1:] != b"\n" and (end := lines.readline(2**20)):
            pass
        if line.strip():
            yield number, line


def _refuse(constant: str) -> NoReturn:
    msg = f"{constant} is no JSON"
    raise ValueError(msg)


def _read(line: bytes) -> Archived | Tie:
    """Read one line. Raise ValueError with the field and what is wrong with it."""
    if len(line) > LONGEST:
        msg = f"longer than {LONGEST} bytes"
        raise ValueError(msg)
    try:
        values = _values(line)
        if isinstance(values, dict) and "archive" not in values and (tie := ties.from_json(values)) is not None:
            return tie
        if not isinstance(values, dict) or "archive" not in values:
            raise ValueError("archive: missing; only lines of `loa export` without --plain can be put back")
        return from_json(values.get("id"), values["archive"])
    except RecursionError:
        raise ValueError("not JSON of an article: nested too deeply") from None


def _values(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig"), parse_constant=_refuse)
    except ValueError as error:
        msg = f"not JSON in UTF-8: {error!s:.200}"
        raise ValueError(msg) from error


@dataclass
class _Rows:
    """What one batch writes, a list a table."""

    articles: list[Row] = field(default_factory=list)
    replaced: list[Row] = field(default_factory=list)
    revisions: list[Row] = field(default_factory=list)
    aliases: list[tuple[str, str, str]] = field(default_factory=list)
    """Ids of articles, each with a source's id and a new name."""
    events: list[Row] = field(default_factory=list)
    due: list[Row] = field(default_factory=list)


def _put(connection: Connection, batch: Sequence[_Line], state: _Import) -> None:
    _declare(connection, batch, state)
    here = archived.by_ids(connection, [line.archived.id for line in batch])
    names = _names(connection, batch)
    rows = _Rows()
    for line in batch:
        each, known = line.archived, here.get(line.archived.id)
        taken = {name: owner for name in each.aliases if (owner := names.get((each.source.id, name), each.id)) != each.id}
        outcome = _outcome(line, known, taken, state)
        state.counts[outcome] += 1
        if outcome in {"new", "equal", "replaced"}:
            for name, owner in taken.items():
                state.counts["names_left"] += 1
                state.tell(line.number, f"{each.id}: {name!r} leads to {owner} here, and goes on to")
        if outcome in {"new", "replaced"}:
            _add(rows, each, [name for name in each.aliases if (each.source.id, name) not in names], known=known is not None)
            names.update(((each.source.id, name), each.id) for name in each.aliases if name not in taken)
    _write(connection, rows)


def _put_tie(connection: Connection, line: _TieLine, state: _Import) -> None:
    def tell(problem: str) -> None:
        state.tell(line.number, problem)

    if ties.put(connection, line.tie, replace=state.replace, tell=tell):
        state.counts["links" if isinstance(line.tie, ties.Links) else "stories"] += 1


def _outcome(line: _Line, known: Archived | None, taken: dict[str, str], state: _Import) -> str:
    each = line.archived
    if known is None:
        owner = next((taken[name] for name in (each.key, stored_address(each.article.url)) if name in taken), None)
        if owner is None:
            return "new"
        state.tell(line.number, f"{each.id}: known here as {owner}, left out")
        return "elsewhere"
    differing = set(each.differences(known)) - _APART
    if not set(each.aliases) - taken.keys() <= set(known.aliases):
        differing.add("aliases")
    if state.replace and differing and each.key not in taken:
        return "replaced"
    if not differing - _PASSING:
        return "equal"
    state.tell(line.number, f"{each.id}: other than here, left alone: {', '.join(sorted(differing - _PASSING))}")
    return "different"


def _names(connection: Connection, batch: Sequence[_Line]) -> dict[tuple[str, str], str]:
    """Return whom the names of a batch lead to, by source and name; a key leads to whom it was first given."""
    wanted: dict[str, set[str]] = {}
    for line in batch:
        wanted.setdefault(line.archived.source.id, set()).update(line.archived.aliases)
    found: dict[tuple[str, str], str] = {}
    for source_id, names in wanted.items():
        found |= {(source_id, name): article_id for name, article_id in lookup(connection, source_id, names).items()}
    return found


def _declare(connection: Connection, batch: Sequence[_Line], state: _Import) -> None:
    for line in batch:
        source, declared = line.archived.source, line.archived.declared
        if (source.id, declared) in state.settled:
            continue
        state.settled.add((source.id, declared))
        here, brought = sources.one(connection, source.id), state.declared.get(source.id)
        if here is None or (state.replace if brought is None else brought < declared):
            sources.keep(connection, source, now=declared)
            state.declared[source.id] = declared
        elif here != source and brought is None and source.id not in state.told:
            state.told.add(source.id)
            state.tell(line.number, f"{source.id} is declared otherwise here, left alone")


def _add(rows: _Rows, each: Archived, names: list[str], *, known: bool) -> None:
    row = _row(each)
    (rows.replaced if known else rows.articles).append(row)
    rows.revisions += [
        {
            "article": each.id,
            "number": version.number,
            "seen": version.seen,
            "note": version.note,
            "content": None if version.article is None else codec.pack(codec.encode(version.article)),
        }
        for version in each.versions
    ]
    rows.aliases += [(each.id, each.source.id, name) for name in names]
    rows.events += [{"article": each.id, "at": event.at, "kind": event.kind.value} for event in each.events]
    if each.pruned is None:
        last = each.versions[-1]
        since = max([last.seen, *(event.at for event in each.events if event.kind is EventKind.RESTORED)])
        rows.due.append({"article": each.id, "revision": 0, "wanted": last.number, "since": since})


def _row(each: Archived) -> Row:
    article, published = each.article, each.published
    return {
        "id": each.id,
        "source": each.source.id,
        "key": each.key,
        "url": legal(article.url),
        "revision": each.versions[-1].number,
        **{name: getattr(each, name) for name in MOMENTS},
        "published": published.moment,
        "precision": published.precision.value,
        "provenance": published.provenance.value,
        "title": legal(article.title),
        "fingerprint": each.fingerprint or fingerprint(article),
        "content": codec.encode(article),
    }


def _write(connection: Connection, rows: _Rows) -> None:
    forget(connection, [row["id"] for row in rows.replaced if row["pruned"] is not None])
    search.forget(connection, [row["id"] for row in rows.replaced])
    topics.forget(connection, [row["id"] for row in rows.replaced])
    for part in batched(numbers(connection, [row["id"] for row in rows.replaced]).values()):
        for table in (revisions, events, related_state):
            connection.execute(delete(table).where(table.c.article.in_(part)))
    for row in rows.replaced:
        connection.execute(update(articles).where(articles.c.id == row["id"]).values(row))
    if rows.articles:
        connection.execute(insert(articles), rows.articles)
    written = numbers(connection, [row["id"] for row in (*rows.replaced, *rows.articles)])
    give_names(connection, ((written[article_id], source_id, name) for article_id, source_id, name in rows.aliases))
    for table, new in ((revisions, rows.revisions), (events, rows.events), (related_state, rows.due)):
        if new:
            connection.execute(insert(table), [{**row, "article": written[row["article"]]} for row in new])
    changes.note(connection, changes.Kind.ARTICLE, written)
    for index in (search, topics):
        index.enter(connection, [row["id"] for row in (*rows.replaced, *rows.articles)])
