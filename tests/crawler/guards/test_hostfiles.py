"""The files by which processes take turns at asking hosts."""

import logging
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.guards.hostfiles import HostFiles

HOST = "[2001:db8::1]:8080"
MOMENT = datetime(2026, 3, 5, 7, 30, 0, 125, tzinfo=UTC)
HOLDS = """
import sys
from pathlib import Path
from crawler.guards.hostfiles import HostFiles
with HostFiles(Path(sys.argv[1])).hold(sys.argv[2]) as file:
    print(file is not None, flush=True)
    sys.stdin.read()
"""


def test_one_process_at_a_time_holds_a_host_until_it_ends_however(tmp_path: Path) -> None:
    files = HostFiles(tmp_path / "hosts")
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path / "hosts"), HOST],
        cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        with files.hold(HOST) as held:
            assert held is None
        with files.hold("town.example") as another:
            assert another is not None
        other.kill()
    with files.hold(HOST) as free:
        assert free is not None


def test_what_was_left_is_found(tmp_path: Path) -> None:
    with HostFiles(tmp_path).hold(HOST) as file:
        assert file is not None
        assert file.next_allowed is None
        file.leave(MOMENT)
        file.leave(None)
    with HostFiles(tmp_path).hold(HOST) as file:
        assert file is not None
        assert file.next_allowed == MOMENT
        file.leave(MOMENT.replace(microsecond=0))
        assert file.next_allowed == MOMENT.replace(microsecond=0)


@pytest.mark.parametrize("text", [b"", b"soon", b"2026-03-05T07:30:00", b"\xff" * 100])
def test_what_is_no_moment_says_nothing(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "town.example").write_bytes(text)
    with HostFiles(tmp_path).hold("town.example") as file:
        assert file is not None
        assert file.next_allowed is None


def test_names_are_no_paths(tmp_path: Path) -> None:
    for host in ("../town", "/etc/town", "a" * 300):
        with HostFiles(tmp_path / "hosts").hold(host) as file:
            assert file is not None
    assert [each.name for each in tmp_path.iterdir()] == ["hosts"]
    assert len(list((tmp_path / "hosts").iterdir())) == 3


def test_without_files_a_host_is_shared_with_nobody_and_the_log_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    (tmp_path / "hosts").write_text("in the way")
    files = HostFiles(tmp_path / "hosts")
    with files.hold(HOST) as file:
        assert file is not None
        file.leave(MOMENT)
        assert file.next_allowed is None
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path / 'hosts'}: File exists: other processes of this machine do not share the budget of hosts"
    ]
