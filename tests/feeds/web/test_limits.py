"""How often a client may ask, and who it is."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.web.app import Serving, create_app
from feeds.web.limits import RateLimit, client_of, networks
from tests.feeds.conftest import BASE
from tests.feeds.web.serving import Client, served

TRUSTED = networks(["127.0.0.1", "::1", "10.0.0.0/8"])


@given(st.integers(1, 100), st.lists(st.floats(0, 30), max_size=150))
def test_never_more_than_a_minutes_worth_at_once_and_then_as_many_as_come_in(per_minute: int, pauses: list[float]) -> None:
    limit, now, granted = RateLimit(per_minute), 1000.0, []
    for pause in pauses:
        now += pause
        wait = limit.wait("a", now)
        if wait == 0:
            granted.append(now)
        else:
            assert limit.wait("a", now + wait) == 0 or wait > 60
            granted.append(now + wait)
            now += wait
    for first in range(len(granted)):
        for last in range(first, len(granted)):
            allowed = per_minute + (granted[last] - granted[first]) * per_minute / 60 + 1.01
            assert last - first + 1 <= allowed


def test_a_burst_and_the_wait_after_it() -> None:
    limit = RateLimit(60)
    assert [limit.wait("a", 5.0) for _ in range(62)] == [0] * 60 + [1, 1]
    assert limit.wait("b", 5.0) == 0
    assert limit.wait("a", 6.0) == 0
    assert limit.wait("a", 6.0) == 1
    assert RateLimit(1).wait("a", 0.0) == 0
    assert all(RateLimit(0).wait("a", 0.0) == 0 for _ in range(1000))


def test_clients_are_forgotten_when_there_are_too_many() -> None:
    limit = RateLimit(1, max_clients=2)
    assert [limit.wait(client, 1.0) for client in ("a", "b", "a")] == [0, 0, 60]
    assert limit.wait("c", 1.0) == 0
    assert limit.wait("b", 1.0) == 60
    assert limit.wait("a", 1.0) == 0


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("127.0.0.1", None, None),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("::ffff:127.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        ("::1", "[2001:db8:1:2:3::4]:80", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", None, "2001:db8:1:2::/64"),
        ("127.0.0.1", "10.1.2.3", None),
        ("127.0.0.1", "unknown", None),
        ("127.0.0.1", "198.51.100.7, <script>", None),
        ("127.0.0.1", "", None),
        ("", None, ""),
        ("a socket", "198.51.100.7", "a socket"),
    ],
)
def test_whose_request_it_is(peer: str, forwarded: str | None, client: str | None) -> None:
    assert client_of(peer, forwarded, TRUSTED) == client


@given(st.text(max_size=60), st.none() | st.text(max_size=200))
def test_any_header_names_somebody_or_nobody(peer: str, forwarded: str | None) -> None:
    client = client_of(peer, forwarded, TRUSTED)
    assert client is None or isinstance(client, str)


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Client]:
    (tmp_path / "feed.rss").write_text("x" * 500)
    with served(create_app(tmp_path, Serving(public_url=BASE, requests_per_minute=5, trusted_proxies=TRUSTED))) as client:
        yield client


def test_over_http_behind_a_proxy(ask: Client) -> None:
    answers = [ask("/feed.rss", X_Forwarded_For="192.0.2.1") for _ in range(6)]
    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) in range(1, 61)
    assert answers[-1]["Cache-Control"] == "no-store"
    assert ask("/feed.rss", X_Forwarded_For="192.0.2.2").status == 200
    assert ask("/nowhere", X_Forwarded_For="192.0.2.1").status == 429
    assert ask("/feed.rss", X_Forwarded_For="192.0.2.1, 192.0.2.3").status == 200
    assert [ask("/feed.rss").status for _ in range(8)] == [200] * 8


def test_a_refusal_to_head_has_no_body(ask: Client) -> None:
    answers = []
    for _ in range(6):
        with socket.create_connection(("127.0.0.1", ask.port), timeout=10) as connection:
            connection.sendall(b"HEAD /feed.rss HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.9\r\nConnection: close\r\n\r\n")
            answers.append(b"".join(iter(lambda: connection.recv(65536), b"")))
    assert [answer.split()[1] for answer in answers] == [b"200"] * 5 + [b"429"]
    assert all(answer.endswith(b"\r\n\r\n") for answer in answers)
