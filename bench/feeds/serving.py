"""Serving beside nginx: the same published feed, asked for over and over by one load generator, the two taking turns.

    python -m bench.feeds serve

nginx has one worker and serves the published folder as static files; ours is `loa serve`. What is asked: the feed as one asks
who has it already (304), and whole. Beside the rates stands what a request costs of a processor: on a machine that is busy
with other things that ratio is the steadier one.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from bench.archive.making import make
from feeds.publish import FeedOptions, publish
from news.source import Source
from news.store import Store

FLOOR = 0.3
"""Of nginx's rate, for conditional requests."""
_FEED = "/all/feed.atom"
_NOW = datetime(2026, 11, 20, tzinfo=UTC)
_CONNECTIONS = 64
_NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    types {{ application/atom+xml atom; application/rss+xml rss; application/feed+json json; text/html html; }}
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {root};
        add_header Cache-Control "public, max-age=300";
        add_header X-Content-Type-Options nosniff;
    }}
}}
"""
_OURS = """
public_dir = "{root}"
[serve]
port = {port}
requests_per_minute = 1000000000
trusted_proxies = []
"""


def serve(*, rounds: int = 6, seconds: int = 2) -> bool:
    """Print both rates and their ratio; tell whether the floor is held. Ends the program where something is missing."""
    tools = {name: shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") for name in ("nginx", "wrk")}
    if missing := [name for name, path in tools.items() if path is None]:
        sys.exit(f"{' and '.join(missing)} missing: `make system` installs what benches use, as root on Debian")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        root = folder / "public"
        size = _publish(folder, root)
        print(f"{_FEED}: {size} bytes; {_CONNECTIONS} connections kept alive; {rounds} rounds of {seconds} s each")
        with _nginx(str(tools["nginx"]), folder, root) as theirs, _loa(folder, root) as ours:
            servers = {"nginx": theirs, "loa": ours}
            conditional = {who: {"If-None-Match": _tag(server.port)} for who, server in servers.items()}
            for who, server in servers.items():
                _expect(server.port, conditional[who], 304)
            wrk = str(tools["wrk"])
            held = _compare("unchanged (304)", servers, conditional, wrk=wrk, rounds=rounds, seconds=seconds)
            _compare("whole (200)", servers, {"nginx": {}, "loa": {}}, wrk=wrk, rounds=rounds, seconds=seconds)
    print(f"floor {FLOOR}: {'held' if held >= FLOOR else 'NOT held'}")
    return held >= FLOOR


def _publish(folder: Path, root: Path) -> int:
    """Publish a feed of fifty articles; its size in bytes."""
    articles = tuple(make(60))
    with Store.open(f"sqlite:///{folder}/data/loa.sqlite3") as store:
        for source_id in sorted({article.source for article in articles}):
            home = f"https://{source_id}.example/"
            store.keep_source(Source(id=source_id, title=source_id, homepage=home, listings=(home,)), now=_NOW)
        for number, article in enumerate(articles):
            store.keep(article, now=_NOW + timedelta(seconds=number))
        publish(store, FeedOptions(public_dir=root, public_url="http://127.0.0.1/", tag_authority="bench,2026"), now=_NOW)
    return (root / _FEED[1:]).stat().st_size


@dataclass(frozen=True, kw_only=True)
class _Server:
    port: int
    process: int

    def busy(self) -> float:
        """Seconds of processor time that it and its children have taken."""
        ticks = 0
        for process in (self.process, *_children(self.process)):
            fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def _children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()]


@contextlib.contextmanager
def _nginx(binary: str, folder: Path, root: Path) -> Iterator[_Server]:
    port = _free_port()
    file = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    file.write_text(user + _NGINX.format(folder=folder, root=root, port=port))
    with _running([binary, "-c", str(file), "-p", str(folder)], port) as server:
        yield server


@contextlib.contextmanager
def _loa(folder: Path, root: Path) -> Iterator[_Server]:
    port = _free_port()
    file = folder / "loa.toml"
    file.write_text(_OURS.format(root=root, port=port))
    with _running([str(Path(sys.executable).parent / "loa"), "--config", str(file), "serve"], port) as server:
        yield server


@contextlib.contextmanager
def _running(command: list[str], port: int) -> Iterator[_Server]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(1200):
            if process.poll() is not None:
                sys.exit(f"{command[0]} ended with {process.returncode}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        else:
            sys.exit(f"{command[0]} does not answer")
        yield _Server(port=port, process=process.pid)
    finally:
        process.terminate()
        process.wait(10)


def _compare(
    title: str,
    servers: Mapping[str, _Server],
    headers: Mapping[str, Mapping[str, str]],
    *,
    wrk: str,
    rounds: int,
    seconds: int,
) -> float:
    """Print both rates and what a request costs each; return our rate as a part of nginx's, the median of the rounds'."""
    rates: dict[str, list[float]] = {who: [] for who in servers}
    busy = dict.fromkeys(servers, 0.0)
    for _ in range(rounds):
        for who, server in servers.items():
            before = server.busy()
            rates[who].append(_load(wrk, server.port, headers[who], seconds))
            busy[who] += server.busy() - before
    ratio = median(ours / theirs for ours, theirs in zip(rates["loa"], rates["nginx"], strict=True))
    costs = {who: 1e6 * busy[who] / (sum(rates[who]) * seconds) for who in servers}
    shown = "   ".join(f"{who} {median(each):7.0f}/s, {costs[who]:5.1f} µs each" for who, each in rates.items())
    print(f"{title:<16}{shown}   ratio {ratio:.2f} (of processor time {costs['nginx'] / costs['loa']:.2f})")
    return ratio


def _load(wrk: str, port: int, headers: Mapping[str, str], seconds: int) -> float:
    sent = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = [wrk, "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", *sent, f"http://127.0.0.1:{port}{_FEED}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    said, _ = process.communicate(timeout=seconds + 30)
    found = re.search(r"Requests/sec:\s+([0-9.]+)", said)
    if not found or "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"wrk says:\n{said}")
    return float(found[1])


def _tag(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", _FEED)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    tag = answer.headers["ETag"]
    if answer.status != 200 or not tag:
        sys.exit(f"port {port} answers {answer.status} without a tag")
    return str(tag)


def _expect(port: int, headers: Mapping[str, str], status: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", _FEED, headers=dict(headers))
    answered = connection.getresponse().status
    connection.close()
    if answered != status:
        sys.exit(f"port {port} answers {answered} in place of {status}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(not serve())
