"""Dumps of a PostgreSQL store, by the database's own programs pg_dump and pg_restore."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from sqlalchemy import URL

from news.errors import StoreError

_LONGEST = 6 * 3600
"""Seconds after which a program is taken to hang."""
_COPY = re.compile(rb'COPY (?:"(?:[^"]|"")+"|\w+)\."?(\w+)"? \(')


def dump(url: URL, target: Path, *, schema: str, snapshot: str | None = None) -> None:
    """Write every table of a schema, as they are at one moment, to a file in pg_dump's custom format.

    `snapshot` is one that an open transaction exported: then it is as that transaction sees it. A missing folder is made.
    Raises StoreError when pg_dump is not there or fails; then there is no file.
    """
    unfinished = target.with_name(f"{target.name}.part")
    # By table: a dump by schema would hold the schema itself, which is there already where it is put back.
    which = f"--table={_quoted(schema)}.*"
    seen = [f"--snapshot={snapshot}"] if snapshot else []
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", which, f"--file={unfinished}", *seen)
        unfinished.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: the dump cannot be written: {error.strerror or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def restore(url: URL, source: Path) -> None:
    """Put a dump into a database that has no tables of its names, in one transaction. Raises StoreError."""
    _run("pg_restore", url, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(source))


def count(source: Path) -> dict[str, int]:
    """Rows by table in a dump, which is read through for it. Raises StoreError when it cannot be."""
    counts: Counter[str] = Counter()
    table: str | None = None
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(  # noqa: S603 found on PATH, and no shell
            [_found("pg_restore"), "--data-only", "--file=-", str(source)], stdout=subprocess.PIPE, stderr=errors
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if table is not None:
                    if line == b"\\.\n":
                        table = None
                    else:
                        counts[table] += 1
                elif start := _COPY.match(line):
                    table = start[1].decode()
                    counts[table] += 0
        if process.returncode:
            errors.seek(0)
            raise StoreError(_failed("pg_restore", errors.read().decode("utf-8", "replace")))
    return dict(counts)


def _quoted(schema: str) -> str:
    doubled = schema.replace('"', '""')
    return f'"{doubled}"'


def _found(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise StoreError(f"{program} is needed and not on PATH: install PostgreSQL's client programs (Debian: postgresql-client)")
    return found


def _failed(program: str, said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return f"{program} failed: {' '.join(' '.join(lines[:2] or ['no reason given']).split())[:300]}"


def _run(program: str, url: URL, *arguments: str) -> None:
    target = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    try:
        done = subprocess.run(  # noqa: S603 found on PATH, and no shell; the password is no argument, which others could read
            [_found(program), f"--dbname={target}", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=_LONGEST,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StoreError(f"{program} failed: {error}") from error
    if done.returncode:
        raise StoreError(_failed(program, done.stderr))
