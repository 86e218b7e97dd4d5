"""The operator's pages over a real server: who is let in, how one logs in and out, and what every answer says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from news.settings import Settings
from news.store import Store
from scheduler.operator.access import FAILURES_PER_MINUTE
from scheduler.operator.vitals import Vitals
from scheduler.serving import application_of
from tests.feeds.web.serving import served
from tests.scheduler.operator.asking import TOKEN, Visitor

PAGES = ("", "source?id=vn-broken", "hosts", "machine")


@contextmanager
def desk(
    settings: Settings, store: Store, vitals: Vitals, *, public_url: str | None = None, **operator: object
) -> Iterator[Visitor]:
    """The pages over a store; `operator` are settings of that table."""
    changed = Settings(public_url=public_url, operator=operator)
    configured = settings.model_copy(update={"public_url": changed.public_url, "operator": changed.operator})
    with served(application_of(configured, store, vitals)) as ask:
        yield Visitor(ask.port)


def test_without_a_token_this_machine_alone_sees_them(settings: Settings, store: Store, vitals: Vitals) -> None:
    with desk(settings, store, vitals) as visitor:
        for path in PAGES:
            assert visitor.get(path).status == 200
            for elsewhere in ({"X_Forwarded_For": "192.0.2.7"}, {"Host": "loa.example"}, {"Via": "1.1 proxy"}):
                answer = visitor.get(path, **elsewhere)
                assert (answer.status, answer.body) == (404, b"Not found\n"), elsewhere
        assert "Log out" not in visitor.text(), "nobody logged in"
    with desk(settings, store, vitals, public_url="https://loa.example/") as visitor:
        for path in (*PAGES, "log-in", "style.css", "/operator"):
            assert visitor.get(path).status == 404, "a proxy could ask for anybody"


def test_with_a_token_everybody_needs_it(settings: Settings, store: Store, vitals: Vitals) -> None:
    with desk(settings, store, vitals, token=TOKEN) as visitor:
        for path, to in zip(PAGES, ("", "?to=source%3Fid%3Dvn-broken", "?to=hosts", "?to=machine"), strict=True):
            answer = visitor.get(path)
            assert (answer.status, answer["Location"], answer.body) == (303, f"log-in{to}", b"")
            assert visitor.get(path, Authorization=f"Bearer {TOKEN}").status == 200
            assert visitor.get(path, Authorization="Bearer wrong").status == 401
            assert visitor.get(path, Host="loa.example").status == 404, "log-in from elsewhere has to be allowed"
        assert visitor.get("style.css").status == 200, "the page to log in at has a style"
    with desk(settings, store, vitals, token=TOKEN, public=True) as visitor:
        assert visitor.get("", Host="loa.example", X_Forwarded_For="192.0.2.7").status == 303


def test_logging_in_and_out(settings: Settings, store: Store, vitals: Vitals) -> None:
    with desk(settings, store, vitals, token=TOKEN) as visitor:
        assert "password" in visitor.text("log-in")
        wrong = visitor.log_in("wrong horse battery")
        assert (wrong.status, wrong.headers["Set-Cookie"]) == (403, None)
        assert b"not the token" in wrong.body
        right = visitor.log_in(to="source?id=vn-broken")
        assert (right.status, right["Location"]) == (303, "source?id=vn-broken")
        given = right["Set-Cookie"]
        assert given.endswith("; Max-Age=3600; HttpOnly; SameSite=Strict"), (
            "no path: that of the folder, whatever stands before it"
        )
        before = visitor.cookie
        assert visitor.get("source?id=vn-broken").status == 200
        assert visitor.get("source?id=vn-broken").headers["Set-Cookie"], "every page lengthens it"
        out = visitor.post("log-out", {"key": visitor.key()})
        assert (out.status, out["Location"]) == (303, "log-in")
        assert "Max-Age=0" in out["Set-Cookie"]
        assert visitor.get("").status == 303
        visitor.cookie = before
        assert visitor.get("").status == 303, "whoever kept the cookie is logged out too"


def test_a_cookie_of_an_https_address_is_never_sent_without_it(settings: Settings, store: Store, vitals: Vitals) -> None:
    with desk(settings, store, vitals, public_url="https://loa.example/", token=TOKEN, public=True) as visitor:
        outside = {"Host": "loa.example", "X_Forwarded_For": "192.0.2.7", "Origin": "https://loa.example"}
        assert visitor.post("log-in", {"token": TOKEN}, **outside)["Set-Cookie"].endswith("; SameSite=Strict; Secure")
        assert "Secure" not in visitor.post("log-in", {"token": TOKEN})["Set-Cookie"], "through a tunnel there is no https"


@pytest.mark.parametrize(
    "to", ["//evil.example/", "https://evil.example/", "/", "../", "x\r\ny: z", "javascript:alert(1)", "a/b"]
)
def test_nobody_is_sent_elsewhere_after_logging_in(settings: Settings, store: Store, vitals: Vitals, to: str) -> None:
    with desk(settings, store, vitals, token=TOKEN) as visitor:
        assert visitor.log_in(to=to)["Location"] == "./"


def test_a_stranger_logs_nobody_in_or_out(settings: Settings, store: Store, vitals: Vitals) -> None:
    with desk(settings, store, vitals, token=TOKEN) as visitor:
        for foreign in ({"Origin": "https://evil.example"}, {"Sec_Fetch_Site": "cross-site"}, {"Origin": "null"}):
            assert visitor.post("log-in", {"token": TOKEN}, **foreign).status == 403
        visitor.log_in()
        key = visitor.key()
        for fields, headers in (({}, {}), ({"key": "x"}, {}), ({"key": key}, {"Origin": "https://evil.example"})):
            assert visitor.post("log-out", fields, **headers).status == 403
        assert visitor.get("").status == 200


def test_wrong_tokens_are_not_compared_for_ever(settings: Settings, store: Store, vitals: Vitals) -> None:
    with desk(settings, store, vitals, token=TOKEN) as visitor:
        for _ in range(FAILURES_PER_MINUTE):
            assert visitor.log_in("wrong").status == 403
        assert visitor.log_in().status == 429
        refused = visitor.get("", Authorization=f"Bearer {TOKEN}")
        assert (refused.status, refused["Retry-After"]) == (429, "60")


def test_every_answer_is_guarded(settings: Settings, store: Store, vitals: Vitals) -> None:
    with desk(settings, store, vitals, token=TOKEN) as visitor:
        asked = [visitor.get("log-in"), visitor.get(""), visitor.log_in(), *(visitor.get(path) for path in (*PAGES, "nothing"))]
        for answer in asked:
            policy = answer["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'")
            assert "frame-ancestors 'none'" in policy
            assert "script-src" not in policy
            assert answer["Cache-Control"] == "no-store"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Referrer-Policy"] == "same-origin"
        for path in PAGES:
            text = visitor.text(path)
            assert "<script" not in text
            assert " style=" not in text


def test_ways_of_asking(settings: Settings, store: Store, vitals: Vitals) -> None:
    with desk(settings, store, vitals) as visitor:
        bare = visitor.get("/operator")
        assert (bare.status, bare["Location"]) == (308, "operator/")
        assert visitor.get("nothing").status == 404
        assert visitor.get("source?id=vn-nobody").status == 404
        assert visitor.get("source").status == 404
        assert visitor.get("source/vn-broken")["Location"] == "../source?id=vn-broken"
        assert visitor.get("?q=" + "x" * 5000).status == 414
        assert visitor.get("?" + "a=1&" * 100).status == 200, "what is no question asks for nothing"
        assert visitor.post("nothing", {"key": ""}).status == 404
        assert visitor.get("source/vn-broken/x")["Location"] == "../source?id=vn-broken%2Fx"
        assert visitor.get("a/b").status == 404
        assert visitor.get("icon.svg")["Content-Type"] == "image/svg+xml"


def test_a_store_that_cannot_be_read_is_told(settings: Settings, store: Store, vitals: Vitals, tmp_path: Path) -> None:
    with desk(settings, store, vitals) as visitor:
        with store.write() as connection:
            connection.exec_driver_sql("ALTER TABLE sources RENAME TO lost")
        answer = visitor.get("")
        assert answer.status == 503
        assert b"The store cannot be read" in answer.body
