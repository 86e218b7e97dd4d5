"""A shipped source is crawled unasked only once a check has passed, without a restart; the operator's own waits for nothing."""

import asyncio
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Thread

import pytest

from news import clock
from news.checkups import Checkup, Checkups
from news.settings import Settings
from news.source import Source
from news.store import Store
from scheduler.jobs import Crawler
from scheduler.progress import Progress
from scheduler.proving import told, unproven
from scheduler.service import Service
from tests.conftest import LOA, clean_environment
from tests.sites import article, listing, server_of

ROOT = Path(__file__).parents[2]
SHIPPED = Source(id="vn-a", title="A", homepage="https://a.vn/", listings=("https://a.vn/",))
HEAD = 'contact = "mailto:test@example.org"\nenable = ["vn-xa-moi"]\n[crawl]\ndelay_seconds = 0\n'
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """`loa` of a checkout that ships one source more, of a site that is served here."""
    for name in ("news", "crawler", "feeds", "scheduler"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    pages = {"/": listing("/a-1.html", "/b-2.html"), "/a-1.html": article("1"), "/b-2.html": article("2")}
    server = server_of(lambda path: pages.get(path, (404, {}, b"")))
    Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}/"
    file = tmp_path / "crawler" / "sources" / "vn" / "quang-ninh" / "xa-moi.toml"
    file.write_text(f'# Made for a test.\nid = "vn-xa-moi"\ntitle = "Xã Mới"\nhomepage = "{home}"\n', encoding="utf-8")
    (tmp_path / "loa.toml").write_text(HEAD, encoding="utf-8")

    def loa(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = clean_environment(PYTHONPATH=str(tmp_path), PYTHONDONTWRITEBYTECODE="1")
        command = [str(LOA), *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120)

    yield loa
    server.shutdown()
    server.server_close()


def test_an_enabled_source_waits_for_its_check_and_is_crawled_after_it(run: Run) -> None:
    for command in ("crawl", "run"):
        early = run(command)
        assert early.returncode == 2, early.stdout + early.stderr
        assert "`loa check vn-xa-moi` tries it" in early.stderr
    assert "waiting" in next(line for line in run("sources").stdout.splitlines() if "vn-xa-moi" in line)
    check = run("check")
    assert check.returncode == 0, check.stdout + check.stderr
    crawled = run("crawl")
    assert crawled.returncode == 0, crawled.stderr
    assert "2 new" in crawled.stdout
    shown = next(line for line in run("sources").stdout.splitlines() if "vn-xa-moi" in line)
    assert "crawled" in shown
    assert "checked" in shown


def test_a_source_asked_for_by_name_is_crawled_without_a_check(run: Run) -> None:
    assert run("crawl", "vn-xa-moi").returncode == 0


def test_a_running_service_takes_a_source_in_once_its_check_has_passed(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with Store.open(settings.store_url) as store:
        service = Service(settings, store, Crawler(settings=settings, file=None), Progress())
        service.visits.take(
            [SHIPPED, replace(SHIPPED, id="vn-b", homepage="https://b.vn/", verified=date(2026, 11, 1))], settings
        )
        asyncio.run(service.visits.due("vn-a"))
        assert [visit.source.id for visit in service.lane.line.waiting] == []
        asyncio.run(service.visits.due("vn-b"))
        assert [visit.source.id for visit in service.lane.line.waiting] == ["vn-b"]
        Checkups(store).keep(Checkup(source="vn-a", state="ok", at=clock.now(), passed=clock.now()))
        asyncio.run(service.visits.due("vn-a"))
        assert [visit.source.id for visit in service.lane.line.waiting] == ["vn-b", "vn-a"]


def test_the_operators_own_source_waits_for_nothing(tmp_path: Path) -> None:
    own = {"id": "vn-a", "title": "A", "homepage": "https://a.vn/", "listings": ["https://a.vn/"]}
    settings = Settings(data_dir=tmp_path, source=(own,))
    with Store.open(settings.store_url) as store:
        assert unproven([SHIPPED], settings, store) == ()
        assert unproven([SHIPPED], Settings(data_dir=tmp_path), store) == (SHIPPED,)


def test_what_waits_is_told_in_one_line_however_many() -> None:
    many = [replace(SHIPPED, id=f"vn-{number}") for number in range(200)]
    assert "200 sources" in told(many)
    assert len(told(many)) < 200
    assert told(many[:2]).count("vn-") == 2
    assert "\n" not in told(many)
