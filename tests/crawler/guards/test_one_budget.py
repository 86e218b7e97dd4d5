"""One budget a host: over all its sources, over restarts, and without holding up anybody else."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

from news import clock
from news.politeness import FIRST_REST, HostState
from news.store import Store
from tests.crawler.guards.conftest import Answer, Crawls, Piece, Site, article, http, listing, offering


def gaps(site: Site) -> list[float]:
    return [later.at - earlier.at for earlier, later in pairwise(site.visits)]


def source(name: str, listing_address: str, *hosts: Site) -> str:
    shown = ", ".join(f'"127.0.0.1:{host.port}"' for host in hosts)
    return (
        f'[[source]]\nid = "vn-{name}"\ntitle = "{name}"\nhomepage = "{listing_address}"\n'
        f'listings = ["{listing_address}"]\nhosts = [{shown}]\n'
    )


def slowly(path: str) -> Answer:
    def pieces() -> Iterator[Piece]:
        yield 0.1
        answer = offering()(path)
        assert isinstance(answer, bytes)
        yield answer

    return pieces()


def test_two_sources_that_share_a_host_in_part_never_double_its_rate(crawls: Crawls) -> None:
    shared = crawls.site(slowly)
    front = http(listing(f"{shared.url}tin-1001.html", f"{shared.url}tin-1002.html"))
    one, two = (crawls.site(lambda path: front if path == "/" else http(status=404)) for _ in range(2))
    more = source("one", one.url, shared) + source("two", two.url, shared)
    crawled = crawls.crawl({}, "delay_seconds = 0.4", more=more, also=("vn-one", "vn-two"))
    assert shared.most_open == 1
    assert min(gaps(shared)) > 0.4
    assert crawled.store.hosts.state(f"127.0.0.1:{shared.port}") is not None


def test_a_check_takes_turns_with_the_crawl_it_runs_beside(crawls: Crawls) -> None:
    paths = [f"/tin-{number}.html" for number in range(1001, 1013)]

    def answers(path: str) -> Iterator[Piece]:
        yield 0.1
        yield http(listing(*paths)) if path == "/" else http(article(path)) if path in paths else http(status=404)

    site = crawls.site(answers)
    with ThreadPoolExecutor() as pool:
        crawl = pool.submit(crawls.crawl, {"a": site}, "delay_seconds = 0.5")
        while len(site.visits) < 3:
            time.sleep(0.05)
        check = crawls.command("check", "vn-a")
        crawled = crawl.result()
    assert check.returncode == 0, check.stdout + check.stderr
    assert len(crawled.titles("a")) == 12
    # The crawl asked for robots.txt and all pages; the check, which has robots.txt from the store, for the listing and three.
    assert len(site.visits) == 2 + 12 + 1 + 3
    assert site.most_open == 1
    assert min(gaps(site)) > 0.5


def test_what_a_check_is_told_of_rest_holds_for_the_crawl_beside_it(crawls: Crawls) -> None:
    site = crawls.site(offering())
    crawls.crawl({"a": site}, "delay_seconds = 0.1")
    [file] = (crawls.folder / "data" / "hosts").iterdir()
    file.write_text((clock.now() + timedelta(hours=1)).isoformat(), encoding="ascii")
    count = len(site.visits)
    assert set(crawls.crawl({"a": site}).run("a").failed) == {"host resting"}
    assert len(site.visits) == count


def test_a_crawl_delay_is_kept_and_lasts_over_runs(crawls: Crawls) -> None:
    site = crawls.site(offering(robots=http("User-agent: *\nCrawl-delay: 0.7")))
    crawls.crawl({"a": site})
    assert len(site.visits) == 4
    assert min(gaps(site)) > 0.65
    count = len(site.visits)
    crawls.crawl({"a": site})
    assert min(gaps(site)[count:]) > 0.65


def test_a_host_that_asks_for_rest_is_left_alone_by_this_run_and_the_next(crawls: Crawls) -> None:
    site = crawls.site(lambda path: http(status=429, Retry_After="3600") if path == "/" else offering()(path))
    first = crawls.crawl({"a": site})
    assert dict(first.run("a").failed) == {"http 429": 1}
    assert site.paths == ["/robots.txt", "/"]
    second = crawls.crawl({"a": site})
    assert dict(second.run("a").failed) == {"host resting": 1}
    assert "the host rests until" in (second.run("a").error or "")
    assert site.paths == ["/robots.txt", "/"]
    state = second.store.hosts.state(f"127.0.0.1:{site.port}")
    assert state is not None
    assert state.next_allowed is not None
    assert timedelta(minutes=55) < state.next_allowed - clock.now() < timedelta(minutes=61)


def test_a_short_rest_is_waited_for_within_the_run(crawls: Crawls) -> None:
    asked: list[str] = []

    def answers(path: str) -> Answer:
        asked.append(path)
        return http(status=503, Retry_After="2") if asked.count("/") == 1 and path == "/" else offering()(path)

    site = crawls.site(answers)
    crawled = crawls.crawl({"a": site})
    assert len(crawled.titles("a")) == 2
    assert gaps(site)[1] > 1.9


def test_failures_in_a_row_break_the_circuit_and_a_probe_closes_it(crawls: Crawls) -> None:
    broken = {"now": True}
    links = [f"/tin-{number}.html" for number in range(1001, 1021)]

    def answers(path: str) -> Answer:
        match path:
            case "/":
                return http(listing(*links))
            case "/robots.txt":
                return http(status=404)
        return http(status=502) if broken["now"] else http(article(path))

    site = crawls.site(answers)
    crawled = crawls.crawl({"a": site}, "run_minutes = 1")
    failed = crawled.run("a").failed
    assert failed["http 502"] + failed["host resting"] == 20
    assert failed["http 502"] <= 5
    assert len(site.visits) == 7
    name = f"127.0.0.1:{site.port}"
    state = crawled.store.hosts.state(name)
    assert state is not None
    assert state.failures == 5
    assert state.next_allowed is not None
    assert timedelta() < state.next_allowed - clock.now() <= FIRST_REST
    assert set(crawls.crawl({"a": site}).run("a").failed) == {"host resting"}
    assert len(site.visits) == 7
    broken["now"] = False
    with Store.open(f"sqlite:///{crawls.folder / 'data' / 'loa.sqlite3'}") as store:
        store.hosts.keep([HostState(host=name, failures=5, next_allowed=clock.now())], [])
    for file in (crawls.folder / "data" / "hosts").iterdir():
        file.unlink()  # where the processes of the machine read how long the host rests
    again = crawls.crawl({"a": site})
    assert len(again.titles("a")) == 20
    recovered = again.store.hosts.state(name)
    assert recovered is not None
    assert recovered.failures == 0


def test_challenges_in_a_row_are_backed_off_from_whatever_their_status(crawls: Crawls) -> None:
    challenge = '<html><script>document.cookie="D1N=" + "0123456789abcdef";location.reload(true)</script></html>'
    links = [f"/tin-{number}.html" for number in range(1001, 1011)]

    def answers(path: str) -> Answer:
        match path:
            case "/":
                return http(listing(*links))
            case "/robots.txt":
                return http(status=404)
        return http(challenge, status=403 if int(path[5:9]) % 2 else 200)

    site = crawls.site(answers)
    crawled = crawls.crawl({"a": site})
    failed = crawled.run("a").failed
    assert failed["challenge"] == 5
    assert failed["host resting"] == 5
    [day] = crawled.store.hosts.days(since=clock.now().date())[f"127.0.0.1:{site.port}"]
    assert day.requests == 7
    assert day.failed == {"challenge": 5}


def test_unchanged_pages_and_bytes_are_counted(crawls: Crawls) -> None:
    def answers(path: str) -> Answer:
        answer = offering()(path)
        return answer.replace(b"\r\n\r\n", b'\r\nETag: "1"\r\n\r\n', 1) if isinstance(answer, bytes) else answer

    site = crawls.site(answers)
    crawls.crawl({"a": site})
    unchanged = {"/", "/tin-1001.html", "/tin-1002.html"}
    site.answers = lambda path: http(status=304, ETag='"1"') if path in unchanged else answers(path)
    crawled = crawls.crawl({"a": site})
    [day] = crawled.store.hosts.days(since=clock.now().date())[f"127.0.0.1:{site.port}"]
    assert (day.requests, day.unchanged) == (len(site.visits), 3)
    assert day.bytes == sum(
        len(answer.partition(b"\r\n\r\n")[2]) for answer in map(answers, unchanged) if isinstance(answer, bytes)
    )


def test_a_host_that_hangs_holds_up_nobody_else(crawls: Crawls) -> None:
    def hanging(path: str) -> Answer:
        return (piece for piece in (30.0,))

    sites = {f"s{number}": crawls.site(offering()) for number in range(20)} | {"hangs": crawls.site(hanging)}
    crawled = crawls.crawl(sites, "timeout_seconds = 6")
    for number in range(20):
        run = crawled.run(f"s{number}")
        assert run.new == 2
        assert run.seconds < 6
    assert crawled.run("hangs").seconds > 6
    assert not crawled.run("hangs").ok
