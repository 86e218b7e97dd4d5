"""`loa relate`: links between articles."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from news.errors import SettingsError
from scheduler.door import enter

if TYPE_CHECKING:
    from news.store import Store


def relate(
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Relate {"id","title","lead","text","published"} lines from standard input.')
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Relate every article anew; what was broken off goes on. Ids of stories stay.")
    ] = False,
) -> None:
    """Relate the articles that wait for it; with --jsonl, any articles, apart from the store."""
    if jsonl and rebuild:
        raise SettingsError("--jsonl knows no store, --rebuild is about one: ask for one of them")
    if jsonl:
        from news.related.lines import relate_lines

        for answer in relate_lines(_json_lines()):
            typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    from news.store import Store
    from scheduler.jobs import relate_all

    door = enter()
    if rebuild:
        with Store.open(door.settings.store_url, create=False) as store, store.lock():
            _rebuild(store)
        return
    with Store.open(door.settings.store_url) as store:
        typer.echo(f"{relate_all(store)[0]} articles related")


def _rebuild(store: Store) -> None:
    from news.related.rebuilding import begin, rebuild

    if not begin(store):
        typer.echo("a rebuild was broken off: going on where it stands", err=True)
    shown = sys.stderr.isatty()

    def progress(done: int, total: int) -> None:
        if shown:
            typer.echo(f"\r  {done} of {total} articles", nl=False, err=True)

    done = rebuild(store, progress=progress)
    if shown:
        typer.echo(err=True)
    typer.echo(f"{done} articles related anew")


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
