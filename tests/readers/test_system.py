"""`make system` says what is missing, never fails, and costs nothing where all is there."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shutil.which("sh") or "sh", str(ROOT / ".ci/system")],
        env={"PATH": path},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_without_a_package_manager_it_says_what_is_missing(tmp_path: Path) -> None:
    for tool in ("dirname", "sh"):
        found = shutil.which(tool)
        assert found
        (tmp_path / tool).symlink_to(found)
    done = run(str(tmp_path))
    assert done.returncode == 0
    assert done.stderr == ""
    (line,) = done.stdout.splitlines()
    assert "Some tests will skip" in line
    assert "newsboat" in line


def test_where_every_command_is_there_it_is_silent(tmp_path: Path) -> None:
    listed = [line.split() for line in (ROOT / "requirements/system.txt").read_text().splitlines() if not line.startswith("#")]
    assert {"newsboat", "nginx"} <= {command for command, _ in listed}
    for command, _ in listed:
        (tmp_path / command).write_text("#!/bin/sh\n")
        (tmp_path / command).chmod(0o755)
    for tool in ("dirname", "sh"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or "")
    done = run(str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
