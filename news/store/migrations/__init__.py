"""Alembic's environment and the migrations, applied by `news.store.migrate` when a store is opened."""
