"""`loa relate`: links between articles."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from scheduler.door import enter


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

    door = enter()
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
