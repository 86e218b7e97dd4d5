"""Who may see the operator's pages: every rule, and the ways around it that were thought of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feeds.web.limits import networks
from feeds.web.request import Request
from scheduler.operator.access import COOKIE, FAILURES_PER_MINUTE, SESSION, Access, Standing, is_local

TOKEN = "correct horse battery"
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


class Clock:
    """Time that tests move."""

    def __init__(self) -> None:
        self.now = NOW
        self.seconds = 0.0

    def pass_by(self, span: timedelta) -> None:
        self.now += span
        self.seconds += span.total_seconds()


def access(clock: Clock | None = None, *, token: str | None = TOKEN, public: bool = False, proxied: bool = False) -> Access:
    time = clock or Clock()
    return Access(
        token=token,
        public=public,
        proxied=proxied,
        trusted=networks(["127.0.0.1"]),
        public_host="loa.example",
        now=lambda: time.now,
        monotonic=lambda: time.seconds,
    )


def ask(peer: str = "127.0.0.1", method: str = "GET", **headers: str) -> Request:
    named = {"host": "127.0.0.1:8080", **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = {name.encode(): value.encode("latin-1") for name, value in named.items() if value}
    return Request(method=method, path="/operator/", query="", headers=lines, peer=peer)


def logged_in(door: Access, **headers: str) -> Request:
    return ask(cookie=f"other=1; {COOKIE}={door.log_in()}", **headers)


@pytest.mark.parametrize(
    "request_",
    [
        ask("192.0.2.7"),
        ask(""),
        ask(x_forwarded_for="192.0.2.7"),
        ask(forwarded="for=192.0.2.7"),
        ask(x_real_ip="192.0.2.7"),
        ask(via="1.1 proxy"),
        ask(host="loa.example"),
        ask(host="rebound.example:8080"),
        ask(host="127.0.0.1.evil.example"),
        ask(host=""),
        ask(host="[::1.evil.example]"),
    ],
    ids=lambda request: str(sorted(request.headers.items())),
)
def test_elsewhere(request_: Request) -> None:
    assert not is_local(request_)
    for door in (access(), access(token=None), access(token=None, proxied=True)):
        assert door.visit(request_).standing is Standing.HIDDEN


@pytest.mark.parametrize(
    ("peer", "host"), [("127.0.0.1", "localhost:8080"), ("::1", "[::1]:80"), ("::ffff:127.0.0.1", "127.0.0.9")]
)
def test_at_this_machine(peer: str, host: str) -> None:
    here = ask(peer, host=host)
    assert access(token=None).visit(here).standing is Standing.ALLOWED
    assert access().visit(here).standing is Standing.MAY_LOG_IN, "a token that is set is needed here too"
    assert access(token=None, proxied=True).visit(here).standing is Standing.HIDDEN, "a proxy could ask for anybody"
    assert access(proxied=True).visit(here).standing is Standing.MAY_LOG_IN


def test_the_token_in_a_header_is_good_from_anywhere() -> None:
    far = ask("192.0.2.7", host="loa.example", authorization=f"bearer {TOKEN}")
    visit = access().visit(far)
    assert visit.standing is Standing.ALLOWED
    assert access().is_ours(far, visit, ""), "no browser sends such a header by itself"
    assert access().visit(ask(authorization="Bearer correct horse batterx")).standing is Standing.WRONG
    assert access(token=None).visit(ask(authorization="Bearer ")).standing is Standing.WRONG
    assert access().visit(ask(authorization=f"Basic {TOKEN}")).standing is Standing.MAY_LOG_IN


def test_one_may_log_in_from_elsewhere_only_where_that_is_allowed() -> None:
    far = ask("192.0.2.7", host="loa.example")
    assert access(public=True).visit(far).standing is Standing.MAY_LOG_IN
    door = access()
    stolen = ask("192.0.2.7", host="loa.example", cookie=f"{COOKIE}={door.log_in()}")
    assert door.visit(stolen).standing is Standing.HIDDEN


def test_wrong_tokens_are_counted_by_client_and_then_not_compared() -> None:
    time = Clock()
    door = access(time)
    for _ in range(FAILURES_PER_MINUTE):
        assert door.compare(ask("192.0.2.7"), "wrong") is Standing.WRONG
    assert door.compare(ask("192.0.2.7"), TOKEN) is Standing.TOO_MANY, "even the right one"
    assert door.compare(ask("127.0.0.1", x_forwarded_for="192.0.2.7"), TOKEN) is Standing.TOO_MANY, "through the proxy too"
    assert door.compare(ask("192.0.2.8"), TOKEN) is Standing.ALLOWED
    time.pass_by(timedelta(minutes=1))
    assert door.compare(ask("192.0.2.7"), TOKEN) is Standing.ALLOWED
    for _ in range(100):
        assert door.compare(ask("192.0.2.7"), TOKEN) is Standing.ALLOWED, "the right one may come as often as it likes"


def test_a_session_lasts_an_hour_from_the_last_page_and_not_over_a_restart() -> None:
    time = Clock()
    door = access(time)
    request = logged_in(door)
    visit = door.visit(request)
    assert visit.standing is Standing.ALLOWED
    time.pass_by(SESSION - timedelta(seconds=1))
    renewed = door.visit(request).session
    assert renewed is not None
    time.pass_by(timedelta(seconds=2))
    assert door.visit(request).standing is Standing.MAY_LOG_IN
    assert door.visit(ask(cookie=f"{COOKIE}={renewed}")).standing is Standing.ALLOWED
    assert access(time).visit(ask(cookie=f"{COOKIE}={renewed}")).standing is Standing.MAY_LOG_IN


@pytest.mark.parametrize("made_up", ["", "x", "9999999999", "9999999999.a", "9999999999.a.b", "x.y.z", "1.2.3.4", '"', "é.é.é"])
def test_a_made_up_cookie_opens_nothing(made_up: str) -> None:
    assert access().visit(ask(cookie=f"{COOKIE}={made_up}")).standing is Standing.MAY_LOG_IN


def test_a_cookie_that_was_changed_opens_nothing() -> None:
    door = access()
    until, who, signature = door.log_in().split(".")
    for changed in (f"{int(until) + 1}.{who}.{signature}", f"{until}.{who}x.{signature}", f"{until}.{who}.{signature[:-1]}"):
        assert door.visit(ask(cookie=f"{COOKIE}={changed}")).standing is Standing.MAY_LOG_IN


def test_a_form_has_to_bring_the_key_of_its_session_and_come_from_here() -> None:
    door = access()
    request = logged_in(door, method="POST", origin="http://127.0.0.1:8080", sec_fetch_site="same-origin")
    visit = door.visit(request)
    assert door.is_ours(request, visit, visit.form_key)
    assert not door.is_ours(request, visit, "")
    assert not door.is_ours(request, visit, door.visit(logged_in(door)).form_key), "the key of somebody else's session"
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"origin": "http://[x"},
    ):
        assert not door.is_ours(ask(method="POST", **headers), visit, visit.form_key), headers
    assert door.is_ours(ask(method="POST", origin="https://loa.example"), visit, visit.form_key), "a proxy may change the Host"
    local = access(token=None)
    here = local.visit(ask())
    assert local.is_ours(ask(method="POST"), here, here.form_key)
    assert not local.is_ours(ask(method="POST", sec_fetch_site="cross-site"), here, here.form_key)
