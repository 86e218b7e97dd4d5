"""`loa run`, `crawl`, `publish` and `serve`: what the service does, all at once or one thing at a time."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Annotated

import typer

from news import clock
from news.configuration import find_file
from news.errors import SettingsError, StoreError
from scheduler.door import asked_file, enter

RELOAD_SECONDS = 60.0
"""For which a running service may take to read its configuration again."""


def run() -> None:
    """Crawl on schedule, publish and serve, until Ctrl-C. Without a configuration: the sample town."""
    from scheduler.memory import hold_little
    from scheduler.running import run_service
    from scheduler.sample import write_sample

    hold_little()
    asyncio.run(run_service(find_file(asked_file()) or write_sample(clock.now())))


def reload() -> None:
    """Let a running `loa run` take the changed configuration; one that cannot be used changes nothing."""
    from news.store import Store
    from scheduler.instance import service_of
    from scheduler.reloading import answer_of, wish

    settings = enter().settings
    with Store.open(settings.store_url, create=False) as store:
        service = service_of(store)
        if service is None:
            raise StoreError(
                "no `loa run` works on this store; where data_dir or database was changed, it has to be started anew"
            )
        name, until = wish(store), clock.monotonic() + RELOAD_SECONDS
        while (answer := answer_of(store)) is None or answer.wish != name:
            if clock.monotonic() > until or service_of(store) != service:
                raise StoreError(f"the service (process {service}) does not answer; its log may say why")
            time.sleep(0.1)
    if not answer.taken:
        raise SettingsError(f"the service (process {service}) goes on as it was: {' '.join(answer.lines)}")
    for line in answer.lines:
        typer.echo(line)


def crawl(
    source: Annotated[list[str] | None, typer.Argument(help="Source ids; none means every enabled source.")] = None,
) -> None:
    """Crawl sources now, relate what is new and publish."""
    from scheduler.running import crawl_once

    door = enter()
    if not asyncio.run(crawl_once(door.settings, door.file, source or [])):
        raise typer.Exit(1)


def publish(
    site: Annotated[
        bool | None,
        typer.Option("--site/--no-site", help="Write the pages for people as files too, or take those away again."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="Build all of them, not only those of which something changed.")
    ] = False,
) -> None:
    """Build the feeds of which something changed, and replace the files that did."""
    from feeds.site.export import write_site
    from news.store import Store
    from scheduler.jobs import publish_all
    from scheduler.serving import site_of
    from scheduler.telling import tell_now

    door = enter()
    folder = door.settings.public_dir
    with Store.open(door.settings.store_url) as store:
        reports = []
        if site is not None:
            reports.append(
                write_site(site_of(door.settings, store) if site else None, folder, now=clock.now(), everything=everything)
            )
        reports.append(publish_all(store, door.settings, everything=everything))
        tell_now(store, door.settings, typer.echo)
    written, unchanged, removed = (
        sum(counts) for counts in zip(*((len(each.written), each.unchanged, len(each.removed)) for each in reports), strict=True)
    )
    typer.echo(f"{written} files written, {unchanged} unchanged, {removed} removed in {folder}")


def serve() -> None:
    """Serve the published feeds, without crawling."""
    import uvicorn

    from feeds.web.protocol import server_config
    from news.store import Store
    from scheduler.service import open_port
    from scheduler.serving import application_of

    door = enter()
    listener = open_port(door.settings)
    typer.echo(f"Serving {door.settings.public_dir} at {door.settings.base_url} (Ctrl-C stops)")
    with contextlib.ExitStack() as opened:
        store = None
        try:
            store = opened.enter_context(Store.open(door.settings.store_url, create=False))
        except StoreError as error:
            typer.echo(f"Only what is published is served, no searches and no pages of articles: {error}", err=True)
        uvicorn.Server(server_config(application_of(door.settings, store))).run(sockets=[listener])
