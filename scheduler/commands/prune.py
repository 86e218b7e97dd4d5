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
    """Give up articles older than archive.articles_days or their source's keep_days, and pages older than archive.pages_days."""
    from news.store import Store
    from news.store.compacting import compact
    from scheduler.retention import prune_all

    if dry_run and vacuum:
        raise SettingsError("--dry-run changes nothing, --vacuum does: ask for one of them")
    settings = enter().settings
    with Store.open(settings.store_url, create=False) as store, store.lock():
        report = prune_all(store, settings, now=clock.now(), dry_run=dry_run)
        for source_id, count in report.articles.by_source.items():
            typer.echo(f"  {source_id:<24}{count:>8} articles")
        typer.echo(f"{report.articles.articles} articles {'would give' if dry_run else 'gave'} up their content")
        pages = report.pages
        typer.echo(f"{pages.files} files of pages {'would go' if dry_run else 'went'}: {pages.pages} pages, {pages.bytes} bytes")
        if vacuum:
            before, after = compact(store)
            typer.echo(f"the store takes {after} bytes, before {before}")
