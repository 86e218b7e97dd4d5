"""Upsert: insert rows, or overwrite those that are there, in the words of whichever database it is."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, *, replace: tuple[str, ...]) -> Executable:
    """A statement that inserts rows into `table`; where the primary key is taken, the columns `replace` are overwritten."""
    return _statement(connection.dialect.name, table, replace)


@cache
def _statement(dialect: str, table: Table, replace: tuple[str, ...]) -> Executable:
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    excluded = {name: insert.excluded[name] for name in replace}
    return insert.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=excluded)
