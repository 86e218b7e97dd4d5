"""The systemd unit, by systemd's own tools where they are installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import LOA

UNIT = Path(__file__).parents[2] / "deploy" / "loa.service"
ANALYZE = shutil.which("systemd-analyze", path="/usr/bin:/bin:/usr/local/bin")
EXPOSURE = 15
"""Tenths that `systemd-analyze security` may find at most; 0 is a service that can do nothing, 100 one that can do everything."""

needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is missing; `make system` installs it")


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    assert ANALYZE is not None
    return subprocess.run([ANALYZE, *arguments], capture_output=True, text=True, check=False, timeout=60)


def here(folder: Path) -> Path:
    """The unit with the program of this environment in place of the one that a server has."""
    unit = folder / "loa.service"
    text = UNIT.read_text(encoding="utf-8")
    assert "/opt/loa/.venv/bin/loa" in text
    unit.write_text(text.replace("/opt/loa/.venv/bin/loa", str(LOA)), encoding="utf-8")
    return unit


@needs_systemd
def test_systemd_understands_every_line(tmp_path: Path) -> None:
    found = analyze("verify", "--recursive-errors=no", str(here(tmp_path)))
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


@needs_systemd
def test_a_line_that_systemd_does_not_know_is_found(tmp_path: Path) -> None:
    unit = here(tmp_path)
    unit.write_text(
        unit.read_text(encoding="utf-8").replace("[Service]\n", "[Service]\nProtectEverything=yes\n"), encoding="utf-8"
    )
    assert "ProtectEverything" in analyze("verify", "--recursive-errors=no", str(unit)).stderr


@needs_systemd
def test_little_is_left_that_the_service_could_do(tmp_path: Path) -> None:
    found = analyze("security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", str(here(tmp_path)))
    assert found.returncode == 0, found.stdout + found.stderr
    bare = tmp_path / "bare.service"
    bare.write_text(f"[Service]\nExecStart={LOA} run\n", encoding="utf-8")
    assert analyze("security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", str(bare)).returncode != 0


def test_the_unit_starts_reloads_and_stops_the_service_as_it_wants_to_be() -> None:
    lines = dict(line.split("=", 1) for line in UNIT.read_text(encoding="utf-8").splitlines() if re.match(r"[A-Za-z]+=", line))
    assert lines["ExecStart"].endswith("loa --config /etc/loa/loa.toml run")
    assert lines["ExecReload"] == "/bin/kill -HUP $MAINPID"
    assert lines["Type"] == "notify"
    assert lines["KillMode"] == "mixed"  # SIGTERM to the service alone, which ends its crawls in good order
    assert int(lines["TimeoutStopSec"]) >= 20
    assert lines["RestartPreventExitStatus"] == "2"  # of `loa` for a configuration that cannot be used
    assert lines["User"] == "loa"
