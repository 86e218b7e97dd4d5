"""nginx in front of Loa, as deploy/nginx.conf puts it there: the real one before a real service."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.site.assets import ASSETS
from feeds.web.shelf import MEDIA_TYPES
from news import clock
from tests.scheduler.live import Running
from tests.scheduler.portals import Portal

CONFIG = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
AROUND = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {config};
}}
"""
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is missing; `make system` installs it")


class Front:
    """Answers of the server in front."""

    def __init__(self, port: int, public: Path) -> None:
        self.port = port
        self.public = public

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with contextlib.closing(connection):
            connection.request(method, path, headers={"Host": "feeds.example.org", **named})
            answer = connection.getresponse()
            names = {name.lower() for name in answer.headers}
            return answer.status, {name: ", ".join(answer.headers.get_all(name, [])) for name in names}, answer.read()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    service = Running(folder / "loa")
    service.folder.mkdir()
    port = service.port + 1  # the second of its two
    text = CONFIG.read_text(encoding="utf-8")
    for there, here in (
        ("server 127.0.0.1:8080;", f"server 127.0.0.1:{service.port};"),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("root /var/lib/loa/public;", f"root {service.folder}/public;"),
    ):
        assert there in text
        text = text.replace(there, here)
    (folder / "loa.conf").write_text(text, encoding="utf-8")
    around = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # the folders of tests are readable by their owner alone
    around.write_text(user + AROUND.format(folder=folder, config=folder / "loa.conf"), encoding="utf-8")
    assert NGINX is not None
    checked = subprocess.run([NGINX, "-t", "-c", str(around)], capture_output=True, text=True, check=False, timeout=60)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr
    with Portal("a") as portal, contextlib.ExitStack() as ending:
        service.configure(portal)
        text = service.file.read_text(encoding="utf-8")
        service.file.write_text(f'public_url = "http://feeds.example.org/"\n{text}', encoding="utf-8")
        ending.callback(service.stop)
        service.start()
        server = subprocess.Popen([NGINX, "-c", str(around)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ending.callback(server.wait, 30)
        ending.callback(server.terminate)
        found = Front(port, service.folder / "public")
        deadline = clock.monotonic() + 30
        while True:
            with contextlib.suppress(ConnectionError):
                assert found.get("/all/feed.atom")[1]["server"].startswith("nginx")
                break
            assert clock.monotonic() < deadline, (folder / "error.log").read_text(encoding="utf-8")
            time.sleep(0.05)
        yield found


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/all/feed.rss", "application/rss+xml"),
        ("/all/feed.atom", "application/atom+xml"),
        ("/all/feed.json", "application/feed+json"),
        ("/feeds.opml", "text/x-opml"),
    ],
)
def test_files_come_from_the_disk_with_their_types_and_are_not_sent_twice(front: Front, path: str, kind: str) -> None:
    status, headers, body = front.get(path)
    assert status == 200
    assert headers["content-type"] == f"{kind}; charset=utf-8"
    assert headers["cache-control"] == "public, max-age=300"
    assert body == (front.public / path[1:]).read_bytes()
    assert front.get(path, If_None_Match=headers["etag"])[0] == 304
    assert front.get(path, If_Modified_Since=headers["last-modified"])[0] == 304
    assert front.get(path, If_None_Match='"another"')[0] == 200


def test_a_feed_is_everybodys_and_a_browser_is_led_to_its_page(front: Front) -> None:
    _, headers, _ = front.get("/all/feed.atom", Accept="application/atom+xml")
    assert headers["access-control-allow-origin"] == "*"
    assert headers["link"] == '<http://feeds.example.org/all/feed.atom>; rel="self"'
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["access-control-expose-headers"] == "ETag, Link, Retry-After"
    status, headers, _ = front.get(
        "/all/feed.atom", "OPTIONS", Origin="https://reader.example", Access_Control_Request_Method="GET"
    )
    assert (status, headers["access-control-allow-origin"]) == (204, "*")
    assert "If-None-Match" in headers["access-control-allow-headers"]
    for said in ({"Sec_Fetch_Dest": "document"}, {"Upgrade_Insecure_Requests": "1"}):
        status, headers, _ = front.get("/all/feed.atom", **said)
        assert (status, headers["location"]) == (303, "http://feeds.example.org/all/?feed=feed.atom")


def test_the_front_knows_every_kind_of_file_that_is_published() -> None:
    (types,) = re.findall(r"types \{(.*?)\}", CONFIG.read_text(encoding="utf-8"), flags=re.DOTALL)
    known = {f".{ending}": kind for kind, ending in re.findall(r"(\S+)\s+(\w+);", types)}
    assert {ending: kind.partition(";")[0] for ending, kind in MEDIA_TYPES.items()}.items() <= known.items()
    assert {Path(name).suffix for name in ASSETS} <= known.keys()


def test_a_feed_is_compressed_for_who_can_read_that(front: Front) -> None:
    _, headers, body = front.get("/all/feed.atom", Accept_Encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert headers["vary"] == "Accept-Encoding, Sec-Fetch-Dest, Upgrade-Insecure-Requests"
    assert gzip.decompress(body) == (front.public / "all/feed.atom").read_bytes()
    assert front.get("/all/feed.atom", Accept_Encoding="gzip", If_None_Match=headers["etag"])[0] == 304
    ready = front.public / "all/feed.rss.gz"
    ready.write_bytes(gzip.compress(b"compressed beforehand"))
    assert gzip.decompress(front.get("/all/feed.rss", Accept_Encoding="gzip")[2]) == b"compressed beforehand"
    ready.unlink()


def test_pages_searches_and_what_is_not_there_come_from_loa(front: Front) -> None:
    status, headers, body = front.get("/")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    article = re.search(rb'href="([^"]*bai/[^"]+)"', body)
    assert (
        b"T\xe1\xbb\x95ng k" in body or b"t\xe1\xbb\x95ng k" in body
    )  # the article, which no file of the folder shows as a page
    assert "content-security-policy" in headers
    if article:
        assert front.get(article[1].decode().removeprefix("http://feeds.example.org"))[0] == 200
    status, headers, body = front.get("/search/feed.atom?q=ph%C6%B0%E1%BB%9Dng")
    assert (status, headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
    assert front.get("/nothing/feed.atom")[0] == 404
    assert front.get("/chosen.opml", "POST")[0] == 400, "nothing was ticked"
    assert front.get("/healthz")[2] == b"ok\n"


def test_who_asks_is_told_to_loa_so_that_nobody_becomes_the_operator(front: Front) -> None:
    assert front.get("/metrics")[0] == 404
    assert front.get("/metrics", X_Forwarded_For="127.0.0.1")[0] == 404


@pytest.mark.parametrize("path", ["/.loa-index", "/all/.hidden", "/addresses.json", "/../loa.toml", "/%2e%2e/loa.toml"])
def test_what_is_nobodys_business_is_not_served(front: Front, path: str) -> None:
    (front.public / ".loa-index").touch()
    assert front.get(path)[0] in {400, 404}
