from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from news import clock
from news.errors import StoreError
from news.store import Store, WriterLock
from news.store.engine import Database
from tests.postgresql import Server, forget_writers

HOLD = """
import sys
from pathlib import Path
from news.store import WriterLock
with WriterLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "loa.sqlite3"


def test_a_lock_is_taken_and_given_back(path: Path) -> None:
    for _ in range(2):
        with WriterLock(path):
            assert (path.parent / "loa.sqlite3.lock").read_text() == f"{os.getpid()}\n"


def test_a_second_writer_is_told_who_is_first(path: Path) -> None:
    with WriterLock(path), pytest.raises(StoreError) as caught, WriterLock(path):
        pass
    assert str(caught.value) == f"another Loa is writing to {path} (process {os.getpid()})"
    with WriterLock(path):
        pass


def test_the_lock_of_a_killed_process_is_free(path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=Path(__file__).parents[3], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(StoreError, match=rf"\(process {process.pid}\)"), WriterLock(path):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    with WriterLock(path):
        pass


def test_an_error_inside_gives_the_lock_back(path: Path) -> None:
    with pytest.raises(RuntimeError), WriterLock(path):
        raise RuntimeError
    with WriterLock(path):
        pass


def test_a_place_without_a_lock_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="the lock cannot be opened"), WriterLock(tmp_path / "file" / "loa.sqlite3"):
        pass


def test_the_child_of_a_killed_holder_keeps_the_lock_until_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "loa.sqlite3"
    parent = """
import subprocess, sys, time
from pathlib import Path
from news.store import WriterLock
with WriterLock(Path(sys.argv[1])):
    subprocess.Popen([sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(1.5)"], close_fds=False)
    time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", parent, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "ready\n"
        process.kill()
        process.wait()
    began = clock.monotonic()
    with WriterLock(path):
        assert clock.monotonic() - began > 0.3


def test_who_writes_a_postgresql_store_is_told(postgresql: Server) -> None:
    with postgresql.database() as address, Store.open(address) as store, Store.open(address) as other:
        told = rf"another Loa is writing to postgresql://.*\({os.getpid()} on "
        with store.lock(), pytest.raises(StoreError, match=told), other.lock():
            pass
        with other.lock():
            pass


def test_a_lock_that_the_server_forgot_is_taken_again_or_told_to_be_anothers(postgresql: Server) -> None:
    with postgresql.database() as address, Store.open(address) as store, Store.open(address) as other:
        with store.lock() as lock:
            assert lock.keep() is None
            forget_writers(address)
            assert lock.keep() is None
            with pytest.raises(StoreError, match="another Loa"), other.lock():
                pass
            forget_writers(address)
            with other.lock():
                holder = lock.keep()
                assert holder is not None
                assert holder.startswith(f"{os.getpid()} on ")
            assert lock.keep() is None  # free again, and so ours
        assert lock.keep() is None
        with other.lock():  # which takes nothing once it was given back
            pass


def test_a_file_is_ours_until_it_is_given_back(path: Path) -> None:
    with WriterLock(path) as lock:
        assert lock.keep() is None


def test_a_lock_on_a_server_that_is_not_there_is_told() -> None:
    database = Database.at("postgres://loa@127.0.0.1:1/loa?password=secret")
    with pytest.raises(StoreError, match="does not answer") as caught, database.lock(database.connect()):
        pass
    assert "secret" not in str(caught.value)
    assert database.url.password == "secret"
