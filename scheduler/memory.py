"""Memory: what a process and its children take, as the kernel counts it, and how it is given back."""

from __future__ import annotations

import ctypes
from pathlib import Path

_PROC = Path("/proc")
_ARENA_MAX = -8
"""M_ARENA_MAX of mallopt(3)."""
_ARENAS = 2
HOLDING_LITTLE = {"MALLOC_ARENA_MAX": str(_ARENAS)}
"""The same in the environment of a process that is to be started."""


def hold_little() -> None:
    """Let the threads of this process share two heaps, where the C library is glibc; it makes eight a core of its own accord.

    Each heap keeps what it ever needed, and a service builds its feeds now in one thread, now in another. It has an effect only
    before there is a second thread.
    """
    if mallopt := _glibc("mallopt"):
        mallopt(_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Give memory that is free inside the heaps back to the system, where the C library is glibc: milliseconds of work."""
    if trim := _glibc("malloc_trim"):
        trim(0)


def _glibc(name: str) -> ctypes._NamedFuncPointer | None:
    """A function of the C library; None where there is none of that name."""
    return getattr(ctypes.CDLL(None), name, None)


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
