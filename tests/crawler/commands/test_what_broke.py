"""`loa check` beside a source's own history: towns that were read well, then changed, and real servers that misbehave."""

import json
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from news import clock
from tests.conftest import LOA, clean_environment
from tests.sites import Answer, listing, page, server_of

NAMES = [f"/tin-{number}.html" for number in range(1001, 1013)]
TEXT = "Sáng 5/3, Ủy ban nhân dân phường tổ chức hội nghị tổng kết công tác vận động nhân dân năm vừa qua. " * 8
Pages = dict[str, Answer]


def article(name: str, *, tag: str = "article", text: str = TEXT, date: str = "") -> Answer:
    number = int(name[5:9])
    shown = date or f"{number - 1000:02}/11/2026 08:{number % 60:02}"
    return page(f"<h1>Hội nghị số {number} của phường</h1><p class=d>Ngày đăng: {shown}</p><{tag}><p>{text}</p></{tag}>")


def well() -> Pages:
    return {"/": listing(*NAMES)} | {name: article(name) for name in NAMES}


def changed(**how: str) -> Callable[[], Pages]:
    return lambda: well() | {name: article(name, **how) for name in NAMES}


def damaged(how: Callable[[bytes], bytes]) -> Callable[[], Pages]:
    def pages() -> Pages:
        return well() | {name: (status, headers, how(body)) for name in NAMES for status, headers, body in [article(name)]}

    return pages


def patchy(every: int) -> Callable[[], Pages]:
    return lambda: well() | {name: article(name, tag="section") for name in reversed(NAMES) if int(name[5:9]) % every == 0}


def stamped() -> Pages:
    now = clock.now().astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    return well() | {name: article(name, date=f"{now:%d/%m/%Y %H:%M}") for name in NAMES}


def unlisted() -> Pages:
    return well() | {"/": page("<main><p>Trang tin đã đổi giao diện.</p></main>")}


def dead(status: int) -> Callable[[], Pages]:
    return lambda: {"/": listing(*NAMES)} | {name: (status, {}, b"") for name in NAMES}


LATER: dict[str, tuple[Callable[[], Pages], str, str]] = {
    "same": (well, "", "12 links, 3 articles read"),
    "redone": (changed(tag="section"), "layout", "body in 10 of 10 articles"),
    "short": (changed(text="Có tin."), "text", "usual are"),
    "undated": (changed(date="không rõ"), "fields", "published is missing"),
    "stamped": (stamped, "dates", "the moment at which it was asked for"),
    "frozen": (changed(date="09/11/2026 10:10"), "dates", "which never happened before"),
    "lossy": (damaged(lambda body: body.decode().encode("cp1258", "replace")), "charset", "characters were lost"),
    "torn": (damaged(lambda body: re.sub(rb"\xe1\xbb.", b"\xe1\xbb", body)), "charset", "characters were lost"),
    "patchy": (patchy(3), "layout", "body in 3 of 10 articles"),
    "odd": (patchy(1002), "", "9 articles read, 1 not"),
    "unlisted": (unlisted, "links", "still reads, with 12 links"),
    "ill": (dead(500), "http 500", "answers 500"),
    "refused": (dead(403), "http 403", "answers 403"),
}
"""By town, what becomes of it, the kind under which that is told, and words of the reason."""
OURS = ("ours-article", "ours-listing")
SELECTORS = {"title": "h1", "body": "article", "date": "p.d", "listing_links": "ul.news a"}
WRONG = {"ours-article": {"body": "h6"}, "ours-listing": {"listing_links": "ol.none a"}}


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages: dict[str, Pages] = {name: well() for name in (*LATER, *OURS)}
        self.servers = {name: server_of(self._site(name)) for name in self.pages}
        for server in self.servers.values():
            Thread(target=server.serve_forever, daemon=True).start()

    def _site(self, name: str) -> Callable[[str], Answer]:
        return lambda path: self.pages[name].get(path, (404, {}, b""))

    def declare(self, wrong: dict[str, dict[str, str]]) -> None:
        lines = ['contact = "mailto:test@example.org"', "[crawl]", "delay_seconds = 0"]
        for name, server in self.servers.items():
            home = f"http://127.0.0.1:{server.server_port}/"
            lines += ["[[source]]", f'id = "vn-{name}"', f'title = "{name}"', f'homepage = "{home}"', f'listings = ["{home}"]']
            lines += ["[source.selectors]", *(f'{key} = "{value}"' for key, value in (SELECTORS | wrong.get(name, {})).items())]
        (self.folder / "loa.toml").write_text("\n".join(lines), encoding="utf-8")

    def loa(self, *arguments: str) -> str:
        """What a command prints."""
        result = subprocess.run(
            [str(LOA), *arguments],
            cwd=self.folder,
            env=clean_environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=150,
        )
        assert result.returncode in (0, 1), result.stderr
        return result.stdout

    def check(self) -> dict[str, dict[str, Any]]:
        lines = (json.loads(line) for line in self.loa("check", "--json").splitlines())
        return {line["source"].removeprefix("vn-"): line for line in lines}

    def close(self) -> None:
        for server in self.servers.values():
            server.shutdown()
            server.server_close()


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, Any]]]:
    """The verdicts on towns that were crawled, passed a check, and changed."""
    world = World(tmp_path_factory.mktemp("what-broke"))
    world.declare({})
    crawled = world.loa("crawl")
    assert crawled.count("12 new") == len(world.pages), crawled
    before = world.check()
    assert {verdict["state"] for verdict in before.values()} <= {"ok", "quiet"}, before
    for name, (pages, _, _) in LATER.items():
        world.pages[name] = pages()
    world.declare(WRONG)
    yield world.check()
    world.close()


@pytest.mark.parametrize("name", LATER)
def test_what_changed_is_named_with_its_reason(found: dict[str, dict[str, Any]], name: str) -> None:
    _, kind, words = LATER[name]
    verdict = found[name]
    assert verdict["kind"] == kind, verdict
    assert words in verdict["reason"]
    assert (verdict["state"] == "broken") == bool(kind) == bool(verdict["advice"])


@pytest.mark.parametrize("name", ["redone", "short", "undated", "stamped", "frozen", "lossy", "torn", "patchy"])
def test_kept_pages_that_read_as_before_say_that_the_site_changed(found: dict[str, dict[str, Any]], name: str) -> None:
    assert "5 pages kept from before read as they did: the site changed" in found[name]["reason"]


def test_kept_pages_that_no_longer_read_say_that_we_broke(found: dict[str, dict[str, Any]]) -> None:
    article, listed = (found[name] for name in OURS)
    assert article["kind"] == listed["kind"] == "ours"
    assert "5 of 5 pages kept from before lost something" in article["reason"]
    assert "body: not found" in article["reason"]
    assert "the listing as it was on" in listed["reason"]
    assert "cannot be read any more" in listed["reason"]


def silent() -> socket.socket:
    """A server that takes connections and says nothing."""
    return socket.create_server(("127.0.0.1", 0), backlog=8)


def robots(answer: Answer) -> Callable[[str], Answer]:
    return lambda path: answer if path == "/robots.txt" else well().get(path, (404, {}, b""))


CHALLENGE = page('<script>document.cookie="D1N="+"0123456789abcdef"+"; path=/";window.location.reload(true);</script>')
ROBOTS: dict[str, tuple[Answer, str]] = {
    "ill": ((500, {}, b""), "http 500"),
    "busy": ((503, {}, b""), "http 503"),
    "often": ((429, {}, b""), "http 429"),
    "short": ((200, {"Content-Length": "9000"}, b"User-agent: *"), "cut short"),
    "wary": (CHALLENGE, "challenge"),
    "strict": ((200, {}, b"User-agent: *\nDisallow: /"), "robots"),
}


def test_a_robots_file_that_cannot_be_had_is_told_by_what_keeps_it(tmp_path: Path) -> None:
    servers = {name: server_of(robots(answer)) for name, (answer, _) in ROBOTS.items()}
    quiet, plain = silent(), server_of(robots((200, {}, b"")))
    homes = {name: f"http://127.0.0.1:{server.server_port}/" for name, server in servers.items()}
    homes |= {"silent": f"http://127.0.0.1:{quiet.getsockname()[1]}/", "tls": f"https://127.0.0.1:{plain.server_port}/"}
    homes |= {"gone": "http://no-such-host.invalid/", "closed": "http://127.0.0.1:9/"}
    wanted = {name: kind for name, (_, kind) in ROBOTS.items()}
    wanted |= {"silent": "timeout", "tls": "tls", "gone": "dns", "closed": "connection"}
    lines = ['contact = "mailto:test@example.org"', "[crawl]", "delay_seconds = 0", "timeout_seconds = 3"]
    for name, home in homes.items():
        lines += ["[[source]]", f'id = "vn-{name}"', f'title = "{name}"', f'homepage = "{home}"', f'listings = ["{home}"]']
    (tmp_path / "loa.toml").write_text("\n".join(lines), encoding="utf-8")
    for server in (*servers.values(), plain):
        Thread(target=server.serve_forever, daemon=True).start()
    try:
        command = [str(LOA), "check", "--json"]
        result = subprocess.run(
            command, cwd=tmp_path, env=clean_environment(), capture_output=True, text=True, check=False, timeout=150
        )
        verdicts = {line["source"].removeprefix("vn-"): line for line in map(json.loads, result.stdout.splitlines())}
        assert {name: verdict["kind"] for name, verdict in verdicts.items()} == wanted, result.stderr
        assert all(verdict["advice"] for verdict in verdicts.values())
        for name in ("ill", "short", "silent", "gone", "closed"):
            assert "robots.txt cannot be fetched" in verdicts[name]["reason"]
        hosts = subprocess.run(
            [str(LOA), "status", "--hosts"], cwd=tmp_path, env=clean_environment(), capture_output=True, text=True, check=True
        )
        assert "no-such-host.invalid" in hosts.stdout, "what a check asks of hosts stands in their accounts too"
    finally:
        quiet.close()
        for server in (*servers.values(), plain):
            server.shutdown()
            server.server_close()
