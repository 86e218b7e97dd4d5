"""`loa prune`: giving up what is too old to be kept."""

from __future__ import annotations

from typing import Annotated

import typer

from news import clock
from news.errors import SettingsError
from scheduler.door import enter


def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be given up.")] = False,
    vacuum: Annotated[
        bool, typer.Option("--vacuum", help="Then give the room back to the disk; needs twice the store's size free.")
    ] = False,
) -> None:
    """Give up the content of articles older than archive.articles_days, or than their source's keep_days."""
    from news.store import Store, WriterLock
    from news.store.compacting import compact
    from news.store.pruning import prune as prune_articles

    if dry_run and vacuum:
        raise SettingsError("--dry-run changes nothing, --vacuum does: ask for one of them")
    settings = enter().settings
    with Store.open(settings.store_url, create=False) as store, WriterLock(store.path):
        report = prune_articles(
            store, articles_age=settings.archive.articles_age, declared=settings.sources, now=clock.now(), dry_run=dry_run
        )
        for source_id, count in report.by_source.items():
            typer.echo(f"  {source_id:<24}{count:>8} articles")
        typer.echo(f"{report.articles} articles {'would give' if dry_run else 'gave'} up their content")
        if vacuum:
            before, after = compact(store)
            typer.echo(f"the store takes {after} bytes, before {before}")
