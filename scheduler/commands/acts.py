"""`loa pause` and `loa resume`: which sources are crawled on schedule, also while the service runs."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated

import typer

from news import clock
from news.errors import SettingsError
from scheduler.door import Door, enter

if TYPE_CHECKING:
    from news.store import Store

Sources = Annotated[list[str], typer.Argument(help="Source ids.")]


def pause(source: Sources) -> None:
    """Crawl sources no more on schedule until they are resumed; what they published stays."""
    from news.store import Store

    door = enter()
    with Store.open(door.settings.store_url) as store:
        _require_known(source, store, door)
        for each in source:
            new = store.acts.pause(each, now=clock.now())
            typer.echo(f"{each} is paused" if new else f"{each} was paused already")


def resume(source: Sources) -> None:
    """Crawl paused sources on schedule again."""
    from news.store import Store

    door = enter()
    with Store.open(door.settings.store_url) as store:
        _require_known(source, store, door, also=store.acts.paused())
        for each in source:
            typer.echo(f"{each} is crawled again" if store.acts.resume(each) else f"{each} was not paused")


def _require_known(source_ids: Collection[str], store: Store, door: Door, also: Collection[str] = ()) -> None:
    """Raise SettingsError for an id that names neither a source that was crawled nor one that could be."""
    from scheduler.jobs import Crawler

    known = {*also, *(each.id for each in store.sources())}
    if not known.issuperset(source_ids):
        known.update(each.id for each in asyncio.run(Crawler(settings=door.settings, file=door.file).sources()))
    if unknown := sorted(set(source_ids) - known):
        raise SettingsError(f"no source is called {unknown[0]!r}; `loa sources` lists them")
