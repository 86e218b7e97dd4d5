"""`loa probe`, `new`, `record` and `check`: for whoever adds a source. The crawler does them and explains their options."""

from __future__ import annotations

import typer

from scheduler.door import run_crawler


def probe(context: typer.Context) -> None:
    """Look at a town's site and print a source for it: ADDRESS [--python]."""
    run_crawler("probe", *context.args)


def new(context: typer.Context) -> None:
    """Write the spider file of a new source: SOURCE --homepage ADDRESS [--family NAME]."""
    run_crawler("new", *context.args)


def record(context: typer.Context) -> None:
    """Make a golden case of one of a source's pages, to be reviewed: SOURCE ADDRESS."""
    run_crawler("record", *context.args)


def check(context: typer.Context) -> None:
    """Look at sources live: one verdict each, with the reason: [SOURCE...] [--all] [--json]."""
    run_crawler("check", *context.args)
