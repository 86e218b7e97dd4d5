"""What Alembic runs: the migrations, inside the transaction of the connection that `news.store.migrate` hands over."""

from __future__ import annotations

from alembic import context

from news.store.schema import metadata

# SQLite can roll back DDL as PostgreSQL can, once transactions are begun by hand as news.store.sqlite does: a migration
# that is stopped half-way leaves the store as it was.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
