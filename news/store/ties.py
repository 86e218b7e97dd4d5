"""Ties: links between articles and stories, as lines of an export, and back into a store.

They follow the articles, since each names several of them. What a line names and the store does not hold is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from sqlalchemy import Connection, delete, exists, insert, select, update

from news.related.relation import Reason, Relation
from news.store import changes, links, stories
from news.store.names import batched
from news.store.schema import articles, relations
from news.store.stories import Membership, story_aliases, story_members
from news.store.stories import stories as stories_table
from news.text import legal

if TYPE_CHECKING:
    from news.store.store import Store

VERSION = 1
"""Of both kinds of line; it rises when older code could no longer put one back exactly."""
_PAGE = 100
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_ID = 300
_MOST = 1000

Json = dict[str, Any]
Tell = Callable[[str], object]


@dataclass(frozen=True, kw_only=True)
class Links:
    """The links that one article shows."""

    article: str
    to: tuple[Relation, ...]
    """The best first."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A story with all its members, withdrawn ones too."""

    id: str
    members: tuple[Membership, ...]
    """By id of the article; none where every one has left it."""
    former: tuple[str, ...]
    """Ids of stories that were merged into it, in alphabetical order."""


Tie = Links | Told


def every(store: Store, source: str | None) -> Iterator[Json]:
    """The links that a source's articles show (None: all), then the stories that any of them is in, as values of JSON.

    Both come in order of arrival, few of them in memory. Raises StoreError.
    """
    for page in (_links_after, _stories_after):
        number = 0
        while True:
            with store.read() as connection:
                number, found = page(connection, number, source)
            if not found:
                break
            yield from found


def from_json(values: Json) -> Tie | None:
    """What a line of `every` says; None for a line about something else.

    Raises ValueError, naming the field and what is wrong with it, for anything that could not be put into a store.
    """
    if isinstance(values.get("links"), dict):
        return _links(_members("links", values["links"], {"version", "article", "to"}))
    if isinstance(values.get("story"), dict):
        return _told(_members("story", values["story"], {"version", "id", "members", "former"}))
    return None


def put(connection: Connection, tie: Tie, *, replace: bool, tell: Tell) -> bool:
    """Put links or a story into the connection's write transaction; whether that changed anything.

    An article that has links or a story here keeps them, unless `replace`; `tell` is told what was left alone.
    """
    if isinstance(tie, Links):
        return _put_links(connection, tie, replace=replace)
    return _Put(connection, tie, tell).put(replace=replace)


def _links_after(connection: Connection, number: int, source: str | None) -> tuple[int, list[Json]]:
    page = select(articles.c.number, articles.c.id).where(articles.c.number > number).order_by(articles.c.number).limit(_PAGE)
    page = page.where(exists().where(relations.c.article == articles.c.id))
    if source is not None:
        page = page.where(articles.c.source == source)
    rows = connection.execute(page).all()
    to: dict[str, list[Any]] = {row.id: [] for row in rows}
    query = select(relations).where(relations.c.article.in_(list(to)))
    for row in connection.execute(query.order_by(relations.c.article, relations.c.score.desc(), relations.c.other)):
        to[row.article].append([row.other, row.score, row.reason, json.loads(row.evidence)])
    return (rows[-1].number if rows else number), [
        {"links": {"version": VERSION, "article": article, "to": each}} for article, each in to.items()
    ]


def _stories_after(connection: Connection, number: int, source: str | None) -> tuple[int, list[Json]]:
    page = select(stories_table.c.number, stories_table.c.id).where(stories_table.c.number > number)
    if source is not None:
        # The source is asked of each member: there are few, while the source may have very many articles.
        of_member = select(articles.c.source).where(articles.c.id == story_members.c.article).scalar_subquery()
        page = page.where(exists().where(story_members.c.story == stories_table.c.id, of_member == source))
    rows = connection.execute(page.order_by(stories_table.c.number).limit(_PAGE)).all()
    ids = [row.id for row in rows]
    members = _grouped(
        connection.execute(
            select(story_members.c.story, story_members.c.article, story_members.c.copy_of)
            .where(story_members.c.story.in_(ids))
            .order_by(story_members.c.article)
        )
    )
    former = _grouped(
        connection.execute(
            select(story_aliases.c.story, story_aliases.c.alias)
            .where(story_aliases.c.story.in_(ids))
            .order_by(story_aliases.c.alias)
        )
    )
    lines: list[Json] = [
        {
            "story": {
                "version": VERSION,
                "id": each,
                "members": [list(row[1:]) for row in members.get(each, ())],
                "former": [row[1] for row in former.get(each, ())],
            }
        }
        for each in ids
    ]
    return (rows[-1].number if rows else number), lines


def _grouped(rows: Iterable[Sequence[Any]]) -> dict[str, list[Sequence[Any]]]:
    found: dict[str, list[Sequence[Any]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _put_links(connection: Connection, tie: Links, *, replace: bool) -> bool:
    here = _there(connection, [tie.article, *(each.other for each in tie.to)])
    if tie.article not in here:
        return False
    to = tuple(each for each in tie.to if each.other in here)
    query = select(relations).where(relations.c.article == tie.article)
    known = connection.execute(query.order_by(relations.c.score.desc(), relations.c.other)).all()
    same = [(row.other, row.score, row.reason, tuple(json.loads(row.evidence))) for row in known] == [
        (each.other, each.score, each.reason.value, each.evidence) for each in to
    ]
    if same or (known and not replace):
        return False
    links.keep(connection, tie.article, to)
    return True


class _Put:
    """One story on its way into a store."""

    def __init__(self, connection: Connection, told: Told, tell: Tell) -> None:
        self._connection, self._told, self._tell = connection, told, tell

    def put(self, *, replace: bool) -> bool:
        told = self._told
        there = _there(self._connection, [each.article for each in told.members])
        members = [each for each in told.members if each.article in there]
        home = self._resolve(told.id)
        made = home is None and bool(members or not told.members)
        if made:
            self._connection.execute(insert(stories_table), {"id": told.id, "last": None})
            home = told.id
        if home is None:
            return False
        before = stories.places(self._connection, there)
        wanted = [Membership(each.article, home, each.copy_of) for each in members]
        moved = [each for each in wanted if each.article in before and before[each.article] != each]
        if not replace:
            for each in moved:
                self._tell(f"{each.article}: told in {before[each.article].story} here, left alone")
        new = [each for each in wanted if each.article not in before] + (moved if replace else [])
        stories.put(self._connection, new)
        led = self._lead(home, replace=replace)
        stories.settle(self._connection, {home, *(before[each.article].story for each in moved)})
        return made or bool(new) or led > 0

    def _lead(self, home: str, *, replace: bool) -> int:
        """Let the former ids lead to the story that are free; how many there were."""
        added = 0
        for former in self._told.former:
            leads = self._resolve(former)
            if leads == home:
                continue
            if leads == former and replace and not self._has_members(former):
                self._connection.execute(update(story_aliases).where(story_aliases.c.story == former).values(story=home))
                self._connection.execute(delete(stories_table).where(stories_table.c.id == former))
            elif leads is not None:
                self._tell(f"{former}: leads to {leads} here, and goes on to")
                continue
            self._connection.execute(insert(story_aliases), {"alias": former, "story": home})
            changes.note(self._connection, changes.Kind.STORY, (home, former))
            added += 1
        return added

    def _has_members(self, story: str) -> bool:
        query = select(story_members.c.article).where(story_members.c.story == story).limit(1)
        return self._connection.execute(query).first() is not None

    def _resolve(self, story: str) -> str | None:
        """The id a story has here; None: nothing has or had it."""
        found = self._connection.execute(select(stories_table.c.id).where(stories_table.c.id == story)).scalar()
        aliased = select(story_aliases.c.story).where(story_aliases.c.alias == story)
        return found or self._connection.execute(aliased).scalar()


def _there(connection: Connection, ids: Collection[str]) -> set[str]:
    found: set[str] = set()
    for batch in batched(ids):
        found.update(connection.execute(select(articles.c.id).where(articles.c.id.in_(batch))).scalars())
    return found


def _problem(field: str, problem: str) -> ValueError:
    return ValueError(f"{field}: {problem}")


def _members(field: str, member: Json, names: set[str]) -> Json:
    version = member.get("version")
    if type(version) is not int or version < 1:
        raise _problem(f"{field}.version", "a whole number from 1 is needed")
    if version > VERSION:
        raise _problem(f"{field}.version", f"{version} is newer than {VERSION}, the newest this Loa knows: upgrade Loa")
    if odd := sorted(names ^ member.keys()):
        raise _problem(f"{field}.{legal(odd[0])[:40]}", "missing" if odd[0] in names else "unknown")
    return member


def _links(member: Json) -> Links:
    article = _id(member["article"], "links.article")
    to: dict[str, Relation] = {}
    for each in _listed(member["to"], "links.to"):
        other, score, reason, evidence = _listed(each, "links.to", 4)
        if type(score) not in {int, float} or not abs(score) <= _MOST:
            raise _problem("links.to", "a score is a number from 0 to 1")
        if not isinstance(reason, str) or reason not in set(Reason):
            raise _problem("links.to", f"unknown reason: {reason!r:.40}")
        relation = Relation(
            article=article,
            other=_id(other, "links.to"),
            score=float(score),
            reason=Reason(reason),
            evidence=tuple(_text(word, "links.to") for word in _listed(evidence, "links.to")),
        )
        if to.setdefault(relation.other, relation) is not relation or relation.other == article:
            raise _problem("links.to", "an article is linked to another, and only once")
    return Links(article=article, to=tuple(to.values()))


def _told(member: Json) -> Told:
    members = []
    for each in _listed(member["members"], "story.members"):
        article, copy_of = _listed(each, "story.members", 2)
        text = None if copy_of is None else _id(copy_of, "story.members")
        members.append(Membership(_id(article, "story.members"), "", text))
    told = Told(
        id=_id(member["id"], "story.id", "story-"),
        members=tuple(members),
        former=tuple(_id(each, "story.former", "story-") for each in _listed(member["former"], "story.former")),
    )
    if len({each.article for each in members}) < len(members) or len({told.id, *told.former}) <= len(told.former):
        raise _problem("story", "no member and no former id may come twice")
    return told


def _id(value: object, field: str, start: str = "") -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_ID or not _ID.fullmatch(value) or not value.startswith(start):
        raise _problem(field, f"no id: {value!r:.40}")
    return value


def _text(value: object, field: str) -> str:
    if not isinstance(value, str) or legal(value) != value:
        raise _problem(field, "text without control characters is needed")
    return value


def _listed(value: object, field: str, length: int | None = None) -> Sequence[Any]:
    if not _is_list(value) or (length is not None and len(value) != length):
        raise _problem(field, "a list is needed" if length is None else f"a list of {length} is needed")
    return value


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
