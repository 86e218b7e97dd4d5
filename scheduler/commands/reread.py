"""`loa reread`: kept pages read again by today's reader."""

from __future__ import annotations

import typer

from scheduler.door import run_crawler


def reread(context: typer.Context) -> None:
    """Read kept pages again, tell what reads differently, and keep it: SOURCE…, --since DATE, --dry-run, --json."""
    run_crawler("reread", *context.args)
