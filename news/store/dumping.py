"""Dumps of a PostgreSQL database, by its own programs pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from news.errors import StoreError

_LONGEST = 3600


def dump(url: URL, target: Path, *, snapshot: str | None = None) -> None:
    """Write the whole database, as it is at one moment, to a file in pg_dump's custom format.

    `snapshot` is one that an open transaction exported: then it is as that transaction sees it. Raises StoreError when pg_dump is
    not there or fails; then there is no file.
    """
    unfinished = target.with_name(f"{target.name}.part")
    seen = [f"--snapshot={snapshot}"] if snapshot else []
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={unfinished}", *seen)
    unfinished.replace(target)


def restore(url: URL, source: Path) -> None:
    """Put a dump into a database in one transaction, in place of what tables of its names are there. Raises StoreError."""
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _run("pg_restore", url, *options, f"--dbname={_target(url)}", str(source))


def _target(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _run(program: str, url: URL, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise StoreError(f"{program} is needed and not on PATH: install PostgreSQL's client programs (Debian: postgresql-client)")
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    database = [] if program == "pg_restore" else [f"--dbname={_target(url)}"]
    try:
        done = subprocess.run(  # noqa: S603 found on PATH, and no shell
            [found, *arguments, *database], env=environment, capture_output=True, text=True, check=False, timeout=_LONGEST
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StoreError(f"{program} failed: {error}") from error
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise StoreError(f"{program} failed: {' '.join((lines or ['no reason given'])[0].split())[:300]}")
