"""Keeping articles: what was read is compared with what is known, and both are written in one transaction.

Everything is decided in memory from a few lookups for a whole batch, then written with one statement a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from news.article import Article, Published
from news.changes import Change, Outcome, decide, fingerprint, settle
from news.errors import StoreError
from news.identity import mint
from news.store.articles import settled_date
from news.store.codec import decode, encode, pack
from news.store.names import batched, lookup, names_of, stored_key
from news.store.schema import aliases, articles, related_state, revisions, sources
from news.store.upsert import upsert
from news.stored import Kept, first_seen_date
from news.text import legal

Row = dict[str, Any]

_STATE = (
    "id", "url", "revision", "first_seen", "last_seen", "updated", "withdrawn", "published", "precision", "provenance", "content",
    "fingerprint",
)  # fmt: skip
_TOUCHED = ("last_seen", "checked", "withdrawn", "missing_since")
_REFRESHED = (
    *_TOUCHED, "url", "revision", "updated", "published", "precision", "provenance", "title", "fingerprint", "content",
)  # fmt: skip


@dataclass
class _Writes:
    """Rows to write at the end of a batch. Rows of articles are keyed by id: one batch may hold an article twice."""

    articles: dict[str, Row] = field(default_factory=dict)
    touched: dict[str, Row] = field(default_factory=dict)
    refreshed: dict[str, Row] = field(default_factory=dict)
    aliases: dict[tuple[str, str], str] = field(default_factory=dict)
    revisions: list[Row] = field(default_factory=list)
    superseded: list[Row] = field(default_factory=list)
    due: dict[str, Row] = field(default_factory=dict)


def keep_all(connection: Connection, batch: Sequence[Article], *, now: datetime) -> tuple[Kept, ...]:
    """Keep articles in the connection's write transaction, in their order; one may occur several times.

    Raises StoreError for an article of a source that was never declared, ValueError for a naive `now`.
    """
    return tuple(kept for part in batched(batch) for kept in _keep_batch(connection, part, now))


def _check_sources(connection: Connection, used: set[str]) -> None:
    known = connection.execute(select(sources.c.id).where(sources.c.id.in_(used))).scalars() if used else ()
    if unknown := sorted(used - set(known)):
        raise StoreError(f"the source {unknown[0]!r} was never kept: keep it before its articles")


def _keep_batch(connection: Connection, batch: list[Article], now: datetime) -> list[Kept]:
    names = {id(article): names_of(article) for article in batch}
    known = _known(connection, batch, names)
    _check_sources(connection, {article.source for article in batch} - {source_id for source_id, _ in known})
    states = _states(connection, set(known.values()))
    writes = _Writes()
    kept = []
    for article in batch:
        own = names[id(article)]
        article_id = next((known[article.source, name] for name in own if (article.source, name) in known), None)
        if article_id is None:
            article_id = mint(article.source, article.key)
            change, states[article_id] = _keep_new(article_id, article, now, writes)
        else:
            change = _keep_known(states[article_id], article, now, writes)
        for name in own:
            if known.get((article.source, name)) != article_id:
                known[article.source, name] = writes.aliases[article.source, name] = article_id
        kept.append(Kept(id=article_id, outcome=change.outcome, revision=states[article_id]["revision"], note=change.note))
    _write(connection, writes)
    return kept


def _known(connection: Connection, batch: list[Article], names: dict[int, tuple[str, ...]]) -> dict[tuple[str, str], str]:
    by_source: dict[str, set[str]] = {}
    for article in batch:
        by_source.setdefault(article.source, set()).update(names[id(article)])
    return {
        (source_id, name): article_id
        for source_id, wanted in by_source.items()
        for name, article_id in lookup(connection, source_id, wanted).items()
    }


def _states(connection: Connection, ids: set[str]) -> dict[str, Row]:
    columns = [articles.c[name] for name in _STATE]
    found: dict[str, Row] = {}
    for batch in batched(ids):
        for row in connection.execute(select(*columns).where(articles.c.id.in_(batch))).mappings():
            found[row["id"]] = dict(row)
    return found


def _keep_new(article_id: str, article: Article, now: datetime, writes: _Writes) -> tuple[Change, Row]:
    row = {
        "id": article_id,
        "source": article.source,
        "key": stored_key(article.key),
        "revision": 1,
        "first_seen": now,
        "last_seen": now,
        "checked": now,
        "updated": None,
        "withdrawn": None,
        "missing_since": None,
        **_content(article, encode(article), fingerprint(article)),
        **_date(settle(None, article.published, revision=1), now),
    }
    writes.articles[article_id] = row
    writes.revisions.append({"article": article_id, "number": 1, "seen": now, "note": "", "content": None})
    writes.due[article_id] = _due(article_id, 1, now)
    return decide(None, article), row


def _keep_known(state: Row, article: Article, now: datetime, writes: _Writes) -> Change:
    """Bring the state of a known article up to its new reading and note what is to be written."""
    # A clock that was set back must not make an edit older than what it edits.
    now = max(now, state["last_seen"])
    restored = state["withdrawn"] is not None
    state |= {"last_seen": now, "checked": now, "withdrawn": None, "missing_since": None}
    content = encode(article)
    mark = state["fingerprint"] if content == state["content"] else fingerprint(article)
    change = _change(state, article, content, mark)
    if change.outcome is Outcome.EDITED:
        _supersede(state, change.note, now, writes)
    if change.outcome is not Outcome.SAME:
        settled = settle(settled_date(state), article.published, revision=state["revision"])
        state |= _content(article, content, mark) | _date(settled, state["first_seen"])
        writes.refreshed[state["id"]] = state
    elif state["id"] not in writes.articles:
        writes.touched[state["id"]] = state
    if restored:
        # Its relations were made when others did not know it was gone.
        writes.due[state["id"]] = _due(state["id"], state["revision"], now)
        return Change(outcome=Outcome.RESTORED, note=change.note)
    return change


def _change(state: Row, article: Article, content: str, mark: str) -> Change:
    if content == state["content"]:
        return Change(outcome=Outcome.SAME)
    if mark == state["fingerprint"]:
        return Change(outcome=Outcome.COSMETIC)
    return decide(decode(state["content"]), article)


def _supersede(state: Row, note: str, now: datetime, writes: _Writes) -> None:
    number = state["revision"] + 1
    writes.superseded.append({"of": state["id"], "was": number - 1, "packed": pack(state["content"])})
    writes.revisions.append({"article": state["id"], "number": number, "seen": now, "note": note, "content": None})
    writes.due[state["id"]] = _due(state["id"], number, now)
    state |= {"revision": number, "updated": now}


def _content(article: Article, content: str, mark: str) -> Row:
    return {"url": legal(article.url), "title": legal(article.title), "fingerprint": mark, "content": content}


def _due(article_id: str, revision: int, now: datetime) -> Row:
    return {"article": article_id, "revision": 0, "wanted": revision, "since": now}


def _date(settled: Published | None, first_seen: datetime) -> Row:
    date = settled or first_seen_date(first_seen)
    return {"published": date.moment, "precision": date.precision.value, "provenance": date.provenance.value}


_TOUCH, _REFRESH = (
    update(articles).where(articles.c.id == bindparam("of")).values({name: bindparam(f"to_{name}") for name in columns})
    for columns in (_TOUCHED, _REFRESHED)
)
_SUPERSEDE = (
    update(revisions)
    .where(revisions.c.article == bindparam("of"), revisions.c.number == bindparam("was"))
    .values(content=bindparam("packed"))
)


def _write(connection: Connection, writes: _Writes) -> None:
    if writes.articles:
        connection.execute(insert(articles), list(writes.articles.values()))
    if writes.aliases:
        named = [{"source": source, "name": name, "article": article_id} for (source, name), article_id in writes.aliases.items()]
        connection.execute(upsert(connection, aliases, replace=("article",)), named)
    if writes.revisions:
        connection.execute(insert(revisions), writes.revisions)
    if writes.superseded:
        connection.execute(_SUPERSEDE, writes.superseded)
    for statement, columns, rows in ((_TOUCH, _TOUCHED, writes.touched), (_REFRESH, _REFRESHED, writes.refreshed)):
        changed = [{"of": row["id"], **{f"to_{name}": row[name] for name in columns}} for row in rows.values()]
        if changed:
            connection.execute(statement, changed)
    if writes.due:
        connection.execute(upsert(connection, related_state, replace=("revision", "wanted", "since")), list(writes.due.values()))
