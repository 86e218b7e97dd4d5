"""One line an event, whatever is in it."""

from __future__ import annotations

import io
import json
import logging
import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news import log
from news.settings import Settings


@pytest.fixture(autouse=True)
def untouched() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


def said(form: str, *, event: str = "crawled", level: int = logging.INFO, **keys: object) -> str:
    out = io.StringIO()
    log.configure(form=form, level="debug", out=out, secrets=("geheim", "abc"))
    logging.getLogger("loa").log(level, "%s", event, extra=keys)
    return out.getvalue()


def test_keys_come_in_their_order_and_what_is_not_known_is_left_out() -> None:
    line = said("text", new=2, url="https://a.vn/?a=1", source="vn-a", error=None, failed="")
    moment, rest = line.split(" ", 1)
    assert moment.startswith("time=20")
    assert moment.endswith("Z")
    assert rest == 'level=info event=crawled source=vn-a url="https://a.vn/?a=1" new=2\n'
    found = json.loads(said("json", new=2, url="https://a.vn/", source="vn-a", run="r", kind="dns"))
    assert list(found) == ["time", "level", "event", "source", "url", "run", "kind", "new"]
    assert found["new"] == 2


@given(st.text(max_size=200), st.sampled_from(["text", "json"]))
def test_nothing_that_a_page_says_leaves_its_line_or_steers_a_terminal(text: str, form: str) -> None:
    line = said(form, event=f"x{text}", source=text)
    assert line.endswith("\n")
    assert len(line.splitlines()) == 1
    assert all(unicodedata.category(sign) != "Cc" for sign in line[:-1])
    if form == "json":
        found = json.loads(line)
        assert set(found) <= {"time", "level", "event", "source"}


def test_a_line_cannot_be_forged() -> None:
    forged = said("text", event='page\nlevel=error event="all is lost" source=vn-b', source="vn-a")
    assert forged.count("\n") == 1
    assert forged.partition(" ")[2].startswith(
        'level=info event="page\\nlevel=error event=\\"all is lost\\" source=vn-b" source=vn-a'
    )
    assert "\x1b" not in said("text", event="\x1b[2Jgone \u202egnp.exe")


def test_no_secret_is_shown() -> None:
    line = said("text", event="postgresql://loa:pass@word/ said geheim", url="https://u:p@a.vn/x")
    assert "geheim" not in line
    assert "loa:pass" not in line
    assert "https://***@a.vn/x" in line
    settings = Settings.model_validate(
        {
            "database": "postgresql://loa:da%40ten@localhost/loa",
            "alerts": {"webhook": "https://hooks.example/services/T0/B0?key=k1", "webhook_secret": "s1", "smtp_password": "s2"},
            "operator": {"token": "0123456789abcdef"},
        }
    )
    assert set(settings.secrets) == {"s1", "s2", "0123456789abcdef", "da%40ten", "da@ten", "services/T0/B0", "key=k1"}
    assert Settings().secrets == ()


def test_where_an_unexpected_error_happened_stays_in_one_line() -> None:
    out = io.StringIO()
    log.configure(form="text", level="info", out=out)
    try:
        raise ValueError("bad\nlevel=info geheim")
    except ValueError:
        logging.getLogger("crawler.report").exception("unexpected", extra={"source": "vn-a"})
    (line,) = out.getvalue().splitlines()
    assert 'level=error event=unexpected source=vn-a exception="Traceback' in line
    assert "ValueError: bad\\nlevel=info" in line


def test_libraries_are_heard_from_warnings_on() -> None:
    out = io.StringIO()
    log.configure(form="text", level="info", out=out)
    logging.getLogger("scrapy.core.engine").info("Spider opened")
    logging.getLogger("apscheduler.scheduler").warning("Run time of job was missed")
    logging.getLogger("loa").debug("nothing new")
    (line,) = out.getvalue().splitlines()
    assert "Run time of job was missed" in line


def test_long_values_are_cut() -> None:
    assert len(said("text", event="x" * 9_000)) < 1_200


def test_systemd_is_told_the_priority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "journal").open("w+") as out:
        stat = os.fstat(out.fileno())
        assert not log.to_journal(out)
        monkeypatch.setenv("JOURNAL_STREAM", f"{stat.st_dev}:{stat.st_ino}")
        assert log.to_journal(out)
        log.configure(form="json", level="info", out=out, journal=log.to_journal(out))
        logging.getLogger("loa").warning("careful")
        logging.getLogger("loa").info("well")
        out.seek(0)
        assert [line[:4] for line in out] == ["<4>{", "<6>{"]
    assert not log.to_journal(io.StringIO())


def test_what_a_child_says_is_passed_on_as_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    child, parent = io.StringIO(), io.StringIO()
    log.configure(form="text", level="info", out=child, marked=True, journal=True)
    logging.getLogger("crawler").warning("no links", extra={"source": "vn-a"})
    finished = child.getvalue().rstrip("\n")
    assert finished.startswith(f"{log.MARK}<4>time=")
    log.configure(form="text", level="info", out=parent)
    log.pass_on(finished)
    log.pass_on("Segmentation fault\x1b[0m")
    log.pass_on("  ")
    first, second = parent.getvalue().splitlines()
    assert first == finished.removeprefix(log.MARK)
    assert 'level=warning event="Segmentation fault\\\\u001b[0m"' in second
    logging.getLogger().handlers.clear()
    log.pass_on(finished)
    log.pass_on("loa: no source is called 'x'")
    assert capsys.readouterr().err == f"{finished.removeprefix(log.MARK)}\nloa: no source is called 'x'\n"


def test_a_moving_line_puts_itself_between(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(form="text", level="info")
    logging.getLogger("loa").info("here")
    assert "event=here" in capsys.readouterr().err
