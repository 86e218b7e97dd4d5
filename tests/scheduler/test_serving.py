"""`loa serve` as an operator runs it: feeds, searches, limits, a clean stop."""

import contextlib
import http.client
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from news import clock
from news.article import Article, Paragraph
from news.settings import Settings
from news.source import Source
from news.store import Store
from scheduler.jobs import publish_all
from scheduler.serving import max_age
from tests.conftest import LOA, clean_environment, free_ports
from tests.feeds.web.serving import Client

SOURCE = Source(id="vn-a", title="A", homepage="https://a.example/", listings=("https://a.example/tin",))


@contextlib.contextmanager
def serving(folder: Path, more: str = "") -> Iterator[Client]:
    port = free_ports(1)
    (folder / "loa.toml").write_text(f"[serve]\nport = {port}\n{more}\n")
    process = subprocess.Popen(
        [str(LOA), "serve"], cwd=folder, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        for _ in range(1200):
            assert process.poll() is None, process.stdout and process.stdout.read()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield Client(port)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=15)
        assert process.returncode in {0, 130, -signal.SIGINT}


def publish(folder: Path) -> None:
    settings = Settings(data_dir=folder / "data", public_dir=folder / "public")
    with Store.open(settings.store_url) as store:
        store.keep_source(SOURCE, now=clock.now())
        body = (Paragraph(text="Nước sạch về xã."),)
        store.keep(Article(source="vn-a", url="https://a.example/1", key="1", title="Tin nước sạch", body=body), now=clock.now())
        publish_all(store, settings)


def test_feeds_and_searches_are_served_and_the_stop_is_clean(tmp_path: Path) -> None:
    publish(tmp_path)
    with serving(tmp_path) as ask:
        answer = ask("/vn-a/feed.atom")
        assert answer.status == 200
        assert answer["Cache-Control"] == "public, max-age=900"
        assert ask("/vn-a/feed.atom", If_None_Match=answer["ETag"]).status == 304
        found = ask("/search/feed.rss?q=nuoc+sach&source=vn-a")
        assert found.status == 200
        assert "Tin nước sạch" in found.body.decode()
        assert ask("/search/feed.rss?q=").status == 400
        kept = http.client.HTTPConnection("127.0.0.1", ask.port)  # a connection that stays open does not hold up the stop
        kept.request("GET", "/vn-a/feed.atom")
        kept.getresponse().read()
    kept.close()


def test_limits_and_searches_off(tmp_path: Path) -> None:
    publish(tmp_path)
    with serving(tmp_path, "requests_per_minute = 3\nsearches_per_minute = 0\ntrusted_proxies = []") as ask:
        assert [ask("/vn-a/feed.atom").status for _ in range(4)] == [200, 200, 200, 429]
    with serving(tmp_path, "searches_per_minute = 0") as ask:
        assert ask("/search/feed.rss?q=nuoc").status == 404


@pytest.mark.parametrize(("minutes", "seconds"), [(1, 300), (10, 300), (20, 600), (30, 900), (1440, 900)])
def test_copies_last_about_half_as_long_as_it_takes_to_crawl_again(minutes: int, seconds: int) -> None:
    assert max_age(Settings.model_validate({"crawl": {"interval_minutes": minutes}})) == seconds
