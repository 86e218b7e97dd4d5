"""Stories: which articles tell one, under which ids it is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import chain, count
from typing import NamedTuple

from sqlalchemy import Column, Connection, ForeignKey, Index, Table, Text, delete, insert, select, update

from news.related.story import Story, story_id
from news.store import changes
from news.store.moments import Moment
from news.store.names import batched
from news.store.schema import RowNumber, articles, metadata
from news.store.transactions import Transactions
from news.store.upsert import upsert

stories = Table(
    "stories",
    metadata,
    Column("number", RowNumber, primary_key=True, doc="order of minting"),
    Column("id", Text, nullable=False, unique=True),
    Column("last", Moment, doc="when its last member was published; null: fewer than two texts are left"),
    Index(None, "last", "number"),
)
story_members = Table(
    "story_members",
    metadata,
    Column("article", Text, ForeignKey("articles.id"), primary_key=True),
    Column("story", Text, ForeignKey("stories.id"), nullable=False, index=True),
    Column("copy_of", Text, doc="the article whose text it prints; null: its own"),
    sqlite_with_rowid=False,
)
story_aliases = Table(
    "story_aliases",
    metadata,
    Column("alias", Text, primary_key=True, doc="id of a story that was merged into another"),
    Column("story", Text, ForeignKey("stories.id"), nullable=False, index=True),
    sqlite_with_rowid=False,
)


class Membership(NamedTuple):
    """An article's place in a story."""

    article: str
    story: str
    copy_of: str | None
    """The article whose text it prints; None: its own."""

    @property
    def text(self) -> str:
        """The article that stands for its text."""
        return self.copy_of or self.article


class _Member(NamedTuple):
    """A member that is there or was withdrawn, with what a story shows of it."""

    article: str
    story: str
    copy_of: str | None
    published: datetime
    title: str
    withdrawn: datetime | None


_MEMBERSHIP = (story_members.c.article, story_members.c.story, story_members.c.copy_of)
_SHOWN = (articles.c.withdrawn.is_(None), articles.c.pruned.is_(None))


def places(connection: Connection, ids: Collection[str]) -> dict[str, Membership]:
    """The place of each of the articles that has one, withdrawn ones too."""
    found: dict[str, Membership] = {}
    for batch in batched(ids):
        rows = connection.execute(select(*_MEMBERSHIP).where(story_members.c.article.in_(batch)))
        found.update((row.article, Membership(*row)) for row in rows)
    return found


def members(connection: Connection, story_ids: Collection[str], *, newest: int) -> dict[str, tuple[Membership, ...]]:
    """The members of each story that are neither withdrawn nor pruned, the latest published first, at most `newest` of one."""
    found: dict[str, tuple[Membership, ...]] = {}
    for each in story_ids:
        query = (
            select(*_MEMBERSHIP)
            .join(articles, articles.c.id == story_members.c.article)
            .where(story_members.c.story == each, *_SHOWN)
            .order_by(articles.c.published.desc(), articles.c.id.desc())
            .limit(newest)
        )
        found[each] = tuple(Membership(*row) for row in connection.execute(query))
    return found


def mint(connection: Connection, ids: Collection[str]) -> str:
    """A new story that begins with the first published of the articles, and its id; it has no members yet.

    An id whose story has lost every member is taken up again. Where that article began another story, the next one gives the id.
    """
    order = (articles.c.published, articles.c.first_seen, articles.c.id)
    began = list(connection.execute(select(articles.c.id).where(articles.c.id.in_(ids)).order_by(*order)).scalars())
    wanted = [story_id(each) for each in began]
    for candidate in chain(wanted, (f"{wanted[0]}-{number}" for number in count(2))):
        if _resolve(connection, candidate) is None:
            connection.execute(insert(stories), {"id": candidate, "last": None})
            return candidate
        used = connection.execute(select(story_members.c.article).where(story_members.c.story == candidate).limit(1)).first()
        if used is None and _resolve(connection, candidate) == candidate:
            return candidate
    raise AssertionError  # count() never ends


def put(connection: Connection, places_: Collection[Membership]) -> None:
    """Give articles their places, in place of those they had; call `settle` for every story that gained or lost one."""
    rows = [each._asdict() for each in places_]
    if rows:
        connection.execute(upsert(connection, story_members, replace=("story", "copy_of")), rows)


def leave(connection: Connection, article_id: str) -> None:
    """Take an article out of its story; nothing happens where it is in none. Call `settle` for the story."""
    connection.execute(delete(story_members).where(story_members.c.article == article_id))


def merge(connection: Connection, story_ids: Collection[str]) -> str:
    """Make one story of several and return its id, that of the one minted first; the others lead to it for ever."""
    ordered = select(stories.c.id).where(stories.c.id.in_(story_ids)).order_by(stories.c.number)
    kept, *others = list[str](connection.execute(ordered).scalars())
    for other in others:
        connection.execute(update(story_members).where(story_members.c.story == other).values(story=kept))
        connection.execute(update(story_aliases).where(story_aliases.c.story == other).values(story=kept))
        connection.execute(insert(story_aliases), {"alias": other, "story": kept})
        connection.execute(delete(stories).where(stories.c.id == other))
    changes.note(connection, changes.Kind.STORY, story_ids)
    return kept


def settle(connection: Connection, story_ids: Collection[str]) -> None:
    """Note when stories were last told, after their members changed; a story of fewer than two texts is not shown."""
    for each in story_ids:
        story = _told(each, _rows(connection, [each]).get(each, []))
        last = None if story is None else story.last
        connection.execute(update(stories).where(stories.c.id == each).values(last=last))
    changes.note(connection, changes.Kind.STORY, story_ids)


def one(connection: Connection, story: str) -> Story | None:
    """The story of an id, or of one it had before it was merged; None for an unknown id, or with fewer than two texts left."""
    found = _resolve(connection, story)
    return None if found is None else _told(found, _rows(connection, [found]).get(found, []))


def newest(connection: Connection, limit: int) -> tuple[Story, ...]:
    """At most `limit` stories, the one with the latest article first; of equal ones the later minted."""
    found: list[Story] = []
    offset, size = 0, min(limit, 100)
    while len(found) < limit:
        query = (
            select(stories.c.id)
            .where(stories.c.last.is_not(None))
            .order_by(stories.c.last.desc(), stories.c.number.desc())
            .limit(size)
            .offset(offset)
        )
        ids = list(connection.execute(query).scalars())
        if not ids:
            break
        rows = _rows(connection, ids)
        found += [story for each in ids if (story := _told(each, rows.get(each, []))) is not None]
        offset += len(ids)
    # An article may have been withdrawn since its story was settled.
    return tuple(sorted(found[:limit], key=lambda story: story.last, reverse=True))


def of_articles(connection: Connection, ids: Collection[str]) -> Mapping[str, Story]:
    """The story of each of the articles that is shown in one."""
    known = places(connection, ids)
    wanted = {each.story for each in known.values()}
    rows = _rows(connection, wanted)
    told = {each: _told(each, rows.get(each, [])) for each in wanted}
    found = {article: told[place.story] for article, place in known.items()}
    return {article: story for article, story in found.items() if story is not None and article in story.members}


def _resolve(connection: Connection, story: str) -> str | None:
    """The id a story has today."""
    found = connection.execute(select(stories.c.id).where(stories.c.id == story)).scalar()
    if found is None:
        found = connection.execute(select(story_aliases.c.story).where(story_aliases.c.alias == story)).scalar()
    return found


def _rows(connection: Connection, story_ids: Collection[str]) -> dict[str, list[_Member]]:
    """The members by story, withdrawn ones too, the latest published first."""
    found: dict[str, list[_Member]] = {}
    for batch in batched(story_ids):
        query = (
            select(*_MEMBERSHIP, articles.c.published, articles.c.title, articles.c.withdrawn)
            .join(articles, articles.c.id == story_members.c.article)
            .where(story_members.c.story.in_(batch), articles.c.pruned.is_(None))
            .order_by(articles.c.published.desc(), articles.c.id.desc())
        )
        for row in connection.execute(query):
            found.setdefault(row.story, []).append(_Member(*row))
    return found


def _told(story: str, rows: Sequence[_Member]) -> Story | None:
    """The story of its members; None where those that are there are fewer than two texts."""
    there = [row for row in rows if row.withdrawn is None]
    firsts = _firsts(there)
    if len(firsts) < 2:
        return None
    shown = {**_firsts([row for row in rows if row.withdrawn is not None]), **firsts}.values()
    return Story(
        id=story,
        title=there[-1].title,
        first=there[-1].published,
        last=there[0].published,
        members=tuple(row.article for row in there),
        copies=frozenset(row.article for row in there).difference(firsts.values()),
        texts=tuple(row.article for row in rows if row.article in shown),
    )


def _firsts(rows: Sequence[_Member]) -> dict[str, str]:
    """By text the article that printed it first; `rows` come with the latest first."""
    return {row.copy_of or row.article: row.article for row in rows}


class Stories:
    """The stories of a store. Every method is one transaction; see `Store` for what each raises."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    def one(self, story: str) -> Story | None:
        """The story of that id or of one it had before it was merged; None: unknown, or fewer than two texts are left of it."""
        with self._store.read() as connection:
            return one(connection, story)

    def newest(self, *, limit: int) -> tuple[Story, ...]:
        """At most `limit` stories, the one with the latest article first."""
        with self._store.read() as connection:
            return newest(connection, limit)

    def of(self, article_ids: Collection[str]) -> Mapping[str, Story]:
        """The story of each of the articles that is told in one; withdrawn and pruned articles are in none."""
        with self._store.read() as connection:
            return of_articles(connection, article_ids)
