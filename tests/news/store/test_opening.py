from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from news.article import Article
from news.errors import StoreError
from news.store import Store, sqlite_warning

Make = Callable[..., Article]


@pytest.fixture
def place(address: str) -> str:
    """What is tested here is the file."""
    return address


@pytest.fixture
def file(address: str) -> Path:
    return Path(address.removeprefix("sqlite:///"))


def test_a_missing_store_and_its_directory_are_made(address: str, file: Path) -> None:
    Store.open(address).close()
    assert file.is_file()


def test_a_missing_store_is_not_made_unasked(address: str, file: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        Store.open(address, create=False)
    assert not file.parent.exists()


def test_a_store_lasts(address: str, store: Store, make: Make, noon: datetime) -> None:
    kept = store.keep(make(), now=noon)
    store.close()
    with Store.open(address, create=False) as again:
        stored = again.article(kept.id)
        assert stored is not None
        assert stored.article == make()


def test_every_connection_is_durable_patient_and_checks_references(store: Store) -> None:
    def pragmas() -> list[object]:
        with store.read() as connection:
            names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
            return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    with store.read():
        assert pragmas() == ["wal", 1, 1, 15000, 2]


def test_opening_an_up_to_date_store_is_quick(address: str, store: Store) -> None:
    store.close()
    took = []
    for _ in range(5):
        start = time.process_time()  # what else the machine does is not counted
        Store.open(address).close()
        took.append(time.process_time() - start)
    assert min(took) < 0.03


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("loa.sqlite3", "not the address of a store"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("mysql://root:secret@localhost/loa", "only SQLite and PostgreSQL are supported"),
    ],
)
def test_an_address_that_names_no_file_is_told(url: str, problem: str) -> None:
    with pytest.raises(StoreError, match=problem) as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(StoreError, match="its directory cannot be made"):
        Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3")


def test_a_directory_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened: check its directory"):
        Store.open(f"sqlite:///{tmp_path}")


def test_another_file_is_not_taken_for_a_store(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Hội nghị tổng kết. " * 100)
    with pytest.raises(StoreError, match="is not an SQLite database") as caught:
        Store.open(f"sqlite:///{file}")
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE birds (name)")
    with pytest.raises(StoreError, match="not a store of Loa: it holds the table 'birds'"):
        Store.open(f"sqlite:///{file}")


def test_a_database_that_was_emptied_is_filled_again(address: str, store: Store) -> None:
    with store.write() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        for table in (
            "relations",
            "revisions",
            "aliases",
            "related_state",
            "articles",
            "sources",
            "runs",
            "validators",
            "meta",
            "search",
        ):
            connection.execute(text(f"DROP TABLE {table}"))
        for table in set(inspect(connection).get_table_names()) - {"alembic_version"}:
            connection.execute(text(f"DROP TABLE {table}"))
    store.close()
    with Store.open(address) as again:
        assert again.counts().articles == 0


def test_a_naive_moment_is_refused(store: Store, noon: datetime) -> None:
    [source, _] = store.sources()
    with pytest.raises(ValueError, match="a stored moment must be aware"):
        store.keep_source(source, now=noon.replace(tzinfo=None))


def test_a_store_of_a_newer_loa_is_left_alone(address: str, store: Store) -> None:
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreError, match=r"its schema 9999 is newer than .*: upgrade Loa"):
        Store.open(address)


def test_a_full_disk_is_told_and_nothing_is_half_kept(store: Store, make: Make, noon: datetime) -> None:
    with store.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="the disk is full"):
        store.keep_all([make(number) for number in range(200)], now=noon)
    assert store.counts().articles == 0


def test_a_store_that_may_not_be_written_is_told(store: Store, make: Make, noon: datetime) -> None:
    with store.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="may not be written"):
        store.keep(make(), now=noon)


def test_a_locked_store_is_told(store: Store, file: Path, make: Make, noon: datetime) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with store.read() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 20")
        with pytest.raises(StoreError, match="another process kept it locked"):
            store.keep(make(), now=noon)
        assert store.counts().articles == 0


def test_a_damaged_store_is_told(store: Store, file: Path, address: str, make: Make, noon: datetime) -> None:
    store.keep_all([make(number) for number in range(300)], now=noon)
    store.close()
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + bytes(len(whole) - 8192))
    with pytest.raises(StoreError, match="damaged"), Store.open(address) as opened:
        list(opened.articles())


def test_an_error_inside_a_block_undoes_all_of_it(store: Store) -> None:
    def write_and_stop() -> None:
        with store.write() as connection:
            connection.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        write_and_stop()
    assert store.meta("a") is None


def test_writers_wait_for_each_other(address: str, store: Store, make: Make, noon: datetime) -> None:
    def write(first: int) -> None:
        with Store.open(address) as own:
            for number in range(first, first + 10):
                own.keep(make(number), now=noon)
                own.keep(make(1000), now=noon + timedelta(seconds=number))

    threads = [threading.Thread(target=write, args=(first,)) for first in (0, 100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.counts().articles == 41


def test_threads_may_share_a_store(store: Store, make: Make, noon: datetime) -> None:
    def work(first: int) -> None:
        for number in range(first, first + 5):
            store.keep(make(number), now=noon)
            assert store.newest(limit=1)

    threads = [threading.Thread(target=work, args=(first,)) for first in range(0, 200, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.counts().articles == 100


def test_processes_that_open_a_new_store_at_once_all_succeed(address: str) -> None:
    code = f"from news.store import Store; Store.open({address!r}).close()"
    processes = [subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[3]) for _ in range(4)]
    assert [process.wait(timeout=60) for process in processes] == [0] * 4


def test_a_writer_that_is_killed_leaves_whole_articles(address: str, store: Store, tmp_path: Path) -> None:
    assert store.counts().articles == 0
    script = tmp_path / "write.py"
    script.write_text(
        f"""
import itertools
from news import clock
from news.article import Article
from news.store import Store
store = Store.open({address!r})
for number in itertools.count():
    keys = [f"https://a.vn/{{number}}-{{each}}" for each in range(20)]
    store.keep_all([Article(source="vn-a", url=key, key=key, title="Tin") for key in keys], now=clock.now())
    print(number, flush=True)
"""
    )
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert process.stdout is not None
    with process.stdout as lines:
        for _ in range(5):
            lines.readline()
        process.kill()
        process.wait(timeout=30)
    counts = store.counts()
    assert counts.articles >= 100
    assert counts.articles % 20 == 0
    assert all(len(store.revisions(stored.id)) == 1 for stored in store.articles())
    with store.read() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@pytest.mark.parametrize(("version", "sound"), [((3, 40, 1), False), ((3, 51, 2), False), ((3, 51, 3), True), ((4, 0, 0), True)])
def test_an_old_sqlite_is_warned_of(version: tuple[int, int, int], sound: bool) -> None:
    warning = sqlite_warning(version)
    assert (warning is None) is sound
    if warning is not None:
        assert ".".join(map(str, version)) in warning


def test_opening_does_not_touch_the_logging_of_the_process(address: str) -> None:
    before = logging.getLogger().handlers[:]
    Store.open(address).close()
    assert logging.getLogger().handlers == before
