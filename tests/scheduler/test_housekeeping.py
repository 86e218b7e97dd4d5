from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from news import clock
from news.configuration import load_settings
from news.errors import StoreError
from news.source import Source
from news.store import Store
from news.store.acts import Act
from news.store.backup import verify
from news.store.jobs import JobRecord, Jobs
from scheduler import housekeeping as housekeeping_module
from scheduler.agenda import Agenda
from scheduler.chores import chores
from scheduler.housekeeping import FIRST_RETRY, Housekeeping, Job, done, due_after, due_at_start
from tests.conftest import Loa

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/data/loa.sqlite3") as opened:
        yield opened


async def nothing() -> str:
    return "nothing to do"


def job(name: str = "prune", work: Callable[[], Awaitable[str]] = nothing, *, at_start: bool = False, apart: str = "") -> Job:
    return Job(name=name, about="test", every=24 * HOUR, work=work, at_start=at_start, apart=apart)


def test_a_job_that_fails_is_tried_again_with_longer_and_longer_waits() -> None:
    waits = [due_after(job(), JobRecord(name="prune", failures=count), now=NOW) - NOW for count in range(1, 60)]
    assert waits[:3] == [FIRST_RETRY, 2 * FIRST_RETRY, 4 * FIRST_RETRY]
    assert waits == sorted(waits)
    assert waits[-1] == 24 * HOUR == due_after(job(), JobRecord(name="prune"), now=NOW) - NOW


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (None, NOW),
        (JobRecord(name="prune", started=NOW - HOUR, ended=NOW - HOUR, due=NOW + HOUR), NOW + HOUR),
        (JobRecord(name="prune", started=NOW - HOUR, due=NOW + HOUR), NOW),  # it was killed
        (JobRecord(name="prune", started=NOW, ended=NOW, due=NOW - HOUR), NOW - HOUR),  # missed while nobody ran
        (JobRecord(name="prune", started=NOW, ended=NOW, due=NOW + 99 * HOUR), NOW + 24 * HOUR),  # the clock was set back
    ],
)
def test_a_job_is_due_after_a_restart_as_if_there_had_been_none(record: JobRecord | None, expected: datetime) -> None:
    assert due_at_start(job(), record, now=NOW) == expected
    assert due_at_start(job(at_start=True), record, now=NOW) == NOW


def run(store: Store, jobs: list[Job], until: Callable[[], bool], during: Callable[[], None] = lambda: None) -> list[str]:
    """Do jobs as a service does until something holds; return what was said."""
    said: list[str] = []

    async def live() -> None:
        agenda = Agenda(said.append)
        housekeeping = Housekeeping(store, agenda, said.append, on_done=lambda *_: None)
        housekeeping.take(jobs)
        agenda.start()
        during()
        deadline = clock.monotonic() + 30
        while not until():
            assert clock.monotonic() < deadline
            await housekeeping.listen()
            await asyncio.sleep(0.02)
        agenda.stop()

    asyncio.run(live())
    return said


def ended(store: Store, count: int) -> bool:
    """Whether so many jobs have come to an end and are planned again."""
    return sum(not each.unfinished and each.due is not None for each in store.jobs.every().values()) == count


def test_jobs_are_done_remembered_and_done_by_hand_in_between(store: Store) -> None:
    count = 0

    async def work() -> str:
        nonlocal count
        count += 1
        return f"round {count}"

    assert run(store, [job(work=work)], lambda: ended(store, 1)) == []
    first = store.jobs.every()["prune"]
    assert (first.said, first.error, first.unfinished) == ("round 1", None, False)
    assert first.due is not None
    assert first.due > clock.now() + 23 * HOUR

    def wanted() -> None:
        store.jobs.planned("prune", clock.now())

    run(store, [job(work=work)], lambda: store.jobs.every()["prune"].said == "round 2", during=wanted)
    assert count == 2


def test_a_failure_is_told_counted_and_ends_nothing(store: Store) -> None:
    async def fails() -> str:
        raise OSError("the disk is full")

    told = run(
        store,
        [job(work=fails), job("other")],
        lambda: ended(store, 2),
    )
    assert told == ["  prune failed, 1 times in a row: the disk is full"]
    records = store.jobs.every()
    assert (records["prune"].failures, records["prune"].error) == (1, "the disk is full")
    assert records["prune"].due is not None
    assert records["prune"].due <= clock.now() + FIRST_RETRY
    assert records["other"].said == "nothing to do"


@pytest.mark.parametrize("act", ["begun", "ended", "planned"])
def test_a_store_that_refuses_once_ends_no_job_for_good(store: Store, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    monkeypatch.setattr(housekeeping_module, "FIRST_RETRY", timedelta(seconds=0.2))
    whole = getattr(Jobs, act)
    refused: list[str] = []

    def refuse_once(*given: Any, **named: Any) -> Any:
        if not refused:
            refused.append(act)
            raise StoreError("the disk is full")
        return whole(*given, **named)

    monkeypatch.setattr(Jobs, act, refuse_once)
    often = Job(name="prune", about="test", every=timedelta(seconds=0.3), work=nothing)
    run(store, [often], lambda: bool(refused) and ended(store, 1) and store.jobs.every()["prune"].said == "nothing to do")
    assert refused == [act]


def test_a_job_that_the_store_would_not_note_waits_its_minute(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping_module, "FIRST_RETRY", timedelta(seconds=1))
    begun: list[float] = []

    async def work() -> str:
        begun.append(clock.monotonic())
        await asyncio.sleep(0.3)
        return "done"

    def refuse(*_: Any, **__: Any) -> Any:
        raise StoreError("the disk is full")

    monkeypatch.setattr(Jobs, "ended", refuse)
    store.jobs.planned("prune", clock.now() - HOUR)
    run(store, [job(work=work)], lambda: len(begun) == 3)
    assert all(later - earlier > 1.2 for earlier, later in pairwise(begun))


def test_a_wish_outlives_a_change_of_the_configuration(store: Store) -> None:
    store.jobs.planned("prune", clock.now() + HOUR)

    async def live() -> None:
        agenda = Agenda(print)
        housekeeping = Housekeeping(store, agenda, print, on_done=lambda *_: None)
        housekeeping.take([job()])
        agenda.start()
        store.jobs.planned("prune", clock.now())
        housekeeping.take([job(), job("other")])
        async with asyncio.timeout(20):
            while not ended(store, 2):
                await housekeeping.listen()
                await asyncio.sleep(0.02)
        agenda.stop()

    asyncio.run(live())
    assert store.jobs.every()["prune"].said == "nothing to do"


def test_jobs_that_must_not_meet_never_do(store: Store) -> None:
    inside, most = 0, 0

    async def work() -> str:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.05)
        inside -= 1
        return "done"

    jobs = [job(name, work, apart="store") for name in "abc"]
    run(store, jobs, lambda: ended(store, 3))
    assert most == 1


def test_the_chores_of_a_configuration(tmp_path: Path, store: Store) -> None:
    file = tmp_path / "loa.toml"
    file.write_text('[backup]\nfolder = "copies"\nkeep = 2\n[pages]\nimages = "proxy"\n', encoding="utf-8")
    settings = load_settings(file)
    source = Source(id="vn-a", title="A", homepage="https://a.vn/", listings=("https://a.vn/",))
    said: list[str] = []
    jobs = {each.name: each for each in chores(settings, store, sources=lambda: [source], say=said.append)}
    assert list(jobs) == ["backup", "index", "pictures", "prune", "recheck", "relate"]
    folder = tmp_path / "copies"
    folder.mkdir()
    for name in ("loa-20260101T000000Z.tar", "loa-20260102T000000Z.tar", "mine.tar", "loa-20260103T000000Z.tar.part"):
        (folder / name).touch()
    (folder / ".loa-backup-killed").mkdir()
    for each in jobs.values():
        record = asyncio.run(done(each, store))
        assert record.error is None, record
    left = sorted(path.name for path in folder.iterdir())
    assert left[0] == "loa-20260102T000000Z.tar"
    assert left[2:] == ["mine.tar"]
    assert verify(folder / left[1]).counts["articles"] == 0
    (wish,) = store.acts.wishes()  # nobody ever saw that source work
    assert (wish.source, wish.act) == ("vn-a", Act.CHECK)


def test_a_backup_outlives_those_of_a_clock_that_was_ahead(tmp_path: Path, store: Store) -> None:
    file = tmp_path / "loa.toml"
    file.write_text('[backup]\nfolder = "copies"\nkeep = 3\n', encoding="utf-8")
    jobs = {each.name: each for each in chores(load_settings(file), store, sources=list, say=print)}
    folder = tmp_path / "copies"
    folder.mkdir()
    for name in ("loa-20260101T000000Z.tar", *(f"loa-2999010{day}T000000Z.tar" for day in range(1, 8))):
        (folder / name).touch()
    record = asyncio.run(done(jobs["backup"], store))
    made = folder / record.said.split()[3].rstrip(",")
    assert verify(made).counts["articles"] == 0
    assert sorted(path.name for path in folder.iterdir()) == ["loa-20260101T000000Z.tar", made.name, "loa-29990107T000000Z.tar"]


def test_jobs_by_hand_and_at_a_look(loa: Loa, tmp_path: Path) -> None:
    (tmp_path / "loa.toml").write_text('[backup]\nfolder = "copies"\n', encoding="utf-8")
    assert "never done" in loa("status", "--jobs").stdout
    made = loa("job", "backup")
    assert (made.returncode, made.stderr) == (0, "")
    assert "0 articles in loa-" in made.stdout
    assert "verified" in loa("status", "--jobs").stdout
    assert '"name": "backup"' in loa("status", "--jobs", "--json").stdout
    unknown = loa("job", "hub")
    assert unknown.returncode == 2
    assert (
        unknown.stderr == "loa: no job is called 'hub'; with this configuration there are backup, index, prune, recheck, relate\n"
    )
    (tmp_path / "copies").rename(tmp_path / "old")
    (tmp_path / "copies").touch()
    failed = loa("job", "backup")
    assert failed.returncode == 1
    assert failed.stderr.startswith("backup failed: ")
    assert "FAILED, 1 in a row" in loa("status", "--jobs").stdout
