"""systemd is told what it wants to know: that the service is ready, alive, and stopping."""

from __future__ import annotations

import asyncio
import socket
import time
from pathlib import Path

import pytest

from scheduler import supervisor
from tests.scheduler.live import Running
from tests.scheduler.portals import Portal


def listening(address: str) -> socket.socket:
    heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    heard.bind(address)
    heard.settimeout(60)
    return heard


def test_the_service_says_when_it_is_ready_alive_and_stopping(tmp_path: Path) -> None:
    service = Running(tmp_path)
    with Portal("a") as portal, listening(str(tmp_path / "notify")) as heard:
        service.configure(portal)
        try:
            service.start(NOTIFY_SOCKET=str(tmp_path / "notify"), WATCHDOG_USEC="2000000")
            assert heard.recv(100) == b"READY=1"
            assert service.get("healthz") == "ok\n"
            for _ in range(3):
                assert heard.recv(100) == b"WATCHDOG=1"
        finally:
            service.stop()
        heard.setblocking(False)
        said = []
        while True:
            try:
                said.append(heard.recv(100))
            except BlockingIOError:
                break
    assert said.count(b"STOPPING=1") == 1
    assert set(said) <= {b"STOPPING=1", b"WATCHDOG=1"}


def test_a_loop_that_hangs_gives_no_sign_of_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "400000")
    monkeypatch.setenv("NOTIFY_SOCKET", f"@{tmp_path}/notify")  # an abstract one

    async def story() -> None:
        showing = asyncio.create_task(supervisor.show_life())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        time.sleep(0.5)
        showing.cancel()

    with listening(f"\0{tmp_path}/notify") as heard:
        asyncio.run(story())
        assert heard.recv(100) == b"WATCHDOG=1"
        heard.setblocking(False)
        with pytest.raises(BlockingIOError):
            heard.recv(100)


def test_where_nobody_asks_nothing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC"):
        monkeypatch.delenv(name, raising=False)
    supervisor.tell("READY=1")
    asyncio.run(asyncio.wait_for(supervisor.show_life(), 1))
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    supervisor.tell("READY=1")  # nobody listens: no reason to fail
    monkeypatch.setenv("WATCHDOG_USEC", "1000")
    monkeypatch.setenv("WATCHDOG_PID", "1")  # meant for another process
    asyncio.run(asyncio.wait_for(supervisor.show_life(), 1))
