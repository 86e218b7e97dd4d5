"""Keeping articles: what was read is compared with what is known, and both are written in one transaction.

Everything is decided in memory from a few lookups for a whole batch, then written with one statement a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, update

from news.article import Article, Published
from news.changes import Change, Outcome, decide, settle
from news.identity import mint
from news.store import changes, events, search, topics
from news.store.articles import numbers as numbers_of
from news.store.articles import settled_date
from news.store.codec import decode, encode, pack
from news.store.names import batched, give_names, stored_key
from news.store.recognising import Row, Seen, recognise, remember
from news.store.schema import articles, related_state, revisions
from news.store.upsert import upsert
from news.stored import EventKind, Kept, first_seen_date
from news.text import legal

Asked = Article | tuple[Article, str | None]
"""An article, or an article with the address that was asked for."""

_TOUCHED = ("last_seen", "checked", "withdrawn", "missing_since")
_REFRESHED = (
    *_TOUCHED, "url", "revision", "updated", "published", "precision", "provenance", "title", "fingerprint", "content",
)  # fmt: skip


@dataclass
class _Writes:
    """Rows to write at the end of a batch. Rows of articles are keyed by id: one batch may hold an article twice.

    Articles get their numbers when they are written; until then other rows name them by id.
    """

    articles: dict[str, Row] = field(default_factory=dict)
    touched: dict[str, Row] = field(default_factory=dict)
    refreshed: dict[str, Row] = field(default_factory=dict)
    aliases: list[tuple[str, str, str]] = field(default_factory=list)
    """Ids of articles, each with a source's id and a new name."""
    restored: list[tuple[str, datetime]] = field(default_factory=list)
    revisions: list[Row] = field(default_factory=list)
    superseded: list[Row] = field(default_factory=list)
    due: dict[str, Row] = field(default_factory=dict)
    worded: dict[str, Article] = field(default_factory=dict)
    """What the articles that were inserted or refreshed say now: their words are searched."""
    before: dict[str, str] = field(default_factory=dict)
    """The content that those of them which were kept already had before the batch."""


def keep_all(connection: Connection, batch: Sequence[Asked], *, now: datetime) -> tuple[Kept, ...]:
    """Keep articles in the connection's write transaction, in their order; one may occur several times.

    An article may come with the address that was asked for. Raises StoreError for an article of a source that was never declared,
    ValueError for a naive `now`.
    """
    readings = (Seen.of(*each) if isinstance(each, tuple) else Seen.of(each, None) for each in batch)
    return tuple(kept for part in batched(readings) for kept in _keep_batch(connection, part, now))


def _keep_batch(connection: Connection, batch: list[Seen], now: datetime) -> list[Kept]:
    memory = remember(connection, batch)
    writes = _Writes()
    kept = []
    for seen in batch:
        article_id, warning = recognise(memory, seen, now)
        if article_id is None:
            article_id = mint(seen.article.source, seen.article.key)
            change, memory.states[article_id] = _keep_new(article_id, seen, now, writes)
        else:
            change = _keep_known(memory.states[article_id], seen, now, writes)
        state = memory.states[article_id]
        writes.aliases.extend((article_id, *name) for name in memory.learn(seen, state))
        kept.append(Kept(id=article_id, outcome=change.outcome, revision=state["revision"], note=change.note, warning=warning))
    _write(connection, writes)
    return kept


def _keep_new(article_id: str, seen: Seen, now: datetime, writes: _Writes) -> tuple[Change, Row]:
    article = seen.article
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
        "pruned": None,
        **_content(article, encode(article), seen.mark),
        **_date(settle(None, article.published, revision=1), now),
    }
    writes.articles[article_id] = row
    writes.worded[article_id] = article
    writes.revisions.append({"article": article_id, "number": 1, "seen": now, "note": "", "content": None})
    writes.due[article_id] = _due(article_id, 1, now)
    return decide(None, article), row


def _keep_known(state: Row, seen: Seen, now: datetime, writes: _Writes) -> Change:
    """Bring the state of a known article up to its new reading and note what is to be written."""
    article = seen.article
    # A clock that was set back must not make an edit older than what it edits.
    now = max(now, state["last_seen"])
    restored = state["withdrawn"] is not None
    if restored:
        writes.restored.append((state["id"], now))
    state |= {"last_seen": now, "checked": now, "withdrawn": None, "missing_since": None}
    if state["pruned"] is not None:
        # Its content was given up: there is nothing to compare with, and nothing is to come back.
        writes.touched[state["id"]] = state
        return Change(outcome=Outcome.RESTORED if restored else Outcome.SAME)
    content = encode(article)
    mark = state["fingerprint"] if content == state["content"] else seen.mark
    change = _change(state, article, content, mark)
    if change.outcome is Outcome.EDITED:
        _supersede(state, change.note, now, writes)
    if change.outcome is not Outcome.SAME:
        if state["id"] not in writes.articles:
            writes.before.setdefault(state["id"], state["content"])
        writes.worded[state["id"]] = article
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
    named, superseded = {each[0] for each in writes.aliases}, {row["of"] for row in writes.superseded}
    numbers = numbers_of(connection, {*named, *superseded, *dict(writes.restored), *writes.due, *writes.worded})
    give_names(connection, ((numbers[article_id], source_id, name) for article_id, source_id, name in writes.aliases))
    for article_id, moment in writes.restored:
        events.record(connection, numbers[article_id], EventKind.RESTORED, now=moment)
    if writes.revisions:
        connection.execute(insert(revisions), _numbered(writes.revisions, numbers))
    if writes.superseded:
        connection.execute(_SUPERSEDE, _numbered(writes.superseded, numbers, "of"))
    for statement, columns, rows in ((_TOUCH, _TOUCHED, writes.touched), (_REFRESH, _REFRESHED, writes.refreshed)):
        changed = [{"of": row["id"], **{f"to_{name}": row[name] for name in columns}} for row in rows.values()]
        if changed:
            connection.execute(statement, changed)
    if writes.due:
        due = upsert(connection, related_state, replace=("revision", "wanted", "since"))
        connection.execute(due, _numbered(writes.due.values(), numbers))
    shown = {*writes.articles, *writes.refreshed, *(article_id for article_id, _ in writes.restored)}
    changes.note(connection, changes.Kind.ARTICLE, shown)
    topics.keep(connection, writes.articles.values(), writes.worded, known=False)
    topics.keep(connection, writes.refreshed.values(), writes.worded, known=True)
    worded = {numbers[article_id]: article for article_id, article in writes.worded.items()}
    search.keep(connection, worded, {numbers[article_id]: content for article_id, content in writes.before.items()})


def _numbered(rows: Iterable[Row], numbers: Mapping[str, int], name: str = "article") -> list[Row]:
    return [{**row, name: numbers[row[name]]} for row in rows]
