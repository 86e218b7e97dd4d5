"""Bringing a store to the schema this code knows, when it is opened."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from news.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
_NAME = re.compile(r"(\d{4})_\w+\.py")


def known_versions() -> tuple[str, ...]:
    """The schema versions this code can make, oldest first, read from the names of the migration files.

    Names and not Alembic are asked because importing Alembic takes longer than opening a store may.
    """
    names = (_NAME.fullmatch(path.name) for path in (MIGRATIONS / "versions").iterdir())
    return tuple(sorted(name[1] for name in names if name))


def tables(connection: Connection) -> tuple[str, ...]:
    """The tables of a database."""
    return tuple(inspect(connection).get_table_names())


def version(connection: Connection) -> str | None:
    """The schema version of a store, None for an empty database.

    Raises StoreError for a database that holds tables but no version: it belongs to another program.
    """
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if found is not None:
            return str(found)
    others = sorted(set(tables) - {"alembic_version"})
    if others:
        raise StoreError(f"not a store of Loa: it holds the table {others[0]!r} and no schema version")
    return None


def is_current(connection: Connection) -> bool:
    """Whether nothing is to be done.

    Raises StoreError when the store was made by a newer Loa than this one, or by another program.
    """
    found, known = version(connection), known_versions()
    if found is not None and found not in known:
        raise StoreError(f"its schema {found} is newer than {known[-1]}, the newest this Loa knows: upgrade Loa")
    return found == known[-1]


def upgrade(connection: Connection, *, before: Callable[[str], object]) -> None:
    """Run the missing migrations inside the connection's open write transaction.

    `before` is called first, with the version found, when a store that already holds something is about to be changed. A process
    that waited for another's migration finds nothing left to do. Raises StoreError as `is_current` does.
    """
    if is_current(connection):
        return
    found = version(connection)
    if found is not None:
        before(found)
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
