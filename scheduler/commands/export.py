"""`loa export`: everything, for whoever wants to take it along."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from news.errors import SettingsError
from scheduler.door import enter


def export(source: Annotated[str | None, typer.Option(help="Only this source.")] = None) -> None:
    """Print every stored article as JSON Lines."""
    from news.store import Store
    from news.store.export import export_line

    door = enter()
    with Store.open(door.settings.store_url) as store:
        if source is not None and store.source(source) is None:
            raise SettingsError(f"no source {source!r} in the store; `loa status` lists them")
        for stored in store.articles(source=source):
            typer.echo(json.dumps(export_line(stored), ensure_ascii=False))
