"""The lane with real crawling processes and real portals, some of which hang or end the process that reads them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from news import clock
from news.configuration import load_settings
from news.errors import StoreError
from news.run import INTERRUPTED, Run
from news.source import Source
from news.store import Store
from news.store.acts import Act, Wish
from news.store.runs import Runs
from scheduler import lane as lane_module
from scheduler.child import Child
from scheduler.jobs import Crawler, Event
from scheduler.lane import ALONE, FEW, Lane, crew_of
from scheduler.line import CHECK, Visit
from tests.scheduler.portals import Portal, hangs

HEAD = """
[crawl]
delay_seconds = 0
allow_private_hosts = ["127.0.0.1"]
"""


class Driven:
    """A lane, its sources, and what it told."""

    def __init__(self, folder: Path, store: Store, portals: list[Portal], head: str = HEAD) -> None:
        file = folder / "loa.toml"
        file.write_text(head + "".join(portal.table() for portal in portals), encoding="utf-8")
        self.settings = load_settings(file)
        self.sources = {source.id: source for source in self.settings.sources}
        self.runs: dict[str, Run] = {}
        self.visits: dict[str, Visit] = {}
        self.verdicts: list[str] = []
        self.said: list[str] = []
        self.starts: list[str | None] = []
        self.lane = Lane(
            self.settings,
            store,
            Crawler(settings=self.settings, file=file),
            on_event=lambda _: None,
            on_run=self._ran,
            on_check=self._checked,
            on_start=self.starts.append,
            say=self.said.append,
        )

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Lane]:
        task = asyncio.create_task(self.lane.run())
        try:
            yield self.lane
        finally:
            task.cancel()
            await self.lane.stop()

    def visit(self, name: str) -> Visit:
        return Visit(source=self.sources[f"vn-{name}"])

    def pid_of(self, source_id: str) -> int | None:
        """The process that crawls a source."""
        for child in list(self.lane._children):
            if source_id in child.under_way:
                return child._process.pid
        return None

    async def until(self, true: Callable[[], object], seconds: float = 60) -> None:
        deadline = clock.monotonic() + seconds
        while not true():
            assert clock.monotonic() < deadline, (self.runs, self.said)
            await asyncio.sleep(0.05)

    async def _ran(self, visit: Visit, run: Run) -> None:
        self.runs[run.source] = run
        self.visits[run.source] = visit

    async def _checked(self, visit: Visit, verdict: str) -> None:
        self.verdicts.append(verdict)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3") as opened:
        yield opened


def test_a_source_that_hangs_delays_nobody_and_is_interrupted_at_the_end(tmp_path: Path, store: Store) -> None:
    with ExitStack() as stack:
        portals = [stack.enter_context(Portal(name, hangs if name in "bd" else lambda _: None)) for name in "abcde"]
        driven = Driven(tmp_path, store, portals)

        async def drive() -> float:
            async with driven.running() as lane:
                for name in "abcd":
                    lane.add(driven.visit(name))
                await driven.until(lambda: driven.runs.keys() >= {"vn-a", "vn-c"})
                lane.add(driven.visit("e"))  # whoever falls due later goes to the same process
                await driven.until(lambda: "vn-e" in driven.runs)
                assert len(lane._children) == 1
                assert {visit.source.id for visit in lane.line.under_way} == {"vn-b", "vn-d"}
                started = clock.monotonic()
            return clock.monotonic() - started

        assert asyncio.run(drive()) < 10
    assert [driven.runs[f"vn-{name}"].new for name in "ace"] == [1, 1, 1]
    for name in "bd":
        (run,) = store.runs.latest(f"vn-{name}")
        assert (run.error, dict(run.failed)) == (INTERRUPTED, {})
    assert len(store.runs.latest()) == 5


def test_a_run_whose_end_nobody_heard_of_is_kept_once(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process can be ended between writing a run and telling of it."""
    heard = Lane._heard

    def hears_little(lane: Lane, child: Child, event: Event) -> None:
        if event["event"] != "ended":
            heard(lane, child, event)

    monkeypatch.setattr(Lane, "_heard", hears_little)
    with Portal("a") as portal:
        driven = Driven(tmp_path, store, [portal])

        async def drive() -> None:
            async with driven.running() as lane:
                lane.add(driven.visit("a"))
                await driven.until(lambda: store.runs.latest("vn-a"))
                (child,) = lane._children
                child.kill("it is ended")
                await driven.until(lambda: "vn-a" in driven.runs)

        asyncio.run(drive())
    (run,) = store.runs.latest("vn-a")
    assert run == driven.runs["vn-a"]
    assert (run.new, run.error) == (1, None)


def test_who_ends_a_process_is_found_and_the_others_are_crawled(tmp_path: Path, store: Store) -> None:
    """The bad portal kills whoever asks it; the other one keeps its process waiting, so that it is there when that happens."""
    killed: list[int] = []

    def kills(_: Portal) -> None:
        pid = driven.pid_of("vn-bad")
        if pid is not None and pid not in killed:
            killed.append(pid)
            os.kill(pid, signal.SIGKILL)

    def waits(portal: Portal) -> None:
        if len(killed) < 2:
            portal.over.wait(20)

    with Portal("bad", kills) as bad, Portal("good", waits) as good:
        driven = Driven(tmp_path, store, [bad, good])

        async def drive() -> None:
            async with driven.running() as lane:
                lane.add(driven.visit("good"))
                await driven.until(lambda: good.asked)
                lane.add(driven.visit("bad"))
                await driven.until(lambda: driven.runs.keys() == {"vn-bad", "vn-good"})

        asyncio.run(drive())
    assert len(killed) == 3
    assert driven.runs["vn-good"].new == 1
    failed = driven.runs["vn-bad"]
    assert failed.error == "the crawl was ended: its process ended with -9"
    assert dict(failed.failed) == {"crash": 1}
    assert [len(store.runs.latest(f"vn-{name}")) for name in ("bad", "good")] == [1, 1]
    assert crew_of(failed) == len((FEW, ALONE))
    assert (crew_of(driven.runs["vn-good"]), crew_of(None)) == (0, 0)
    assert "its process ended with -9; 2 sources are crawled again, fewer at a time" in driven.said[0]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are looked after five times a second."""
    monkeypatch.setattr(lane_module, "TICK_SECONDS", 0.2)
    monkeypatch.setattr("scheduler.child.SILENT_TICKS", 10**6)


@pytest.mark.usefixtures("quick")
def test_too_much_memory_ends_a_process(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with Portal("a", hangs) as portal:
        driven = Driven(tmp_path, store, [portal], f"{HEAD}memory_megabytes = 100\n")
        monkeypatch.setattr("scheduler.child.resident", lambda _: 150_000_000 if portal.asked else 50_000_000)

        async def drive() -> None:
            async with driven.running() as lane:
                lane.add(driven.visit("a"))
                await driven.until(lambda: driven.runs)

        asyncio.run(drive())
    problem = "the crawl was ended: its process took 150 MB of memory, over the 100 of the setting"
    assert driven.runs["vn-a"].error == problem


@pytest.mark.usefixtures("quick")
def test_a_crawl_that_does_not_end_is_ended_and_the_others_go_on(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane_module, "GRACE_SECONDS", 1.0)
    with Portal("a", hangs) as first, Portal("b") as second:
        driven = Driven(
            tmp_path, store, [first, second], HEAD.replace("[crawl]", "[crawl]\nrun_minutes = 0.05\ntimeout_seconds = 60")
        )

        async def drive() -> None:
            async with driven.running() as lane:
                lane.add(driven.visit("a"))
                await driven.until(lambda: "vn-a" in driven.runs)
                lane.add(driven.visit("b"))
                await driven.until(lambda: "vn-b" in driven.runs)

        asyncio.run(drive())
    assert driven.runs["vn-a"].error == "the crawl did not end after 0.05 minutes"
    assert driven.runs["vn-b"].new == 1


def test_a_source_is_free_again_though_its_run_cannot_be_looked_up(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = []

    def refuse(self: Runs, number: int) -> Run | None:
        refused.append(number)
        raise StoreError("the server does not answer")

    with Portal("a") as portal:
        driven = Driven(tmp_path, store, [portal])

        async def drive() -> None:
            async with driven.running() as lane:
                with monkeypatch.context() as patched:
                    patched.setattr(Runs, "one", refuse)
                    lane.add(driven.visit("a"))
                    await driven.until(lambda: bool(refused) and not lane.line.under_way)
                driven.runs.clear()
                lane.add(driven.visit("a"))
                await driven.until(lambda: "vn-a" in driven.runs)

        asyncio.run(drive())
    assert driven.runs["vn-a"].ok


@pytest.mark.usefixtures("quick")
def test_a_process_that_hangs_is_ended(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with Portal("a", hangs) as portal:
        driven = Driven(tmp_path, store, [portal])

        async def drive() -> None:
            async with driven.running() as lane:
                lane.add(driven.visit("a"))
                await driven.until(lambda: portal.asked)
                pid = driven.pid_of("vn-a")
                assert pid is not None
                os.kill(pid, signal.SIGSTOP)
                monkeypatch.setattr("scheduler.child.SILENT_TICKS", 3)
                await driven.until(lambda: driven.runs)

        asyncio.run(drive())
    assert driven.runs["vn-a"].error == "the crawl was ended: its process hung"


@pytest.mark.usefixtures("quick")
def test_a_process_that_cannot_come_up_is_tried_again(tmp_path: Path, store: Store) -> None:
    with Portal("a") as portal:
        driven = Driven(tmp_path, store, [portal])
        file = tmp_path / "loa.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text("nonsense = 1\n", encoding="utf-8")

        async def drive() -> None:
            async with driven.running() as lane:
                lane.add(driven.visit("a"))
                await driven.until(lambda: driven.said)
                file.write_text(text, encoding="utf-8")
                await driven.until(lambda: driven.runs)

        asyncio.run(drive())
    assert driven.runs["vn-a"].new == 1
    assert "no crawl can be started, it is tried again in 1 s" in driven.said[0]
    assert "nonsense" in driven.said[0]
    assert driven.starts == [None]  # once is an accident
    assert len(store.runs.latest()) == 1


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("lost", ["python", "package"])
def test_that_no_process_comes_up_is_told_with_the_reason_until_one_does(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    monkeypatch.setattr(lane_module, "LONGEST_WAIT", 0.1)
    with Portal("a") as portal:
        driven = Driven(tmp_path, store, [portal])
        wish = Wish(source="vn-a", act=Act.CHECK, asked=clock.now())

        async def drive() -> None:
            with monkeypatch.context() as patched:
                if lost == "python":
                    patched.setattr("sys.executable", str(tmp_path / "python"))
                else:  # one that knows nothing of us
                    patched.setattr("sys.executable", shutil.which("env", path="/usr/bin:/bin"))
                    patched.setattr("scheduler.jobs.HOLDING_LITTLE", {})
                async with driven.running() as lane:
                    lane.add(driven.visit("a"))
                    if lost == "python":
                        lane.add(Visit(source=driven.sources["vn-a"], crew=CHECK, wish=wish))
                    await driven.until(lambda: len(driven.starts) >= 3)
                    patched.undo()
                    await driven.until(lambda: driven.runs)

        asyncio.run(drive())
    assert driven.runs["vn-a"].new == 1
    *problems, well = driven.starts
    assert well is None
    expected = "No such file or directory" if lost == "python" else "its process ended with "
    assert all(problem and expected in problem for problem in problems)
    assert all(": " in problem for problem in problems if problem)
    assert len(store.runs.latest()) == 1


@pytest.mark.usefixtures("quick")
def test_a_check_is_made_beside_crawls_and_an_idle_process_goes(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane_module, "IDLE_SECONDS", 0.5)
    with Portal("a") as portal:
        driven = Driven(tmp_path, store, [portal])
        source: Source = driven.sources["vn-a"]

        async def drive() -> None:
            async with driven.running() as lane:
                lane.add(driven.visit("a"))
                wish = Wish(source="vn-a", act=Act.CHECK, asked=clock.now())
                lane.add(Visit(source=source, crew=CHECK, wish=wish))
                await driven.until(lambda: driven.verdicts and driven.runs)
                await driven.until(lambda: not lane._children)

        asyncio.run(drive())
    assert driven.verdicts[0].startswith("vn-a ")
    assert driven.runs["vn-a"].new == 1
