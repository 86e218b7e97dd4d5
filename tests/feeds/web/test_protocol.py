"""Clients that are slow, greedy or no HTTP at all, over real sockets."""

import asyncio
import contextlib
import http.client
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.web import protocol
from feeds.web.answer import Answer, text_answer
from feeds.web.app import Serving, create_app
from feeds.web.request import Request
from news import clock
from tests.feeds.conftest import BASE
from tests.feeds.web.serving import Client, served

BIG = 8 * 2**20


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Client]:
    (tmp_path / "feed.rss").write_text("small")
    (tmp_path / "big.html").write_bytes(b"x" * BIG)

    async def slowly(request: Request) -> Answer | None:
        if request.path == "/boom":
            raise RuntimeError("boom")
        if request.path != "/slow":
            return None
        await asyncio.sleep(0.2)
        return text_answer(200, "slow")

    with served(create_app(tmp_path, Serving(public_url=BASE), routes=[slowly]), log_level="critical") as client:
        yield client


@contextlib.contextmanager
def connection(ask: Client) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", ask.port), 10) as opened:
        yield opened


def everything(opened: socket.socket) -> bytes:
    received = b""
    with contextlib.suppress(ConnectionError):
        while piece := opened.recv(65536):
            received += piece
    return received


def test_many_requests_on_one_connection(ask: Client) -> None:
    kept = http.client.HTTPConnection("127.0.0.1", ask.port, timeout=10)
    for path, body in [("/feed.rss", b"small"), ("/slow", b"slow\n"), ("/feed.rss?x=1", b"small")] * 5:
        kept.request("GET", path)
        answer = kept.getresponse()
        assert (answer.status, answer.read()) == (200, body)
    kept.close()


def test_requests_in_a_row_are_answered_in_their_order(ask: Client) -> None:
    ask("/feed.rss")
    with connection(ask) as opened:
        asked = b"".join(
            b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % path
            for path in (b"/feed.rss", b"/slow", b"/feed.rss", b"/nowhere", b"/slow", b"/feed.rss")
        )
        opened.sendall(asked + b"GET /feed.rss HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        received = everything(opened)
    assert re.findall(rb"HTTP/1\.1 (\d+)", received) == [b"200"] * 3 + [b"404"] + [b"200"] * 3
    order = [word for word in (b"small", b"slow\n") for _ in range(received.count(word))]
    assert len(order) == 6
    assert received.index(b"slow\n") > received.index(b"small")


@pytest.mark.parametrize("count", [1, 2, 3])
def test_octets_that_come_again_mean_the_same_again(ask: Client, tmp_path: Path, count: int) -> None:
    asked = b"".join(b"GET /feed.rss?%d HTTP/1.1\r\nHost: a\r\n\r\n" % number for number in range(count))
    for body in (b"small", b"other"):
        (tmp_path / "feed.rss").write_bytes(body)
        for _ in range(2):
            with connection(ask) as opened:
                for _ in range(4):
                    opened.sendall(asked)
                    received = b""
                    while received.count(body) < count:
                        received += opened.recv(65536)
                    assert received.count(b"HTTP/1.1 200 OK\r\n") == count
                opened.sendall(asked[:-2])
                time.sleep(0.02)
                opened.sendall(b"Connection: close\r\n\r\n")
                assert everything(opened).count(body) == count
    (tmp_path / "feed.rss").unlink()
    with connection(ask) as opened:
        opened.sendall(asked)
        assert opened.recv(65536).startswith(b"HTTP/1.1 404 Not Found\r\n")


def test_nothing_is_read_after_the_last_request(ask: Client) -> None:
    ask("/feed.rss")
    with connection(ask) as opened:
        opened.sendall(b"GET /feed.rss HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /feed.rss HTTP/1.1\r\nHost: a\r\n\r\n")
        assert everything(opened).count(b"small") == 1


def test_http_1_0_and_closing(ask: Client) -> None:
    for request in (b"GET /feed.rss HTTP/1.0\r\n\r\n", b"GET /feed.rss HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"):
        for _ in range(2):  # from disk, and at hand
            with connection(ask) as opened:
                opened.sendall(request)
                received = everything(opened)
            assert received.startswith(b"HTTP/1.1 200 OK\r\n")
            assert b"connection: close\r\n" in received
            assert received.endswith(b"\r\n\r\nsmall")


@pytest.mark.parametrize(
    "request_line",
    [
        b"nonsense\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n" + b"\r\n" * 9,
    ],
)
def test_what_is_no_http_is_told_so_and_left(ask: Client, request_line: bytes) -> None:
    with connection(ask) as opened:
        opened.sendall(request_line)
        opened.settimeout(5)
        received = everything(opened) if b"\xff" not in request_line else opened.recv(65536)
    assert received.split(b" ")[1:2] in ([b"400"], [b"404"])
    assert ask("/feed.rss").status == 200


@pytest.mark.parametrize("path", [b"http://a/feed.rss", b"/feed.rss#x", b"/%66eed.rss"])
def test_other_spellings_of_an_address(ask: Client, path: bytes) -> None:
    with connection(ask) as opened:
        opened.sendall(b"GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % path)
        assert everything(opened).startswith(b"HTTP/1.1 200 OK\r\n")


def test_an_upgrade_is_not_made(ask: Client) -> None:
    with connection(ask) as opened:
        opened.sendall(b"GET /feed.rss HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
        assert everything(opened).endswith(b"small")


def test_heads_are_bounded(ask: Client) -> None:
    fine = ask.raw("/feed.rss", headers={"X-Long": "y" * 15_000})
    assert fine.status == 200
    assert ask.raw("/feed.rss", headers={"X-Long": "y" * 17_000}).status == 431
    assert ask.raw("/feed.rss", headers={f"X-{number}": "y" * 100 for number in range(200)}).status == 431
    with connection(ask) as opened, contextlib.suppress(ConnectionError):
        opened.sendall(b"GET /feed.rss HTTP/1.1\r\nHost: a\r\nX-Long: ")
        sent = 0
        while sent < 2**22:
            sent += opened.send(b"z" * 4096)
            time.sleep(0.0005)
    assert sent < 2**21


def test_bodies_are_thrown_away_or_refused(ask: Client) -> None:
    kept = http.client.HTTPConnection("127.0.0.1", ask.port, timeout=10)
    for method, status in (("POST", 405), ("GET", 200)) * 2:
        kept.request(method, "/feed.rss", b"x" * 1000)
        answer = kept.getresponse()
        answer.read()
        assert answer.status == status
    kept.close()
    with connection(ask) as opened, contextlib.suppress(ConnectionError):
        opened.sendall(b"POST /feed.rss HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n")
        sent = 0
        while sent < 99_999_999:
            sent += opened.send(b"z" * 65536)
    assert sent < 20_000_000


def test_a_mistake_of_ours_is_a_500_and_the_server_goes_on(ask: Client) -> None:
    assert ask("/boom").status == 500
    assert ask("/feed.rss").status == 200


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "REQUEST_SECONDS", 0.3)
    monkeypatch.setattr(protocol, "IDLE_SECONDS", 1.0)
    monkeypatch.setattr(protocol, "STALLED_SECONDS", 0.5)


def seconds_until_closed(opened: socket.socket) -> float:
    began = clock.monotonic()
    opened.settimeout(10)
    everything(opened)
    return clock.monotonic() - began


@pytest.mark.usefixtures("quick")
def test_who_says_nothing_or_drips_is_left(ask: Client) -> None:
    with connection(ask) as opened:
        assert 0.2 < seconds_until_closed(opened) < 3
    with connection(ask) as opened:
        opened.sendall(b"GET /feed.rss HTTP/1.1\r\n")
        began = clock.monotonic()
        with contextlib.suppress(ConnectionError):
            while clock.monotonic() - began < 5:
                opened.sendall(b"X: y\r\n")
                time.sleep(0.05)
        assert clock.monotonic() - began < 3


@pytest.mark.usefixtures("quick")
def test_an_idle_connection_is_closed_later_than_a_silent_one(ask: Client) -> None:
    with connection(ask) as opened:
        opened.sendall(b"GET /feed.rss HTTP/1.1\r\nHost: a\r\n\r\n")
        assert 0.5 < seconds_until_closed(opened) < 4


@pytest.mark.usefixtures("quick")
def test_who_takes_nothing_is_left_and_who_takes_slowly_is_served(ask: Client) -> None:
    for _ in range(2):  # from disk, and at hand
        with socket.socket() as opened:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            opened.connect(("127.0.0.1", ask.port))
            opened.sendall(b"GET /big.html HTTP/1.1\r\nHost: a\r\n\r\n")
            time.sleep(2.5)
            opened.settimeout(5)
            assert len(everything(opened)) < BIG
    with socket.socket() as opened:
        opened.settimeout(10)
        opened.connect(("127.0.0.1", ask.port))
        opened.sendall(b"GET /big.html HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        taken, began = 0, clock.monotonic()
        while piece := opened.recv(2**20):
            taken += len(piece)
            if clock.monotonic() - began < 2:
                time.sleep(0.2)
        assert taken > BIG


def test_there_is_room_for_so_many(ask: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MAX_CONNECTIONS", 3)
    with contextlib.ExitStack() as stack:
        opened = [stack.enter_context(connection(ask)) for _ in range(3)]
        time.sleep(0.1)
        with connection(ask) as refused:
            assert everything(refused) == b""
        opened[0].sendall(b"GET /feed.rss HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert everything(opened[0]).endswith(b"small")
    time.sleep(0.1)
    assert ask("/feed.rss").status == 200


def told(ask: Client, line: bytes, name: str = "a") -> tuple[int, dict[str, str]]:
    with connection(ask) as opened:
        opened.sendall(line + f"\r\nHost: a\r\nX-Name: {name}\r\nConnection: close\r\n\r\n".encode())
        head, _, _ = everything(opened).partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return int(first.split()[1]), dict(each.split(": ", 1) for each in lines)


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/search/feed.atom?q=bão", "./feed.atom?q=b%C3%A3o"),
        ("/search/feed.atom?q=bão+số&place=Hạ%20Long", "./feed.atom?q=b%C3%A3o+s%E1%BB%91&place=H%E1%BA%A1%20Long"),
        ("/search/?q=bão", "./?q=b%C3%A3o"),
        ("//evil.example/?q=ã", "./?q=%C3%A3"),
        ("/feed.rss?q=ã://", "./feed.rss?q=%C3%A3://"),
    ],
)
def test_a_query_that_is_not_escaped_leads_to_the_one_that_is(ask: Client, target: str, location: str) -> None:
    for method in ("GET", "HEAD"):
        status, headers = told(ask, f"{method} {target} HTTP/1.1".encode())
        assert (status, headers["location"]) == (301, location)
        assert headers.get("access-control-allow-origin") == ("*" if "feed." in target else None)


@pytest.mark.parametrize(
    "line",
    [
        b"GET /search/?q=b\xe3o HTTP/1.1",
        "GET /tìm/?q=a HTTP/1.1".encode(),
        "POST /search/?q=ã HTTP/1.1".encode(),
        "GET /search/?q=ã b HTTP/1.1".encode(),
        "GET http://a/?q=ã HTTP/1.1".encode(),
        "GET /?q=ã HTTP/9.1".encode(),
        b"GET /?q=" + "ã".encode() * 3000 + b" HTTP/1.1",
    ],
)
def test_what_is_spelled_worse_is_no_request(ask: Client, line: bytes) -> None:
    assert told(ask, line)[0] == 400


def test_letters_in_headers_are_nobodys_concern(ask: Client) -> None:
    assert told(ask, b"GET /feed.rss?q=a HTTP/1.1", name="bão")[0] == 200


def test_who_follows_gets_the_answer(ask: Client) -> None:
    status, headers = told(ask, "GET /feed.rss?q=bão HTTP/1.1".encode())
    assert status == 301
    answer = ask(f"/{headers['location'].removeprefix('./')}")
    assert (answer.status, answer.body) == (200, b"small")
