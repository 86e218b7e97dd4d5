"""Memory: what a process and its children take, as the kernel counts it."""

from __future__ import annotations

from pathlib import Path

_PROC = Path("/proc")


def resident(pid: int) -> int:
    """Return the bytes of memory that a process and its descendants take together; 0 where there is none, or nobody can tell.

    What they share is counted once: each has its proportional part of it (proc_pid_smaps(5), Pss).
    """
    children = _read(_PROC / f"{pid}/task/{pid}/children").split()
    return _own(pid) + sum(resident(int(child)) for child in children)


def _own(pid: int) -> int:
    for line in _read(_PROC / f"{pid}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except OSError:  # it has just ended, or this is no Linux
        return ""
