"""The list of sources and the page of one: what is told, in which order, and that a town's words are only words there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from news import clock
from news.delay import delays_of
from news.offer import Offer
from news.raw import RawPage
from news.settings import Settings
from news.store import Store
from news.store.acts import Act
from news.store.health import Healths
from news.warc import RawPages
from scheduler.operator.facts import Condition
from scheduler.operator.overview import Question
from scheduler.operator.vitals import Vitals
from tests.scheduler.operator.conftest import HOUR, run, source
from tests.scheduler.operator.country import fill
from tests.scheduler.operator.test_desk import desk

HOSTILE = '</title><script>alert(1)</script><img src=x onerror="alert(2)">'


def ids(text: str) -> list[str]:
    return re.findall(r'<tr><th scope="row"><a href="source\?id=([\w-]+)">', text)


def rows(text: str) -> dict[str, str]:
    found = re.findall(r'<tr><th scope="row"><a href="source\?id=([\w-]+)">(.*)', text)
    return {name: re.sub(r"<[^>]+>", " ", row) for name, row in found}


def test_what_needs_attention_is_first(settings: Settings, store: Store, vitals: Vitals) -> None:
    store.acts.ask("vn-broken", Act.CRAWL, now=clock.now())
    with desk(settings, store, vitals) as visitor:
        text = visitor.text()
    names = ("broken", "once", "unproven", "paused", "new", "fresh", "old")
    assert ids(text) == [f"vn-{name}" for name in names]
    told = rows(text)
    assert re.search(r"broken\s+for 2 h, crawl asked", told["vn-broken"])
    assert "dns: https://broken.example/tin: dns" in told["vn-broken"]
    assert "name server" in told["vn-broken"]
    assert "60 min ago: failed" in told["vn-broken"]
    assert re.search(r"3 h ago: 2 new\s+in (?:59|60) min\s+0\s+2\s+7", told["vn-fresh"])
    assert "never" in told["vn-new"]
    assert "loa check vn-unproven" in told["vn-unproven"]


def test_all_together(settings: Settings, store: Store, vitals: Vitals) -> None:
    now = clock.now()
    vitals.scheduled, vitals.published = True, now - 3 * HOUR
    with store.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO delays VALUES ('vn-fresh', ?, ?, 5400)",
            (now.date().isoformat(), str(list(delays_of([HOUR / 2, HOUR]).counts))),
        )
    with desk(settings, store, vitals) as visitor:
        text = re.sub(r"<[^>]+>", "", visitor.text())
    assert "7 1 broken, 1 failed once, 1 waits for its check, 1 paused, 1 not crawled yet, 1 fresh, 1 no longer crawled" in text
    assert "30 min at the median" in text
    assert "10 since midnight UTC: read 5, unchanged 3, failed 2; 35 pages in 7 days" in text
    assert "3 sources wait for a crawl; published 3 h ago" in text
    assert "jobs, no alert pending" in text
    assert "free" in text
    assert "Loa 0.1.0" in text


def test_a_server_beside_no_service_says_so(settings: Settings, store: Store) -> None:
    with desk(settings, store, Vitals()) as visitor:
        assert "nothing crawls: <code>loa run</code> is not running" in visitor.text()
        assert "vn-old" in visitor.text("?state=fresh"), "nobody here knows what is crawled"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=XA+broken", ["vn-broken"]),
        ("q=x%C3%A3%20broken", ["vn-broken"]),
        ("q=fresh.example", ["vn-fresh"]),
        ("q=no+such+host", ["vn-unproven"]),
        ("state=paused", ["vn-paused"]),
        ("state=attention", ["vn-broken", "vn-once", "vn-unproven"]),
        ("state=attention&q=once", ["vn-once"]),
        ("state=failed+once", ["vn-once"]),
        ("q=nothing", []),
    ],
)
def test_looking_for_sources(settings: Settings, store: Store, vitals: Vitals, query: str, found: list[str]) -> None:
    with desk(settings, store, vitals) as visitor:
        text = visitor.text(f"?{query}")
    assert ids(text) == found
    assert ("No source is like that" in text) == (not found)


def test_what_is_no_question_asks_for_all() -> None:
    assert Question.of({"state": "<script>", "q": " " * 300}) == Question()
    assert {Question.of({"state": each.value}).state for each in Condition} == set(Condition)


def test_a_country_fits_on_one_page(settings: Settings) -> None:
    with Store.open(settings.store_url) as store:
        fill(store, count=500, now=clock.now())
        with desk(settings, store, Vitals()) as visitor:
            answer = visitor.get()
    assert len(ids(answer.body.decode())) == 500
    assert len(answer.body) < 200_000


def test_no_town_writes_into_the_page(settings: Settings, store: Store, vitals: Vitals) -> None:
    now = clock.now()
    bad = replace(source("bad"), title=HOSTILE, homepage="javascript:alert(3)", family=HOSTILE)
    store.keep_source(bad, now=now)
    for hours in (3, 2, 1):
        failing = run("bad", now - hours * HOUR, failed=HOSTILE)
        store.runs.keep(replace(failing, error=f"{HOSTILE} {'x' * 5000}", warnings={HOSTILE: 2}))
    Healths(store).judge(bad, now=now)
    store.offers.remember("vn-bad", [Offer(name="n", url=f'https://bad.example/"{HOSTILE}')], now=now)
    store.offers.failed("vn-bad", "n", HOSTILE, now=now)
    vitals.sources = lambda: (bad,)
    with desk(settings, store, vitals) as visitor:
        for path in ("", "?q=%3Cscript%3E%22", "source?id=vn-bad"):
            text = visitor.text(path)
            assert not re.search(r"<(script|img)", text)
            assert "javascript:" not in re.sub(r">[^<]*<", "><", text), "no link leads there"
            assert "x" * 1000 not in text
        assert visitor.get("source?id=%3Cscript%3E").body.count(b"<script") == 0


def test_everything_of_one_source(settings: Settings, store: Store, vitals: Vitals) -> None:
    now = clock.now()
    pages = RawPages(settings.pages_dir, store)
    listing, article = "https://broken.example/tin", "https://broken.example/1"
    kept = [
        pages.keep(
            RawPage(source="vn-broken", asked=asked, url=asked, fetched=now, status=200, headers=(), body=asked.encode()),
            problem="layout",
        )
        for asked in (listing, article)
    ]
    offers = [Offer(name="1", url=article), Offer(name="2", url="https://broken.example/2")]
    store.offers.remember("vn-broken", offers, now=now)
    for name, error in (("1", "title: not found"), ("2", "timeout")):
        store.offers.failed("vn-broken", name, error, now=now - HOUR)
    with desk(settings, store, vitals) as visitor:
        text = visitor.text("source?id=vn-broken")
    assert [each.id for each in kept if each] == [int(each) for each in dict.fromkeys(re.findall(r"page\?id=(\d+)", text))]
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    assert "The page that could not be read" in plain, "the listing is what broke it"
    assert re.search(r"/1 title: not found 60 min ago , 1 attempt as it came", plain)
    assert re.search(r"/2 timeout 60 min ago , 1 attempt (?!as it came)", plain)
    assert re.search(r"broken since 20\d\d-\d\d-\d\d \d\d:\d\d, for 2 h dns: https://broken.example/tin: dns", plain)
    assert "Its last 2 crawls failed: 30 min at least" in plain
    assert "3 crawls, 2 of them failed; 7 pages, 1 KB" in plain
    assert "2 offered and not read yet" in plain
    assert "Not known yet: that takes 5 articles" in plain
    assert "No articles in 90 days." in plain
    assert len(re.findall(r'<tr(?: class="failed")?><th scope="row">20', text)) == 3
    assert re.search(r"60 s 0 0 0 0 0 dns 1 https://broken.example/tin: dns", plain)


def test_a_source_that_was_never_crawled_has_a_page(settings: Settings, store: Store, vitals: Vitals) -> None:
    with desk(settings, store, vitals) as visitor:
        assert "It was never crawled." in visitor.text("source?id=vn-new")
        assert "Last check" in visitor.text("source?id=vn-unproven"), "not even kept"


def test_a_rhythm_is_two_pictures_and_words(settings: Settings) -> None:
    with Store.open(settings.store_url) as store:
        fill(store, count=1, now=clock.now(), articles=40)
        with desk(settings, store, Vitals()) as visitor:
            text = visitor.text("source?id=vn-quang-ninh-xa-0")
    assert text.count("<svg aria-hidden") == 2
    assert re.search(r"When news is expected, by the hour of the week \(Asia/Ho_Chi_Minh\). About \d", text)
    assert re.search(r"Articles a day. 3\d articles in 90 days", text)


def test_a_host_of_the_source(settings: Settings, store: Store, vitals: Vitals) -> None:
    with desk(settings, store, vitals) as visitor:
        text = re.sub(r"<[^>]+>", "", visitor.text("source?id=vn-fresh"))
    assert (
        "ok, a request every 2.0 s at most; 10 requests today, 10 in 7 days, 30 % of them unchanged; failed: http 503 2" in text
    )


def test_looks_are_shared(settings: Settings, store: Store, vitals: Vitals) -> None:
    with desk(settings, store, vitals) as visitor:
        before = visitor.text("source?id=vn-fresh")
        store.runs.keep(run("fresh", clock.now() + timedelta(seconds=1), new=77))
        assert "77" not in visitor.text("source?id=vn-fresh").replace(before, ""), "found out seconds ago"


def test_many_sources_are_looked_at_and_only_some_remembered(settings: Settings) -> None:
    with Store.open(settings.store_url) as store:
        fill(store, count=70, now=clock.now())
        with desk(settings, store, Vitals()) as visitor:
            for number in (*range(70), 0):
                assert isinstance(visitor.text(f"source?id=vn-quang-ninh-xa-{number}"), str)
