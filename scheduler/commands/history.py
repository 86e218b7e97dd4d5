"""`loa history`: the life of one article, from its first sight through every edit to where it is known today."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from news.article import Precision, Provenance, Published
from news.difference import Difference, Passage, Run, RunKind, difference
from news.errors import SettingsError
from news.stored import Event, Revision, StoredArticle
from news.text import legal
from scheduler.door import enter

if TYPE_CHECKING:
    from news.store import Store

_CONTEXT = 8
"""Words that are shown of what stayed, beside what changed."""
_FORMATS = {Precision.MINUTE: "%Y-%m-%d %H:%M", Precision.HOUR: "%Y-%m-%d %H h", Precision.DAY: "%Y-%m-%d"}
_TELLING = {"withdrawn": "withdrawn: its page is gone", "restored": "returned: its page is there again"}

Paint = Callable[[Run], str]


@dataclass(frozen=True, kw_only=True)
class Life:
    """All that the store knows of one article."""

    stored: StoredArticle
    revisions: tuple[Revision, ...]
    events: tuple[Event, ...]
    aliases: tuple[str, ...]

    @property
    def zone(self) -> tzinfo:
        """The zone of its source; UTC where that is unknown here."""
        try:
            return ZoneInfo(self.stored.article.timezone)
        except (ValueError, OSError, KeyError):
            return UTC

    def steps(self) -> Iterator[tuple[datetime, Event | Revision, tuple[Difference, ...]]]:
        """Revisions, withdrawals and returns in order, a return before what it brought; with each, what it changed."""
        before = [None, *(revision.article for revision in self.revisions)]
        changes = {
            each.number: difference(old, each.article) if old else () for old, each in zip(before, self.revisions, strict=False)
        }
        steps: list[tuple[datetime, Event | Revision]] = [(event.at, event) for event in self.events]
        steps += [(revision.seen, revision) for revision in self.revisions]
        for at, what in sorted(steps, key=lambda step: step[0]):
            yield at, what, changes[what.number] if isinstance(what, Revision) else ()


def history(
    article: Annotated[str, typer.Argument(help="Its id, as in feeds and `loa export`, or any address it was seen under.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Show one article's life: every edit, withdrawal and return, and every address it is known by."""
    from news.store import Store

    with Store.open(enter().settings.store_url, create=False) as store:
        life = life_of(store, article)
    if as_json:
        typer.echo(json.dumps(life_json(life), ensure_ascii=False))
        return
    colours = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in life_lines(life, coloured if colours else bracketed):
        typer.echo(line)


def life_of(store: Store, wanted: str) -> Life:
    """The life of the article of that id, address or key. Raise SettingsError where there is none, or more than one."""
    stored = store.article(wanted)
    if stored is None:
        found = [article_id for source in store.sources() if (article_id := store.find(source.id, wanted))]
        if len(found) > 1:
            raise SettingsError(f"{legal(wanted)!r} is known in several sources: ask for one of {', '.join(found)}")
        stored = store.article(found[0]) if found else None
    if stored is None:
        raise SettingsError(
            f"no article {legal(wanted)!r}: give its id or an address it was seen under; `loa export` prints both of each"
        )
    return Life(
        stored=stored, revisions=store.revisions(stored.id), events=store.events(stored.id), aliases=store.aliases(stored.id)
    )


def life_json(life: Life) -> dict[str, Any]:
    """Return it for a program; moments with the offset of the source's zone, runs as [kind, text] in passages in fields."""
    stored, published = life.stored, life.stored.published

    def moment(at: datetime | None) -> str | None:
        return None if at is None else at.astimezone(life.zone).isoformat(timespec="seconds")

    def step(at: datetime, what: Event | Revision, changes: tuple[Difference, ...]) -> dict[str, Any]:
        if isinstance(what, Event):
            return {"at": moment(at), "kind": what.kind.value}
        told = [
            {"field": each.field, "passages": [[[run.kind.value, run.text] for run in passage.runs] for passage in each.passages]}
            for each in changes
        ]
        kind = "edited" if what.number > 1 else "new"
        return {"at": moment(at), "kind": kind, "revision": what.number, "note": what.note, "differences": told}

    return {
        "id": stored.id,
        "source": stored.article.source,
        "title": stored.article.title,
        "url": stored.article.url,
        "first_seen": moment(stored.first_seen),
        "last_seen": moment(stored.last_seen),
        "published": moment(published.moment),
        "precision": published.precision.value,
        "provenance": published.provenance.value,
        "withdrawn": moment(stored.withdrawn),
        "pruned": moment(stored.pruned),
        "steps": [step(*each) for each in life.steps()],
        "aliases": list(life.aliases),
    }


def life_lines(life: Life, paint: Paint) -> Iterator[str]:
    """Return it for a person, changed words painted as told."""
    stored, zone = life.stored, life.zone
    yield legal(f"{stored.article.title}\n  {stored.id}\n  {stored.article.url}")
    yield f"  published   {_date(stored.published, zone)}"
    yield f"  first seen  {_clock(stored.first_seen, zone)}"
    yield f"  last seen   {_clock(stored.last_seen, zone)}"
    if stored.pruned:
        yield f"  given up    {_clock(stored.pruned, zone)}  (its content, by `loa prune`; no edit can be shown any more)"
    yield ""
    for at, what, changes in life.steps():
        told = _TELLING[what.kind.value] if isinstance(what, Event) else _revision(what)
        yield f"{_clock(at, zone)}  {legal(told)}"
        for change in changes:
            for passage in change.passages:
                yield f"    {change.field + ':':<13}{_passage(passage, paint)}"
    yield ""
    yield "Known as"
    yield from (f"  {name}" for name in life.aliases)


def bracketed(run: Run) -> str:
    """Return changed words as [-removed-] and {+added+}."""
    return {RunKind.KEPT: run.text, RunKind.REMOVED: f"[-{run.text}-]", RunKind.ADDED: f"{{+{run.text}+}}"}[run.kind]


def coloured(run: Run) -> str:
    """Return changed words for a terminal: red and struck through what was removed, green what was added."""
    if run.kind is RunKind.KEPT:
        return run.text
    removed = run.kind is RunKind.REMOVED
    return typer.style(run.text, fg="red" if removed else "green", strikethrough=removed)


def _revision(revision: Revision) -> str:
    return f"revision {revision.number}: {revision.note or 'as first read'}"


def _passage(passage: Passage, paint: Paint) -> str:
    last = len(passage.runs) - 1
    shown = (
        Run(
            kind=run.kind,
            text=_shortened(run.text, first=index == 0, last=index == last) if run.kind is RunKind.KEPT else run.text,
        )
        for index, run in enumerate(passage.runs)
    )
    return " ".join(paint(Run(kind=run.kind, text=legal(run.text))) for run in shown)


def _shortened(text: str, *, first: bool, last: bool) -> str:
    """Return the words of a text that stand near a change."""
    words = text.split()
    before, after = ([] if first else words[:_CONTEXT]), ([] if last else words[-_CONTEXT:])
    return text if len(words) <= len(before) + len(after) else " ".join([*before, "…", *after])


def _clock(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _date(published: Published, zone: tzinfo) -> str:
    shown = published.moment.astimezone(zone).strftime(_FORMATS[published.precision])
    origin = (
        "the page gives no date: when it was first seen"
        if published.provenance is Provenance.FIRST_SEEN
        else published.provenance.value
    )
    return f"{shown}  (to the {published.precision.value}; {origin})"
