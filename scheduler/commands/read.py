"""`loa read`: one page, for a person, or many, for a program."""

from __future__ import annotations

import typer

from scheduler.door import run_crawler

HELP = """\
Usage: loa read [--url ADDRESS] [--source ID] FILE_OR_URL
       loa read --jsonl < pages.jsonl

Reads a page by the CMS family recognised in it, or else by the generic reader, and shows the article.

  FILE_OR_URL     a stored page, or an http(s) address (robots.txt is obeyed)
  --url ADDRESS   the address a stored page was fetched from
  --source ID     read it as a page of this source
  --jsonl         read {"id","url","html"} lines; each gives a line {"id","title","lead","text","published",
                  "precision","provenance","authors","author","image","other_news","error"}
"""


def read(context: typer.Context) -> None:
    """Read a page and show the article: FILE_OR_URL, or --jsonl for many on standard input."""
    if context.args in (["-h"], ["--help"]):
        typer.echo(HELP)
        return
    run_crawler("read", *context.args)
