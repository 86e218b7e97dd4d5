"""`loa related`: what one article is linked to and why, the story it belongs to, and who else prints it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from news.related.relation import Reason, Relation
from news.related.story import Story
from news.stored import StoredArticle
from news.text import legal
from scheduler.commands.history import life_of
from scheduler.door import enter

if TYPE_CHECKING:
    from news.store import Store

_DATE = "%Y-%m-%d"


@dataclass(frozen=True, kw_only=True)
class Links:
    """What the store knows of an article's links."""

    stored: StoredArticle
    relations: tuple[Relation, ...]
    """The best first, copies among them."""
    story: Story | None
    others: Mapping[str, StoredArticle]
    """Every article that is spoken of, by id."""


def related(
    article: Annotated[str, typer.Argument(help="Its id, as in feeds and `loa export`, or any address it was seen under.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Show what an article is linked to, each link with its reason and what both share; its story; its copies."""
    from news.store import Store

    with Store.open(enter().settings.store_url, create=False) as store:
        links = links_of(store, article)
    if as_json:
        typer.echo(json.dumps(links_json(links), ensure_ascii=False))
        return
    for line in links_lines(links):
        typer.echo(line)


def links_of(store: Store, wanted: str) -> Links:
    """The links of the article of that id, address or key. Raise SettingsError where there is none, or more than one."""
    stored = life_of(store, wanted).stored
    relations = store.relations.of([stored.id])[stored.id]
    story = store.stories.of([stored.id]).get(stored.id)
    ids = {relation.other for relation in relations} | set(story.members if story else ())
    return Links(stored=stored, relations=relations, story=story, others=store.articles_by_id(ids))


def links_json(links: Links) -> dict[str, Any]:
    """Return them for a program; moments in ISO 8601 with the offset of the source's zone, the timeline from its beginning."""
    story = links.story
    return {
        **_named(links.stored),
        "related": [
            {
                **_named(links.others[each.other]),
                "reason": each.reason.value,
                "score": each.score,
                "evidence": list(each.evidence),
            }
            for each in links.relations
            if each.reason is not Reason.COPY and each.other in links.others
        ],
        "copies": [
            {**_named(links.others[each.other]), "score": each.score}
            for each in links.relations
            if each.reason is Reason.COPY and each.other in links.others
        ],
        "story": None
        if story is None
        else {
            "id": story.id,
            "title": story.title,
            "members": [
                {**_named(links.others[each]), "copy": each in story.copies}
                for each in reversed(story.members)
                if each in links.others
            ],
        },
    }


def links_lines(links: Links) -> Iterator[str]:
    """Return them for a person."""
    stored = links.stored
    yield legal(f"{stored.article.title}\n  {stored.id}\n  {stored.article.url}")
    told = [each for each in links.relations if each.reason is not Reason.COPY and each.other in links.others]
    yield ""
    yield "Related" if told else "Related: nothing"
    for each in told:
        other = links.others[each.other]
        yield legal(f"  {each.reason.value:<10}  {each.score:.2f}  {_day(other)}  {other.article.title}")
        if each.evidence:
            yield legal(f"{'':14}both name {', '.join(each.evidence)}")
        yield legal(f"{'':14}{other.article.url}")
    if links.story is not None:
        yield ""
        yield legal(f"Story: {links.story.title}\n  {links.story.id}")
        for member in reversed(links.story.members):
            if member in links.others:
                other = links.others[member]
                mark = "*" if member == stored.id else " "
                yield legal(f"  {mark} {_day(other)}  {other.article.title}{'  (copy)' if member in links.story.copies else ''}")
    copies = [links.others[each.other] for each in links.relations if each.reason is Reason.COPY and each.other in links.others]
    if copies:
        yield ""
        yield "The same text"
        yield from (legal(f"    {_day(each)}  {each.article.source}  {each.article.url}") for each in copies)


def _named(stored: StoredArticle) -> dict[str, Any]:
    return {
        "id": stored.id,
        "source": stored.article.source,
        "title": stored.article.title,
        "url": stored.article.url,
        "published": _local(stored).isoformat(timespec="seconds"),
    }


def _day(stored: StoredArticle) -> str:
    return _local(stored).strftime(_DATE)


def _local(stored: StoredArticle) -> datetime:
    """The moment in the zone of its source; UTC where that is unknown here."""
    moment = stored.published.moment
    try:
        return moment.astimezone(ZoneInfo(stored.article.timezone))
    except (ValueError, OSError, KeyError, OverflowError):
        return moment.astimezone(UTC)
