"""Meters: what the service counts while it runs, in the form Prometheus reads.

Names follow its conventions: a counter ends in `_total`, a unit is in the name, a label has few values. Counting costs nothing
that could be noticed; what has to be asked of the store is in `scheduler.operator.gauges`.
"""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.registry import Collector

from news.delay import Delays
from news.run import INTERRUPTED, Run

disable_created_metrics()  # type: ignore[no-untyped-call]  # when each counter began is when the process did, which it tells once
_LAG = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_RUN = (1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0)
_JOB = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0)
_KINDS = 40
"""Kinds of failure that are told apart; a kind that is new then counts as "other"."""


class Meters:
    """The counters of one process, from zero at its start."""

    def __init__(self) -> None:
        """Begin to count."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self.delays = Delays()
        """Of all articles that came into the feeds."""
        self._told: Collector | None = None
        self._kinds: set[str] = set()
        self._runs = self._counter("loa_runs", "Crawls of one source that came to an end.", "outcome")
        self._run_seconds = Histogram(
            "loa_run_duration_seconds", "How long crawls of one source took.", registry=self.registry, buckets=_RUN
        )
        self._pages = self._counter("loa_pages_fetched", "Pages received, listings among them.")
        self._failed = self._counter("loa_pages_failed", "Pages that could not be read, by kind of failure.", "kind")
        self._received = self._counter("loa_received_bytes", "Bytes of pages as they came over the network.")
        self._articles = self._counter("loa_articles_read", "Articles, by what reading them did.", "change")
        self._lag = Histogram(
            "loa_scheduler_lag_seconds",
            "How much later than planned the service's loop came to its turn.",
            registry=self.registry,
            buckets=_LAG,
        )
        self._late = Histogram(
            "loa_scheduler_lateness_seconds",
            "How late what was due on the schedule began: visits to sources, checks of them and jobs.",
            registry=self.registry,
            buckets=_LAG,
        )
        self._jobs = self._counter("loa_jobs", "Jobs of the service that came to an end.", "job", "outcome")
        self._job_seconds = Histogram(
            "loa_job_duration_seconds", "How long jobs of the service took.", ("job",), registry=self.registry, buckets=_JOB
        )
        for change in ("new", "edited", "unchanged", "withdrawn"):
            self._articles.labels(change)
        for outcome in ("ok", "pages failed", "failed", "interrupted"):
            self._runs.labels(outcome)

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(name, told, labels, registry=self.registry)

    def tell(self, more: Collector) -> None:
        """Let the metrics have what something else knows, in place of what was there before."""
        if self._told is not None:
            self.registry.unregister(self._told)
        self.registry.register(more)
        self._told = more

    def run(self, run: Run) -> None:
        """Count a crawl that came to its end."""
        ended = "interrupted" if run.error == INTERRUPTED else "failed"
        self._runs.labels("ok" if run.ok else ended if run.error is not None else "pages failed").inc()
        self._run_seconds.observe(run.seconds)
        self._pages.inc(run.fetched)
        self._received.inc(run.bytes)
        for change in ("new", "edited", "unchanged", "withdrawn"):
            self._articles.labels(change).inc(getattr(run, change))
        for kind, count in run.failed.items():
            self._failed.labels(self._known(kind)).inc(count)

    def delivered(self, found: Mapping[str, Delays]) -> None:
        """Count articles that came into the feeds, given by source."""
        for delays in found.values():
            self.delays = self.delays.plus(delays)

    def lag(self, seconds: float) -> None:
        """Count how much too late the loop came to its turn."""
        self._lag.observe(max(seconds, 0.0))

    def late(self, seconds: float) -> None:
        """Count how late something began that was due."""
        self._late.observe(max(seconds, 0.0))

    def job(self, name: str, seconds: float, *, failed: bool) -> None:
        """Count a job that came to its end."""
        self._jobs.labels(name, "failed" if failed else "ok").inc()
        self._job_seconds.labels(name).observe(seconds)

    def _known(self, kind: str) -> str:
        if kind not in self._kinds and len(self._kinds) >= _KINDS:
            return "other"
        self._kinds.add(kind)
        return kind
