"""The service's log: quiet, one line an event; at a terminal a person sees work move."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import pytest

from news import clock
from scheduler.town.server import SampleTown
from tests.conftest import LOA, clean_environment, free_ports

TOKEN = "0123456789abcdef-geheim"


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_service_logs_one_event_a_line_with_the_keys_it_should(
    form: str, town: SampleTown, town_settings: Path, tmp_path: Path
) -> None:
    source = (
        '[[source]]\nid = "vn-gone"\ntitle = "Gone"\nhomepage = "http://127.0.0.1:1/"\nlistings = ["http://127.0.0.1:1/tin"]\n'
    )
    more = f'{source}[log]\nformat = "{form}"\n[serve]\nport = {free_ports(1)}\n[operator]\ntoken = "{TOKEN}"\n'
    town_settings.write_text(town_settings.read_text(encoding="utf-8") + more, encoding="utf-8")
    file = tmp_path / "log"
    with file.open("w") as out:
        service = subprocess.Popen([str(LOA), "run"], cwd=tmp_path, stdout=out, stderr=subprocess.STDOUT, env=clean_environment())
        try:
            deadline = clock.monotonic() + 60
            while "vn-gone" not in file.read_text(encoding="utf-8") or "published: " not in file.read_text(encoding="utf-8"):
                assert clock.monotonic() < deadline
                assert service.poll() is None
                time.sleep(0.1)
        finally:
            service.send_signal(signal.SIGTERM)
            assert service.wait(15) == 0
    lines = file.read_text(encoding="utf-8").splitlines()
    assert TOKEN not in "\n".join(lines)
    if form == "text":
        assert all(line.startswith("time=20") and " level=" in line and " event=" in line for line in lines)
        gone = next(line for line in lines if "event=crawled source=vn-gone" in line)
        assert "level=warning" in gone
        assert " run=20" in gone
        assert any("source=vn-gone" in line and "url=" in line and "kind=" in line for line in lines)
        return
    events = [json.loads(line) for line in lines]
    crawled = [event for event in events if event["event"] == "crawled"]
    assert {event["level"] for event in crawled if event["source"] != "vn-gone"} == {"info"}
    assert all(event["new"] > 0 for event in crawled if event["source"] != "vn-gone")
    page = next(event for event in events if event.get("source") == "vn-gone" and "url" in event)
    assert set(page) >= {"time", "level", "event", "source", "url", "run", "kind"}


def test_at_a_terminal_a_crawl_shows_how_far_it_is(town_settings: Path, tmp_path: Path) -> None:
    master, slave = pty.openpty()
    environment = clean_environment(TERM="xterm", COLUMNS="120")
    crawl = subprocess.Popen([str(LOA), "crawl"], cwd=tmp_path, stdout=slave, stderr=slave, env=environment, close_fds=True)
    os.close(slave)
    shown = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    assert crawl.wait(60) == 0
    text = shown.decode()
    assert "reading vn-" in text
    assert "/5" in text
    assert "published: " in text
    assert "vn-ha-long" in text
