"""`loa sources` and `loa status`: which sources there are, and how each is doing."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Annotated

import typer

from news import clock
from news.errors import SettingsError
from scheduler.door import enter, run_crawler


def sources(context: typer.Context) -> None:
    """List the sources that are crawled: [--all] [--family NAME] [--place PLACE] [--country vn] [--json]."""
    run_crawler("list", *context.args)


def status(
    source: Annotated[list[str] | None, typer.Argument(help="Of these sources alone.", metavar="[SOURCE]...")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line a source, or a host.")] = False,
    problems: Annotated[bool, typer.Option("--problems", help="Show only sources that are not well.")] = False,
    hosts: Annotated[bool, typer.Option("--hosts", help="Show what was asked of each host, and how it is treated.")] = False,
    jobs: Annotated[
        bool, typer.Option("--jobs", help="Show the jobs of housekeeping, how each went and when it is next.")
    ] = False,
) -> None:
    """Show each source's articles and last crawl, or the hosts, or the jobs."""
    from news.store import Store
    from scheduler.commands.hosts import host_lines
    from scheduler.commands.jobs import show_jobs
    from scheduler.operator.ledger import host_rows
    from scheduler.status import status_lines, status_rows

    door = enter()
    with Store.open(door.settings.store_url) as store:
        if jobs:
            show_jobs(store, door.settings, as_json=as_json)
            return
        if hosts:
            show = host_rows if as_json else host_lines
            for line in show(store, delay=timedelta(seconds=door.settings.crawl.delay_seconds), now=clock.now()):
                typer.echo(json.dumps(line, ensure_ascii=False) if as_json else line)
            return
        if unknown := set(source or ()) - {each.id for each in store.sources()}:
            raise SettingsError(f"no source that was crawled is called {min(unknown)!r}; `loa status` lists them")
        if as_json:
            for row in status_rows(store, now=clock.now(), only=source or (), problems=problems):
                typer.echo(json.dumps(row, ensure_ascii=False))
            return
        for line in status_lines(store, door.settings, now=clock.now(), only=source or (), problems=problems):
            typer.echo(line)
