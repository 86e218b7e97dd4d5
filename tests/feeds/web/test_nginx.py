"""nginx, as docs/running.md sets it up, serves the published folder and sends what lies there compressed."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import brotli
import pytest

from feeds.publish import FeedOptions, publish
from news.store import Store
from tests.conftest import free_ports
from tests.feeds.conftest import NOW, make_article, make_rich

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") or "nginx"
RUNNING = Path(__file__).parents[3] / "docs" / "running.md"
CONFIGURATION = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {root};
{documented}
    }}
}}
"""


def documented() -> str:
    """The lines that the manual gives an operator."""
    text = RUNNING.read_text(encoding="utf-8")
    found = re.search(r"^    types \{.*?(?=\n\n)", text, re.DOTALL | re.MULTILINE)
    assert found
    return found[0]


@pytest.fixture
def public(store: Store, options: FeedOptions) -> FeedOptions:
    store.keep_all([make_rich(str(number)) for number in range(9)], now=NOW)
    told = replace(options, precompressed=True)
    publish(store, told, now=NOW)
    return told


@contextlib.contextmanager
def nginx(folder: Path, root: Path) -> Iterator[int]:
    port = free_ports(1)
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION.format(user=user, folder=folder, root=root, port=port, documented=documented()))
    process = subprocess.Popen([NGINX, "-c", str(file), "-p", str(folder)])
    try:
        for _ in range(200):
            assert process.poll() is None, (folder / "error.log").read_text()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_nginx_sends_what_lies_there_compressed(public: FeedOptions, tmp_path: Path) -> None:
    file = public.public_dir / "all" / "feed.atom"
    packed = file.with_name("feed.atom.gz").read_bytes()
    with nginx(tmp_path, public.public_dir) as port:
        for path, kind in (
            ("/all/feed.atom", "application/atom+xml; charset=utf-8"),
            ("/all/feed.rss", "application/rss+xml; charset=utf-8"),
            ("/all/feed.json", "application/feed+json; charset=utf-8"),
            ("/feeds.opml", "text/x-opml; charset=utf-8"),
            ("/favicon.svg", "image/svg+xml"),
        ):
            status, headers, body = get(port, path, Accept_Encoding="gzip")
            assert (status, headers["content-type"], headers.get("content-encoding")) == (200, kind, "gzip"), path
            plain = get(port, path)
            assert gzip.decompress(body) == plain[2]
            assert "content-encoding" not in plain[1]
            assert plain[1]["last-modified"] == headers["last-modified"] == "Fri, 20 Nov 2026 03:04:05 GMT"
            assert "public" in headers["cache-control"]
        status, headers, body = get(port, "/all/feed.atom", Accept_Encoding="gzip")
        assert body == packed  # the very file, not made for this request
        assert get(port, "/all/feed.atom", Accept_Encoding="gzip", If_None_Match=headers["etag"])[0] == 304
        assert get(port, "/.loa-feeds.json")[0] == 404
        assert get(port, "/.loa-published.json")[0] == 404


def test_compressed_files_go_with_their_files(store: Store, public: FeedOptions) -> None:
    file = public.public_dir / "vn-ha-long" / "feed.atom"
    for ending, unpack in ((".gz", gzip.decompress), (".br", brotli.decompress)):
        beside = file.with_name(file.name + ending)
        assert unpack(beside.read_bytes()) == file.read_bytes()
        assert beside.stat().st_mtime_ns == file.stat().st_mtime_ns
    store.keep(make_article("new"), now=NOW)
    later = NOW + timedelta(hours=1, microseconds=123456)
    report = publish(store, public, now=later)
    assert not [name for name in report.written if name.endswith((".gz", ".br"))]
    assert gzip.decompress(file.with_name("feed.atom.gz").read_bytes()) == file.read_bytes()
    assert file.with_name("feed.atom.gz").stat().st_mtime_ns == file.stat().st_mtime_ns
    file.with_name("feed.atom.br").write_bytes(b"spoilt")
    assert publish(store, public, now=later).written == ()
    assert brotli.decompress(file.with_name("feed.atom.br").read_bytes()) == file.read_bytes()
    publish(store, replace(public, precompressed=False), now=later)
    assert not [*public.public_dir.rglob("*.gz"), *public.public_dir.rglob("*.br")]
    assert file.exists()


def test_what_compression_makes_larger_lies_there_plain(public: FeedOptions, store: Store) -> None:
    table = public.public_dir / "addresses.json"
    assert table.exists()
    assert all(len(path.read_bytes()) < path.with_suffix("").stat().st_size for path in public.public_dir.rglob("*.gz"))
