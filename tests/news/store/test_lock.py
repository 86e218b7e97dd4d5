from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from news import clock
from news.errors import StoreError
from news.store import WriterLock

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
