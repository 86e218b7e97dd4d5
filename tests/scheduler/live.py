"""Live: `loa run` as an operator runs it, on a configuration of the test's own."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from news import clock
from tests.conftest import LOA, clean_environment, free_ports
from tests.scheduler.portals import Portal

HEAD = """\
contact = "mailto:test@example.org"
[serve]
port = {port}
[crawl]
interval_minutes = 5
min_interval_minutes = 5
delay_seconds = 0
allow_private_hosts = ["127.0.0.1"]
[feeds]
title = "{title}"
"""


def run_until(forever: Callable[[], Coroutine[Any, Any, None]], done: Callable[[], bool]) -> None:
    """Let something run that does not end by itself, until something holds."""

    async def story() -> None:
        task = asyncio.create_task(forever())
        async with asyncio.timeout(30):
            while not done():
                assert not task.done()
                await asyncio.sleep(0.02)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(story())


class Running:
    """`loa run` on a configuration that is changed beneath it; a minute of its calendar lasts a second."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "loa.toml"
        self.log = folder / "log"
        self.port = free_ports(2)
        now = clock.now().isoformat()
        self.environment = clean_environment(NEWS_CLOCK=f"{now} {now} 60", LOA_CONFIG=str(self.file))
        self.process: subprocess.Popen[str] | None = None

    def configure(self, *portals: Portal, title: str = "Loa", more: str = "") -> None:
        head = HEAD.format(port=self.port, title=title)
        self.file.write_text("\n".join([head, *(each.table() for each in portals), more]), encoding="utf-8")

    def start(self, **environment: str) -> None:
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [str(LOA), "run"],
                cwd=self.folder,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self.environment | environment,
                text=True,
            )
        self.wait(lambda: "published: " in self.said)

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait(self, until: Callable[[], bool], seconds: float = 60) -> None:
        deadline = clock.monotonic() + seconds
        while not until():
            assert clock.monotonic() < deadline, self.said
            assert self.process is not None
            assert self.process.poll() is None, self.said
            time.sleep(0.05)

    def loa(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(LOA), *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )

    def get(self, path: str, client: str = "203.0.113.7") -> str:
        """What is served to a client of a proxy; the number of a refusal."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/{path}", headers={"X-Forwarded-For": client})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                text: str = answer.read().decode()
                return text
        except urllib.error.HTTPError as refusal:
            refusal.close()
            return str(refusal.code)

    def hang_up(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(15) == 0, self.said
