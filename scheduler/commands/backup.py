"""`loa backup` and `loa restore`: the whole store in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from news import clock
from scheduler.door import enter


def backup(
    file: Annotated[Path, typer.Argument(help="File to write.")],
    without_pages: Annotated[bool, typer.Option("--without-pages", help="Leave out the pages as they were fetched.")] = False,
) -> None:
    """Write the whole store into one file, also while `loa run` works, and verify it."""
    from news.store import Store
    from news.store.backup import back_up

    settings = enter().settings
    with Store.open(settings.store_url, create=False) as store:
        manifest = back_up(store, file.resolve(), None if without_pages else settings.pages_dir, now=clock.now())
    size = sum(member.bytes for member in manifest.members)
    files = len(manifest.members) - 1
    typer.echo(f"{manifest.counts['articles']} articles and {files} files of pages in {file}, {size / 1e6:,.1f} MB, verified")


def restore(
    file: Annotated[Path, typer.Argument(help="File that `loa backup` wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Keep the store that is there under another name.")] = False,
) -> None:
    """Put a backup in the place of the store, after every byte of it was checked."""
    from news.store.restoring import restore as put_back

    settings = enter().settings
    manifest, aside = put_back(file, settings.store_url, settings.pages_dir, force=force, now=clock.now())
    typer.echo(f"{manifest.counts['articles']} articles as they were at {manifest.made} are back; `loa publish` makes the feeds")
    for path in aside:
        typer.echo(f"  what was there before is now {path}")
