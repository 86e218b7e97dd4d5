"""`loa job` and `loa status --jobs`: the jobs of housekeeping, by hand and at a look."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from news import clock
from news.errors import SettingsError, StoreError
from scheduler.door import enter

if TYPE_CHECKING:
    from news.settings import Settings
    from news.store import Store
    from news.store.jobs import JobRecord
    from scheduler.housekeeping import Job


def job(name: Annotated[str, typer.Argument(help="Its name, as `loa status --jobs` shows it.")]) -> None:
    """Do one job of housekeeping now; while `loa run` works on the store, that is asked to do it."""
    from news.store import Store
    from scheduler.housekeeping import done
    from scheduler.instance import service_of

    settings = enter().settings
    with Store.open(settings.store_url) as store:
        known = {each.name: each for each in _jobs(settings, store)}
        if name not in known:
            raise SettingsError(f"no job is called {name!r}; with this configuration there are {', '.join(known)}")
        try:
            with store.lock():
                record = asyncio.run(done(known[name], store))
        except StoreError:
            service = service_of(store)
            if service is None:
                raise
            store.jobs.planned(name, clock.now())
            typer.echo(f"the service (process {service}) is asked to do {name} now; `loa status --jobs` says how it went")
            return
    if record.error is not None:
        typer.echo(f"{name} failed: {record.error}", err=True)
        raise typer.Exit(1)
    typer.echo(f"{name}: {record.said}")


def show_jobs(store: Store, settings: Settings, *, as_json: bool) -> None:
    """Print what is known of each job of a configuration, a line each."""
    from news.store.jobs import JobRecord

    known = store.jobs.every()
    jobs = _jobs(settings, store)
    width = max(len(each.name) for each in jobs) + 2
    for each in jobs:
        record = known.get(each.name, JobRecord(name=each.name))
        if as_json:
            row = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(record).items()}
            typer.echo(json.dumps(row | {"about": each.about, "every_seconds": each.every.total_seconds()}, ensure_ascii=False))
            continue
        typer.echo(f"  {each.name:<{width}}{each.about}")
        typer.echo(f"  {'':<{width}}{_last(record)}; {_next(record)}")


def _jobs(settings: Settings, store: Store) -> tuple[Job, ...]:
    from scheduler.chores import chores

    return chores(settings, store, sources=store.sources, say=typer.echo)


def _last(record: JobRecord) -> str:
    if record.started is None:
        return "never done"
    if record.unfinished:
        return f"begun {_when(record.started)}"
    ended = f"done {_when(record.ended or record.started)}"
    if record.error is None:
        return f"{ended}: {record.said}" if record.said else ended
    return f"{ended}: FAILED, {record.failures} in a row: {record.error}"


def _next(record: JobRecord) -> str:
    return "next when `loa run` starts" if record.due is None or record.unfinished else f"next {_when(record.due)}"


def _when(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
