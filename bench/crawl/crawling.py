"""Crawl: a process that crawls the portals, watched from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.crawl.portals import Portals
from scheduler.sample import source_text

_CONFIG = """
contact = "mailto:bench@example.org"
[crawl]
delay_seconds = {pause}
max_pages = 100000
max_requests = 1000000
max_listing_pages = 1000
recheck_pages = 0
run_minutes = 1000
allow_private_hosts = ["127.0.0.1"]
"""


class Crawl:
    """A child process; its folder goes with it."""

    def __init__(self, command: list[str], folder: tempfile.TemporaryDirectory[str], cores: list[int] | None) -> None:
        """Start it, on these cores (None: on all)."""
        self._folder = folder
        environment = {**os.environ, "LOA_CONFIG": str(Path(folder.name) / "loa.toml")}
        allowed = os.sched_getaffinity(0)
        os.sched_setaffinity(0, cores or allowed)  # which the child inherits: it counts its cores when it starts
        try:
            log = (Path(folder.name) / "log").open("w", encoding="utf-8")
            self._process = subprocess.Popen(command, env=environment, cwd=Path(__file__).parents[2], stderr=log)
        finally:
            os.sched_setaffinity(0, allowed)
        self.most_memory = 0
        """Megabytes that the process, or one of its readers, held at most."""
        self.seconds_of_processor = 0.0
        """Of the process and its readers."""
        self._ended = False

    @classmethod
    def loa(cls, portals: Portals, *, pause: float = 0, cores: list[int] | None = None) -> Self:
        """Loa's crawl of all portals."""
        folder = tempfile.TemporaryDirectory()
        config = _CONFIG.format(pause=pause) + "\n".join(map(source_text, portals.sources()))
        (Path(folder.name) / "loa.toml").write_text(config, encoding="utf-8")
        portals.span()
        return cls([sys.executable, "-m", "crawler", "crawl", *(source.id for source in portals.sources())], folder, cores)

    @classmethod
    def bare(cls, portals: Portals, *, cores: list[int] | None = None) -> Self:
        """A spider that asks for the same pages and does nothing with them."""
        folder = tempfile.TemporaryDirectory()
        file = Path(folder.name) / "addresses"
        file.write_text("\n".join(portals.addresses()), encoding="utf-8")
        portals.span()
        return cls([sys.executable, "-m", "bench.crawl.bare", str(file)], folder, cores)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if not self._ended:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def runs(self) -> bool:
        """Whether it still runs, after a short while."""
        time.sleep(0.05)
        self._look(os.WNOHANG)
        return not self._ended

    def wait(self) -> None:
        """Wait until it has ended; end everything where it failed."""
        self._look(0)

    def memory(self) -> tuple[int, int]:
        """Megabytes that it holds, and that its readers hold besides what they share with it."""
        own = Path(f"/proc/{self._process.pid}")
        children = (own / f"task/{self._process.pid}/children").read_text(encoding="ascii").split()
        return _kilobytes(own, "Rss") // 1024, sum(
            _kilobytes(Path(f"/proc/{child}"), "Private_Dirty") for child in children
        ) // 1024

    def _look(self, options: int) -> None:
        pid, status, usage = os.wait4(self._process.pid, options)
        if pid == 0:
            return
        self._ended = True
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self.most_memory = usage.ru_maxrss // 1024
        self.seconds_of_processor = usage.ru_utime + usage.ru_stime
        if status:
            sys.stderr.write((Path(self._folder.name) / "log").read_text(encoding="utf-8"))
            sys.exit(f"the crawl ended with {self._process.returncode}")


def _kilobytes(process: Path, name: str) -> int:
    try:
        lines = (process / "smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
