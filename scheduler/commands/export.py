"""`loa export` and `loa import`: everything, for whoever wants to take it along, and back again."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from news.errors import SettingsError
from scheduler.door import enter


def export(
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Only what other programs read: shorter, but `loa import` cannot put it back.")
    ] = False,
) -> None:
    """Print every stored article as JSON Lines, with all that `loa import` needs."""
    from news.store import Store
    from news.store.export import LONGEST, export_lines

    with Store.open(enter().settings.store_url) as store:
        if source is not None and store.source(source) is None:
            raise SettingsError(f"no source {source!r} in the store; `loa status` lists them")
        for number, line in enumerate(export_lines(store, source, plain=plain), 1):
            sys.stdout.buffer.write(line)
            if len(line) > LONGEST and not plain:
                typer.echo(f"line {number}: {len(line)} bytes, more than `loa import` takes", err=True)
        sys.stdout.buffer.flush()
