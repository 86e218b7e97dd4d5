"""`loa check` on sites that are well and on sites that are not: each has its name, its reason and an advice."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from crawler.commands.verdict import ADVICE
from tests.conftest import Loa
from tests.sites import Site, allowing, article, listing, offering, page, server_of, with_robots

ARTICLES = ("a-1", "b-2", "c-3")
HEALTHY = {"/": listing(*(f"/{name}.html" for name in ARTICLES)), **{f"/{name}.html": article(name) for name in ARTICLES}}
CHALLENGE = '<script>document.cookie="D1N="+"0123456789abcdef"+"; path=/";window.location.reload(true);</script>'
SITES: dict[str, tuple[Site, str, str]] = {
    "well": (allowing(HEALTHY), "ok", ""),
    "forbidden": (with_robots(200, b"User-agent: *\nDisallow: /"), "broken", "robots"),
    "ill": (with_robots(503, b""), "broken", "http 503"),
    "empty": (allowing({"/": page("<main><p>Chưa có tin.</p></main>")}), "broken", "empty"),
    "parked": (allowing({"/": page("<h1>x.vn</h1><p>This domain is for sale. Buy this domain today!</p>")}), "broken", "parked"),
    "gone": (allowing({}), "broken", "http 404"),
    "challenged": (allowing({"/": page(CHALLENGE)}), "broken", "challenge"),
    "mistyped": (allowing({"/": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4")}), "broken", "not a page"),
    "hollow": (offering(page("<h1>Không tìm thấy trang</h1><p>404</p>")), "ok", ""),
}


@pytest.fixture(scope="module")
def ports() -> Iterator[dict[str, int]]:
    servers = {name: server_of(site) for name, (site, _, _) in SITES.items()}
    for server in servers.values():
        Thread(target=server.serve_forever, daemon=True).start()
    yield {name: server.server_port for name, server in servers.items()}
    for server in servers.values():
        server.shutdown()
        server.server_close()


@pytest.fixture
def declare(tmp_path: Path) -> Callable[..., None]:
    def write(**homepages: str) -> None:
        lines = ['contact = "mailto:test@example.org"', "[crawl]", "delay_seconds = 0"]
        for name, homepage in homepages.items():
            lines += ["[[source]]", f'id = "vn-{name}"', f'title = "{name}"']
            lines += [f'homepage = "{homepage}"', f'listings = ["{homepage}"]']
        (tmp_path / "loa.toml").write_text("\n".join(lines), encoding="utf-8")

    return write


def verdicts(loa: Loa, *arguments: str) -> dict[str, dict[str, Any]]:
    result = loa("check", "--json", *arguments, LOA_CRAWL_ALLOW_PRIVATE_HOSTS='["127.0.0.1", "localhost"]')
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == int(any(line["state"] == "broken" for line in lines)), result.stderr
    return {line["source"].removeprefix("vn-"): line for line in lines}


def test_every_state_of_a_site_has_its_name(ports: dict[str, int], declare: Callable[..., None], loa: Loa) -> None:
    nowhere = {"unresolved": "http://no-such-host.invalid/", "silent": "http://127.0.0.1:9/"}
    declare(**{name: f"http://127.0.0.1:{port}/" for name, port in ports.items()}, **nowhere)
    found = verdicts(loa)
    for name, (_, state, kind) in SITES.items():
        assert (found[name]["state"], found[name]["kind"]) == (state, kind), found[name]
    assert found["unresolved"]["kind"] == "dns"
    assert found["silent"]["kind"] == "connection"
    for verdict in found.values():
        assert bool(verdict["advice"]) == (verdict["state"] == "broken"), verdict
        assert verdict["reason"]
    assert found["well"]["links"] == found["well"]["read"] == 3


def test_a_person_reads_one_line_and_an_advice(ports: dict[str, int], declare: Callable[..., None], loa: Loa) -> None:
    declare(well=f"http://127.0.0.1:{ports['well']}/", parked=f"http://127.0.0.1:{ports['parked']}/")
    result = loa("check")
    assert result.returncode == 1
    assert "vn-well" in result.stdout
    assert "BROKEN" in result.stdout
    assert ADVICE["parked"] in result.stdout
    assert "1 ok, 0 quiet, 1 broken" in result.stdout
    assert "own connection" not in result.stdout
    assert loa("check", "vn-well").returncode == 0
    unknown = loa("check", "vn-nobody")
    assert unknown.returncode == 2
    assert "vn-nobody" in unknown.stderr


def test_their_new_markup_is_told_from_a_fault_of_ours(declare: Callable[..., None], loa: Loa, tmp_path: Path) -> None:
    pages = dict(HEALTHY)
    server = server_of(lambda path: pages.get(path, (404, {}, b"")))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        home = f"http://127.0.0.1:{server.server_port}/"
        declare(town=home)
        with (tmp_path / "loa.toml").open("a", encoding="utf-8") as file:
            file.write('\n[source.selectors]\ntitle = "h1"\nbody = "article"\n')
        assert loa("record", "vn-town", f"{home}a-1.html", "--case", "a", "--folder", "cases").returncode == 0
        assert verdicts(loa, "--folder", "cases")["town"]["state"] == "ok"
        for path in ("/a-1.html", "/b-2.html", "/c-3.html"):
            status, headers, body = pages[path]
            pages[path] = (status, headers, body.replace(b"article>", b"section>"))
        theirs = verdicts(loa, "--folder", "cases")["town"]
        assert (theirs["kind"], "body" in theirs["reason"]) == ("layout", True)
        case = tmp_path / "cases" / "vn-town" / "a" / "expected.json"
        expected = json.loads(case.read_text(encoding="utf-8"))
        expected["source"]["selectors"]["body"] = "h5"  # as if a change of ours no longer found it
        case.write_text(json.dumps(expected), encoding="utf-8")
        ours = verdicts(loa, "--folder", "cases")["town"]
        assert ours["kind"] == "ours", ours
    finally:
        server.shutdown()
        server.server_close()


def test_a_check_reaches_no_further_into_a_network_than_a_crawl(
    ports: dict[str, int], declare: Callable[..., None], loa: Loa
) -> None:
    declare(inside=f"http://localhost:{ports['well']}/")
    result = loa("check", "--json")
    assert json.loads(result.stdout)["kind"] == "private address"


def test_readers_that_are_sent_elsewhere_and_domains_that_were_sold_have_their_names(
    ports: dict[str, int], declare: Callable[..., None], loa: Loa
) -> None:
    """The other hosts are this machine under its other name."""

    def sending(target: str, *paths: str) -> Site:
        return lambda path: (302, {"Location": target}, b"") if path in paths else HEALTHY.get(path, (404, {}, b""))

    targets = {name: f"http://localhost:{ports[name]}/" for name in ("well", "parked")}
    servers = {
        "moved": server_of(sending(targets["well"], "/")),
        "sold": server_of(sending(targets["parked"], "/")),
        "lured": server_of(sending(f"{targets['well']}a-1.html", *(f"/{name}.html" for name in ARTICLES))),
    }
    for server in servers.values():
        Thread(target=server.serve_forever, daemon=True).start()
    try:
        homes = {name: f"http://127.0.0.1:{server.server_port}/" for name, server in servers.items()}
        declare(**homes)
        found = verdicts(loa)
        assert {name: verdict["kind"] for name, verdict in found.items()} == {"moved": "host", "sold": "parked", "lured": "host"}
        assert "localhost" in found["moved"]["reason"]
    finally:
        for server in servers.values():
            server.shutdown()
            server.server_close()


def test_every_listing_of_a_source_is_looked_at(declare: Callable[..., None], loa: Loa, tmp_path: Path) -> None:
    server = server_of(allowing(HEALTHY | {"/van-ban": page("<main><p>Chưa có tin.</p></main>")}))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        declare(town=f"http://127.0.0.1:{server.server_port}/")
        file = tmp_path / "loa.toml"
        text = file.read_text(encoding="utf-8")
        home = f"http://127.0.0.1:{server.server_port}/"
        file.write_text(text.replace(f'["{home}"]', f'["{home}", "{home}van-ban"]'), encoding="utf-8")
        found = verdicts(loa)["town"]
        assert (found["kind"], "/van-ban" in found["reason"]) == ("empty", True)
    finally:
        server.shutdown()
        server.server_close()


def test_the_requests_of_one_run_are_no_limit_for_a_check_of_many(
    ports: dict[str, int], declare: Callable[..., None], loa: Loa, tmp_path: Path
) -> None:
    declare(**{name: f"http://127.0.0.1:{ports[name]}/" for name in ("well", "hollow")}, odd="http://127.0.0.1:9/")
    file = tmp_path / "loa.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("delay_seconds = 0", "delay_seconds = 0\nmax_requests = 2"), encoding="utf-8")
    found = verdicts(loa)
    assert {name: verdict["kind"] for name, verdict in found.items()} == {"well": "", "hollow": "", "odd": "connection"}


def test_two_hundred_sources_are_a_line_each_and_one_advice_for_each_kind(declare: Callable[..., None], loa: Loa) -> None:
    declare(**{f"xa-{number}": f"http://127.0.0.1:9/{number}/" for number in range(200)})
    result = loa("check")
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert len(lines) == 203
    assert len({line.index("BROKEN") for line in lines[:200]}) == 1
    assert lines[200:] == [
        "0 ok, 0 quiet, 200 broken",
        "  None of them could be reached: look at this machine's own connection first.",
        f"  200 connection: {ADVICE['connection']}",
    ]
