"""The command `loa`: one line for every error, and an exit code that scripts can use (0 done, 1 failed, 2 asked wrongly)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from news.configuration import FILE_NAME
from news.errors import NewsError, SettingsError
from scheduler import door
from scheduler.commands import (
    acts,
    alerts,
    backfill,
    backup,
    developing,
    export,
    history,
    jobs,
    prune,
    read,
    relate,
    related,
    reread,
    search,
    service,
    setup,
    sources,
)

app = typer.Typer(
    name="loa",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Loa reads local-government news pages and publishes feeds that people trust.",
    epilog="Start with `loa run`: without a configuration it plays a sample town. `loa init` writes a configuration.",
)


@app.callback()
def _options(
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help=f"Configuration file; else LOA_CONFIG, else ./{FILE_NAME}.")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an unexpected error happened.")] = False,
) -> None:
    door.ask_for(config, debug=debug)


app.command()(service.run)
app.command()(service.reload)
app.command()(service.crawl)
app.command()(acts.pause)
app.command()(acts.resume)
app.command()(jobs.job)
app.command()(backfill.backfill)
app.command()(backup.backup)
app.command()(backup.restore)
app.add_typer(alerts.app, name="alerts")
app.command()(service.publish)
app.command()(service.serve)
app.command()(sources.status)
app.command()(export.export)
app.command("import")(export.import_)
app.command()(prune.prune)
app.command()(history.history)
app.command()(search.search)
# The crawler explains its own options.
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
app.command(context_settings=PASSED_ON, add_help_option=False)(read.read)
app.command(context_settings=PASSED_ON, add_help_option=False)(sources.sources)
app.command(context_settings=PASSED_ON, add_help_option=False)(developing.probe)
app.command(context_settings=PASSED_ON, add_help_option=False)(developing.new)
app.command(context_settings=PASSED_ON, add_help_option=False)(developing.record)
app.command(context_settings=PASSED_ON, add_help_option=False)(developing.check)
app.command(context_settings=PASSED_ON, add_help_option=False)(reread.reread)
app.command()(relate.relate)
app.command()(related.related)
app.command("sample-town")(setup.sample_town)
app.command()(setup.init)


def _guarded(action: Callable[[], object]) -> int:
    try:
        action()
    except NewsError as error:
        typer.echo(f"loa: {error}", err=True)
        return 2 if isinstance(error, SettingsError) else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if door.debugging():
            raise
        problem = " ".join(f"{type(error).__name__}: {error}".split())
        typer.echo(f"loa: unexpected {problem} (a mistake of Loa's own; `loa --debug …` shows where)", err=True)
        return 1
    return 0


def main() -> None:
    """Run the command line and exit with its code."""
    code = _guarded(app)
    sys.exit(code)
