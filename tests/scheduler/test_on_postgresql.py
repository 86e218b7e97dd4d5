"""The whole way on PostgreSQL, by the commands a person types, and the same feeds as on SQLite."""

import re
from pathlib import Path

from scheduler.town.server import SampleTown
from tests.conftest import Loa


def feeds(folder: Path) -> dict[str, bytes]:
    """The published feeds, without the moments of reading in them."""
    found = {}
    for path in sorted((folder / "public").rglob("feed.*")):
        body = re.sub(rb"<(updated|lastBuildDate)>[^<]*</\1>", b"", path.read_bytes())
        found[str(path.relative_to(folder))] = body
    return found


def test_a_town_is_crawled_published_searched_and_taken_along(
    town: SampleTown, town_settings: Path, database: str, loa: Loa, tmp_path: Path
) -> None:
    crawled = loa("crawl", LOA_DATABASE=database)
    assert crawled.returncode == 0, crawled.stdout + crawled.stderr
    assert not (tmp_path / "data" / "loa.sqlite3").exists()
    exported = loa("export", "--plain", LOA_DATABASE=database).stdout
    assert len(exported.splitlines()) == len(town.expected())
    on_postgresql = feeds(tmp_path)
    assert on_postgresql

    status = loa("status", LOA_DATABASE=database)
    assert status.returncode == 0, status.stderr
    found = loa("search", "hoi nghi", LOA_DATABASE=database)
    assert found.returncode == 0, found.stderr
    again = loa("crawl", LOA_DATABASE=database)
    assert again.returncode == 0, again.stderr
    assert feeds(tmp_path) == on_postgresql

    kept = loa("backup", "kept.tar", LOA_DATABASE=database)
    assert kept.returncode == 0, kept.stderr
    whole = loa("export", LOA_DATABASE=database).stdout
    moved = loa("import", "-", stdin=whole)  # into SQLite, which is the default
    assert moved.returncode == 0, moved.stderr
    assert loa("export").stdout == whole
    assert loa("publish").returncode == 0
    theirs = feeds(tmp_path)
    assert theirs.keys() == on_postgresql.keys()
    back = loa("restore", "kept.tar", "--force", LOA_DATABASE=database)
    assert back.returncode == 0, back.stderr
    assert loa("export", LOA_DATABASE=database).stdout == whole


def test_a_database_that_cannot_be_had_is_told_in_one_line(town_settings: Path, loa: Loa) -> None:
    for address, told in (
        ("postgresql://nobody:secret@127.0.0.1:9/loa", "does not answer"),
        ("mysql://nobody@127.0.0.1/loa", "postgresql"),
    ):
        result = loa("status", LOA_DATABASE=address)
        assert result.returncode in {1, 2}
        assert told in result.stderr
        assert "secret" not in result.stderr
        assert result.stderr.count("\n") == 1
