from __future__ import annotations

import importlib
import pkgutil
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

import news.store
from news.errors import StoreError
from news.store import Store, migrate
from news.store.schema import metadata
from news.store.search.tables import is_ours


@pytest.fixture
def place(address: str) -> str:
    """What is tested here is the file."""
    return address


@pytest.fixture(autouse=True)
def _every_table_is_declared() -> None:
    for module in pkgutil.iter_modules(news.store.__path__):
        importlib.import_module(f"news.store.{module.name}")


@pytest.fixture
def config() -> Config:
    found = Config()
    found.set_main_option("script_location", str(migrate.MIGRATIONS))
    found.set_main_option("path_separator", "os")
    return found


def test_migrations_make_the_tables_that_the_code_declares(store: Store) -> None:
    with store.read() as connection:
        opts = {
            "compare_type": True,
            "compare_server_default": True,
            "include_name": lambda name, kind, _: kind != "table" or not is_ours(name),
        }
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []


def test_file_names_tell_the_line_of_migrations(config: Config) -> None:
    scripts = ScriptDirectory.from_config(config)
    line = [script.revision for script in scripts.walk_revisions()][::-1]
    assert tuple(line) == migrate.known_versions()
    assert scripts.get_heads() == [line[-1]]
    assert all(re.fullmatch(r"\d{4}", revision) for revision in line)


def test_migrations_can_be_undone(store: Store, config: Config) -> None:
    with store.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        command.upgrade(config, "head")
    assert store.counts().articles == 0


def test_a_store_is_copied_before_it_is_upgraded(
    address: str, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store.keep_meta("kept", "before")
    store.close()
    current, following = migrate.known_versions()[-1], f"{int(migrate.known_versions()[-1]) + 1:04}"
    add_migration(
        monkeypatch, tmp_path, following, f'down_revision = "{current}"', "op.execute(\"UPDATE meta SET value = 'after'\")"
    )
    for _ in range(2):
        with Store.open(address) as upgraded:
            assert upgraded.meta("kept") == "after"
    [copy] = (tmp_path / "data").glob("*-upgrade")
    assert copy.name == f"loa.sqlite3.before-{current}-upgrade"
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT value FROM meta WHERE key = 'kept'").fetchall() == [("before",)]
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [(current,)]


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    address: str, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store.keep_meta("kept", "before")
    store.close()
    current, following = migrate.known_versions()[-1], f"{int(migrate.known_versions()[-1]) + 1:04}"
    with monkeypatch.context() as patch:
        add_migration(
            patch,
            tmp_path,
            following,
            f'down_revision = "{current}"',
            'op.execute("CREATE TABLE x (y)"); op.execute("DELETE FROM meta"); op.execute("SELECT * FROM nowhere")',
        )
        with pytest.raises(StoreError, match="no such table: nowhere"):
            Store.open(address)
    with Store.open(address) as again:
        assert again.meta("kept") == "before"
        with again.read() as connection:
            assert "x" not in inspect(connection).get_table_names()


def test_a_store_that_cannot_be_copied_is_not_upgraded(
    address: str, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store.keep_meta("kept", "before")
    store.close()
    current, following = migrate.known_versions()[-1], f"{int(migrate.known_versions()[-1]) + 1:04}"
    (tmp_path / "data" / f"loa.sqlite3.before-{current}-upgrade.part").mkdir()
    with monkeypatch.context() as patch:
        add_migration(patch, tmp_path, following, f'down_revision = "{current}"', 'op.execute("DELETE FROM meta")')
        with pytest.raises(StoreError, match="no backup could be made before upgrading it"):
            Store.open(address)
    with Store.open(address) as again:
        assert again.meta("kept") == "before"


def test_whoever_waited_for_another_s_upgrade_does_nothing(store: Store) -> None:
    copied: list[str] = []
    with store.write() as connection:
        migrate.upgrade(connection, before=copied.append)
    assert copied == []


def add_migration(patch: pytest.MonkeyPatch, folder: Path, number: str, ancestor: str, body: str) -> None:
    """Let the code know one more migration than it does."""
    migrations = folder / "migrations"
    versions = migrations / "versions"
    versions.mkdir(parents=True)
    for path in (*migrate.MIGRATIONS.glob("env.py"), *migrate.MIGRATIONS.glob("versions/0*.py")):
        (migrations / path.relative_to(migrate.MIGRATIONS)).write_text(path.read_text())
    (versions / f"{number}_more.py").write_text(
        f'from alembic import op\n\nrevision = "{number}"\n{ancestor}\n\n\ndef upgrade():\n    {body}\n'
    )
    patch.setattr(migrate, "MIGRATIONS", migrations)


def test_the_tables_can_be_made_on_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in metadata.sorted_tables:
        statement = str(CreateTable(table).compile(dialect=dialect))
        assert "WITHOUT ROWID" not in statement
        for index in table.indexes:
            assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=dialect))
    assert "BIGSERIAL" in str(CreateTable(metadata.tables["articles"]).compile(dialect=dialect))
