"""A backup is whole or it is refused, and what is put back is what was there."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from news.errors import StoreError
from news.store import Store
from news.store.backup import back_up, seal, verify
from news.store.restoring import restore
from tests.news.store.conftest import Make, declare
from tests.postgresql import Server


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "pages"
    (folder / "vn-a").mkdir(parents=True)
    (folder / "vn-a" / "2026-03.warc.gz").write_bytes(b"\x1f\x8bpages")
    return folder


@pytest.fixture
def filled(store: Store, make: Make, noon: datetime) -> Store:
    store.keep_all([make(number) for number in range(1, 30)], now=noon)
    store.keep(make(1, title="Sửa"), now=noon + timedelta(hours=1))
    return store


def contents(store: Store) -> list[object]:
    return [(each, store.revisions(each.id), store.aliases(each.id)) for each in store.articles()]


def test_what_is_put_back_is_what_was_there(
    filled: Store, pages: Path, place: str, tmp_path: Path, noon: datetime, make: Make
) -> None:
    before = contents(filled)
    manifest = back_up(filled, tmp_path / "a.tar", pages, now=noon)
    assert manifest.counts["articles"] == 29
    assert verify(tmp_path / "a.tar") == manifest
    filled.keep(make(99), now=noon + timedelta(days=1))
    filled.close()
    (pages / "vn-a" / "2026-03.warc.gz").write_bytes(b"spoilt")
    with pytest.raises(StoreError, match="--force"):
        restore(tmp_path / "a.tar", place, pages, force=False, now=noon)
    found, aside = restore(tmp_path / "a.tar", place, pages, force=True, now=noon)
    assert found == manifest
    assert len(aside) == 2
    for kept in aside:
        assert "schema before_restore_20260301t050030z" in kept or Path(kept).exists()
    with Store.open(place) as again:
        assert contents(again) == before
        assert again.keep(make(100), now=noon + timedelta(days=2)).revision == 1
    assert (pages / "vn-a" / "2026-03.warc.gz").read_bytes() == b"\x1f\x8bpages"


def test_a_backup_of_a_store_that_is_being_written_is_one_moment(
    filled: Store, tmp_path: Path, noon: datetime, make: Make
) -> None:
    with Store.open(filled.database.url.render_as_string(hide_password=False)) as writer, writer.write() as connection:
        connection.exec_driver_sql("UPDATE articles SET title = 'x'")
        back_up(filled, tmp_path / "a.tar", None, now=noon)
    manifest = back_up(filled, tmp_path / "b.tar", None, now=noon)
    assert [member.name.partition(".")[0] for member in manifest.members] == ["store"]
    assert not list(tmp_path.glob("*.part"))
    assert not list(tmp_path.glob(".loa-*"))


def test_an_empty_place_is_filled(
    filled: Store, tmp_path: Path, noon: datetime, place: str, request: pytest.FixtureRequest
) -> None:
    before = contents(filled)
    back_up(filled, tmp_path / "a.tar", None, now=noon)
    if place.startswith("sqlite"):
        address = f"sqlite:///{tmp_path}/elsewhere/loa.sqlite3"
        restore(tmp_path / "a.tar", address, tmp_path / "elsewhere" / "pages", force=False, now=noon)
    else:
        address = request.getfixturevalue("database")
        restore(tmp_path / "a.tar", address, tmp_path / "elsewhere" / "pages", force=False, now=noon)
    with Store.open(address, create=False) as again:
        assert contents(again) == before


Spoil = Callable[[Path], None]


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flip(file: Path) -> None:
    body = bytearray(file.read_bytes())
    body[2000] ^= 1
    file.write_bytes(bytes(body))


def rewritten(change: Callable[[dict[str, Any]], object]) -> Spoil:
    def spoil(file: Path) -> None:
        with tarfile.open(file) as archive:
            members = [(info, archive.extractfile(info).read()) for info in archive]  # type: ignore[union-attr]
        with tarfile.open(file, "w") as archive:
            for info, body in members:
                new = body
                if info.name == "manifest.json":
                    content = json.loads(body)
                    content.pop("sha256")
                    change(content)
                    new = seal(content)
                info.size = len(new)
                archive.addfile(info, io.BytesIO(new))

    return spoil


def unsealed(file: Path) -> None:
    """A manifest that was changed by hand: one more table is said to be empty."""
    body = file.read_bytes()
    assert body.count(b'"events": 0') == 1
    file.write_bytes(body.replace(b'"events": 0', b'"events": 1'))


def smuggle(name: str, kind: bytes = tarfile.REGTYPE) -> Spoil:
    def spoil(file: Path) -> None:
        with tarfile.open(file, "a") as archive:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (cut, "cut short|damaged"),
        (flip, "damaged"),
        (rewritten(lambda content: content.update(format=2)), "upgrade Loa"),
        (rewritten(lambda content: content.update(schema="9999")), "upgrade Loa"),
        (rewritten(lambda content: content.update(kind="postgresql")), "loa export"),
        (rewritten(lambda content: content["counts"].update(articles=1)), "manifest"),
        (rewritten(lambda content: content.pop("counts")), "manifest"),
        (rewritten(lambda content: content["counts"].update(articles="8")), "manifest cannot be read: .*counts"),
        (rewritten(lambda content: content["members"][0].update(sha256="x")), "manifest cannot be read: .*sha256"),
        (rewritten(lambda content: content.update(more=1)), "manifest cannot be read: .*more"),
        (unsealed, "manifest is not what was written"),
        (smuggle("../../escape"), "escape"),
        (smuggle("/etc/cron.d/x"), "cron"),
        (smuggle("pages/vn-a/2026-04.warc.gz", tarfile.SYMTYPE), "2026-04"),
        (lambda file: file.write_bytes(b"no tar"), "no backup"),
        (lambda file: file.unlink(), "cannot be read"),
    ],
)
def test_what_is_not_whole_changes_nothing(
    spoil: Spoil, told: str, address: str, tmp_path: Path, noon: datetime, make: Make
) -> None:
    with Store.open(address) as store:
        declare(store)
        store.keep_all([make(number) for number in range(1, 9)], now=noon)
        back_up(store, tmp_path / "a.tar", None, now=noon)
        before = contents(store)
    spoil(tmp_path / "a.tar")
    with pytest.raises(StoreError, match=told) as caught:
        restore(tmp_path / "a.tar", address, tmp_path / "data" / "pages", force=True, now=noon)
    assert "\n" not in str(caught.value)
    with Store.open(address) as store:
        assert contents(store) == before
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["loa.sqlite3"] or not list(
        (tmp_path / "data").glob("*before-restore*")
    )


def test_a_store_that_another_loa_writes_is_left_alone(address: str, tmp_path: Path, noon: datetime) -> None:
    with Store.open(address) as store:
        back_up(store, tmp_path / "a.tar", None, now=noon)
        with store.lock(), pytest.raises(StoreError, match="another Loa"):
            restore(tmp_path / "a.tar", address, tmp_path / "pages", force=True, now=noon)


def test_a_restore_that_fails_half_way_leaves_the_old_store(
    postgresql: Server, tmp_path: Path, noon: datetime, make: Make
) -> None:
    refuse = """
        CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no tables today'; END $$;
        CREATE EVENT TRIGGER refusing ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION refuse();
    """
    with postgresql.database() as address:
        with Store.open(address) as store:
            declare(store)
            store.keep(make(1), now=noon)
            back_up(store, tmp_path / "a.tar", None, now=noon)
            store.keep(make(2), now=noon)
            before = contents(store)
            with store.write() as connection:
                connection.exec_driver_sql(refuse)
        with pytest.raises(StoreError, match="no tables today"):
            restore(tmp_path / "a.tar", address, tmp_path / "pages", force=True, now=noon)
        with Store.open(address, create=False) as store:
            assert contents(store) == before
            assert store.keep(make(3), now=noon).revision == 1
            with store.read() as connection:
                schemas = set(connection.exec_driver_sql("SELECT nspname FROM pg_namespace").scalars())
            assert not any(name.startswith("before_restore") for name in schemas)
            with store.write() as connection:
                connection.exec_driver_sql("DROP EVENT TRIGGER refusing")
        restore(tmp_path / "a.tar", address, tmp_path / "pages", force=True, now=noon)
        with Store.open(address, create=False) as store:
            assert [each.id for each in store.articles()] == [before[0][0].id]  # type: ignore[index]


def test_a_folder_that_is_not_there_is_told(address: str, tmp_path: Path, noon: datetime) -> None:
    with Store.open(address) as store, pytest.raises(StoreError, match="cannot be written"):
        back_up(store, tmp_path / "no" / "such" / "folder" / "a.tar", None, now=noon)
