"""/healthz, /readyz and /metrics over a real server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from news import clock
from news.delay import delays_of
from news.errors import SettingsError
from news.run import INTERRUPTED
from news.settings import Settings
from news.store import Store
from scheduler.operator.mounts import token_of
from scheduler.operator.vitals import Vitals
from scheduler.serving import application_of
from tests.feeds.web.serving import Client, served
from tests.scheduler.operator.conftest import HOUR, run

TOKEN = "correct horse battery"
Samples = Mapping[tuple[str, ...], float]


def samples(ask: Client, **headers: str) -> Samples:
    answer = ask("/metrics", **headers)
    assert answer.status == 200
    families = text_string_to_metric_families(answer.body.decode())
    return {
        (each.name, *(each.labels[name] for name in sorted(each.labels))): each.value
        for family in families
        for each in family.samples
    }


def with_operator(settings: Settings, **operator: object) -> Settings:
    return Settings(**{**settings.model_dump(include={"data_dir", "public_dir"}), "operator": operator})


def test_alive_without_a_store_and_ready_only_when_all_works(settings: Settings, store: Store, vitals: Vitals) -> None:
    with served(application_of(settings, store, vitals)) as ask:
        assert (ask("/healthz").status, ask("/healthz").body) == (200, b"ok\n")
        assert ask("/readyz").body == b"store: ok\n", "who only serves needs no schedule"
        vitals.scheduled = True
        assert ask("/readyz").status == 503
        assert ask("/readyz").body.decode().split("\n")[:3] == ["store: ok", "published: failing", "schedule: failing"]
        for path in ("/healthz/x", "/readyz/"):
            assert ask(path).status == 404
        assert ask("/healthz", "POST").status == 405
        assert ask("/healthz", "HEAD").body == b""


def test_ready_while_the_loop_beats_and_not_when_the_disk_is_full(
    settings: Settings, store: Store, vitals: Vitals, monkeypatch: pytest.MonkeyPatch
) -> None:
    vitals.scheduled, vitals.published = True, clock.now()

    async def beaten() -> None:
        task = asyncio.create_task(vitals.beat())
        await asyncio.sleep(0.05)
        task.cancel()

    asyncio.run(beaten())
    with served(application_of(settings, store, vitals)) as ask:
        assert ask("/readyz").status == 200
    settings.public_dir.rmdir()
    with served(application_of(settings, store, vitals)) as ask:
        answer = ask("/readyz")
        assert answer.status == 503
        assert b"disk: failing" in answer.body
        assert str(settings.public_dir).encode() not in answer.body, "a stranger learns no paths"


def test_a_store_that_is_gone_is_told(settings: Settings, store: Store, vitals: Vitals) -> None:
    with served(application_of(settings, store, vitals)) as ask:
        with store.write() as connection:
            connection.exec_driver_sql("ALTER TABLE meta RENAME TO lost")
        assert ask("/readyz").status == 503
        assert ask("/readyz").body == b"store: failing\n"
        assert ask("/healthz").status == 200
        assert ask("/metrics").status == 503


def test_every_number_of_the_service(settings: Settings, store: Store, vitals: Vitals) -> None:
    now = clock.now()
    meters = vitals.meters
    meters.run(run("fresh", now, fetched=5, new=2, edited=1, unchanged=1, withdrawn=1, bytes=900))
    meters.run(run("broken", now, failed="dns"))
    failing = run("once", now)
    for changed in ({"error": INTERRUPTED}, {"failed": {"layout": 2}}):
        meters.run(type(failing)(**{**vars(failing), **changed}))
    meters.delivered({"vn-fresh": delays_of([HOUR / 2, 2 * HOUR])})
    meters.job("publish", 0.2, failed=False)
    meters.job("crawl", 20, failed=True)
    vitals.published = now
    with served(application_of(settings, store, vitals)) as ask:
        ask("/nothing")
        found = samples(ask)
    assert found["loa_runs_total", "ok"] == 1
    assert found["loa_runs_total", "failed"] == 1
    assert found["loa_runs_total", "interrupted"] == 1
    assert found["loa_runs_total", "pages failed"] == 1
    assert found["loa_run_duration_seconds_count",] == 4
    assert found["loa_pages_fetched_total",] == 5
    assert found["loa_pages_failed_total", "layout"] == 2
    assert found["loa_received_bytes_total",] == 900
    assert [found["loa_articles_read_total", each] for each in ("new", "edited", "unchanged", "withdrawn")] == [2, 1, 1, 1]
    assert found["loa_publishing_delay_seconds_bucket", "1800.0"] == 1
    assert found["loa_publishing_delay_seconds_bucket", "+Inf"] == 2
    assert found["loa_publishing_delay_seconds_sum",] == 2.5 * 3600
    assert found["loa_jobs_total", "crawl", "failed"] == 1
    assert found["loa_job_duration_seconds_count", "publish"] == 1
    assert found["loa_sources", "broken"] == 1
    assert found["loa_sources", "fresh"] == 1
    assert found["loa_source_unwell", "broken", "vn-broken"] == 1
    assert found["loa_sources_waiting",] == 3
    assert found["loa_last_publication_timestamp_seconds",] == pytest.approx(now.timestamp())
    assert [found["loa_requests_spent_total", each] for each in ("read", "unchanged", "failed")] == [5, 3, 2]
    assert found["loa_hosts", "ok"] == 1
    assert found["loa_articles",] == 0
    assert found["loa_disk_used_bytes", "store"] > 10_000
    assert found["loa_disk_free_bytes", "data"] > 0
    assert found["loa_web_requests_total", "page", "404"] == 1
    assert found["process_resident_memory_bytes",] > 10**7


def test_kinds_of_failure_are_bounded(vitals: Vitals) -> None:
    for number in range(100):
        vitals.meters.run(run("broken", clock.now(), failed=f"kind {number}"))
    names = {
        each.labels["kind"] for metric in vitals.meters.registry.collect() for each in metric.samples if "kind" in each.labels
    }
    assert len(names) == 41
    assert "other" in names


def test_a_scrape_asks_the_store_no_more_than_every_few_seconds(settings: Settings, store: Store, vitals: Vitals) -> None:
    asked: list[object] = []
    crawled = vitals.sources
    vitals.sources = lambda: (asked.append(1), crawled())[1]  # type: ignore[func-returns-value]
    with served(application_of(settings, store, vitals)) as ask:
        for _ in range(20):
            samples(ask)
    assert len(asked) == 1


def test_who_may_scrape(settings: Settings, store: Store, tmp_path: Path) -> None:
    far = {"X_Forwarded_For": "192.0.2.7"}
    with served(application_of(settings, store)) as ask:
        assert ask("/metrics").status == 200
        assert ask("/metrics", **far).status == 404
        assert ask("/healthz", **far).status == 200
        assert ask("/metrics", "POST").status == 405
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\nmore\n")
    with served(application_of(with_operator(settings, token_file=file), store)) as ask:
        assert ask("/metrics").status == 401
        assert ask("/metrics")["WWW-Authenticate"].startswith("Bearer")
        assert samples(ask, Authorization=f"Bearer {TOKEN}", **far)
        statuses = [ask("/metrics", Authorization="Bearer x", **far).status for _ in range(12)]
        assert statuses == [401] * 10 + [429] * 2
    with served(application_of(with_operator(settings, metrics="open"), store)) as ask:
        assert samples(ask, **far)


def test_the_form_that_the_scraper_prefers(settings: Settings, store: Store) -> None:
    with served(application_of(settings, store)) as ask:
        answer = ask("/metrics", Accept="application/openmetrics-text; version=1.0.0")
        assert answer["Content-Type"].startswith("application/openmetrics-text")
        assert answer.body.endswith(b"# EOF\n")


def test_tokens_that_cannot_be_used(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        token_of(with_operator(settings, token_file=tmp_path / "none"))
    file = tmp_path / "token"
    file.write_bytes(b"short\n")
    with pytest.raises(SettingsError, match="16 characters"):
        token_of(with_operator(settings, token_file=file))
    file.write_bytes(b"\xff" * 20)
    with pytest.raises(SettingsError, match="it is no text"):
        token_of(with_operator(settings, token_file=file))
    assert token_of(settings) is None
    assert token_of(with_operator(settings, token=TOKEN)) == TOKEN
