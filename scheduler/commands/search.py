"""`loa search`: finding articles by what they say."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, date, tzinfo
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from news.article import Precision
from news.errors import QueryError, SettingsError
from news.search.hit import MOST, Found, Hit, Ranges
from news.search.places import sources_of_place
from news.text import legal
from scheduler.door import enter

if TYPE_CHECKING:
    from news.store import Store


def search(
    query: Annotated[
        list[str] | None,
        typer.Argument(
            help="Words, all of which an article must hold; \"a phrase\"; -without; begin*. Put -- before a first '-'."
        ),
    ] = None,
    *,
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be given several times.")] = None,
    place: Annotated[
        str | None, typer.Option(help="Only sources of this place: its name, with or without accents, or its code.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Published on this day or later, YYYY-MM-DD by the clocks of its source.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Published on this day or earlier.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="Hits to show.")] = 20,
    offset: Annotated[int, typer.Option(min=0, help="Hits to pass over.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index anew, or finish it, before searching.")] = False,
) -> None:
    """Find articles by their words, with or without Vietnamese accents; what is typed with accents ranks exact matches first."""
    from news.store import Store

    first, last = _day("--since", since), _day("--until", until)
    if not query and not rebuild:
        raise SettingsError('say what to search for: loa search "hạ long"')
    with Store.open(enter().settings.store_url, create=False) as store:
        if rebuild:
            _rebuild(store)
        if not query:
            return
        try:
            found = store.search(
                " ".join(query), sources=_sources(store, source, place), since=first, until=last, limit=limit, offset=offset
            )
        except QueryError as error:
            raise SettingsError(str(error)) from error
    if as_json:
        typer.echo(json.dumps(found_json(found), ensure_ascii=False))
        return
    colours = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in found_lines(found, coloured=colours):
        typer.echo(line)


def _day(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"{option} {legal(text or '')!r}: a day as YYYY-MM-DD is needed") from None


def _sources(store: Store, named: list[str] | None, place: str | None) -> list[str] | None:
    """Ids of the sources that were asked for; None: all. Raise SettingsError for what no source is or speaks for."""
    if not named and place is None:
        return None
    known = store.sources()
    ids = {source.id for source in known}
    for each in named or ():
        if each not in ids:
            raise SettingsError(f"no source {legal(each)!r} in the store; `loa status` lists them")
    wanted = ids.intersection(named) if named else ids
    if place is not None:
        there = sources_of_place(known, place)
        if not there:
            raise SettingsError(f"no source speaks for a place {legal(place)!r}; `loa sources` lists them")
        wanted = wanted.intersection(there)
    return sorted(wanted)


def _rebuild(store: Store) -> None:
    from news.store.search import rebuild

    with store.lock():
        for progress in rebuild(store):
            typer.echo(f"indexed {progress.done} of {progress.total} articles", err=True)


def found_lines(found: Found, *, coloured: bool) -> Iterator[str]:
    """Return hits for a person: date, source and title, the text around the match, address and id of each; then how many."""
    for hit in found.hits:
        article = hit.article.article
        yield f"{_date(hit)}  {article.source}  {_marked(article.title, hit.title_marks, coloured=coloured)}"
        if hit.snippet:
            yield f"    {_marked(hit.snippet, hit.marks, coloured=coloured)}"
        yield f"    {legal(article.url)}"
        yield f"    {hit.article.id}"
    many = " or more" if found.total >= MOST else ""
    shown = f", {len(found.hits)} shown" if len(found.hits) < found.total else ""
    yield f"{found.total}{many} article{'' if found.total == 1 else 's'}{shown}"


def found_json(found: Found) -> dict[str, Any]:
    """Return hits for a program; marks are [start, end] in snippet and title, moments have the offset of the source's zone."""
    return {
        "total": found.total,
        "more": found.total >= MOST,
        "hits": [
            {
                "id": hit.article.id,
                "source": hit.article.article.source,
                "title": hit.article.article.title,
                "url": hit.article.article.url,
                "published": hit.article.published.moment.astimezone(_zone(hit)).isoformat(timespec="seconds"),
                "precision": hit.article.published.precision.value,
                "exact": hit.exact,
                "snippet": hit.snippet,
                "marks": hit.marks,
                "title_marks": hit.title_marks,
            }
            for hit in found.hits
        ],
    }


def _marked(text: str, marks: Ranges, *, coloured: bool) -> str:
    parts, at = [], 0
    for start, end in marks if coloured else ():
        parts += [legal(text[at:start]), typer.style(legal(text[start:end]), bold=True)]
        at = end
    return " ".join("".join((*parts, legal(text[at:]))).split())


def _date(hit: Hit) -> str:
    form = "%Y-%m-%d" if hit.article.published.precision is Precision.DAY else "%Y-%m-%d %H:%M"
    return f"{hit.article.published.moment.astimezone(_zone(hit)).strftime(form):<16}"


def _zone(hit: Hit) -> tzinfo:
    try:
        return ZoneInfo(hit.article.article.timezone)
    except (ValueError, OSError, KeyError):
        return UTC
