"""A hub is told of what changed, and its subscribers have it; a hub that is ill holds up nothing."""

import contextlib
import json
import queue
import socket
import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import feedparser
import pytest

from feeds.publish import FeedOptions, publish
from feeds.web.app import Serving, create_app
from feeds.websub import Hub, HubError, changes, is_topic, published, tell
from news import clock
from news.store import Store
from tests.conftest import free_ports
from tests.feeds.conftest import BASE, NOW, make_article, make_rich
from tests.feeds.hub import running_hub, running_subscriber
from tests.feeds.web.serving import served


def test_a_subscriber_of_a_real_hub_receives_the_changed_feed(store: Store, options: FeedOptions, tmp_path: Path) -> None:
    folder = options.public_dir
    with running_hub(tmp_path) as address, running_subscriber() as subscriber, contextlib.closing(Hub(address)) as hub:
        store.keep(make_rich(), now=NOW)
        options = replace(options, hub=address)
        publish(store, options, now=NOW)
        port = free_ports(1)
        base = f"http://127.0.0.1:{port}/"
        with served(create_app(folder, Serving(public_url=base, hub=address)), port=port):
            topic = f"{base}vn-ha-long/feed.atom"
            subscriber.subscribe(address, topic)
            later = NOW + timedelta(hours=1)
            store.keep(make_article("2", title="Một tin mới"), now=later)
            report = publish(store, options, now=later)
            found = changes(folder, report.written, base=base)
            assert topic in found
            assert store.pings.want(found, now=later) == len(found)
            outcome = tell(store, hub, now=lambda: later)
            assert (outcome.told, outcome.failed, outcome.next_due) == (len(found), 0, None)
            media_type, link, body = subscriber.pushed.get(timeout=10)
            assert media_type == "application/atom+xml; charset=utf-8"
            assert link == f'<{address}>; rel="hub", <{topic}>; rel="self"'
            assert body == (folder / "vn-ha-long/feed.atom").read_bytes()
            assert "Một tin mới" in body.decode()
            parsed = feedparser.parse(body)
            assert [link.href for link in parsed.feed.links if link.rel == "hub"] == [address]
            channel = feedparser.parse((folder / "all/feed.rss").read_bytes()).feed
            assert [link.href for link in channel.links if link.rel == "hub"] == [address]
            assert channel.link == f"{BASE}all/"
            assert json.loads((folder / "all/feed.json").read_bytes())["hubs"] == [{"type": "WebSub", "url": address}]
            with pytest.raises(queue.Empty):
                subscriber.pushed.get(timeout=0.3)


def test_a_hub_that_was_down_is_told_when_it_is_back(store: Store, options: FeedOptions, tmp_path: Path) -> None:
    port = free_ports(2)
    hub_port = port + 1
    base = f"http://127.0.0.1:{port}/"
    topic, address = f"{base}vn-ha-long/feed.atom", f"http://127.0.0.1:{hub_port}/hub"
    store.keep(make_rich(), now=NOW)
    publish(store, options, now=NOW)
    app = create_app(options.public_dir, Serving(public_url=base, hub=address))
    with served(app, port=port), running_subscriber() as subscriber:
        with running_hub(tmp_path, hub_port):
            subscriber.subscribe(address, topic)
        with contextlib.closing(Hub(address)) as hub:
            store.pings.want({topic: NOW}, now=NOW)
            down = tell(store, hub, now=lambda: NOW)
            assert (down.told, down.failed) == (0, 1)
            assert down.next_due is not None
            assert tell(store, hub, now=lambda: NOW).next_due == down.next_due, "not before it is due"
            with running_hub(tmp_path, hub_port):
                back = tell(store, hub, now=lambda: down.next_due or NOW)
                assert (back.told, back.failed, back.next_due) == (1, 0, None)
                assert subscriber.pushed.get(timeout=10)[2] == (options.public_dir / "vn-ha-long/feed.atom").read_bytes()


def test_what_is_a_topic(tmp_path: Path) -> None:
    assert is_topic("all/feed.rss")
    assert is_topic("place/vn-22/steady.json")
    for name in ("all/index.html", "feeds.opml", "addresses.json", "all/archive/3.atom", "all/feed.rss.gz", "style.css"):
        assert not is_topic(name)
    for name in ("all/feed.rss", "all/index.html", "all/.loa-1.tmp", "place/a/feed.atom", ".hidden/feed.rss", "addresses.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert published(tmp_path) == ("all/feed.rss", "place/a/feed.atom")
    assert set(changes(tmp_path, ["all/feed.rss", "gone/feed.rss", "all/index.html"], base=BASE)) == {f"{BASE}all/feed.rss"}


DRIP = b"HTTP/1.1 200 OK\r\n"


class Ill:
    """A hub that answers each request as it is told, or not at all."""

    def __init__(self, *answers: bytes | None) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}/hub?key=1"
        self.held: list[socket.socket] = []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._answer(self.listener.accept()[0])

    def _answer(self, connection: socket.socket) -> None:
        self.asked += 1
        answer = self.answers.pop(0) if self.answers else None
        if answer is None:
            self.held.append(connection)
            return
        with connection, contextlib.suppress(OSError):
            connection.recv(65536)
            connection.sendall(answer)
            while answer == DRIP:
                time.sleep(0.05)
                connection.sendall(b"X: y\r\n")

    def close(self) -> None:
        self.listener.close()
        for connection in self.held:
            connection.close()


def answer(status: str, body: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()


@pytest.fixture
def waiting(store: Store) -> tuple[Store, datetime]:
    now = clock.now()
    store.pings.want({f"{BASE}{number}/feed.rss": now for number in range(4)}, now=now)
    return store, now


def test_a_hub_that_is_down_is_asked_once(waiting: tuple[Store, datetime]) -> None:
    store, now = waiting
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with contextlib.closing(Hub(f"http://127.0.0.1:{port}/")) as hub:
        outcome = tell(store, hub, now=lambda: now)
    assert (outcome.told, outcome.failed, outcome.given_up) == (0, 4, ())
    assert "refused" in (outcome.error or "")
    assert outcome.next_due is not None
    assert outcome.next_due > now
    with contextlib.closing(Hub(f"http://127.0.0.1:{port}/")) as hub:
        late = tell(store, hub, now=lambda: now + timedelta(days=1))
    assert len(late.given_up) == 4
    assert late.next_due is None


@pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "429 Too Many Requests", "302 Found", "403 Forbidden"])
def test_a_hub_that_refuses(waiting: tuple[Store, datetime], status: str) -> None:
    store, now = waiting
    ill = Ill(*[answer(status, "not now\r\n")] * 4)
    with contextlib.closing(ill), contextlib.closing(Hub(ill.address)) as hub:
        outcome = tell(store, hub, now=lambda: now)
    assert (outcome.told, outcome.failed) == (0, 4)
    assert ill.asked == (4 if status.startswith("302") else 1)
    assert {ping.error for ping in store.pings.untold()} == {f"{status.split(maxsplit=1)[0]} not now"}


def test_a_hub_that_refuses_one_feed_is_told_of_the_others(waiting: tuple[Store, datetime]) -> None:
    store, now = waiting
    ill = Ill(answer("202 Accepted"), answer("400 Bad Request", "no such topic"), answer("204 No Content"), answer("200 OK"))
    with contextlib.closing(ill), contextlib.closing(Hub(ill.address)) as hub:
        outcome = tell(store, hub, now=lambda: now)
    assert (outcome.told, outcome.failed) == (3, 1)
    assert [ping.topic for ping in store.pings.untold()] == [f"{BASE}1/feed.rss"]


def test_a_hub_that_talks_at_length_is_not_listened_to(waiting: tuple[Store, datetime]) -> None:
    store, now = waiting
    ill = Ill(*[b"HTTP/1.1 202 Accepted\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 5000] * 4)
    with contextlib.closing(ill), contextlib.closing(Hub(ill.address)) as hub:
        assert tell(store, hub, now=lambda: now).told == 4


def test_a_hub_that_says_nothing_or_drips_is_left_in_time() -> None:
    ill = Ill()
    with contextlib.closing(ill), contextlib.closing(Hub(ill.address, timeout=0.2)) as hub, pytest.raises(HubError) as caught:
        hub.tell(BASE)
    assert caught.value.everything
    drip = Ill(DRIP)
    began = clock.monotonic()
    with contextlib.closing(drip), contextlib.closing(Hub(drip.address, timeout=0.5)) as hub, pytest.raises(HubError):
        hub.tell(BASE)
    assert clock.monotonic() - began < 3


def test_stopping_ends_the_wait_and_counts_as_no_failure(waiting: tuple[Store, datetime]) -> None:
    store, now = waiting
    ill = Ill()
    with contextlib.closing(ill):
        hub = Hub(ill.address, timeout=30)
        threading.Timer(0.3, hub.stop).start()
        began = clock.monotonic()
        outcome = tell(store, hub, now=lambda: now)
        assert clock.monotonic() - began < 5
    assert (outcome.told, outcome.failed, outcome.error) == (0, 0, None)
    assert all(ping == replace(ping, attempts=0, error=None) for ping in store.pings.untold())
