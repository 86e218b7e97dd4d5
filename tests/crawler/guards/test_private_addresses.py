"""Nothing inside a network is reached, however the way there is spelt."""

import asyncio
import json
from collections.abc import Sequence

import pytest
from scrapy import Request

from crawler.guards.client import Client
from crawler.guards.resolver import Resolver, system_lookup
from news.reach import AllowedHosts
from tests.crawler.guards.conftest import Crawls, Site, http, offering

SPELLINGS = (
    "127.0.0.1",
    "localhost",
    "localhost.",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "0.0.0.0",
)


def test_every_spelling_of_this_machine_is_refused_before_a_connection_is_made(crawls: Crawls) -> None:
    sites = {f"s{number}": crawls.site(offering(), host=host) for number, host in enumerate(SPELLINGS)}
    crawled = crawls.crawl(sites, allow="[]")
    for name, site in sites.items():
        run = crawled.run(name)
        assert set(run.failed) <= {"private address", "robots", "dns", "fetch", "host", "unexpected"}, (site.url, run.failed)
        assert "unexpected" not in run.failed, (site.url, run.error)
        assert run.error
        assert site.visits == []
    assert "allow_private_hosts" in (crawled.run("s0").error or "")


def test_a_host_is_excepted_by_its_own_name_alone(crawls: Crawls) -> None:
    named, other = crawls.site(offering(), host="localhost"), crawls.site(offering())
    crawled = crawls.crawl({"named": named, "other": other}, allow=f'["localhost:{named.port}"]')
    assert len(crawled.titles("named")) == 2
    assert dict(crawled.run("other").failed) == {"private address": 1}
    assert other.visits == []


def test_a_redirect_into_the_network_is_refused(crawls: Crawls) -> None:
    inside = crawls.site(offering())
    public = crawls.site(offering(http(status=302, Location=inside.url)), host="localhost")
    head = f'[[source]]\nid = "vn-in"\ntitle = "a"\nhomepage = "{public.url}"\nlistings = ["{public.url}"]\n'
    more = f'{head}hosts = ["127.0.0.1:{inside.port}"]'
    crawled = crawls.crawl({}, more=more, allow='["localhost"]', also=("vn-in",))
    assert dict(crawled.run("in").failed) == {"private address": 1}
    assert inside.visits == []


@pytest.mark.parametrize("allowed", [False, True], ids=["as it is", "when this machine is allowed"])
def test_a_redirect_into_the_network_is_refused_in_every_spelling(crawls: Crawls, allowed: bool) -> None:
    """Each source names the spelling among its hosts, so that only the address can refuse; allowed, some of them do lead in."""
    inside = crawls.site(offering())
    spelt = [f"{host}:{inside.port}" for host in (*SPELLINGS, "LOCALHOST", "127.0.0.1.", "%31%32%37.0.0.1", "①②⑦.0.0.1")]
    more, open_ports = "", []
    for number, host in enumerate(spelt):
        public = crawls.site(offering(http(status=302, Location=f"http://{host}/tin-1002.html")))
        open_ports.append(f"127.0.0.1:{public.port}")
        more += f'[[source]]\nid = "vn-s{number}"\ntitle = "a"\nhomepage = "{public.url}"\nlistings = ["{public.url}"]\n'
        more += f'hosts = ["{host.lower()}", "{host}"]\n'
    networks = ["127.0.0.0/8", "localhost", "::1"] if allowed else []
    crawled = crawls.crawl(
        {}, more=more, allow=json.dumps(open_ports + networks), also=[f"vn-s{number}" for number in range(len(spelt))]
    )
    if allowed:
        assert "/tin-1002.html" in inside.paths, "some spelling leads in, or the other half of this test shows nothing"
        return
    for number, host in enumerate(spelt):
        run = crawled.run(f"s{number}")
        [(kind, count)] = run.failed.items()
        assert kind in {"private address", "host", "dns", "robots", "fetch"}, (host, kind)
        assert count == 1
        assert crawled.titles(f"s{number}") == ["Hội nghị tổng kết số 2 của phường"]
    assert inside.visits == []


def test_the_redirect_of_a_robots_file_into_the_network_is_refused(crawls: Crawls) -> None:
    inside = crawls.site(offering(robots=http("User-agent: *\nAllow: /")))
    public = crawls.site(offering(robots=http(status=301, Location=f"{inside.url}robots.txt")), host="localhost")
    crawled = crawls.crawl({"a": public}, allow='["localhost"]')
    assert set(public.paths) == {"/robots.txt"}
    assert inside.visits == []
    assert not crawled.run("a").ok


def asked(site: Site, *found: Sequence[str], allow: Sequence[str] = ()) -> list[int | str]:
    """What comes of asking "town.example" once for every answer that its name server gives: a status, or the error's name."""
    answers = iter(found)

    async def ask() -> list[int | str]:
        outcomes: list[int | str] = []
        for _ in found:
            resolver = Resolver(lambda _host, _port: next(answers))
            client = Client(allowed=AllowedHosts.parse(allow), extra_ca_file={}, resolver=resolver)
            try:
                async with client.ask(Request(f"http://town.example:{site.port}/"), seconds=5) as answer:
                    outcomes.append(answer.status)
            except Exception as error:  # noqa: BLE001 whatever it is called is what is looked at
                outcomes.append(type(error).__name__)
            await client.close()
        return outcomes

    return asyncio.run(ask())


def test_only_allowed_addresses_are_connected_to(crawls: Crawls) -> None:
    site = crawls.site(offering())
    assert asked(site, ["127.0.0.1"], ["10.0.0.1", "::1"], ["127.0.0.1", "fe80::1%1"]) == ["AddressRefusedError"] * 3
    assert asked(site, []) == ["CannotResolveHostError"]
    assert site.visits == []
    assert asked(site, ["10.0.0.1", "127.0.0.1"], allow=["127.0.0.0/8"]) == [200]
    assert asked(site, ["127.0.0.1"], allow=["town.example"]) == [200]
    assert asked(site, ["127.0.0.1"], allow=["other.example"]) == ["AddressRefusedError"]


def test_a_name_server_that_changes_its_mind_gains_nothing(crawls: Crawls) -> None:
    site = crawls.site(offering())
    assert asked(site, ["127.0.0.1"], ["10.0.0.1"], allow=["127.0.0.1/32"]) == [200, "AddressRefusedError"]


def test_this_machine_knows_itself_and_not_what_cannot_be() -> None:
    assert "127.0.0.1" in system_lookup("localhost", 80)
    assert system_lookup("no such host", 80) == ()
    assert system_lookup("x" * 300, 80) == ()
