"""Pausing and resuming as a person types it."""

from pathlib import Path

from scheduler.town.server import SampleTown
from tests.conftest import Loa


def test_a_paused_source_is_crawled_only_when_it_is_named(town: SampleTown, town_settings: Path, loa: Loa) -> None:
    paused, other = (source.id for source in town.sources()[:2])
    told = loa("pause", paused)
    assert (told.returncode, told.stdout) == (0, f"{paused} is paused\n")
    assert loa("pause", paused).stdout == f"{paused} was paused already\n"
    crawled = loa("crawl")
    assert f"  {other} " in crawled.stdout
    assert f"  {paused} " not in crawled.stdout
    assert f"  {paused} " in loa("crawl", paused).stdout
    assert loa("resume", paused).stdout == f"{paused} is crawled again\n"
    assert loa("resume", paused).stdout == f"{paused} was not paused\n"
    assert f"  {paused} " in loa("crawl").stdout


def test_an_unknown_source_is_a_clear_mistake(town_settings: Path, loa: Loa) -> None:
    for command in ("pause", "resume"):
        result = loa(command, "vn-nowhere")
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr == "loa: no source is called 'vn-nowhere'; `loa sources` lists them\n"
