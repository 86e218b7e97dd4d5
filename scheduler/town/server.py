"""SampleTown: five local-government portals on 127.0.0.1 that publish, correct and withdraw news while they run."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from ipaddress import ip_address
from types import TracebackType
from typing import Self

import uvicorn

from news import clock
from news.errors import SettingsError
from news.source import Source
from scheduler.town.answer import Answer
from scheduler.town.journal import Journal, Visit
from scheduler.town.manuscript import Manuscript, read_manuscripts
from scheduler.town.profile import Profile, read_profile
from scheduler.town.sites.daklak import DaklakSite
from scheduler.town.sites.nukeviet import NukeVietSite
from scheduler.town.sites.pxny import PxnySite
from scheduler.town.sites.site import CRAWL_DELAY, Site
from scheduler.town.sites.tandan import TandanSite
from scheduler.town.sites.vnportal import VnportalSite
from scheduler.town.truth import Truth
from scheduler.town.web import create_app

_SITES: Mapping[str, type[Site]] = {
    "vn-ha-long": PxnySite,
    "vn-dong-thach": TandanSite,
    "vn-bach-khe": VnportalSite,
    "vn-ea-blom": DaklakSite,
    "vn-trang-sim": NukeVietSite,
}
_COMPRESSING = {"vn-ha-long", "vn-ea-blom", "vn-trang-sim"}
_START_SECONDS, _STOP_SECONDS = 10.0, 5.0


@dataclass(frozen=True, kw_only=True)
class Portal:
    """One portal of the town, for a person who wants to open it."""

    id: str
    """Id of its source."""
    title: str
    family: str
    port: int
    homepage: str
    listings: tuple[str, ...]


class SampleTown:
    """The town's server: a context manager, or `start()` and `stop()`. All methods may be called from any thread.

    What it serves depends on its stage alone, so the same stage always shows the same pages. Stage 0 is the beginning; a new
    stage begins every `stage_seconds` seconds after `started`, until the last one, which stays. `advance()` begins one at once.
    """

    def __init__(
        self,
        base_port: int = 8081,
        *,
        host: str = "127.0.0.1",
        started: datetime | None = None,
        stage_seconds: float = 45,
        crawl_delay: float = CRAWL_DELAY,
    ) -> None:
        """Portals take consecutive ports from `base_port`; 0 gives each a free one at `start()`.

        `host` must be a loopback address. `started` is the aware moment stages are counted from, None meaning the call of
        `start()`; a restarted town goes on where it was when it is given the same moment. `stage_seconds` is positive, `math.inf`
        for a town that only `advance()` moves. `crawl_delay`, not negative, is the seconds between requests that one of the
        portals asks for in its robots.txt. Raises SettingsError for a value outside these bounds.
        """
        _check(base_port, host, started, stage_seconds, crawl_delay)
        self._host = host
        self._ports = tuple(base_port + index for index in range(len(_SITES))) if base_port else ()
        self._started = started
        self._stage_seconds = stage_seconds
        self._crawl_delay = crawl_delay
        self._advanced = 0
        self._sites: tuple[Site, ...] = self._build()
        self._journal = Journal()
        self._servers: tuple[uvicorn.Server, ...] = ()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Open the ports and return once all portals answer. Raises SettingsError naming a port that cannot be had."""
        if self._thread is not None:
            return
        sockets = self._bind()
        self._ports = tuple(listener.getsockname()[1] for listener in sockets)
        self._sites = self._build()
        self._started = self._started or clock.now()
        self._servers = tuple(self._server(site) for site in self._sites)
        self._thread = threading.Thread(target=self._serve, args=(sockets,), name="sample-town", daemon=True)
        self._thread.start()
        deadline = clock.monotonic() + _START_SECONDS
        while not all(server.started for server in self._servers):
            if not self._thread.is_alive() or clock.monotonic() > deadline:
                self.stop()
                msg = "the sample town did not start"
                raise SettingsError(msg)
            time.sleep(0.005)

    def stop(self) -> None:
        """Close every port, within about a second; harmless when it does not run."""
        for server in self._servers:
            server.should_exit = True
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)
        self._thread, self._servers = None, ()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    @property
    def stage(self) -> int:
        """The present stage: 0 before `start()`, never more than `last_stage`."""
        elapsed = (clock.now() - self._started).total_seconds() if self._started else 0.0
        return min(int(max(elapsed, 0.0) // self._stage_seconds) + self._advanced, self.last_stage)

    @property
    def last_stage(self) -> int:
        """The stage after which nothing changes any more."""
        return max(text.last_stage for name in _SITES for text in _manuscripts(name))

    def advance(self) -> int:
        """Begin the next stage at once and return it; at the last one nothing happens."""
        if self.stage < self.last_stage:
            self._advanced += 1
        return self.stage

    @property
    def portals(self) -> tuple[Portal, ...]:
        """The portals in the order of their ports. Raises SettingsError while free ports are still to be found."""
        return tuple(
            Portal(
                id=site.profile.id,
                title=site.profile.title,
                family=site.family,
                port=port,
                homepage=f"{site.origin}/",
                listings=site.listings,
            )
            for site, port in zip(self._placed, self._ports, strict=True)
        )

    def sources(self) -> tuple[Source, ...]:
        """The portals as sources ready to be crawled. Raises SettingsError while free ports are still to be found."""
        return tuple(site.source for site in self._placed)

    def expected(self) -> dict[str, Truth]:
        """What a careful reader can know of every article that stands now, by its address."""
        stage = self.stage
        return {truth.url: truth for site in self._placed for truth in site.truths(stage)}

    @property
    def requests(self) -> tuple[Visit, ...]:
        """Every request answered so far, the oldest first; the newest 100,000 are kept."""
        return self._journal.visits

    @property
    def _placed(self) -> tuple[Site, ...]:
        if not self._sites:
            msg = "the sample town has no addresses before it starts: with base port 0 its ports are chosen then"
            raise SettingsError(msg)
        return self._sites

    def _build(self) -> tuple[Site, ...]:
        """The sites on the known ports; none while no port is known."""
        names = zip(_SITES.items(), self._ports, strict=True) if self._ports else ()
        return tuple(
            kind(_profile(name), _manuscripts(name), f"http://{self._host}:{port}", crawl_delay=self._crawl_delay)
            for (name, kind), port in names
        )

    def _bind(self) -> tuple[socket.socket, ...]:
        """One listening socket a portal, all or none."""
        sockets: list[socket.socket] = []
        for port in self._ports or (0,) * len(_SITES):
            listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            sockets.append(listener)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((self._host, port))
                listener.listen(128)
            except OSError as error:
                for opened in sockets:
                    opened.close()
                msg = f"the sample town cannot open port {port} on {self._host}: {error.strerror}"
                raise SettingsError(msg) from error
        return tuple(sockets)

    def _server(self, site: Site) -> uvicorn.Server:
        """The HTTP server of one portal."""

        def answers(path: str, parameters: Mapping[str, str]) -> Answer:
            return site.answer(path, parameters, self.stage)

        app = create_app(site.profile.id, answers, self._journal, compresses=site.profile.id in _COMPRESSING)
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", ws="none", server_header=False, timeout_graceful_shutdown=1
        )
        return uvicorn.Server(config)

    def _serve(self, sockets: tuple[socket.socket, ...]) -> None:
        """Run every portal's server until all were told to stop; the body of the town's thread."""

        async def everything() -> None:
            pairs = zip(self._servers, sockets, strict=True)
            await asyncio.gather(*(server.serve(sockets=[listener]) for server, listener in pairs))

        try:
            with suppress(asyncio.CancelledError):
                asyncio.run(everything())
        finally:
            for listener in sockets:
                listener.close()


@cache
def _profile(portal: str) -> Profile:
    """A portal's profile, read once: it never changes while the program runs."""
    return read_profile(portal)


@cache
def _manuscripts(portal: str) -> tuple[Manuscript, ...]:
    """A portal's articles, read once."""
    return read_manuscripts(portal)


def _check(base_port: int, host: str, started: datetime | None, stage_seconds: float, crawl_delay: float) -> None:
    """Raise SettingsError for a setting that cannot be used."""
    try:
        loopback = ip_address(host).is_loopback and ip_address(host).version == 4
    except ValueError:
        loopback = False
    last_base = 65_535 - len(_SITES) + 1
    if not loopback:
        msg = f"the sample town only listens on this machine: {host!r} is not an IPv4 loopback address such as 127.0.0.1"
    elif not 0 <= base_port <= last_base:
        msg = f"the sample town's base port must lie between 0 and {last_base}: {base_port}"
    elif not stage_seconds > 0:
        msg = f"the seconds of a stage must be more than 0: {stage_seconds}"
    elif not crawl_delay >= 0:
        msg = f"the seconds between requests that a portal asks for must not be negative: {crawl_delay}"
    elif started is not None and started.utcoffset() is None:
        msg = f"the moment the sample town started must be aware: {started}"
    else:
        return
    raise SettingsError(msg)
