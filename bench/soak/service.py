"""Service: the country's servers and a real `loa run` beside each other, watched from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from prometheus_client.parser import text_string_to_metric_families

from bench.soak import certificates
from bench.soak.country import FIRST, Country, Plan
from news import clock
from news.clock import Pace
from scheduler.sample import source_text

_ROOT = Path(__file__).parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 240.0
"""For two processes to answer: the machine may be busy."""
_STOP_SECONDS = 30.0
CONFIG = """\
contact = "mailto:soak@example.org"
data_dir = "data"
public_dir = "public"
[serve]
port = {port}
[crawl]
interval_minutes = {interval}
min_interval_minutes = {shortest}
max_interval_minutes = {longest}
timeout_seconds = {timeout}
allow_private_hosts = ["127.0.0.0/8"]
"""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What the processes hold and have spent at one moment."""

    minutes: float
    """Since the start, of the machine."""
    service_mb: float
    crawls_mb: float
    """Of all crawling processes together, what they share counted once each."""
    crawls: int
    """Crawling processes, their readers not among them."""
    service_cpu: float
    """Seconds of a processor until now, crawls not among them."""
    crawls_cpu: float
    """Seconds of those that have ended and those that run."""
    load: float
    """Of the machine: processes that want to run, over the last minute."""


@dataclass(frozen=True, kw_only=True)
class Lateness:
    """How late what was due began."""

    within: Mapping[float, int]
    """How much of it began within so many seconds of the machine, the last being without end."""
    seconds: float
    """All of it together."""

    @property
    def begun(self) -> int:
        """How much began."""
        return max(self.within.values(), default=0)

    def at_most(self, share: float) -> float:
        """Seconds within which at least such a share of it began."""
        return next(bound for bound, count in sorted(self.within.items()) if count >= share * self.begun)


class Soak:
    """Servers and service in a folder; both end with it."""

    def __init__(self, plan: Plan, folder: Path, *, started: Pace | None = None) -> None:
        """Write the configuration. `started`: the pace to go on with; None: the calendar begins now."""
        self.plan = plan
        self.folder = folder
        self.country = Country.of(plan)
        self.pace = started or Pace(real=clock.now(), shown=FIRST, speed=plan.speed)
        moments = f"{self.pace.real.isoformat()} {self.pace.shown.isoformat()} {self.pace.speed}"
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith(("LOA_", "SCRAPY_"))}
        self._environment |= {clock.VARIABLE: moments, "LOA_CONFIG": str(folder / "loa.toml")}
        self._children: list[subprocess.Popen[bytes]] = []
        self._ended_cpu = 0.0
        self._web = plan.port + 1

    def __enter__(self) -> Self:
        """Start both and return once the service answers. Raise RuntimeError when it does not."""
        secure = [town.host for town in self.country.towns if town.secure]
        trusted = certificates.make_certificates(self.folder, secure or ["127.0.0.1"])
        sources = [town.source for town in self.country.towns]
        interval = self.plan.interval
        head = CONFIG.format(
            port=self._web, interval=interval, shortest=max(1, interval // 3), longest=2 * interval, timeout=self.plan.timeout
        )
        authorities = "\n".join(f'"{host}" = "{trusted}"' for host in secure)
        text = "\n".join([head, "[crawl.extra_ca_file]", authorities, *map(source_text, sources)])
        (self.folder / "loa.toml").write_text(text, encoding="utf-8")
        try:
            self._start("server", [sys.executable, "-m", "bench.soak.server", str(self.folder), *self.plan.arguments()])
            self._start("service", [str(Path(sys.executable).parent / "loa"), "run"])
            self._wait()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop the service as an operator does, then the servers."""
        self._stop()

    def _stop(self) -> None:
        for child in reversed(self._children):
            child.terminate()
            try:
                child.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    @property
    def service(self) -> int:
        """The process of the service."""
        return self._children[1].pid

    def runs(self) -> bool:
        """Whether both still run."""
        return all(child.poll() is None for child in self._children)

    def sample(self) -> Sample:
        """Look at the processes."""
        crawls = list(_children(self.service))
        readers = [reader for crawl in crawls for reader in _children(crawl)]
        own, waited = _cpu(self.service)
        below = sum(sum(_cpu(each)) for each in crawls) + sum(_cpu(each)[0] for each in readers)
        return Sample(
            minutes=(clock.now() - self.pace.real) / timedelta(minutes=1),
            service_mb=_megabytes(self.service),
            crawls_mb=sum(_megabytes(each) for each in (*crawls, *readers)),
            crawls=len(crawls),
            service_cpu=own,
            crawls_cpu=waited + below,
            load=os.getloadavg()[0],
        )

    def lateness(self) -> Lateness:
        """How late what was due on the schedule began until now."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._web}/metrics", timeout=30) as answer:
            families = text_string_to_metric_families(answer.read().decode())
        samples = next(each.samples for each in families if each.name == "loa_scheduler_lateness_seconds")
        return Lateness(
            within={float(each.labels["le"]): int(each.value) for each in samples if each.name.endswith("_bucket")},
            seconds=next(each.value for each in samples if each.name.endswith("_sum")),
        )

    def asked(self) -> dict[str, dict[str, int]]:
        """What the servers counted."""
        found: dict[str, dict[str, int]] = json.loads((self.folder / "asked.json").read_text(encoding="utf-8"))
        return found

    def _start(self, name: str, command: list[str]) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            child = subprocess.Popen(command, cwd=_ROOT, env=self._environment, stdout=log, stderr=log)
        self._children.append(child)

    def _wait(self) -> None:
        until = clock.monotonic() + _START_SECONDS
        while not self._answers():
            if clock.monotonic() > until or not self.runs():
                raise RuntimeError("\n".join(file.read_text(encoding="utf-8")[-2000:] for file in self.folder.glob("*.log")))
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._web}/", timeout=2):
                return True
        except OSError:
            return False


def _children(pid: int) -> Iterator[int]:
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            yield from map(int, tasks.read_text(encoding="ascii").split())
        except OSError:
            continue


def _cpu(pid: int) -> tuple[float, float]:
    """Seconds of a processor that a process spent itself, and its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0, 0.0
    user, system, waited_user, waited_system = map(int, fields[11:15])
    return (user + system) / _TICKS, (waited_user + waited_system) / _TICKS


def _megabytes(pid: int) -> float:
    """What a process holds; of what it shares with others its part."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
