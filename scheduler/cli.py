"""The command `loa`: one line for every error, and an exit code that scripts can use (0 done, 1 failed, 2 asked wrongly)."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from news import clock
from news.configuration import FILE_NAME, find_file, load_settings
from news.errors import NewsError, SettingsError
from news.settings import Settings

app = typer.Typer(
    name="loa",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Loa reads local-government news pages and publishes feeds that people trust.",
    epilog="Start with `loa run`: without a configuration it plays a sample town. `loa init` writes a configuration.",
)


@dataclass(frozen=True, kw_only=True)
class _Door:
    """What every command starts from."""

    file: Path | None
    settings: Settings


_config: Path | None = None
_debug = False


def _enter(file: Path | None = None) -> _Door:
    found = find_file(file or _config)
    return _Door(file=found, settings=load_settings(found))


@app.callback()
def _options(
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help=f"Configuration file; else LOA_CONFIG, else ./{FILE_NAME}.")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an unexpected error happened.")] = False,
) -> None:
    global _config, _debug
    _config, _debug = config, debug


@app.command()
def run() -> None:
    """Crawl on schedule, publish and serve, until Ctrl-C. Without a configuration: the sample town."""
    from scheduler.running import run_service
    from scheduler.sample import write_sample

    file = find_file(_config) or write_sample(clock.now())
    door = _enter(file)
    asyncio.run(run_service(door.settings, file))


@app.command()
def crawl(
    source: Annotated[list[str] | None, typer.Argument(help="Source ids; none means every enabled source.")] = None,
) -> None:
    """Crawl sources now, relate what is new and publish."""
    from scheduler.running import crawl_once

    door = _enter()
    if not asyncio.run(crawl_once(door.settings, door.file, source or [])):
        raise typer.Exit(1)


@app.command()
def publish() -> None:
    """Build every feed from the store and replace the files that changed."""
    from news.store import Store
    from scheduler.jobs import publish_all

    door = _enter()
    with Store.open(door.settings.store_url) as store:
        report = publish_all(store, door.settings)
    counts = f"{len(report.written)} files written, {report.unchanged} unchanged, {len(report.removed)} removed"
    typer.echo(f"{counts} in {door.settings.public_dir}")


@app.command()
def serve() -> None:
    """Serve the published feeds, without crawling."""
    import uvicorn

    from feeds.web.app import create_app
    from scheduler.service import open_port

    door = _enter()
    listener = open_port(door.settings)
    typer.echo(f"Serving {door.settings.public_dir} at {door.settings.base_url} (Ctrl-C stops)")
    application = create_app(door.settings.public_dir, public_url=door.settings.base_url)
    uvicorn.Server(uvicorn.Config(application, log_level="warning", access_log=False, lifespan="off")).run(sockets=[listener])


@app.command()
def sources() -> None:
    """List the sources: spiders and those declared in the configuration."""
    from scheduler.jobs import Crawler

    door = _enter()
    for source in asyncio.run(Crawler(settings=door.settings, file=door.file).sources()):
        state = "" if source.enabled else "  (disabled)"
        typer.echo(f"{source.id:<24}{source.family:<12}{source.homepage:<40}{source.title}{state}")


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line a source.")] = False,
) -> None:
    """Show each source's articles and last crawl."""
    from news.store import Store
    from scheduler.status import status_lines, status_rows

    door = _enter()
    with Store.open(door.settings.store_url) as store:
        for line in status_rows(store) if as_json else status_lines(store, door.settings, now=clock.now()):
            typer.echo(json.dumps(line, ensure_ascii=False) if as_json else line)


@app.command()
def export(source: Annotated[str | None, typer.Option(help="Only this source.")] = None) -> None:
    """Print every stored article as JSON Lines."""
    from news.store import Store
    from news.store.export import export_line

    door = _enter()
    with Store.open(door.settings.store_url) as store:
        if source is not None and store.source(source) is None:
            raise SettingsError(f"no source {source!r} in the store; `loa status` lists them")
        for stored in store.articles(source=source):
            typer.echo(json.dumps(export_line(stored), ensure_ascii=False))


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}, add_help_option=False
)
def read(context: typer.Context) -> None:
    """Read a page and show the article: FILE_OR_URL, or --jsonl for many on standard input."""
    if context.args in (["-h"], ["--help"]):
        typer.echo(READ_HELP)
        return
    environment = dict(os.environ)
    if _config is not None:
        environment["LOA_CONFIG"] = str(_config)
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-m", "crawler", "read", *context.args], environment)  # noqa: S606 reading belongs to the crawler


READ_HELP = """\
Usage: loa read [--url ADDRESS] [--source ID] FILE_OR_URL
       loa read --jsonl < pages.jsonl

Reads a page by the CMS family recognised in it, or else by the generic reader, and shows the article.

  FILE_OR_URL     a stored page, or an http(s) address (robots.txt is obeyed)
  --url ADDRESS   the address a stored page was fetched from
  --source ID     read it as a page of this source
  --jsonl         read {"id","url","html"} lines; each gives a line {"id","title","lead","text","published",
                  "precision","provenance","authors","author","image","other_news","error"}
"""


@app.command()
def relate(
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Relate {"id","title","lead","text","published"} lines from standard input.')
    ] = False,
) -> None:
    """Relate the articles that wait for it; with --jsonl, any articles, apart from the store."""
    if jsonl:
        from news.related.lines import relate_lines

        for answer in relate_lines(_json_lines()):
            typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    from news.store import Store
    from scheduler.jobs import relate_all

    door = _enter()
    with Store.open(door.settings.store_url) as store:
        typer.echo(f"{relate_all(store)} articles related")


def _json_lines() -> list[dict[str, object]]:
    """Return the objects on standard input; a line that is none becomes one that says so."""
    documents: list[dict[str, object]] = []
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except ValueError as error:
            document = {"id": None, "error": f"bad line: {error}"}
        documents.append(document if isinstance(document, dict) else {"id": None, "error": "bad line: not an object"})
    return documents


@app.command("sample-town")
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


@app.command()
def init(
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a configuration with comments, to start from."""
    from scheduler.template import TEMPLATE

    file = _config or Path(FILE_NAME)
    if file.exists() and not force:
        raise SettingsError(f"{file} is there already; --force replaces it")
    try:
        file.write_text(TEMPLATE, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error
    typer.echo(f"{file} written: set `contact`, declare a source, then `loa run`.")


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
        if _debug:
            raise
        problem = " ".join(f"{type(error).__name__}: {error}".split())
        typer.echo(f"loa: unexpected {problem} (a mistake of Loa's own; `loa --debug …` shows where)", err=True)
        return 1
    return 0


def main() -> None:
    """Run the command line and exit with its code."""
    code = _guarded(app)
    sys.exit(code)
