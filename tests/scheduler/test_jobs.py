"""Jobs against real processes: what is recorded when a crawl dies, hangs or is refused, and that ids are never changed."""

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from news import clock
from news.article import Article, Paragraph
from news.configuration import load_settings
from news.errors import SettingsError
from news.run import INTERRUPTED, Run
from news.settings import Settings
from news.source import Source
from news.store import Store
from scheduler.jobs import Crawler, feed_options, relate_all
from scheduler.progress import Progress
from scheduler.service import Service, open_port


@pytest.fixture
def silent_site() -> Iterator[str]:
    """A site that takes requests and never answers until the test is over."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            over.wait(30)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    over.set()
    server.shutdown()
    server.server_close()


def configured(tmp_path: Path, site: str, more: str = "") -> tuple[Settings, Path]:
    file = tmp_path / "loa.toml"
    allowed = '[crawl]\nallow_private_hosts = ["127.0.0.1"]'
    source = f'[[source]]\nid = "vn-a"\ntitle = "A"\nhomepage = "{site}"\nlistings = ["{site}"]\n'
    file.write_text(f"{more}\n{allowed}\n{source}", encoding="utf-8")
    return load_settings(file), file


def children() -> list[int]:
    """Return the ids of the crawls that this process started."""

    def output(*command: str) -> str:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=10).stdout

    started = output("pgrep", "-P", str(os.getpid())).split()
    return [int(pid) for pid in started if "-m crawler crawl" in output("ps", "-o", "args=", "-p", pid)]


def test_a_crawl_that_is_killed_is_recorded_and_the_next_one_can_run(tmp_path: Path, silent_site: str) -> None:
    settings, file = configured(tmp_path, silent_site)
    with Store.open(settings.store_url) as store:
        crawler = Crawler(settings=settings, file=file)

        async def killed() -> tuple[Run, ...]:
            task = asyncio.create_task(crawler.crawl(["vn-a"], store, on_event=lambda _: None))
            while not children():
                await asyncio.sleep(0.1)
            await asyncio.sleep(1)
            os.kill(children()[0], signal.SIGKILL)
            return await task

        (run,) = asyncio.run(killed())
        assert run.error == "crawl process ended with -9"
        assert run.failed == {"crash": 1}
        assert store.runs.latest("vn-a", limit=1)[0].error == run.error


def test_a_crawl_that_is_cancelled_ends_its_process_and_says_so(tmp_path: Path, silent_site: str) -> None:
    settings, file = configured(tmp_path, silent_site)
    with Store.open(settings.store_url) as store:

        async def cancelled() -> None:
            task = asyncio.create_task(Crawler(settings=settings, file=file).crawl(["vn-a"], store, on_event=lambda _: None))
            while not children():
                await asyncio.sleep(0.1)
            await asyncio.sleep(1.5)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        asyncio.run(cancelled())
        assert children() == []


def test_an_unknown_source_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    settings, file = configured(tmp_path, "http://127.0.0.1:9/")
    with Store.open(settings.store_url) as store:
        (run,) = asyncio.run(Crawler(settings=settings, file=file).crawl(["vn-b"], store, on_event=lambda _: None))
    assert run.error is not None
    assert "no source is called 'vn-b'" in run.error


def test_the_tag_authority_cannot_change_once_it_was_used(tmp_path: Path) -> None:
    settings, _ = configured(tmp_path, "http://127.0.0.1:9/")
    with Store.open(settings.store_url) as store:
        assert feed_options(store, settings).tag_authority == "loa.localhost,2026"
        changed = settings.model_copy(update={"feeds": settings.feeds.model_copy(update={"tag_authority": "example.org,2027"})})
        with pytest.raises(SettingsError, match="set it back"):
            feed_options(store, changed)


def test_a_source_is_due_by_its_last_run(tmp_path: Path) -> None:
    settings, file = configured(tmp_path, "http://127.0.0.1:9/")
    now, (source,) = clock.now(), settings.sources
    with Store.open(settings.store_url) as store:
        visits = Service(settings, store, Crawler(settings=settings, file=file), Progress()).visits
        assert visits.first(source, {}, now) == now  # never crawled
        for minutes, error, expected in [
            (10, None, now + timedelta(minutes=20)),
            (9, INTERRUPTED, now),
            (8, "links: not found", now),
            (7, None, now + timedelta(minutes=23)),
            (-60, None, now + timedelta(minutes=30)),  # the clock was set back since
        ]:
            started = now - timedelta(minutes=minutes)
            run = Run(source="vn-a", started=started, finished=started, error=error)
            assert visits.first(source, {"vn-a": run}, now) == expected


def test_a_taken_port_names_its_setting(tmp_path: Path) -> None:
    settings, _ = configured(tmp_path, "http://127.0.0.1:9/")
    free = settings.model_copy(update={"serve": settings.serve.model_copy(update={"port": 0})})
    with open_port(free) as first:
        taken = settings.model_copy(update={"serve": settings.serve.model_copy(update={"port": first.getsockname()[1]})})
        first.listen()
        with pytest.raises(SettingsError, match=r"taken by another program; choose another with serve\.port"):
            open_port(taken)


def test_relating_stops_in_time_and_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.jobs.SHORT", 0.0)
    with Store.open(f"sqlite:///{tmp_path}/loa.sqlite3") as store:
        store.keep_source(Source(id="vn-a", title="A", homepage="https://a.vn/", listings=("https://a.vn/",)), now=clock.now())
        for number in range(4):
            body = (Paragraph(text=f"Tin số {number} của phường."),)
            url = f"https://a.vn/{number}"
            store.keep(Article(source="vn-a", url=url, key=f"a.vn {number}", title=f"Tin {number}", body=body), now=clock.now())
        assert relate_all(store, seconds=0) == (1, False)
        assert relate_all(store) == (3, True)
        assert relate_all(store, seconds=0) == (0, True)
