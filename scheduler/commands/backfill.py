"""`loa backfill`: what a town published before Loa began to read it."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from scheduler.door import enter


def backfill(
    source: Annotated[str, typer.Argument(help="Id of the source.")],
    pages: Annotated[int, typer.Option(min=1, help="Older pages of each listing to read.")] = 10,
    listing: Annotated[str | None, typer.Option(help="Address of the only listing to read.")] = None,
) -> None:
    """Read older pages of a source's listings, going on where the last backfill stopped."""
    from scheduler.running import backfill_once

    door = enter()
    if not asyncio.run(backfill_once(door.settings, door.file, source, pages, listing)):
        raise typer.Exit(1)
