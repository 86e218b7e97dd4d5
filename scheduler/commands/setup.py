"""`loa init` and `loa sample-town`: the first steps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from news import clock
from news.configuration import FILE_NAME
from news.errors import SettingsError
from scheduler.door import asked_file


def sample_town(
    port: Annotated[int, typer.Option(min=1, max=65531, help="First of five consecutive ports.")] = 8081,
    stage_seconds: Annotated[float, typer.Option(min=0.1, help="How long each stage of the town's story lasts.")] = 45,
) -> None:
    """Serve the sample town: portals of a make-believe country on 127.0.0.1, for trying things out."""
    import threading

    from scheduler.town.server import SampleTown

    with SampleTown(port, started=clock.now(), stage_seconds=stage_seconds) as town:
        for portal in town.portals:
            typer.echo(f"{portal.homepage:<28}{portal.family:<12}{portal.title}")
        typer.echo("Ctrl-C stops.")
        threading.Event().wait()


def init(
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a configuration with comments, to start from."""
    from scheduler.template import TEMPLATE

    file = asked_file() or Path(FILE_NAME)
    if file.exists() and not force:
        raise SettingsError(f"{file} is there already; --force replaces it")
    try:
        file.write_text(TEMPLATE, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error
    typer.echo(f"{file} written: set `contact`, declare a source, then `loa run`.")
