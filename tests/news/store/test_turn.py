from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from news.errors import StoreError
from news.store import Store
from news.store.turn import turn

ROOT = Path(__file__).parents[3]
GREEDY = """
import sys, time
from pathlib import Path
from news.store.turn import turn
print("go", flush=True)
while True:
    with turn(Path(sys.argv[1])):
        time.sleep(0.02)
"""
WRITER = """
import sys
from news.store import Store
with Store.open(sys.argv[1]) as store:
    for number in range(int(sys.argv[3])):
        store.keep_meta(f"{sys.argv[2]}-{number}", "x" * 3000)
"""


def test_one_thread_at_a_time_has_it(tmp_path: Path) -> None:
    path, inside, most = tmp_path / "loa.sqlite3", [0], [0]

    def write() -> None:
        for _ in range(50):
            with turn(path):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=write) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most == [1]


def test_whoever_never_pauses_starves_nobody(tmp_path: Path) -> None:
    path = tmp_path / "loa.sqlite3"
    greedy = subprocess.Popen([sys.executable, "-c", GREEDY, str(path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert greedy.stdout is not None
    with greedy.stdout:
        assert greedy.stdout.readline() == b"go\n"
        for _ in range(10):
            with turn(path):
                pass
        greedy.kill()
        greedy.wait()


def test_a_turn_that_does_not_come_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("news.store.sqlite.BUSY_SECONDS", 0)
    path = tmp_path / "loa.sqlite3"
    with turn(path), pytest.raises(StoreError, match="kept it locked"), turn(path):
        pass
    with pytest.raises(StoreError, match="cannot be opened"), turn(tmp_path / "missing" / "loa.sqlite3"):
        pass


def test_two_processes_write_side_by_side(tmp_path: Path) -> None:
    address, rounds = f"sqlite:///{tmp_path}/loa.sqlite3", 150
    with Store.open(address) as store:
        others = [subprocess.Popen([sys.executable, "-c", WRITER, address, name, str(rounds)], cwd=ROOT) for name in "ab"]
        for number in range(rounds):
            store.keep_meta(f"c-{number}", "x" * 3000)
        assert [each.wait(60) for each in others] == [0, 0]
        with store.read() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("SELECT count(*) FROM meta WHERE key GLOB '[abc]-*'").scalar() == 3 * rounds
