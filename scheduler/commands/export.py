"""`loa export` and `loa import`: everything, for whoever wants to take it along, and back again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from news.errors import SettingsError
from scheduler.door import enter

if TYPE_CHECKING:
    from news.store.importing import Imported


def export(
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Only what other programs read: shorter, but `loa import` cannot put it back.")
    ] = False,
) -> None:
    """Print every stored article as JSON Lines, then links and stories, with all that `loa import` needs."""
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


def import_(
    file: Annotated[Path, typer.Argument(help="Lines of `loa export`; - for standard input.")] = Path("-"),
    replace: Annotated[
        bool, typer.Option("--replace", help="Where an article is here already and different, make it as the line says.")
    ] = False,
) -> None:
    """Put exported articles back: ids, revisions, moments, addresses, links and stories as they were."""
    from news.store import Store
    from news.store.importing import import_lines

    def tell(number: int, problem: str) -> None:
        typer.echo(f"line {number}: {problem}", err=True)

    with (
        _opened(file) as lines,
        Store.open(enter().settings.store_url) as store,
        store.lock(),
    ):
        report = import_lines(store, lines, replace=replace, tell=tell)
    for line in _told(report):
        typer.echo(line)
    if report.failed:
        raise typer.Exit(1)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    try:
        lines = file.open("rb")
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read: {error.strerror}") from error
    with lines:
        yield lines


def _told(report: Imported) -> Iterator[str]:
    yield f"{report.new} {_articles(report.new)} put in, {report.replaced} replaced, {report.equal} here already"
    for number, what in (
        (report.different, "here already, but different, and left alone; `loa import --replace` makes them as the lines say"),
        (report.elsewhere, "known here under another id and left out"),
        (report.names_left, "names that lead to another article here and go on to"),
        (report.links, "articles with their links"),
        (report.stories, "story" if report.stories == 1 else "stories"),
        (report.failed, "lines that could not be read"),
    ):
        if number:
            yield f"{number} {what}"
    if report.new or report.replaced:
        yield "`loa relate` links them with others, `loa publish` builds the feeds."


def _articles(number: int) -> str:
    return "article" if number == 1 else "articles"
