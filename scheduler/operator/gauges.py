"""Gauges: what is read off the newest facts at a scrape; no scrape asks the store or the disk for anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from news.delay import BOUNDS
from scheduler.operator.facts import UNWELL, Facts, Totals
from scheduler.operator.footprint import Footprint
from scheduler.operator.ledger import Ledger
from scheduler.operator.vitals import Vitals


class Gauges(Collector):
    """Told the newest facts before each scrape."""

    def __init__(self, vitals: Vitals, answered: Mapping[tuple[str, int], int]) -> None:
        """`answered` are the web server's requests by purpose and status, counted elsewhere."""
        self._vitals = vitals
        self._answered = answered
        self.facts: Facts | None = None
        self.totals: Totals | None = None
        self.ledger: Ledger | None = None
        self.footprint: Footprint | None = None

    def collect(self) -> Iterator[Metric]:
        """Give every metric of which anything is known."""
        yield from self._service()
        if self.facts is not None:
            yield from _sources(self.facts)
        if self.totals is not None:
            yield _gauge("loa_articles", "Articles kept, the withdrawn among them.", sum(self.totals.articles.values()))
            yield _gauge("loa_articles_withdrawn", "Articles that are gone from their sites.", self.totals.withdrawn)
        if self.ledger is not None:
            yield from _hosts(self.ledger)
        if self.footprint is not None:
            yield from _disk(self.footprint)

    def _service(self) -> Iterator[Metric]:
        vitals = self._vitals
        yield _gauge("loa_sources_waiting", "Sources that are due and not being crawled yet.", vitals.waiting())
        yield _gauge("loa_scheduler_last_lag_seconds", "The lag of the service's loop at its last beat.", vitals.last_lag)
        if vitals.published is not None:
            told = "When everything was last published."
            yield _gauge("loa_last_publication_timestamp_seconds", told, vitals.published.timestamp())
        delays = vitals.meters.delays
        buckets = [
            (str(bound.total_seconds()), float(count))
            for bound, count in zip(BOUNDS, accumulate(delays.counts[:-1]), strict=True)
        ]
        yield HistogramMetricFamily(
            "loa_publishing_delay_seconds",
            "From the publication of an article, where its page gives the minute, to the feeds.",
            buckets=[*buckets, ("+Inf", float(delays.articles))],
            sum_value=delays.seconds,
        )
        requests = CounterMetricFamily("loa_web_requests", "Requests to the web server.", labels=["purpose", "status"])
        for (purpose, status), count in sorted(self._answered.items()):
            requests.add_metric([purpose, str(status)], count)
        yield requests


def _sources(facts: Facts) -> Iterator[Metric]:
    states = GaugeMetricFamily("loa_sources", "Sources by how they are.", labels=["condition"])
    for condition, count in facts.conditions.items():
        states.add_metric([condition.value], count)
    yield states
    unwell = GaugeMetricFamily(
        "loa_source_unwell", "1 for each source somebody should look at; the others have no line.", labels=["source", "condition"]
    )
    news = GaugeMetricFamily(
        "loa_source_last_news_timestamp_seconds", "When the newest article of a source appeared.", labels=["source"]
    )
    unread = 0
    for each in facts.sources:
        if each.condition in UNWELL:
            unwell.add_metric([each.source.id, each.condition.value], 1)
        if each.last_news is not None:
            news.add_metric([each.source.id], each.last_news.timestamp())
        unread += each.run.unread if each.run else 0
    yield unwell
    yield news
    yield _gauge("loa_articles_unread", "Articles that listings offered and that are not read yet.", unread)


def _hosts(ledger: Ledger) -> Iterator[Metric]:
    requests = CounterMetricFamily(
        "loa_requests_spent", "Requests to sites since midnight UTC, when it begins again at zero.", labels=["outcome"]
    )
    for outcome, count in ledger.today.items():
        requests.add_metric([outcome], count)
    yield requests
    standings = GaugeMetricFamily("loa_hosts", "Hosts by how they are treated at present.", labels=["standing"])
    for standing, count in ledger.standings.items():
        standings.add_metric([standing], count)
    yield standings


def _disk(footprint: Footprint) -> Iterator[Metric]:
    sizes = GaugeMetricFamily("loa_disk_used_bytes", "Room that Loa's files take.", labels=["what"])
    for room in footprint.rooms:
        sizes.add_metric([room.name], room.bytes)
    yield sizes
    free = GaugeMetricFamily("loa_disk_free_bytes", "Room that is left on the disks Loa writes to.", labels=["disk"])
    for disk in footprint.disks:
        free.add_metric([disk.name], disk.free)
    yield free


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)
