"""The whole way, by the commands a person types: the sample town's pages to entries in a reader."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from news import clock
from scheduler.town.journal import Visit
from scheduler.town.server import SampleTown
from tests.conftest import LOA, Loa, clean_environment, free_ports

SEED = "Đồng chí Đặng Xuân Phương, Phó Bí thư tỉnh ủy và đoàn công tác của tỉnh làm việc với Thành ủy Hạ Long"


def exported(loa: Loa) -> dict[str, dict[str, Any]]:
    result = loa("export", "--plain")
    assert result.returncode == 0, result.stderr
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    articles = {line["url"]: line for line in lines}
    assert len(articles) == len(lines), "an article is stored twice"
    return articles


def test_a_crawl_reads_every_article_as_its_town_wrote_it(town: SampleTown, town_settings: Path, loa: Loa) -> None:
    result = loa("crawl")
    assert result.returncode == 0, result.stdout + result.stderr
    articles = exported(loa)
    for url, truth in town.expected().items():
        found = [article for address, article in articles.items() if address == url or address in truth.aliases]
        assert len(found) == 1, url
        article = found[0]
        assert article["title"] == truth.title
        assert article["lead"] == truth.lead, url
        assert article["text"].split("\n") == [*([truth.lead] if truth.lead else []), *truth.paragraphs], url
        assert tuple(article["authors"]) == truth.authors, url
        if truth.published:
            assert article["precision"] == truth.published.precision, url
            assert datetime.fromisoformat(article["published"]) == truth.published.moment, url
            assert article["published"].endswith("+07:00")
        else:
            assert article["provenance"] == "first seen", url
    assert len(articles) == len(town.expected())


def test_new_edited_and_withdrawn_articles_on_later_crawls(
    town: SampleTown, town_settings: Path, loa: Loa, tmp_path: Path
) -> None:
    assert loa("crawl").returncode == 0
    before = exported(loa)
    ids = {article["id"] for article in before.values()}
    feeds = {path: path.read_bytes() for path in (tmp_path / "public").rglob("feed.*")}
    asked = len(town.requests)

    result = loa("crawl")  # nothing happened in town
    assert result.returncode == 0
    assert exported(loa) == before
    assert {path: path.read_bytes() for path in (tmp_path / "public").rglob("feed.*")} == feeds
    second = [visit for visit in town.requests[asked:] if visit.path != "/robots.txt"]
    assert second
    assert sum(visit.status == 304 for visit in second) >= len(second) * 0.9

    edited, stages = set(), 0
    while town.stage < town.last_stage:
        town.advance()
        stages += 1
        assert loa("crawl").returncode == 0
        edited |= {url for url, truth in town.expected().items() if truth.edited}
    assert stages
    assert loa("crawl").returncode == 0  # the second time an article is gone confirms it
    after = exported(loa)
    expected = town.expected()
    assert ids < {article["id"] for article in after.values()}
    gone = {url for url, article in after.items() if article["withdrawn"]}
    addresses = {address for truth in expected.values() for address in (truth.url, *truth.aliases)}
    assert gone
    assert gone == set(after) - addresses
    for url, truth in expected.items():
        (article,) = [after[address] for address in (url, *truth.aliases) if address in after]
        assert article["title"] == truth.title
        assert (article["revision"] > 1) == (url in edited), url
    feed = feedparser.parse((tmp_path / "public" / "all" / "feed.atom").read_bytes())
    assert not gone & {entry.link for entry in feed.entries}
    corrected = [entry for entry in feed.entries if entry.link in edited]
    for entry in corrected:
        assert entry.updated_parsed > entry.published_parsed


def test_politeness_towards_the_town(town: SampleTown, town_settings: Path, loa: Loa) -> None:
    assert loa("crawl").returncode == 0
    first: dict[str, Visit] = {}
    for visit in town.requests:
        first.setdefault(visit.portal, visit)
        assert "Loa" in visit.user_agent
        assert "mailto:test@example.org" in visit.user_agent
    assert {visit.path for visit in first.values()} == {"/robots.txt"}
    assert not [visit.path for visit in town.requests if "/print/" in visit.path]


def test_scrapys_own_commands_work(town: SampleTown, town_settings: Path, tmp_path: Path) -> None:
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n", encoding="utf-8")
    scrapy = LOA.parent / "scrapy"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(scrapy), *arguments],
            cwd=tmp_path,
            env=clean_environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    listed = run("list")
    assert "vn-ha-long" in listed.stdout.split(), listed.stderr
    crawled = run("crawl", "vn-ha-long")
    assert crawled.returncode == 0, crawled.stderr
    assert SEED in run_loa_export(tmp_path)
    shell = run("shell", "-c", "response.status", town.sources()[0].homepage)
    assert "200" in shell.stdout, shell.stderr


def run_loa_export(folder: Path) -> str:
    return subprocess.run(
        [str(LOA), "export"], cwd=folder, env=clean_environment(), capture_output=True, text=True, check=True, timeout=60
    ).stdout


class Service:
    """`loa run` as a person starts it on a fresh clone: no configuration, only ports of its own."""

    def __init__(self, folder: Path, town_port: int, web_port: int) -> None:
        environment = clean_environment(LOA_SAMPLE_TOWN_PORT=str(town_port), LOA_SERVE_PORT=str(web_port), PYTHONUNBUFFERED="1")
        self.base = f"http://127.0.0.1:{web_port}/"
        self.log = folder / "run.log"
        with self.log.open("ab") as out:
            self.process = subprocess.Popen([str(LOA), "run"], cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT)

    def wait_for(self, pattern: str, seconds: float = 60) -> str:
        deadline = clock.monotonic() + seconds
        while clock.monotonic() < deadline:
            text = self.log.read_text(encoding="utf-8")
            if found := re.search(pattern, text):
                return found[0]
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"{pattern!r} never came:\n{self.log.read_text(encoding='utf-8')}")

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=10)


def test_run_from_nothing_then_stop_and_go_on(tmp_path: Path, loa: Loa) -> None:
    ports = free_ports(7)
    service = Service(tmp_path, ports, ports + 6)
    try:
        service.wait_for(r"published: \d+ files changed, [1-9]\d+ articles")
        feed = feedparser.parse(get(service.base + "vn-ha-long/feed.atom"))
        assert not feed.bozo
        seed = next(entry for entry in feed.entries if entry.title == SEED)
        assert seed.published.startswith("2024-01-23T00:00:00+07:00")
        assert [author.name for author in seed.authors] == ["Phương Loan", "Huy Phương"]
        html = seed.content[0].value
        assert html.count("<figcaption>") == 3
        assert "Tin tức khác" not in html
        related = [link for link in seed.links if link.rel == "related"]
        assert related
        assert seed.link.startswith(f"http://127.0.0.1:{ports}/")
        request = urllib.request.Request(
            service.base + "all/feed.rss", headers={"If-None-Match": etag(service.base + "all/feed.rss")}
        )
        with pytest.raises(urllib.error.HTTPError) as answer:
            urllib.request.urlopen(request, timeout=10)
        assert answer.value.code == 304
        answer.value.close()
        page = get(service.base).decode()
        assert 'rel="alternate"' in page

        refused = loa("backfill", "vn-ha-long")
        assert refused.returncode == 1
        assert "another Loa" in refused.stderr
        asked = loa("crawl", "vn-ha-long")
        assert asked.returncode == 0, asked.stderr
        assert asked.stdout == f"  the service (process {service.process.pid}) is asked to crawl vn-ha-long now\n"
        service.wait_for(r"crawled source=vn-ha-long[\s\S]*crawled source=vn-ha-long")
        taken = loa("run", LOA_SERVE_PORT=str(ports + 6))
        assert taken.returncode == 2
        assert "serve.port" in taken.stderr
        assert taken.stderr.count("\n") == 1
    finally:
        assert service.stop() == 0
    assert "Stopped" in service.log.read_text(encoding="utf-8")

    kept = loa("status")
    assert "vn-ha-long" in kept.stdout
    again = Service(tmp_path, ports, ports + 6)
    try:
        again.wait_for(r"Open .*[\s\S]*Open ")
        entries = feedparser.parse(get(again.base + "vn-ha-long/feed.atom")).entries
        assert seed.id in [entry.id for entry in entries]
    finally:
        assert again.stop(signal.SIGTERM) == 0


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        body: bytes = answer.read()
        return body


def etag(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return str(answer.headers["ETag"])


def test_a_killed_service_loses_nothing_and_starts_again(tmp_path: Path, loa: Loa) -> None:
    ports = free_ports(7)
    service = Service(tmp_path, ports, ports + 6)
    try:
        service.wait_for(r"Reading \d+ sources")
        time.sleep(1.5)  # somewhere inside the first crawl
    finally:
        os.kill(service.process.pid, signal.SIGKILL)
        service.process.wait(timeout=10)
    again = Service(tmp_path, ports, ports + 6)
    try:
        again.wait_for(r"published: \d+ files changed, [1-9]\d+ articles")
    finally:
        assert again.stop() == 0
    assert loa("export").returncode == 0


def test_read_fetches_a_page_as_a_crawl_would(town: SampleTown, town_settings: Path, loa: Loa) -> None:
    url, truth = next((url, truth) for url, truth in town.expected().items() if truth.title == SEED)
    result = loa("read", url)
    assert result.returncode == 0, result.stderr
    assert SEED in result.stdout
    assert "2024-01-23T00:00:00+07:00 (precision day, from prose)" in result.stdout
    assert [visit.path for visit in town.requests[:1]] == ["/robots.txt"]
    as_source = loa("read", "--source", truth.portal, url)
    assert as_source.returncode == 0, as_source.stderr
    missing = loa("read", url.rpartition("/")[0] + "/khong-co-p13n99999.html")
    assert missing.returncode == 1
    assert "answers 404" in missing.stderr
    refused = loa("read", "http://127.0.0.1:9/")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1, refused.stderr
