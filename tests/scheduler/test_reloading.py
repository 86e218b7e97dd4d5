"""A changed configuration is taken by the running service, as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from news.configuration import COPY
from tests.scheduler.live import Running
from tests.scheduler.portals import Portal


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    try:
        yield running
    finally:
        running.stop()


def test_sources_intervals_feeds_and_log_change_while_the_service_runs(service: Running) -> None:
    with Portal("a") as first, Portal("b") as second, Portal("c") as third:
        service.configure(first, second)
        service.start()
        service.wait(lambda: first.asked > 0 and second.asked > 0)
        assert "<title>Loa" in service.get("all/feed.rss")
        requests = "requests_per_minute = 3\nsearches_per_minute = 0"
        more = f'[log]\nformat = "json"\nlevel = "debug"\n{second.table("interval_minutes = 1")}{third.table()}'
        service.configure(title="Nhà", more=more)
        text = service.file.read_text(encoding="utf-8").replace(f"port = {service.port}", f"port = {service.port}\n{requests}")
        service.file.write_text(text, encoding="utf-8")

        result = service.loa("reload")

        assert result.returncode == 0, result.stderr
        keys = "serve.requests_per_minute, serve.searches_per_minute, feeds.title, log.format, log.level"
        assert result.stdout == f"the configuration is taken: vn-c added; vn-a removed; vn-b changed; {keys} changed\n"
        before = first.asked
        service.wait(lambda: third.asked > 0)
        seen = second.asked
        service.wait(lambda: second.asked >= seen + 5)  # every minute in place of every fifth
        assert first.asked == before
        assert '"event": "crawled", "source": "vn-c"' in service.said
        clients = (f"203.0.113.{number}" for number in range(255))
        service.wait(lambda: "<title>Nhà" in service.get("all/feed.rss", next(clients)))
        assert [service.get("all/feed.rss", "198.51.100.1") for _ in range(5)][3:] == ["429"] * 2


def test_a_mistake_changes_nothing_and_is_told_to_whoever_asked(service: Running) -> None:
    with Portal("a") as first, Portal("b") as second:
        service.configure(first)
        service.start()
        service.configure(first, second, more="[feeds]\ntitle = 3\n")
        service.hang_up()
        service.wait(lambda: "the configuration stays as it was" in service.said)
        (line,) = [line for line in service.said.splitlines() if "stays as it was" in line]
        assert "level=warning" in line
        assert "loa.toml: Cannot" in line  # [feeds] stands there twice
        broken = service.loa("reload")
        assert (broken.returncode, broken.stdout) == (2, "")
        assert str(service.file) in broken.stderr

        # A family that nobody knows is found out by the crawler alone.
        service.configure(first, more=second.table('family = "nobody"'))
        unknown = service.loa("reload")
        assert (unknown.returncode, unknown.stdout) == (2, "")
        assert "goes on as it was: " in unknown.stderr
        assert "nobody" in unknown.stderr
        assert unknown.stderr.count("\n") == 1

        # The service goes on by what it was started with, new crawling processes among it, though the file is broken or gone.
        service.file.write_text("no configuration", encoding="utf-8")
        kill_crawls(service)
        seen = first.asked
        service.wait(lambda: first.asked > seen + 1)
        assert second.asked == 0
        assert "no crawl can be started" not in service.said


def kill_crawls(service: Running) -> None:
    """End the crawling processes, so that new ones are started."""
    assert service.process is not None
    for children in Path(f"/proc/{service.process.pid}/task").glob("*/children"):
        for pid in children.read_text(encoding="ascii").split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)


def test_what_cannot_change_stays_as_it_was_and_is_named(service: Running) -> None:
    with Portal("a") as first, Portal("b") as second:
        service.configure(first)
        service.start()
        service.configure(first, second)
        text = service.file.read_text(encoding="utf-8").replace(f"port = {service.port}", f"port = {service.port + 1}")
        elsewhere = f'data_dir = "elsewhere"\ndatabase = "sqlite:///{service.folder}/other.sqlite3"\n'
        service.file.write_text(elsewhere + text, encoding="utf-8")
        service.hang_up()
        service.wait(lambda: "until it is started anew" in service.said)
        assert "data_dir, database, serve.port cannot change while the service runs" in service.said
        service.wait(lambda: "crawled source=vn-b" in service.said)
        assert not (service.folder / "elsewhere").exists()
        assert not list(service.folder.glob("other.sqlite3*"))
        service.wait(lambda: "<title>b" in service.get("vn-b/feed.rss"))
        elsewhere_asked = service.loa("reload")
        assert elsewhere_asked.returncode == 1
        assert elsewhere_asked.stderr.startswith("loa: ")


def test_without_a_service_nobody_is_asked(service: Running) -> None:
    with Portal("a") as first:
        service.configure(first)
        assert service.loa("crawl").returncode == 0
        result = service.loa("reload")
        assert result.returncode == 1
        assert "no `loa run` works on this store" in result.stderr


def test_the_copy_of_the_configuration_is_for_its_owner_alone(service: Running) -> None:
    with Portal("a") as first:
        service.configure(first)
        service.start()
        copy = service.folder / "data" / ".loa.toml"
        assert copy.read_text(encoding="utf-8") == service.file.read_text(encoding="utf-8")
        assert oct(copy.stat().st_mode)[-3:] == "600"
        assert not re.search(COPY, service.said)
