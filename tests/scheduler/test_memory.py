"""What a service has needed once goes back to the system."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

FILL = """
from pathlib import Path
import threading
from scheduler.memory import give_back, hold_little, resident
import os

hold_little()
kept = []

def fill():
    many = [bytes(1000) for _ in range(100_000)]
    kept.append(many[-1])  # at the end of the heap, which would shrink by itself without that

thread = threading.Thread(target=fill)
thread.start()
thread.join()
before = resident(os.getpid())
give_back()
print(before - resident(os.getpid()))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the C library is not glibc, and does it otherwise")
def test_memory_that_is_free_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", FILL], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) > 50_000_000
